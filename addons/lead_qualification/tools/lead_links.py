"""Which fields of a model lead to a lead, and which documents a record leads to by them.

Found in the registry, not listed: the models of other apps are among them.
"""

from ast import literal_eval

from odoo.fields import Command

LEAD = 'crm.lead'

# where Odoo's own dialogs name their documents, in a text or as a plain number
NUMBERS = ('res_ids', 'res_id')

MODELS = ('res_model', 'model')


def link_fields(model):
    """Return the names of the fields by which records of the model lead to leads."""
    return tuple(name for name, field in model._fields.items() if _is_link(model, field))


def _is_link(model, field):
    if field.relational:
        return _is_about_leads(model.env[field.comodel_name])
    if field.name in NUMBERS and field.type in ('char', 'text', 'integer'):
        return bool(_model_field(model))
    return field.type == 'reference' or bool(
        field.type == 'many2one_reference' and field.model_field
    )


def _model_field(model):
    return next((name for name in MODELS if name in model._fields), None)


def model_fields(model, names):
    """Return the names of the fields that say of which model the documents of these are."""
    fields = [model._fields[name] for name in names]
    named = {field.model_field for field in fields if field.type == 'many2one_reference'}
    return named | ({_model_field(model)} if {*NUMBERS} & {*names} else set())


def kept_links(model, names):
    """Return those of the fields by which records themselves lead to leads once they are saved."""
    fields = map(model._fields.__getitem__, names)
    return [
        field.name
        for field in fields
        if field.store
        and field.type != 'one2many'
        and (not field.relational or field.comodel_name == LEAD)
    ]


def documents(records, names):
    """Return what the fields of the records lead to, leads and what is about leads, by model."""
    found = {}
    for name in names:
        field = records._fields[name]
        if field.relational:
            reached = [records[name]._origin]
        else:
            reached = [_document(record, field) for record in records]
        for document in reached:
            if document and (field.relational or _is_about_leads(document)):
                found[document._name] = found.get(document._name, document) | document
    return found


def _document(record, field):
    if field.type == 'reference':
        return record[field.name] or record.browse()
    if field.type == 'many2one_reference':
        model, ids = record[field.model_field], [record[field.name]]
    else:
        model, ids = record[_model_field(record)], _numbers(str(record[field.name] or ''))
    if model not in record.env:
        return record.browse()
    return record.env[model].browse(number for number in ids if number).exists()


def _numbers(text):
    try:
        numbers = literal_eval(text or '[]')
    except (ValueError, SyntaxError):
        return []
    numbers = numbers if isinstance(numbers, (list, tuple)) else [numbers]
    return [number for number in numbers if isinstance(number, int)]


def _is_about_leads(document):
    """Tell whether it is a lead, or has the rights of one (``lead.bound.mixin``)."""
    return document._name == LEAD or hasattr(document, '_bound_by')


def lines(model, values):
    """Yield the values of the lines that a form holds, each with the model of the line."""
    for name, commands in values.items():
        field = model._fields.get(name)
        if not (field and field.type in ('one2many', 'many2many') and isinstance(commands, list)):
            continue
        for command in commands:
            if _makes_line(command):
                yield model.env[field.comodel_name], command[2]


def _makes_line(command):
    return (
        isinstance(command, (list, tuple))
        and len(command) == 3
        and command[0] in (Command.CREATE, Command.UPDATE)
        and isinstance(command[2], dict)
    )
