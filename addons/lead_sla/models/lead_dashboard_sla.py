from odoo import models
from odoo.fields import Domain
from odoo.tools import formatLang

from .lead_dashboard_picture import badge, part, row, share

DECIDED = Domain('state', 'in', ('met', 'missed'))
STEADY = 0.05  # points that round to no change


class LeadDashboard(models.AbstractModel):
    """Which promises were kept, and whether that is better than in the period before."""

    _inherit = 'lead.dashboard'

    def _card_sla(self, scope):
        report = self.env['lead.sla.report']
        if not report.has_access('read'):
            return None
        domain = scope.domain('deadline') & DECIDED
        now = self._count_promises(domain)
        before = self._count_promises(scope.domain_before('deadline') & DECIDED) if now else {}
        title = self.env._("SLA Kept")
        return {
            'title': title,
            'note': self.env._("Promises that were due in the period, against the period before."),
            'rows': self._promise_rows(domain, now, before),
            'empty': self.env._(
                "No promise was due in this period. An SLA policy says how fast leads are answered."
            ),
            'action': self._open(title, report._name, domain, ('graph', 'pivot', 'list')),
        }

    def _count_promises(self, domain):
        """Return ``{kind: (met, missed, rate)}``, and that of all kinds as ``all``."""
        groups = self.env['lead.sla.report']._read_group(
            domain, ['kind'], ['met:sum', 'missed:sum']
        )
        counts = {kind: numbers for kind, *numbers in groups}
        if counts:
            counts['all'] = [sum(column) for column in zip(*counts.values(), strict=True)]
        return {
            kind: (met, missed, share(met, met + missed)) for kind, (met, missed) in counts.items()
        }

    def _promise_rows(self, domain, now, before):
        kinds = dict(self.env['lead.sla.report']._fields['kind']._description_selection(self.env))
        rows = [
            self._promise_row(kind, name, domain & Domain('kind', '=', kind), now[kind], before)
            for kind, name in kinds.items()
            if kind in now
        ]
        if len(rows) > 1:
            name = self.env._("All promises")
            rows.insert(0, self._promise_row('all', name, domain, now['all'], before))
        return rows

    def _promise_row(self, kind, name, domain, numbers, before):
        met, missed, rate = numbers
        return row(
            kind,
            name,
            self._percent(rate),
            self._promise_part(domain, 'met', met, rate),
            self._promise_part(domain, 'missed', missed, 100 - rate),
            action=self._open(name, 'lead.sla.report', domain),
            note=self.env._(
                "%(met)s of %(all)s", met=self._number(met), all=self._number(met + missed)
            ),
            badge=self._trend(rate, before.get(kind)),
        )

    def _promise_part(self, domain, state, count, width):
        number = self._number(count)
        if state == 'met':
            name, color = self.env._("Met: %s", number), 'success'
        else:
            name, color = self.env._("Missed: %s", number), 'danger'
        opened = self._open(name, 'lead.sla.report', domain & Domain('state', '=', state))
        return part(width, color, opened, name)

    def _trend(self, rate, before):
        """Return the change since the period before, in points; nothing to compare, no trend."""
        if not before:
            return False
        points = rate - before[-1]
        number = formatLang(self.env, abs(points), digits=1)
        if abs(points) < STEADY:
            return badge(self.env._("as before"), 'secondary')
        if points > 0:
            return badge(self.env._("▲ %s points", number), 'success')
        return badge(self.env._("▼ %s points", number), 'danger')
