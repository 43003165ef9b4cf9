import logging
from collections import defaultdict
from datetime import UTC
from zoneinfo import ZoneInfo

from markupsafe import Markup

from odoo import fields, models
from odoo.fields import Domain

from ...tools.batches import COLLISIONS
from .lead_assignment import UNTOUCHED_MEANINGS

_logger = logging.getLogger(__name__)

LISTED = 20


class LeadAssignment(models.Model):
    """Tell a new owner about leads: in the web client, by one message and by one activity."""

    _inherit = 'lead.assignment'

    activity_id = fields.Many2one('mail.activity', index='btree_not_null', ondelete='set null')

    def _notify_owners(self):
        """Tell each new owner once about all of these.

        A notice that fails is no reason to take the leads away again.
        """
        try:
            with self.env.cr.savepoint():
                self._send_notices()
        except COLLISIONS:
            raise
        except Exception:
            _logger.exception("New owners could not be told about their leads")

    def _send_notices(self):
        for user, assignments in self.grouped('user_id').items():
            assignments._send_notification(user)
        self._send_messages()
        self._needing_activity()._schedule_activities()

    def _send_notification(self, user):
        env = self.with_context(lang=user.lang).env
        user._bus_send(
            'simple_notification',
            {
                'type': 'info',
                'title': env._("New Leads"),
                'message': self.with_env(env)._summary(),
            },
        )

    def _summary(self):
        if len(self) == 1:
            return self.env._("You have a new lead: %s", self.lead_id.display_name)
        return self.env._("You have %s new leads.", len(self))

    def _send_messages(self):
        """Send each new owner one message, by e-mail or to the inbox, as the owner chose."""
        by_user = self._needing_message().grouped('user_id')
        for user, assignments in by_user.items():
            if leads := assignments._leads_shown_to(user):
                leads.with_context(lang=user.lang)._send_owner_message(user)
        if any(user.notification_type == 'email' for user in by_user):
            self.env.ref('mail.ir_cron_mail_scheduler_action')._trigger()

    def _needing_message(self):
        """Return the assignments to announce: those by hand, and those of rules that say so.

        Leads that people gave to themselves are no news.
        """
        return self.filtered(
            lambda stint: (
                stint.user_id != self.env.user
                and (stint.origin == 'manual' or not stint.rule_id or stint.rule_id.notify_owners)
            )
        )

    def _leads_shown_to(self, user):
        """Return the leads that are still with this user, who may read them."""
        leads = self.lead_id.filtered(lambda lead: lead.user_id == user)
        reader = leads.with_user(user).with_context(allowed_company_ids=user._get_company_ids())
        return leads & reader._filtered_access('read')

    def _needing_activity(self):
        """Return the stints that put an activity on the list of their rep."""
        return self.filtered('rule_id.activity_type_id')

    def _schedule_activities(self):
        """Give each rep one activity of a type: on the lead, or one for several leads."""
        batches = defaultdict(self.browse)
        for assignment in self:
            batches[assignment.user_id, assignment.rule_id.activity_type_id] |= assignment
        values, owners, summaries = [], [], []
        for (user, activity_type), assignments in batches.items():
            summary = assignments._open_summary(user, activity_type)
            if summary or len(assignments) > 1:
                summaries.append((assignments._summarize(summary, user, activity_type), user))
            else:
                owners.append(assignments)
                values.append(assignments._prepare_activity(user, activity_type))
        for assignment, activity in zip(owners, self._create_quietly(values), strict=True):
            assignment.activity_id = activity
        # when all of them hang on their activities: one update for all reps instead of one each
        for summary, user in summaries:
            summary.write(self._prepare_summary(summary, user))

    def _create_quietly(self, vals_list):
        """Create activities without a mail for each."""
        activities = self.env['mail.activity'].with_context(mail_activity_quick_update=True)
        return activities.create(vals_list)

    def _prepare_activity(self, user, activity_type):
        lead = self.lead_id
        return {
            'activity_type_id': activity_type.id,
            'summary': activity_type.with_context(lang=user.lang).summary,
            'user_id': user.id,
            'res_model_id': self.env['ir.model']._get_id('crm.lead'),
            'res_id': lead.id,
            'date_deadline': self._today_of(user),
            'automated': True,
        }

    def _today_of(self, user):
        return self.env.cr.now().replace(tzinfo=UTC).astimezone(ZoneInfo(user.tz or 'UTC')).date()

    def _open_summary(self, user, activity_type):
        """Return the rep's activity about several leads that is still to do."""
        return self.env['mail.activity'].search(
            [
                ('user_id', '=', user.id),
                ('activity_type_id', '=', activity_type.id),
                ('res_model', '=', False),
                ('automated', '=', True),
            ],
            limit=1,
        )

    def _summarize(self, summary, user, activity_type):
        """Put these leads on one activity of the rep, the one there is or a new one; return it."""
        if not summary:
            vals = {
                'activity_type_id': activity_type.id,
                'user_id': user.id,
                'automated': True,
                'date_deadline': self._today_of(user),
            }
            summary = self._create_quietly([vals])
        self.activity_id = summary
        return summary

    def _prepare_summary(self, summary, user):
        """Return the words of an activity about all the untouched leads that hang on it."""
        stints = self.search(self._waiting_domain(summary), order='id desc')
        env = self.with_context(lang=user.lang).env
        leads = stints[:LISTED].lead_id
        links = Markup('').join(
            Markup('<li><a href="/odoo/crm.lead/%s">%s</a></li>') % (lead.id, lead.display_name)
            for lead in leads
        )
        more = Markup('<p><a href="/odoo/my-new-leads">%s</a></p>') % env._("Open all my new leads")
        return {
            'summary': env._("New leads: %s", len(stints)),
            'note': Markup('<ul>%s</ul>%s') % (links, more),
        }

    def _waiting_domain(self, activities):
        """Return which stints of these activities their reps still have to begin."""
        untouched = Domain('lead_id.lead_status_id', '=', False) | Domain(
            'lead_id.lead_status_id.meaning', 'in', UNTOUCHED_MEANINGS[1:]
        )
        return (
            Domain('activity_id', 'in', activities.ids)
            & Domain('released_at', '=', False)
            & untouched
        )

    def _close_activities(self):
        """Take the activities off the reps' lists whose leads are all begun or gone."""
        activities = self.activity_id.filtered('active')
        if not activities:
            return
        waiting = self.search(self._waiting_domain(activities)).activity_id
        done = activities - waiting
        kept_open = self.filtered(lambda stint: stint.activity_id in done and not stint.released_at)
        kept_open.activity_id.action_archive()  # done: the rep has begun
        (done - kept_open.activity_id).unlink()


class CrmLead(models.Model):
    """Messages to new owners: one for all leads of a batch, and no web push for who wants quiet."""

    _inherit = 'crm.lead'

    def _send_owner_message(self, user):
        """Send a new owner one message about all these leads, in the language of the context."""
        title = self.env._("You have %s new leads.", len(self))
        document = self.browse()  # a message about several leads is on none of them
        if len(self) == 1:
            title = self.env._("You have a new lead: %s", self.display_name)
            document = self
        values = {'leads': self[:LISTED], 'count': len(self)}
        document.message_notify(
            partner_ids=user.partner_id.ids,
            subject=title,
            body=self.env['ir.qweb']._render(
                'lead_distribution.lead_new_owner_message', values, minimal_qcontext=True
            ),
            reply_to=self.env.user.email_formatted,  # to whoever gave the leads, no document
            force_record_name=title,
            force_email_company=user.company_id,
            force_send=False,  # a slow mail server must not hold up distribution
        )

    def _notify_thread_by_web_push(self, message, recipients_data, msg_vals=False, **kwargs):
        """Leave out salespeople who are quiet, busy or away: it waits for them in the inbox."""
        if message.message_type == 'user_notification':
            # sudo: whether a colleague wants quiet is not the sender's to read
            users = self.env['res.users'].sudo()
            users = users.browse(data['uid'] for data in recipients_data if data['uid'])
            quiet = users.filtered(lambda user: user.lead_quiet or not user.lead_available)
            recipients_data = [data for data in recipients_data if data['uid'] not in quiet.ids]
        return super()._notify_thread_by_web_push(
            message, recipients_data, msg_vals=msg_vals, **kwargs
        )
