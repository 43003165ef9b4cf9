from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.ids import check_ids, check_text


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    is_rejected = fields.Boolean("Rejected by Sales", readonly=True, copy=False)
    rejected_at = fields.Datetime("Rejected On", readonly=True, copy=False)
    returned_to_id = fields.Many2one(
        'res.users',
        "Back With",
        readonly=True,
        copy=False,
        index='btree_not_null',
        help="Who looks at this lead again, after sales rejected it.",
    )

    _rejected_idx = models.Index("(id) WHERE is_rejected")

    def action_accept(self):
        """Sales confirms that it takes the leads on; only their salesperson can."""
        self.check_access('write')
        foreign = self.filtered(lambda lead: lead.user_id != self.env.user)
        if foreign:
            raise UserError(
                self.env._(
                    "Only the salesperson of a lead accepts it: %s",
                    ", ".join(foreign.mapped('name')),
                )
            )
        return self._change_status(self.env['lead.status']._by_meaning('accepted'))

    def action_qualify(self):
        """Sales confirms the fit."""
        self.check_access('write')
        return self._change_status(self.env['lead.status']._by_meaning('qualified'))

    def action_reject(self, reason_id=None, note=''):
        """Send leads that are not ready back to whoever passed them to sales.

        :param int reason_id: a ``lead.status.reason`` for rejecting; without it a dialog asks
        :param str note: what whoever gets the lead back should know, in plain text
        :raises UserError: when the leads do not wait for acceptance, or the reason does not fit
        :raises AccessError: when the user is neither their salesperson nor leads their team
        """
        check_ids(self).check_access('write')
        self._check_may_reject()
        if reason_id:
            reason = check_ids(self.env['lead.status.reason'].browse([reason_id]))
            return self._reject(reason.exists(), check_text(self.env, note))
        action = self.env['ir.actions.act_window']._for_xml_id(
            'lead_qualification.lead_reject_wizard_action'
        )
        return {**action, 'context': {'default_lead_ids': self.ids}}

    @api.model
    def _rejectable_meanings(self):
        """Return the meanings of the statuses in which sales can give a lead back."""
        return ('passed',)

    def _check_may_reject(self):
        user = self.env.user
        meanings = self._rejectable_meanings()
        late = self.filtered(lambda lead: lead.lead_status_meaning not in meanings)
        if late:
            raise UserError(
                self.env._(
                    "These leads cannot be rejected, change their status instead: %s",
                    late._enumerate_names(),
                )
            )
        if self.env.su or user.has_group('sales_team.group_sale_manager'):
            return
        foreign = self.filtered(lambda lead: user not in (lead.user_id | lead.team_id.user_id))
        if foreign:
            raise AccessError(
                self.env._(
                    "Only the salesperson of a lead or the leader of its team can reject it: %s",
                    foreign._enumerate_names(),
                )
            )

    def _reject(self, reason, note=''):
        """Take the leads back from sales; marketing passes them again when they are ready."""
        if not reason or reason.meaning != 'rejected':
            raise UserError(self.env._("Choose one of the reasons made for rejecting a lead."))
        # checked above; the owner goes and with him the right to write the lead
        leads = self.sudo()
        leads._release_rejected(reason, note)
        for receiver, group in leads.grouped(lambda lead: lead._rejection_receiver()).items():
            group._change_status(
                self.env['lead.status']._by_meaning('new'),
                reason,
                is_rejected=True,
                returned_to_id=receiver.id,
                user_id=False,
            )
            group._announce_rejection(receiver, reason, note)
        leads.filtered(lambda lead: not lead.rejected_at).write({'rejected_at': self.env.cr.now()})
        return True

    def _release_rejected(self, reason, note):
        """Act before sales gives these leads back; whose they were is still known."""

    def _rejection_receiver(self):
        """Return who gets the lead back: who passed it, else who knows it best."""
        users = (
            self.passed_by_id,
            self.qualified_by_id,
            self.generated_by_id,
            self.team_id.user_id,
        )
        others = [user for user in users if user.active and user != self.env.user]
        return others[0] if others else self.env['res.users']

    def _announce_rejection(self, receiver, reason, note):
        """Say in the chatter why, and ask the receiver to look at each lead again."""
        env = self.with_context(lang=receiver.lang or self.env.lang).env
        summary = env._(
            "%(user)s rejected it: %(reason)s",
            user=env.user.name,
            reason=reason.with_env(env).name,
        )
        self._message_log_batch(
            bodies=dict.fromkeys(self.ids, f"{summary}\n{note}" if note else summary)
        )
        if not receiver:
            return
        self.activity_schedule(
            'mail.mail_activity_data_todo', summary=summary, note=note, user_id=receiver.id
        )
        receiver._bus_send('simple_notification', {'type': 'warning', 'message': summary})
