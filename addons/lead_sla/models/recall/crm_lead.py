from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, frozendict

from ..touch.lead_touch import UNNOTICED
from . import forgetting

# whose half-life counts for a lead
MEMORY_OWNERS = {'team_id', 'company_id'}

REMEMBER_ANEW = """
    WITH memory AS (
        SELECT lead.id, forget.last, forget.at
          FROM crm_lead lead
     LEFT JOIN crm_team team ON team.id = lead.team_id
          JOIN res_company company
            ON company.id = COALESCE(lead.company_id, team.company_id, %(main)s)
     LEFT JOIN (SELECT lead_id, MAX(date) AS last
                  FROM lead_touch
                 WHERE (outcome IN %(unnoticed)s) IS NOT TRUE
              GROUP BY lead_id) touch ON touch.lead_id = lead.id
    CROSS JOIN LATERAL (
        SELECT GREATEST(lead.last_contact_at, touch.last) AS last,
               date_trunc('second', GREATEST(lead.last_contact_at, touch.last)
                 + NULLIF(COALESCE(NULLIF(team.lead_half_life_days, 0),
                                   company.lead_half_life_days), 0)
                 * -LOG(2.0, company.lead_forget_threshold / 100.0)
                 * INTERVAL '1 day') AS at) forget
         WHERE forget.last IS NOT NULL AND %(scope)s)
    UPDATE crm_lead lead
       SET last_contact_at = memory.last,
           forget_at = memory.at,
           forget_next_at = CASE WHEN memory.at > %(now)s THEN memory.at END
      FROM memory
     WHERE memory.id = lead.id
       AND (lead.forget_at IS DISTINCT FROM memory.at
            OR lead.last_contact_at IS DISTINCT FROM memory.last)
"""


class CrmLead(models.Model):
    """What the customer still remembers of us, and a reminder before that is too little."""

    _inherit = 'crm.lead'

    last_contact_at = fields.Datetime(
        "Last Contact",
        readonly=True,
        copy=False,
        help="The last touch, ours or the customer's, calls nobody answered aside.",
    )
    forget_at = fields.Datetime(
        "Forgotten From",
        readonly=True,
        copy=False,
        index='btree_not_null',
        help="From when on the customer remembers less than the company wants. Only a touch, "
        "another team or another half-life moves it.",
    )
    forget_next_at = fields.Datetime("Next Reminder", readonly=True, copy=False)
    half_life_days = fields.Float("Half-Life (Days)", compute='_compute_retention')
    forget_threshold = fields.Float("Forgotten Below (%)", compute='_compute_retention')
    retention = fields.Float(
        "Remembered (%)",
        compute='_compute_retention',
        digits=(5, 1),
        help="R(t) = e^(-kt) since the last contact.",
    )

    _forget_due_idx = models.Index('(forget_next_at) WHERE forget_next_at IS NOT NULL')

    @api.depends('last_contact_at', 'team_id', 'company_id')
    def _compute_retention(self):
        now = self.env.cr.now()
        for lead in self:
            half_life, threshold = lead._get_memory()
            lead.half_life_days = half_life
            lead.forget_threshold = threshold * 100
            lead.retention = 0
            if half_life and lead.last_contact_at:
                age = (now - lead.last_contact_at) / timedelta(days=1)
                lead.retention = 100 * forgetting.retention(age, half_life)

    @api.model
    def _remember(self, contacts):
        """Return ``{lead: values}`` for leads contacted anew, and end their reminders.

        :param contacts: ``{lead: moment}``
        """
        newer = self.union(*contacts).filtered(
            lambda lead: not lead.last_contact_at or lead.last_contact_at < contacts[lead]
        )
        newer._end_reminders()
        return {lead: lead._prepare_memory(contacts[lead]) for lead in newer}

    def _prepare_memory(self, date):
        """Return the values of a lead whose last contact was at ``date``."""
        half_life, threshold = self._get_memory()
        if not half_life:
            return {'last_contact_at': date, 'forget_at': False, 'forget_next_at': False}
        forget_at = date + timedelta(days=forgetting.days_until(threshold, half_life))
        forget_at = forget_at.replace(microsecond=0)
        # what is long forgotten is in the list; a reminder for each would be a flood
        is_ahead = forget_at > self.env.cr.now()
        return {
            'last_contact_at': date,
            'forget_at': forget_at,
            'forget_next_at': forget_at if is_ahead else False,
        }

    def _get_memory(self):
        """Return the half-life in days and the threshold that this lead lives by."""
        # sudo: how fast customers forget is no secret of the team or the company
        team = self.team_id.sudo()
        company = self.company_id.sudo() or team.company_id or self._main_company()
        half_life = team.lead_half_life_days or company.lead_half_life_days
        return half_life, company.lead_forget_threshold / 100

    @api.model
    def _main_company(self):
        # sudo: which company comes first is no secret
        return self.env['res.company'].sudo().search([], order='id', limit=1)

    @api.model
    def _remember_anew(self, teams=None):
        """Store again when leads are forgotten, in one statement; ``teams``: only theirs."""
        for model in ('crm.lead', 'crm.team', 'res.company', 'lead.touch'):
            self.env[model].flush_model()
        scope = SQL("TRUE") if teams is None else SQL("lead.team_id = ANY(%s)", teams.ids)
        self.env.cr.execute(
            SQL(
                REMEMBER_ANEW,
                main=self._main_company().id,
                now=self.env.cr.now(),
                unnoticed=UNNOTICED,
                scope=scope,
            )
        )
        self.invalidate_model(['last_contact_at', 'forget_at', 'forget_next_at', 'retention'])

    def _memory_before(self, vals):
        """Return ``{lead: memory}`` of the leads whose memory this write may change."""
        if vals.keys().isdisjoint(MEMORY_OWNERS):
            return {}
        return {lead: lead._get_memory() for lead in self.filtered('last_contact_at')}

    def _refresh_moved_memory(self, before):
        """Store when the leads of ``before`` are forgotten where another memory counts now."""
        # sudo: the memory is the system's to keep, whoever moves the lead
        moved = self.sudo().browse(
            lead.id for lead, memory in before.items() if lead._get_memory() != memory
        )
        for vals, leads in moved.grouped(
            lambda lead: frozendict(lead._prepare_memory(lead.last_contact_at))
        ).items():
            leads.write(dict(vals))

    def _merge_memory(self, tail):
        """Remember the last contact of this lead and of ``tail``, which are merged into it."""
        if contacts := list(filter(None, (self | tail).mapped('last_contact_at'))):
            self.write(self._prepare_memory(max(contacts)))

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
