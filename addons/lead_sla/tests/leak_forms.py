"""The walk through all forms: each model that leads to a lead is asked with the lead's number."""

from odoo.exceptions import UserError

from .leak_walk import LEAD, specification

NUMBERS = ('res_id', 'res_ids')
FILLED = {'char': "x", 'text': "x", 'html': "x", 'integer': 1, 'float': 1, 'boolean': True}


def links(model, records):
    """Yield the values by which a record of the model is about one of ``records``, by model."""
    for name, field in model._fields.items():
        ids = field.relational and records.get(field.comodel_name)
        if ids and field.type == 'many2one':
            yield {name: ids[0]}
        elif ids:
            yield {name: [(6, 0, ids)]}
        elif field.type == 'reference':
            yield {name: f'{LEAD},{records[LEAD][0]}'}
    yield from _documents(model, records)


def _documents(model, records):
    """Yield the values by which a record names a lead by model and number."""
    models = [name for name in ('res_model', 'model') if name in model._fields]
    for name in NUMBERS:
        if models and name in model._fields:
            field = model._fields[name]
            lead = records[LEAD][0]
            yield {models[0]: LEAD, name: str([lead]) if field.type in ('char', 'text') else lead}


def questions(model, values, lead, tell):
    """Yield all that a form tells, each as what was asked and what it told.

    :param tell: a function that returns what an operation tells
    """
    defaults = {f'default_{name}': value for name, value in values.items()}
    opened = model.with_context(**defaults)
    yield 'default_get', tell(lambda: opened.default_get(list(specification(model))))
    yield from _onchanges(opened, {}, tell)
    yield from _onchanges(model, values, tell)
    for kind, operation in (('create', _create), ('write', _write)):
        yield kind, tell(lambda operation=operation: operation(model, values, tell))


def opened_from(model, lead, tell):
    """Yield what a form tells that is opened from the screen of a lead."""
    named = {'default_model': LEAD, 'default_res_model': LEAD}
    for context in ({}, {'active_model': LEAD}, named):
        opened = model.with_context(active_id=lead, active_ids=[lead], **context)
        yield 'default_get', tell(lambda opened=opened: opened.default_get(list(model._fields)))
        yield from _onchanges(opened, {}, tell)


def _onchanges(model, values, tell):
    for told in _asked(lambda form: model.onchange({**values}, [*values], form), model, tell):
        yield 'onchange', told


def _asked(ask, model, tell):
    """Yield what a form tells, in ever smaller parts: one field refused silences all with it."""
    if not tell(lambda: ask({})).startswith('{'):
        return  # refused whatever it asks for
    forms = [specification(model)]
    while forms:
        form = forms.pop()
        told = tell(lambda form=form: ask(form))
        yield told
        if 'Error: ' in told[:30] and len(form) > 1:
            names = list(form)
            half = len(names) // 2
            forms += [{name: form[name] for name in part} for part in (names[:half], names[half:])]


def _create(model, values, tell):
    return _read_apart(model.create({**filled(model), **values}), tell)


def _write(model, values, tell):
    record = model.create({**filled(model), **dict.fromkeys(values, False)})
    record.write(values)
    return _read_apart(record, tell)


def _read_apart(record, tell):
    record.env.flush_all()
    record.invalidate_recordset()
    return list(_asked(lambda form: {'read': record.web_read(form)}, record, tell))


def filled(model):
    """Return values for the fields of a model that must have one."""
    required = {
        name: field
        for name, field in model._fields.items()
        if field.required and field.store and not field.compute and not field.related
    }
    try:
        defaults = model.default_get(list(required))
    except UserError:
        defaults = {}
    return {
        name: value
        for name, field in required.items()
        if name not in defaults and (value := _value(model, field)) is not None
    }


def _value(model, field):
    if field.type == 'selection':
        return next(iter(field.get_values(model.env)), None)
    if field.type in ('date', 'datetime'):
        return '2026-03-02'
    if field.type == 'many2one':
        comodel = model.env[field.comodel_name]
        return comodel.search([], limit=1).id if comodel.has_access('read') else None
    return FILLED.get(field.type)
