from odoo import api, models
from odoo.fields import Domain


class CrmLead(models.Model):
    """The periodic follow-up: whom we are about to lose sight of comes on somebody's list."""

    _inherit = 'crm.lead'

    @api.model
    def _cron_remind_forgotten(self, batch_size=500):
        """Remind of the customers who have forgotten too much: once per lead and lapse."""
        due = Domain('forget_next_at', '<=', self.env.cr.now())
        everywhere = self.with_context(active_test=False)
        found = everywhere.search(due, limit=batch_size, order='forget_next_at, id')
        leads = (
            self.browse(found.ids).try_lock_for_update(allow_referencing=True).filtered_domain(due)
        )
        leads._remind_forgotten()
        remaining = everywhere.search_count(due)
        self.env['ir.cron']._commit_progress(len(leads), remaining=remaining if leads else 0)

    def _remind_forgotten(self):
        # in the transaction that makes the reminder, so that none is made twice
        self.with_context(mail_notrack=True).write({'forget_next_at': False})
        open_leads = self.filtered(lambda lead: lead._is_followed_up())
        reminded = self.browse(open_leads._reminders().mapped('res_id'))
        activity_type = self.env.ref('lead_sla.mail_activity_type_keep_in_touch', False)
        if not activity_type:
            return
        self.env['mail.activity'].with_context(mail_activity_quick_update=True).create(
            [
                vals
                for lead in open_leads - reminded
                if (vals := lead._prepare_reminder(activity_type))
            ]
        )

    def _prepare_reminder(self, activity_type):
        """Return the activity for whoever follows the lead up, ``None`` if that is nobody."""
        self.ensure_one()
        user = self.user_id or self.team_id.user_id
        if not user.active:
            return None
        return {
            'res_model_id': self.env['ir.model']._get_id('crm.lead'),
            'res_id': self.id,
            'activity_type_id': activity_type.id,
            'user_id': user.id,
            'date_deadline': self.env['lead.plan.run']._local_date(self.env.cr.now(), user),
            'automated': True,
        }

    def _reminders(self):
        """Return the reminders about these leads that are still to do."""
        activity_type = self.env.ref('lead_sla.mail_activity_type_keep_in_touch', False)
        return self.env['mail.activity'].search(
            [
                ('res_model', '=', 'crm.lead'),
                ('res_id', 'in', self.ids),
                ('activity_type_id', '=', activity_type.id if activity_type else 0),
            ]
        )

    def _end_reminders(self):
        """Take the reminders off the lists: there has been contact."""
        now = self.env.cr.now()
        if lapsed := self.filtered(lambda lead: lead.forget_at and lead.forget_at <= now):
            lapsed._reminders().action_archive()
