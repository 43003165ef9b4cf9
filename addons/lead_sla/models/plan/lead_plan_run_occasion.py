from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class LeadPlanRun(models.Model):
    """Greetings: some days before the customer's occasion, once a year, whichever sale it was."""

    _inherit = 'lead.plan.run'

    def _greetings(self, steps):
        return self.browse().union(
            *(run for run, step in steps.items() if step.delay_from == 'occasion')
        )

    def _wait_for_occasions(self, steps):
        """Have these runs sleep until the step's days before the occasion; return them."""
        now, early = self.env.cr.now(), self.browse()
        greetings = self._greetings(steps)
        bases = self._find_bases({run: steps[run] for run in greetings}) if greetings else {}
        for run in greetings:
            due = run.lead_id.partner_id._next_occasion(bases[run])
            begin = due and due - timedelta(days=steps[run].delay_count)
            if begin and begin > now:
                run.next_at = begin
                self._wake(begin)
                early += run
        return early

    @api.model
    def _ask_again(self, partners):
        """Have the runs that rest until an occasion of these contacts ask anew when it is."""
        resting = self.search(
            [
                ('state', '=', 'running'),
                ('next_at', '!=', False),
                ('lead_id.partner_id', 'in', partners.ids),
                ('plan_id.template_ids.delay_from', '=', 'occasion'),
            ]
        )
        waiting = self._greetings(resting._next_steps())
        if waiting:
            now = self.env.cr.now()
            waiting.next_at = now
            waiting.filtered(lambda run: run.round_at > now).round_at = now
            self._wake(now)

    def _greeted(self, dues):
        """Return the runs whose customer somebody greets on that day already."""
        if not dues:
            return self.browse()
        days = {due.date() for due in dues.values()}
        steps = self.env['lead.plan.step'].search(
            [
                ('template_id.delay_from', '=', 'occasion'),
                ('lead_id.partner_id', 'in', self.browse().union(*dues).lead_id.partner_id.ids),
                ('state', 'in', ('open', 'done', 'sent')),
                ('due_at', '>=', datetime.combine(min(days), time.min)),
                ('due_at', '<=', datetime.combine(max(days), time.max)),
            ]
        )
        known = {(step.lead_id.partner_id, step.due_at.date()) for step in steps}
        greeted = self.browse()
        for run, due in dues.items():
            key = (run.lead_id.partner_id, due.date())
            if key in known:
                greeted += run
            known.add(key)
        return greeted


class ResPartner(models.Model):
    """An occasion of the customer, to send greetings on."""

    _inherit = 'res.partner'

    occasion_name = fields.Char(
        "Occasion", help="For example a birthday or the company's founding."
    )
    occasion_date = fields.Date(help="Follow-up plans greet on this day each year.")

    def _next_occasion(self, moment):
        """Return the first occasion on or after a moment, ``None`` where none is known."""
        date = self.occasion_date
        if not date:
            return None
        years = max(moment.year - date.year, 0)
        day = date + relativedelta(years=years)
        if day < moment.date():
            day = date + relativedelta(years=years + 1)
        return datetime.combine(day, time(12))

    def _changing_occasion(self, vals):
        """Return the contacts whose occasion these values change."""
        if 'occasion_date' not in vals:
            return self.browse()
        date = fields.Date.to_date(vals['occasion_date']) or False
        return self.filtered(lambda partner: partner.occasion_date != date)
