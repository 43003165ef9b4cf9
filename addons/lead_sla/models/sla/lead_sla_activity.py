from markupsafe import Markup
from pytz import timezone, utc

from odoo import api, models
from odoo.tools.misc import format_datetime

# what Odoo reads of an activity that is archived
ARCHIVING_FIELDS = ('active', 'user_id', 'date_deadline', 'date_done', 'res_model', 'res_id')

LISTED = 20


class LeadSla(models.Model):
    """What people see of SLAs: activities of salespeople and leaders, and the words of steps."""

    _inherit = 'lead.sla'

    def _schedule_activities(self):
        """Give the salespeople one activity per first response."""
        if activity_type := self.env.ref('lead_sla.mail_activity_type_first_response', False):
            self.filtered(lambda sla: sla.kind == 'first_response')._put_on_lists(
                activity_type, lambda sla: activity_type.with_env(sla.env).name
            )

    def _schedule_reminders(self):
        """Put these SLAs on the lists of their salespeople, unless they stand there already."""
        todo = self.env.ref('mail.mail_activity_data_todo', raise_if_not_found=False)
        idle = self.filtered(lambda sla: not sla.activity_id.active)
        idle._put_on_lists(todo, lambda sla: sla._kind_label())

    def _put_on_lists(self, activity_type, name):
        """Give the salespeople an activity for each SLA; ``name`` gives its summary."""
        vals_list = [
            sla._prepare_activity(
                activity_type,
                sla.user_id,
                name(sla.with_context(lang=sla.user_id.lang)),
                sla.deadline,
            )
            for sla in self
        ]
        for sla, activity in zip(self, self._create_activities(vals_list), strict=True):
            sla.activity_id = activity

    def _schedule_leader_activities(self):
        """Put these SLAs on the lists of their sales leaders."""
        todo = self.env.ref('mail.mail_activity_data_todo', raise_if_not_found=False)
        now = self.env.cr.now()
        vals_list = []
        for sla in self:
            leader = sla.team_id.user_id
            env = self.with_context(lang=leader.lang).env
            text = env._("%s has not answered this lead", sla.user_id.name)
            vals_list.append(sla._prepare_activity(todo, leader, text, now))
        self._create_activities(vals_list)

    def _prepare_activity(self, activity_type, user, summary, moment):
        self.ensure_one()
        return {
            'res_model_id': self.env['ir.model']._get_id('crm.lead'),
            'res_id': self.lead_id.id,
            'activity_type_id': activity_type.id if activity_type else False,
            'user_id': user.id,
            'summary': summary,
            'date_deadline': self._local_date(moment, user),
            'automated': True,
        }

    @api.model
    def _create_activities(self, vals_list):
        """Create activities without a mail for each."""
        quiet = self.env['mail.activity'].with_context(mail_activity_quick_update=True)
        return quiet.create(vals_list)

    def _local_date(self, moment, user):
        return utc.localize(moment).astimezone(timezone(user.tz or 'UTC')).date()

    def _close_activities(self):
        """Take the first response off the salespeople's lists, keeping it as done."""
        activities = self.activity_id
        # no more than it takes to archive them: this is done with each first touch
        activities.fetch(ARCHIVING_FIELDS)
        activities.filtered('active').action_archive()

    def _move_activities(self):
        """Have the activities of these SLAs end on the days of their deadlines."""
        todo = self.filtered('activity_id.active')
        days = todo.grouped(lambda sla: sla._local_date(sla.deadline, sla.user_id))
        for day, slas in days.items():
            quiet = slas.activity_id.with_context(mail_activity_quick_update=True)
            quiet.date_deadline = day

    def _summarize(self, user):
        """Return which leads are meant, in a line."""
        if len(self) > 1:
            return self.env._("%s leads are waiting", len(self))
        return self.env._(
            "%(lead)s: %(promise)s, until %(deadline)s",
            lead=self.lead_id.display_name,
            promise=self._kind_label(),
            deadline=self._time_text(self.deadline, user),
        )

    def _list_leads(self, user):
        """Return a list of the leads with links, for a mail."""
        items = Markup().join(
            Markup('<li><a href="%s">%s</a>: %s</li>')
            % (
                f'{lead.get_base_url()}/odoo/crm.lead/{lead.id}',
                lead.display_name,
                self.env._(
                    "%(promise)s, until %(deadline)s",
                    promise=sla._kind_label(),
                    deadline=sla._time_text(sla.deadline, user),
                ),
            )
            for sla in self[:LISTED]
            for lead in sla.lead_id
        )
        return Markup('<ul>%s</ul>') % items

    def _loss_text(self):
        """Return which leads their salesperson has lost, and why."""
        if len(self) > 1:
            return self.env._(
                "%(count)s leads moved on, because the promised time was over: %(leads)s",
                count=len(self),
                leads=", ".join(self[:LISTED].lead_id.mapped('display_name')),
            )
        return self.env._(
            "%(lead)s moved on, because the promised time was over. %(promise)s",
            lead=self.lead_id.display_name,
            promise=self.target_id.display_name,
        )

    def _giving_up_text(self, status):
        """Return which leads have been given up, and with what status."""
        return self.env._(
            "Now %(status)s, and no longer with you: %(leads)s",
            status=status.with_env(self.env).name,
            leads=", ".join(self[:LISTED].lead_id.mapped('display_name')),
        )

    def _kind_label(self):
        return dict(self._fields['kind']._description_selection(self.env)).get(self.kind, '')

    def _time_text(self, moment, user):
        return format_datetime(self.env, moment, tz=user.tz or 'UTC', dt_format='short')
