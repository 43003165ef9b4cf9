"""The walk through all models and public read methods: what there is, and how it is called."""

import inspect

from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.service.model import call_kw

SECRET = 'qzsecretqz'
SECRET_NUMBER = 73918465
# what these tell is the same whatever leads there are: fields, options, menus, calendars
ABOUT_DEFINITIONS = {
    "get_account_id",
    "get_attendee_detail",
    "get_bindings",
    "get_config_warning",
    "get_credits",
    "get_credits_url",
    "get_empty_list_help",
    "get_field_help",
    "get_field_selection",
    "get_field_string",
    "get_fields_tree",
    "get_filters",
    "get_mention_suggestions_from_channel",
    "get_next_alarm_date",
    "get_next_char",
    "get_option_name",
    "get_option_path",
    "get_paperformat_by_xmlid",
    "get_param",
    "get_properties_base_definition",
    "get_property_definition",
    "get_related_views",
    "get_tour_json_by_name",
    "get_valid_action_reports",
    "get_views",
    "get_week_type",
    "get_work_duration_data",
    "get_work_hours_count",
    "has_group",
    "has_groups",
    "render_public_asset",
}
MOST_GROUPS = 25  # in one statement of PostgreSQL
EACH = 5  # of the records, one by one
OPTIONAL = ('domain', 'aggregates')
KNOWN = {
    'aggregates',
    'domain',
    'field_name',
    'field_names',
    'fields',
    'fields_to_export',
    'group_by',
    'groupby',
    'grouping_sets',
    'name',
    'progress_bar',
    'res_model',
    'search',
    'search_term',
    'specification',
}
READING = ('get_', 'read', 'search', 'fetch', 'export', 'web_read', 'web_search', 'message_get')
LEAD = 'crm.lead'


def models(env):
    """Return all models that have records."""
    return [env[name] for name in sorted(env.registry) if not env.registry[name]._abstract]


def newest(model, limit):
    """Return the last records of a model; none of one that only another module's screens read."""
    try:
        return model.with_context(active_test=False).search([], limit=limit, order='id desc')
    except UserError:
        return model


def read_methods(model):
    """Return the public methods that read: those that say so, and those named like it."""
    return [
        name
        for name, method in _callable(model)
        if getattr(method, '_readonly', False) or name.startswith(READING)
    ]


def public_methods(model):
    """Return the public methods of the model's own that need no argument."""
    own = set(dir(type(model))) - set(dir(BaseModel))
    return [name for name, method in _callable(model) if name in own and not _wanted(method)]


def _callable(model):
    for name, method in inspect.getmembers(type(model), inspect.isroutine):
        if not name.startswith('_') and not getattr(method, '_api_private', False):
            yield name, method


def _wanted(method, also=()):
    """Return the parameters that a method must be given, and those of ``also`` it may be given."""
    return [
        parameter.name
        for parameter in list(inspect.signature(method).parameters.values())[1:]
        if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        and (parameter.default is parameter.empty or parameter.name in also)
    ]


def seeds(model, holders):
    """Return the values by which a record of the model would be about the lead."""
    for name, field in model._fields.items():
        ids = field.relational and holders.get(field.comodel_name)
        if ids:
            yield {name: ids[0] if field.type == 'many2one' else [(6, 0, ids[:1])]}
        elif field.type == 'many2one_reference' and field.model_field:
            yield {field.model_field: LEAD, name: holders[LEAD][0]}


def readable_fields(model):
    return [
        name
        for name, field in model._fields.items()
        if field.type != 'binary' and model._has_field_access(field, 'read')
    ]


def stored_fields(model):
    names = (name for name in readable_fields(model) if model._fields[name].store)
    return ['display_name', *names]


def specification(model):
    """Return all fields, and the names of what they point at."""
    names = readable_fields(model)
    relations = ('many2one', 'one2many', 'many2many', 'reference')
    return {
        name: {'fields': {'display_name': {}}} if model._fields[name].type in relations else {}
        for name in names
    }


def groupable(model):
    described = model.fields_get(attributes=['groupable', 'type'])
    return [
        f'{name}:month' if field['type'] in ('date', 'datetime') else name
        for name, field in described.items()
        if field.get('groupable') and field['type'] != 'properties'
    ]


def sums(model):
    described = model.fields_get(attributes=['aggregator', 'type'])
    return ['__count'] + [
        f'{name}:{field["aggregator"]}'
        for name, field in described.items()
        if field.get('aggregator') in ('sum', 'avg', 'max', 'min') and field['type'] != 'boolean'
    ]


def arguments(model, domain):
    """Return what each parameter of a read method may be given, by its name."""
    fields, groups, totals = readable_fields(model), groupable(model), sums(model)
    return {
        'domain': [domain],
        'fields': [fields],
        'field_names': [fields],
        'fields_to_export': [[name for name in fields if model._fields[name].type != 'properties']],
        'specification': [specification(model)],
        'name': [SECRET],
        'groupby': [[], groups[:1], groups[-1:]],
        'grouping_sets': [
            [[group] for group in groups[start : start + MOST_GROUPS]]
            for start in range(0, len(groups), MOST_GROUPS)
        ],
        'aggregates': [totals],
        'group_by': groups[:1],
        'progress_bar': [{'field': groups[0], 'colors': {}}] if groups else [],
        'field_name': [name for name in fields if model._fields[name].type == 'many2one'][:2],
        'search': [SECRET],
        'search_term': [SECRET],
        'res_model': [LEAD],
    }


def lacks_arguments(model, name):
    return set(_wanted(getattr(type(model), name))) - KNOWN


def calls(model, name, ids, known):
    """Yield the ways to call a read method, each as a function; none if it wants what we lack.

    :param dict known: what each parameter may be given, by its name
    """
    method = getattr(type(model), name)
    if lacks_arguments(model, name):
        return
    choices = [{}]
    for parameter in _wanted(method, OPTIONAL):
        choices = [{**chosen, parameter: one} for chosen in choices for one in known[parameter]]
    each = ids[:EACH] if name in ('read', 'web_read') else ids[:1]
    targets = [()] if getattr(method, '_api_model', False) else [([number],) for number in each]
    for chosen in choices:
        for target in targets:
            yield lambda target=target, chosen=chosen: call_kw(model, name, list(target), chosen)
