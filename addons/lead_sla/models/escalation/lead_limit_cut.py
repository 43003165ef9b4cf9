from dataclasses import replace

from odoo import api, fields, models, tools
from odoo.fields import Domain


class LeadLimitCut(models.Model):
    """A limit of a salesperson that is lowered until a date, in all rules and pools."""

    _name = 'lead.limit.cut'
    _description = "Lowered Limit"
    _order = 'until desc, id desc'
    _rec_name = 'user_id'

    user_id = fields.Many2one(
        'res.users', "Salesperson", required=True, index=True, ondelete='cascade'
    )
    cap = fields.Selection(
        lambda self: (
            self.env['lead.sla.escalation']._fields['cap']._description_selection(self.env)
        ),
        "Limit",
        required=True,
    )
    percent = fields.Integer("Lowered by (%)")
    value = fields.Integer("Lowered to")
    until = fields.Datetime(required=True, index=True)
    escalation_id = fields.Many2one('lead.sla.escalation', "Step", ondelete='set null')

    _unique_cap = models.UniqueIndex('(user_id, cap)', "A limit is lowered once at a time.")

    @api.model
    def _lower(self, users, step, until):
        """Lower the limit of a step for these salespeople; a cut that lasts longer stays."""
        known = self.search([('user_id', 'in', users.ids), ('cap', '=', step.cap)])
        shorter = known.filtered(lambda cut: cut.until < until)
        values = {
            'percent': step.cap_percent,
            'value': step.cap_value,
            'until': until,
            'escalation_id': step.id,
        }
        shorter.write(values)
        self.create(
            [{**values, 'user_id': user.id, 'cap': step.cap} for user in users - known.user_id]
        )
        if users:
            self.env.ref('lead_sla.ir_cron_restore_limits')._trigger(until)

    @api.model
    def _cron_restore_limits(self):
        """Give the salespeople their limits back whose time is over."""
        self.search(Domain('until', '<=', self.env.cr.now())).unlink()

    @api.model
    @tools.ormcache()
    def _is_used(self):
        """Tell whether anybody's limit was ever lowered, which every claim needs to know."""
        # that there are such limits is no secret
        return bool(self.sudo().search_count([], limit=1))

    @api.model_create_multi
    def create(self, vals_list):
        is_used = self._is_used()  # asked before, or other servers would not be told
        cuts = super().create(vals_list)
        if not is_used:
            self.env.registry.clear_cache()
        return cuts

    def unlink(self):
        result = super().unlink()
        if self:
            # who may lift a cut has the leads that waited for it tried again
            self.env['crm.lead'].sudo()._retry_distribution()
        return result

    def _apply(self, candidate):
        """Return a candidate of the engine with the limits lowered."""
        now = self.env.cr.now()
        for cut in self:
            limit = getattr(candidate, cut.cap)
            if cut.until > now:
                candidate = replace(candidate, **{cut.cap: cut._lowered(limit)})
        return candidate

    def _lowered(self, limit):
        """Return the limit that is left, at least one lead; 0 is no limit."""
        if self.value:
            return min(limit, self.value) if limit else self.value
        return max(limit * (100 - self.percent) // 100, 1) if limit else 0


class ResUsers(models.Model):
    _inherit = 'res.users'

    lead_limit_cut_ids = fields.One2many(
        'lead.limit.cut', 'user_id', groups='sales_team.group_sale_salesman'
    )

    def _lead_candidate(self, **values):
        candidate = super()._lead_candidate(**values)
        if not self.env['lead.limit.cut']._is_used():
            return candidate
        # sudo: everybody's limits bind, also where a salesperson claims who may not read them
        return self.sudo().lead_limit_cut_ids._apply(candidate)
