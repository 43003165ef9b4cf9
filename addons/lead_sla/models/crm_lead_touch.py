from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .sla_terms import OPEN


class CrmLead(models.Model):
    """What is done with a lead by people: its touches."""

    _inherit = 'crm.lead'

    touch_ids = fields.One2many('lead.touch', 'lead_id', "Touches")
    touch_count = fields.Integer("Touches Made", compute='_compute_touch_count')
    first_touch_at = fields.Datetime(
        "First Touch", readonly=True, copy=False, index='btree_not_null'
    )
    last_touch_at = fields.Datetime("Last Touch", readonly=True, copy=False)

    def _protected_fields(self):
        return super()._protected_fields() | {'first_touch_at', 'last_touch_at'}

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

    def _after_touch(self):
        """Note that these leads have been touched, and answer their clocks."""
        stamped = dict(self._stamp_touches())
        self.browse(stamped)._mark_worked(stamped)
        if self.env['lead.sla.policy']._is_set_up():
            waiting = OPEN & Domain('lead_id', 'in', self.ids)
            self.env['lead.sla'].search_fetch(waiting)._settle()

    def _stamp_touches(self):
        """Keep when these leads were touched first and last; return ``[(lead id, last)]``.

        Each touch changes its lead, so that a touch and whatever else judges the lead at the
        same time collide, and the later one sees the earlier one.
        """
        names = ['first_touch_at', 'last_touch_at']
        self.flush_recordset(names)
        self.env['lead.touch'].flush_model(['lead_id', 'direction', 'date'])
        stamped = self.env.execute_query(
            SQL(
                """
                UPDATE crm_lead AS lead
                   SET first_touch_at = LEAST(lead.first_touch_at, touched.first),
                       last_touch_at = GREATEST(lead.last_touch_at, touched.last)
                  FROM (SELECT lead_id, MIN(date) AS first, MAX(date) AS last
                          FROM lead_touch
                         WHERE lead_id IN %s AND direction = 'out'
                      GROUP BY lead_id) AS touched
                 WHERE lead.id = touched.lead_id
             RETURNING lead.id, lead.last_touch_at
                """,
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(names, flush=False)
        return stamped

    def _stamp_first_touch(self, date):
        if self:
            self.with_context(mail_notrack=True).write({'first_touch_at': date})

    def _merge_follow_up(self, others):
        result = super()._merge_follow_up(others)
        self._stamp_touches()
        return result

    def activity_send_mail(self, template_id):
        # one mail that a rep has chosen to send is by hand; to many at once it is a mailing
        leads = self.with_context(lead_mail_by_hand=len(self) == 1)
        return super(CrmLead, leads).activity_send_mail(template_id)

    def action_log_call(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Log a Call"),
            'res_model': 'lead.touch.wizard',
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_lead_id': self.id},
        }

    def action_view_touches(self):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('lead_sla.lead_touch_action')
        return {**action, 'domain': [('lead_id', '=', self.id)]}
