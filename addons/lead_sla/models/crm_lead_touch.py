from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import frozendict


class CrmLead(models.Model):
    """What is done with a lead by people: its touches."""

    _inherit = 'crm.lead'

    touch_ids = fields.One2many('lead.touch', 'lead_id', "Touches")
    touch_count = fields.Integer("Touches Made", compute='_compute_touch_count')
    first_touch_at = fields.Datetime(
        "First Touch", readonly=True, copy=False, index='btree_not_null'
    )
    last_touch_at = fields.Datetime("Last Touch", readonly=True, copy=False)

    @api.depends('touch_ids.direction')
    def _compute_touch_count(self):
        counts = dict(
            self.env['lead.touch']._read_group(
                [('lead_id', 'in', self.ids), ('direction', '=', 'out')], ['lead_id'], ['__count']
            )
        )
        for lead in self:
            lead.touch_count = counts.get(lead._origin, 0)

    def _follow_up(self, kind, **values):
        """Record one touch on each of these leads, and answer the clocks that wait for it.

        ``values`` are further values of ``lead.touch``. What the customer sends (``direction``
        ``in``) is recorded and answers nothing.
        """
        values = {'date': self.env.cr.now(), 'user_id': self.env.uid, 'kind': kind, **values}
        touches = self.env['lead.touch']._record([{**values, 'lead_id': lead.id} for lead in self])
        return touches.sudo(self.env.su)

    def _after_touch(self, touches):
        """Note that these leads have been touched, and answer their clocks."""
        self._mark_worked({lead.id: lead.last_touch_at for lead in self})
        if self.env['lead.sla.policy']._is_set_up():
            self.env['lead.sla']._settle_touched(self)

    def _stamp_touches(self, touches):
        """Keep when these leads were touched first and last.

        The first touch of a stint changes its lead, so that it and whatever else judges the lead
        at the same time collide, and the later one sees the earlier one.
        """
        touches.filtered(lambda touch: touch._is_late())._forget_attempts()
        groups = defaultdict(self.browse)
        for lead, made in touches.grouped('lead_id').items():
            groups[frozendict(lead._touch_moments(made))] |= lead
        for moments, leads in groups.items():
            if moments:
                leads.write(moments)

    def _touch_moments(self, touches):
        """Return those of the first and last touch of this lead that these touches move."""
        moments = touches.mapped('date')
        found = {
            'first_touch_at': min(moments + [self.first_touch_at or moments[0]]),
            'last_touch_at': max(moments + [self.last_touch_at or moments[0]]),
        }
        return {name: moment for name, moment in found.items() if self[name] != moment}

    def activity_send_mail(self, template_id):
        # one mail that a rep has chosen to send is by hand; to many at once it is a mailing
        leads = self.with_context(lead_mail_by_hand=len(self) == 1)
        return super(CrmLead, leads).activity_send_mail(template_id)

    def action_log_call(self):
        self.ensure_one()
        context = {'default_lead_id': self.id}
        if call := self._my_calls():
            context['default_date'] = fields.Datetime.to_string(call.started_at)
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Log a Call"),
            'res_model': 'lead.touch.wizard',
            'view_mode': 'form',
            'target': 'new',
            'context': context,
        }

    def action_view_touches(self):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('lead_sla.lead_touch_action')
        return {**action, 'domain': [('lead_id', '=', self.id)]}

    def _merge_touches(self, tail):
        """Take over the touches of ``tail``, leads that are merged into this one."""
        tail.touch_ids.write({'lead_id': self.id})
        self._stamp_touches(self.touch_ids.filtered(lambda touch: touch.direction == 'out'))
