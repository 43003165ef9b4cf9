from odoo import api, models


class CrmPhonecall(models.Model):
    """A call that was held, whoever rang, is a contact of ours with the customer of its lead."""

    _inherit = 'crm.phonecall'

    @api.model_create_multi
    def create(self, vals_list):
        calls = super().create(vals_list)
        calls._record_held({call: call.date for call in calls if call.date})
        return calls

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {'state', 'opportunity_id'}:
            self._record_held({})
        return result

    def _record_held(self, dates):
        """Record those of these calls that were held as touches of their leads, each once.

        :param dates: when the calls took place that were noted only afterwards. Otherwise a call
            took place when it is marked as held: its own date says when it was planned.
        """
        touches = self.env['lead.touch']
        held = self.filtered(lambda call: call.state == 'done' and call.user_id)
        if not held or touches._is_automatic():
            return
        # sudo: each call counts once, whoever may read its touch
        held -= touches.sudo().search([('phonecall_id', 'in', held.ids)]).phonecall_id
        touches._record(
            [
                call._prepare_touch(lead, dates.get(call))
                for call, lead in held._find_leads().items()
            ]
        )

    def _prepare_touch(self, lead, date):
        now = self.env.cr.now()
        return {
            'lead_id': lead.id,
            'kind': 'call',
            'outcome': 'reached',
            'date': min(max(date or now, lead.create_date), now),
            'user_id': self.user_id.id,
            'note': self.description,
            'phonecall_id': self.id,
        }

    def _find_leads(self):
        """Return ``{call: lead}``: its lead, or the one open lead of the contact who was called.

        Neither whoever notes the call nor whoever made it touches a lead they may not read.
        """
        found = {}
        for user, calls in self.grouped('user_id').items():
            leads = calls.opportunity_id._filtered_access('read')._readable_by(user)
            on_contacts = calls.filtered(lambda call: not call.opportunity_id)
            talks = on_contacts.partner_id._find_talks(user)
            for call in calls:
                lead = call.opportunity_id & leads or talks.get(call.partner_id.id)
                if lead:
                    found[call] = lead
        return found
