"""Which records are about a lead, so that they hide with it: found in the registry, not listed.

A record is about a lead if a stored field of it points at one, or at a document that is one
(messages, activities, attachments, followers). The few that are a step further away are in
``LINKS``.
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


def about_hidden_lead(model):
    """Return the domain of the records of a model that are about a lead hidden from the user.

    It knows nothing of the user until it is used, so that it may be kept for all.
    """
    if model._name == LEAD:
        raise ValueError("A lead says itself whether it is hidden.")
    links = [_many2one(name) for name in _lead_fields(model)]
    links += [_reference(field) for field in _document_fields(model)]
    if model._name in LINKS:
        links.append(_many2one(LINKS[model._name]))
    return Domain.OR(links)


def _lead_fields(model):
    return [
        field.name
        for field in model._fields.values()
        if field.type == 'many2one' and field.store and field.comodel_name == LEAD
    ]


def _document_fields(model):
    return [
        field
        for field in model._fields.values()
        if field.type == 'many2one_reference' and field.store and field.model_field
    ]


def _many2one(name):
    def to_sql(model, alias, query):
        comodel = model.env[model._fields[name].comodel_name]
        return _exists(comodel, model._field_to_sql(alias, name, query))

    return Domain.custom(to_sql=to_sql, predicate=lambda record: _is_hidden(record[name]))


def _reference(field):
    name, model_name = field.name, field.model_field

    def to_sql(model, alias, query):
        return SQL(
            "(%s = %s AND %s)",
            model._field_to_sql(alias, model_name, query),
            LEAD,
            _exists(model.env[LEAD], model._field_to_sql(alias, name, query)),
        )

    def predicate(record):
        if record[model_name] != LEAD or not record[name]:
            return False
        documents = record.env[LEAD].browse(record[name])
        return _is_hidden(documents.with_prefetch(_Documents(record, field)))

    return Domain.custom(to_sql=to_sql, predicate=predicate)


def _exists(comodel, reference):
    """Return the condition that a hidden record of ``comodel`` has the id ``reference``.

    A subquery per row that is looked at, found by its number: it costs the same however many
    leads are hidden.
    """
    records = comodel.sudo().with_context(active_test=False)  # what is hidden is not searched
    hidden = records._search(_hidden_domain(records), bypass_access=True)
    if hidden.is_empty():
        return SQL("FALSE")
    hidden.add_where(SQL("%s = %s", SQL.identifier(hidden.table, 'id'), reference))
    return SQL("EXISTS (%s)", hidden.select(SQL("1")))


def _is_hidden(records):
    return bool(records.sudo().filtered_domain(_hidden_domain(records)))


def _hidden_domain(records):
    return records._hidden_domain() if records._name == LEAD else about_hidden_lead(records)


class _Documents:
    """The leads that the records fetched together are about, listed only if they must be read."""

    def __init__(self, record, field):
        self.records = record.browse(record._prefetch_ids)
        self.field = field

    def __iter__(self):
        for record in self.records:
            if record[self.field.model_field] == LEAD and record[self.field.name]:
                yield record[self.field.name]

    def __reversed__(self):
        return reversed(list(self))
