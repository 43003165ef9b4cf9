from markupsafe import Markup

from odoo import api, models


class CrmLead(models.Model):
    """Leads that failed stand on the lists of the sales administrators until they are through."""

    _inherit = 'crm.lead'

    _failed_idx = models.Index("(company_id) WHERE distribution_state = 'error'")

    def _report_failures(self):
        """Keep one activity per administrator that says how many leads have failed.

        Called for each batch; it costs one query unless something has failed.
        """
        activity_type = self.env.ref('lead_distribution.mail_activity_type_failed_leads', False)
        if not activity_type:
            return
        reports = self.env['mail.activity'].search([('activity_type_id', '=', activity_type.id)])
        if not reports and 'error' not in self.mapped('distribution_state'):
            return
        counts = dict(
            self._read_group([('distribution_state', '=', 'error')], ['company_id'], ['__count'])
        )
        for user in self._failure_readers():
            count = sum(
                number
                for company, number in counts.items()
                if not company or company in user.company_ids
            )
            report = reports.filtered(lambda activity, user=user: activity.user_id == user)[:1]
            self._report_failures_to(user, count, report, activity_type)

    @api.model
    def _failure_readers(self):
        managers = self.env.ref('sales_team.group_sale_manager').all_user_ids
        return managers.filtered(lambda user: user.active and not user.share)

    @api.model
    def _report_failures_to(self, user, count, report, activity_type):
        if not count:
            report.action_archive()
            return
        env = self.with_context(lang=user.lang).env
        summary = env._("Leads that could not be distributed: %s", count)
        if report:
            if report.summary != summary:
                report.summary = summary
            return
        note = Markup('<p><a href="/odoo/leads-nobody-has">%s</a></p>') % env._(
            "See what went wrong and try them again"
        )
        self.env['lead.assignment']._create_quietly(
            [
                {
                    'activity_type_id': activity_type.id,
                    'user_id': user.id,
                    'summary': summary,
                    'note': note,
                    'automated': True,
                    'date_deadline': self.env['lead.assignment']._today_of(user),
                }
            ]
        )
