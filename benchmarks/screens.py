"""What the web client asks the server for when a report opens."""

from ast import literal_eval
from itertools import chain

from lxml import etree

# what the client fetches of a list, and how far it counts
PAGE, COUNT_LIMIT = 80, 10_001


class Screen:
    """The first view of an action, with the filters it opens with."""

    def __init__(self, env, action):
        found = env['ir.actions.act_window']._for_xml_id(action)
        self.model = env[found['res_model']].with_context(active_test=False)
        [self.kind, view_id] = reversed(found['views'][0])
        views = self.model.get_views(
            [(view_id, self.kind), found['search_view_id'] or (False, 'search')]
        )
        self.arch = etree.fromstring(views['views'][self.kind]['arch'])
        search = etree.fromstring(views['views']['search']['arch'])
        self.domain = [*literal(found['domain'] or '[]', env), *self.defaults(found, search, env)]

    def defaults(self, action, search, env):
        """Return the domains of the filters that the action switches on."""
        chosen = [
            name.removeprefix('search_default_') for name in literal(action['context'] or '{}', env)
        ]
        filters = (search.find(f".//filter[@name='{name}']") for name in chosen)
        return chain.from_iterable(literal(item.get('domain'), env) for item in filters)

    def open(self):
        return getattr(self, f'_{self.kind}')()

    def _graph(self):
        groupby, measures = self._fields()
        return self.model.formatted_read_group(self.domain, groupby, ['__count', *measures])

    def _pivot(self):
        groupby, measures = self._fields()
        sets = [groupby[:number] for number in range(len(groupby) + 1)]
        return self.model.formatted_read_grouping_sets(self.domain, sets, ['__count', *measures])

    def _list(self):
        names = {node.get('name'): {} for node in self.arch.iter('field')}
        return self.model.web_search_read(self.domain, names, limit=PAGE, count_limit=COUNT_LIMIT)

    def _fields(self):
        """Return what is grouped by, and the measures."""
        groupby, measures = [], []
        for node in self.arch.iter('field'):
            name, interval = node.get('name'), node.get('interval')
            if node.get('type') == 'measure':
                measures.append(f'{name}:{self.model._fields[name].aggregator}')
            elif not node.get('invisible'):
                groupby.append(f'{name}:{interval}' if interval else name)
        return groupby, measures


def literal(text, env):
    """Read a domain or context that knows who looks at it."""
    return literal_eval(text.replace('uid', str(env.uid)))


def pipeline(env, domain, dimension):
    """Open core's pivot of the pipeline on these leads, its rows by a dimension of ours."""
    leads = env['crm.lead'].with_context(active_test=False)
    return leads.formatted_read_grouping_sets(
        domain, [[], [dimension]], ['__count', 'prorated_revenue:sum']
    )
