"""Which records are about a lead, so that they hide with it: found in the registry, not listed.

A record is about a lead if a stored field of it points at one; messages, activities, attachments
and followers if their document is a lead or is about one. The few that are a step further away are
in ``LINKS``. What hides a lead itself is said by ``crm.lead`` (``_hidden_sql``, ``_is_hidden``).
"""

from odoo.fields import Domain
from odoo.tools import SQL

LEAD = 'crm.lead'

LINKS = {
    'calendar.attendee': 'event_id',
    'calendar.recurrence': 'base_event_id',
    'lead.assessment.line': 'assessment_id',
    'mail.notification': 'mail_message_id',
}


def visible_domain(model):
    """Return the domain of the records of a model that no pool hides from the user.

    It knows nothing of the user until it is used, so that it may be kept for all.
    """
    if model._name != LEAD and not paths(model):
        return Domain.TRUE
    return ~Domain.custom(
        to_sql=lambda records, alias, _query: _hidden_sql(records, alias), predicate=_is_hidden
    )


def paths(model):
    """Return how records lead to what may be hidden: ``[(field, field of the model, model)]``."""
    ways = [(name, None, LEAD) for name in _lead_fields(model)]
    if model._name in LINKS:
        ways.append((LINKS[model._name], None, model._fields[LINKS[model._name]].comodel_name))
    documents = _documents(model.env)
    if model._name in documents:
        documents = [LEAD]  # no circles
    return ways + [
        (field.name, field.model_field, document)
        for field in model._fields.values()
        if field.type == 'many2one_reference' and field.store and _names_model(model, field)
        for document in documents
    ]


def _names_model(model, reference):
    """Tell whether each record says of which model the other is: a search needs it in a column."""
    return bool(reference.model_field) and model._fields[reference.model_field].store


def _lead_fields(model):
    return [
        field.name
        for field in model._fields.values()
        if field.type == 'many2one' and field.store and field.comodel_name == LEAD
    ]


def _documents(env):
    """Return the models that people write and plan on, of leads and of what is about them."""
    return [LEAD] + [
        name
        for name, model in env.registry.items()
        if name != LEAD
        and not model._abstract
        and 'message_ids' in model._fields
        and _lead_fields(model)
    ]


def _hidden_sql(model, alias):
    """Return the condition that the row ``alias`` is hidden.

    Few leads are hidden: they, and the documents about them, are listed once by the index of pools,
    whatever is searched, and each row is looked up there. A question per row would be so dear in
    the eyes of PostgreSQL that it compiles the query, which takes seconds. Without pools that hide
    anything nobody asks.
    """
    if not model.env['lead.pool']._hides_leads():
        return SQL("FALSE")
    if model._name == LEAD:
        return model._hidden_sql(alias)
    return _about_hidden_sql(model, alias, model.env[LEAD]._hidden_leads_sql())


def _about_hidden_sql(model, alias, leads):
    """Return the condition that the row ``alias`` is about one of ``leads``, a query of ids."""
    conditions = []
    for name, model_name, comodel in model.env['ir.rule']._lead_paths(model._name):
        ids = leads if comodel == LEAD else _about_leads_sql(model.env[comodel], leads)
        condition = SQL("COALESCE(%s IN (%s), FALSE)", model._field_to_sql(alias, name), ids)
        if model_name:
            # the model first: most rows are about something else
            document = model._field_to_sql(alias, model_name)
            condition = SQL("(%s = %s AND %s)", document, comodel, condition)
        conditions.append(condition)
    return SQL("(%s)", SQL(" OR ").join(conditions))


def _about_leads_sql(model, leads):
    """Return the query of the ids of all records of a model that are about ``leads``."""
    alias = f'hidden_{model._table}'
    return SQL(
        "SELECT %(alias)s.id FROM %(table)s AS %(alias)s WHERE %(about)s",
        alias=SQL.identifier(alias),
        table=SQL.identifier(model._table),
        about=_about_hidden_sql(model, alias, leads),
    )


def _is_hidden(record):
    if not record.env['lead.pool']._hides_leads():
        return False
    if record._name == LEAD:
        return record._is_hidden()
    for name, model_name, comodel in record.env['ir.rule']._lead_paths(record._name):
        if not model_name:
            found = record[name]
        elif record[model_name] == comodel:
            prefetch = _Documents(record, name, model_name, comodel)
            found = record.env[comodel].browse(record[name] or ()).with_prefetch(prefetch)
        else:
            continue
        if found and _is_hidden(found):
            return True
    return False


def filter_hidden(records):
    """Return those of the records that are hidden with a lead, superuser mode or not."""
    visible = records.env['ir.rule']._visible_about_leads(records._name)
    if visible.is_true() or not records.env['lead.pool']._hides_leads():
        return records.browse()
    return records.sudo().filtered(_is_hidden).with_env(records.env)


class _Documents:
    """The documents of the records fetched together, listed only if they must be read."""

    def __init__(self, record, name, model_name, document):
        self.records = record.browse(record._prefetch_ids)
        self.name = name
        self.model_name = model_name
        self.document = document

    def __iter__(self):
        for record in self.records:
            if record[self.model_name] == self.document and record[self.name]:
                yield record[self.name]

    def __reversed__(self):
        return reversed(list(self))
