from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from .bulk import insert_rows
from .lead_status import NEGATIVE_MEANINGS


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model_create_multi
    def create(self, vals_list):
        self._check_protected({fname for vals in vals_list for fname in vals})
        leads = super().create(vals_list)
        moved = leads.filtered(lambda lead: lead.lead_status_meaning not in ('new', False))
        for status, group in moved.grouped('lead_status_id').items():
            group._check_reason(status, group[:1].lead_status_reason_id)
            group._stamp_milestone(status)
            group._log_status_change(status, {})
        return leads

    def write(self, vals):
        """Every way to a new status leads through here, so that none goes unlogged."""
        self._check_protected(vals)
        status = self.env['lead.status'].browse(vals.get('lead_status_id'))
        moving = (
            self.filtered(lambda lead: lead.lead_status_id != status) if status else self.browse()
        )
        if not moving:
            return super().write(vals)
        reason = self.env['lead.status.reason'].browse(vals.get('lead_status_reason_id'))
        moving._check_reason(status, reason)
        before = {
            lead.id: (lead.lead_status_id, lead.lead_status_date, lead.user_id) for lead in moving
        }
        res = super(CrmLead, moving).write(
            {**vals, **moving._prepare_status_vals(status, reason, vals)}
        )
        super(CrmLead, self - moving).write(vals)
        moving._stamp_milestone(status)
        moving._after_status_change(moving._log_status_change(status, before))
        return res

    @api.model
    def _protected_fields(self):
        """Return the names of the fields that only the system writes, whoever is logged in."""
        return {
            'lead_status_date',
            'icp_evaluated_at',
            *self._score_fields(),
            *self._milestone_fields().values(),
        }

    def _check_protected(self, fnames):
        """Refuse values for what the system keeps; administrators may, to import history."""
        defaults = {
            key.removeprefix('default_') for key in self.env.context if key.startswith('default_')
        }
        protected = sorted(self._protected_fields() & defaults.union(fnames))
        if protected and not (self.env.su or self.env.user.has_group('base.group_system')):
            labels = [self._fields[fname]._description_string(self.env) for fname in protected]
            raise AccessError(
                self.env._(
                    "These fields are kept by the system, leave them out: %s", ", ".join(labels)
                )
            )

    def _change_status(self, status, reason=None, nurture_until=None, **values):
        """Give the leads a status.

        :param status: one ``lead.status``
        :param reason: one ``lead.status.reason``; needed for recycle, unreachable and trash
        :param nurture_until: the date a recycled lead wakes; without it the reason says when
        :param values: what else changes with it, e.g. who gets the leads
        :raises UserError: when the status cannot be given, saying why
        """
        if not status:
            raise UserError(
                self.env._(
                    "There is no active status with this meaning. An administrator can add one."
                )
            )
        vals = {
            **values,
            'lead_status_id': status.id,
            'lead_status_reason_id': reason.id if reason else False,
        }
        if nurture_until:
            vals['nurture_until'] = nurture_until
        return self.write(vals)

    def _check_reason(self, status, reason):
        """Negative statuses say why, with a reason made for them."""
        if not status._is_negative() or (reason and reason.meaning == status.meaning):
            return
        if reason:
            raise UserError(
                self.env._(
                    "The reason %(reason)s does not fit the status %(status)s. "
                    "Choose a reason made for it.",
                    reason=reason.name,
                    status=status.name,
                )
            )
        raise UserError(self.env._("Choose a reason for the status %s.", status.name))

    def _prepare_status_vals(self, status, reason, vals):
        """Return what a change to ``status`` writes on the leads besides the status itself."""
        extra = {'lead_status_date': self.env.cr.now(), 'nurture_until': False}
        if not status._is_negative():
            extra['lead_status_reason_id'] = False
        if status.meaning in ('recycle', 'unreachable'):
            # back to marketing: nobody in sales answers for it any more
            extra['user_id'] = False
        if status.meaning == 'recycle':
            extra['nurture_until'] = vals.get('nurture_until') or self._nurture_date(reason)
        return extra

    @api.model
    def _nurture_date(self, reason):
        days = reason.nurture_days
        return fields.Date.context_today(self) + relativedelta(days=days) if days else False

    def _stamp_milestone(self, status):
        """Note when the leads got this far for the first time."""
        fname = self._milestone_fields().get(status.meaning)
        if fname and (first := self.filtered(lambda lead: not lead[fname])):
            # the moment is the system's to keep, whoever made the change
            first.sudo().write({fname: self.env.cr.now()})
        if status.meaning == 'passed' and self.env.uid != SUPERUSER_ID:
            # who hands a lead over may have lost it by doing so
            unknown = self.sudo().filtered(lambda lead: not lead.qualified_by_id)
            unknown.write({'qualified_by_id': self.env.uid})

    def _log_status_change(self, status, before):
        """Write one ``lead.status.change`` per lead and return them.

        :param dict before: ``{lead id: (status, since when, owner)}``; missing for new leads
        """
        now = self.env.cr.now()
        Change = self.env['lead.status.change'].sudo()  # the log is nobody's to write by hand
        vals_list = []
        for lead in self.sudo():  # a change may take the lead out of its author's sight
            old, since, owner = before.get(lead.id) or (status.browse(), None, lead.user_id)
            vals_list.append(
                {
                    'lead_id': lead.id,
                    'from_status_id': old.id,
                    'to_status_id': status.id,
                    'direction': Change._direction(old, status),
                    'reason_id': lead.lead_status_reason_id.id,
                    'user_id': self.env.uid,
                    'owner_id': owner.id,
                    'team_id': lead.team_id.id,
                    'company_id': lead.company_id.id,
                    'date': now,
                    'change_count': 1,
                    'hours': (now - since).total_seconds() / 3600 if since else 0,
                }
            )
        self.invalidate_recordset(['status_change_ids'], flush=False)
        return insert_rows(Change, vals_list)

    def _after_status_change(self, changes):
        """Act on status changes just made; called once per write.

        :param changes: the ``lead.status.change`` rows, one per lead in ``self``
        """
        meaning = changes[:1].meaning
        if meaning == 'trash':
            self.filtered('active').action_set_lost(
                lost_reason_id=self.env.ref('lead_qualification.crm_lost_reason_trash').id
            )
        elif meaning == 'recycle':
            dates = {lead.nurture_until for lead in self if lead.nurture_until}
            if dates:
                cron = self.env.ref('lead_qualification.ir_cron_wake_recycled')
                # waking the cron gives away nothing: it only brings back leads on their date
                cron.sudo()._trigger(at=[fields.Datetime.to_datetime(date) for date in dates])

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        res = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        none = {'is_won': False, 'is_lost': False}
        changed = [
            (lead, old_status_by_lead.get(lead.id, none), new_status_by_lead.get(lead.id, none))
            for lead in self
        ]
        none_yet = self.browse()
        none_yet.concat(
            *(lead for lead, old, new in changed if new['is_won'] > old['is_won'])
        )._on_won()
        restored = none_yet.concat(
            *(lead for lead, old, new in changed if new['is_lost'] < old['is_lost'])
        )
        if trashed := restored.filtered(lambda lead: lead.lead_status_meaning == 'trash'):
            trashed._change_status(self.env['lead.status']._by_meaning('new'))
        return res

    def _on_won(self):
        """Won leads are qualified, and whoever holds them closed them."""
        for user, leads in self.grouped('user_id').items():
            leads.write({'closed_by_id': (user or self.env.user).id})
        if unqualified := self.filtered(lambda lead: lead.lead_status_meaning != 'qualified'):
            unqualified._change_status(self.env['lead.status']._by_meaning('qualified'))

    @api.model
    def _cron_wake_recycled(self, batch_size=500):
        """Bring recycled leads back as new on their date."""
        domain = [
            ('lead_status_id.meaning', '=', 'recycle'),
            ('nurture_until', '<=', fields.Date.today()),
        ]
        leads = self.search(domain, order='nurture_until, id', limit=batch_size)
        leads = leads.try_lock_for_update(allow_referencing=True).filtered_domain(domain)
        if leads:
            leads._change_status(self.env['lead.status']._by_meaning('new'))
        self.env['ir.cron']._commit_progress(
            len(leads), remaining=self.search_count(domain) if leads else 0
        )

    def _is_out_of_play(self):
        """Tell whether nobody in sales works on this lead, because of its status."""
        return self.lead_status_meaning in NEGATIVE_MEANINGS
