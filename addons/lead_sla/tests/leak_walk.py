"""The walk through all models and public read methods: what there is, and how it is called."""

import inspect

from odoo.service.model import call_kw

from .common_leak import SECRET

READING = ('get_', 'read', 'search', 'fetch', 'export', 'web_read', 'web_search', 'message_get')
LEAD = 'crm.lead'
WITHOUT_SUMS = ('sequence', 'color', 'res_id', 'id')


def models(env):
    """Return all models that have records."""
    return [env[name] for name in sorted(env.registry) if not env.registry[name]._abstract]


def read_methods(model):
    """Return the public methods that read: those that say so, and those named like it."""
    names = set()
    for name, method in inspect.getmembers(type(model), callable):
        public = not name.startswith('_') and not getattr(method, '_api_private', False)
        if public and (getattr(method, '_readonly', False) or name.startswith(READING)):
            names.add(name)
    return sorted(names)


def readable_fields(model):
    return [
        name
        for name, field in model._fields.items()
        if field.type != 'binary' and model._has_field_access(field, 'read')
    ]


def specification(model):
    """Return all fields, and the names of what they point at."""
    names = readable_fields(model)
    relations = ('many2one', 'one2many', 'many2many', 'reference')
    return {
        name: {'fields': {'display_name': {}}} if model._fields[name].type in relations else {}
        for name in names
    }


def groupable(model):
    fields = (model._fields[name] for name in readable_fields(model))
    return [
        f'{field.name}:month' if field.type in ('date', 'datetime') else field.name
        for field in fields
        if field.groupable and field.type not in ('properties', 'properties_definition')
    ]


def sums(model):
    fields = (model._fields[name] for name in readable_fields(model))
    return ['__count'] + [
        f'{field.name}:{field.aggregator}'
        for field in fields
        if field.aggregator in ('sum', 'avg', 'max', 'min') and field.store
    ]


def arguments(model, domain):
    """Return what each parameter of a read method may be given, by its name."""
    fields, groups, totals = readable_fields(model), groupable(model), sums(model)
    return {
        'domain': [domain],
        'fields': [fields],
        'field_names': [fields],
        'fields_to_export': [
            [name for name in fields if model._fields[name].type != 'properties']
        ],
        'specification': [specification(model)],
        'name': [SECRET],
        'groupby': [[], *([group] for group in groups)],
        'grouping_sets': [[[], *([group] for group in groups)]],
        'aggregates': [totals],
        'group_by': groups[:1],
        'progress_bar': [{'field': groups[0], 'colors': {}}] if groups else [],
        'field_name': [name for name in fields if model._fields[name].type == 'selection'][:1],
        'res_model': [LEAD],
    }


def calls(model, name, ids, domain):
    """Yield the ways to call a read method, each as a function; none if it wants what we lack."""
    method = getattr(type(model), name)
    known = arguments(model, domain)
    wanted = [
        parameter.name
        for parameter in list(inspect.signature(method).parameters.values())[1:]
        if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        and (parameter.default is parameter.empty or parameter.name in ('domain', 'aggregates'))
    ]
    if any(parameter not in known for parameter in wanted):
        return
    choices = [{}]
    for parameter in wanted:
        choices = [{**chosen, parameter: one} for chosen in choices for one in known[parameter]]
    targets = [()] if getattr(method, '_api_model', False) else [([number],) for number in ids]
    for chosen in choices:
        for target in targets:
            yield lambda target=target, chosen=chosen: call_kw(model, name, list(target), chosen)
