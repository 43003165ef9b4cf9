from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.i18n import format_list

from .lead_status import NEGATIVE_MEANINGS

NAMED = 5  # leads that a refusal names


class CrmLead(models.Model):
    """The moves from status to status that people may make, and what they leave."""

    _inherit = 'crm.lead'

    allowed_status_ids = fields.Many2many(
        'lead.status', string="May Move To", compute='_compute_allowed_status_ids'
    )
    # the buttons of the form read it; views cannot look into records
    allowed_meanings = fields.Char(compute='_compute_allowed_status_ids')

    def _arrive_created(self):
        """Apply the effects of the status that new leads were created with."""
        # a lead created as won has been moved already
        self.filtered(
            lambda lead: (
                lead.lead_status_meaning not in ('new', False) and not lead.status_change_ids
            )
        )._arrive()

    def _arrive(self):
        """Do for leads that were created with a status what a move to it would have done."""
        for (status, reason), leads in self.grouped(
            lambda lead: (lead.lead_status_id, lead.lead_status_reason_id)
        ).items():
            (leads - leads)._check_move(status)  # from no status, whoever may give it
            leads._check_reason(status, reason)
            for (nurture_until, _company), group in leads.grouped(
                lambda lead: (lead.nurture_until, lead.company_id)
            ).items():
                vals = group._prepare_status_vals(status, reason, {'nurture_until': nurture_until})
                del vals['lead_status_date']  # who imports history says since when
                group.sudo().write(vals)  # follows from the status, whoever may write what
            leads._stamp_milestone(status)
            leads._after_status_change(leads._log_status_change(status, {}))

    def _moving(self, vals):
        """Return the leads that these values give another status, and check that they may move."""
        status = self.env['lead.status'].browse(vals.get('lead_status_id'))
        if not status:
            return self.browse()
        moving = self.filtered(lambda lead: lead.lead_status_id != status)
        if moving:
            reason = self.env['lead.status.reason'].browse(vals.get('lead_status_reason_id'))
            moving._check_move(status)
            moving._check_reason(status, reason)
        return moving

    def _prepare_moves(self, vals):
        """Return ``[(leads, values)]``: what a move to another status writes, by leads alike."""
        status = self.env['lead.status'].browse(vals.get('lead_status_id'))
        reason = self.env['lead.status.reason'].browse(vals.get('lead_status_reason_id'))
        milestone = self._milestone_fields().get(status.meaning)
        moves = []
        for (_company, is_first), leads in self.grouped(
            lambda lead: (lead.company_id, lead._is_first_time(milestone, status))
        ).items():
            extra = leads._prepare_status_vals(status, reason, vals)
            if is_first:
                # the moment is the system's to keep, whoever makes the change
                extra[milestone] = vals.get(milestone) or self.env.cr.now()
            moves.append((leads, {**vals, **extra}))
        return moves

    def _is_first_time(self, milestone, status):
        """Tell whether the move to a status gets this lead there for the first time.

        Who steps back to a status that was skipped, as by a hand-back, does not take that step.
        """
        if not milestone or self[milestone]:
            return False
        return status._is_negative() or status._rank() > self.lead_status_id._rank()

    def _return_status(self):
        """Give leads that come back from their salesperson the status they had before."""
        accepted = self.filtered(lambda lead: lead.lead_status_meaning == 'accepted')
        for status, leads in accepted.grouped(lambda lead: lead._status_had('accepted')).items():
            leads._change_status(status)

    def _after_move(self, status, before):
        """Log the move of these leads to a status, and act on it."""
        rose = self.filtered(lambda lead: status._rank() > before[lead.id][0]._rank())
        rose._stamp_qualifier(status)
        self._after_status_change(self._log_status_change(status, before))

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

    def _change_status(self, status, reason=None, nurture_until=None, awaited_tags=None, **values):
        """Give the leads a status.

        :param status: one ``lead.status``
        :param reason: one ``lead.status.reason``; needed for recycle, unreachable and trash
        :param nurture_until: the date a recycled lead wakes; without it the reason says when
        :param awaited_tags: the ``crm.tag`` records a recycled lead waits for
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
        if awaited_tags:
            vals['awaited_tag_ids'] = [fields.Command.set(awaited_tags.ids)]
        return self.write(vals)

    @api.constrains('lead_status_reason_id')
    def _check_reason_kept(self):
        for lead in self:
            if lead.lead_status_reason_id:
                lead._check_reason(lead.lead_status_id, lead.lead_status_reason_id)

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
        """Return what a change to ``status`` writes besides the status on leads of one company."""
        extra = {'lead_status_date': self.env.cr.now(), 'nurture_until': False}
        if vals.get('is_rejected'):
            extra['lead_status_reason_id'] = reason.id
        else:
            extra |= {'is_rejected': False, 'returned_to_id': False}
            if not status._is_negative():
                extra['lead_status_reason_id'] = False
        if status.meaning in ('recycle', 'unreachable'):
            # back to marketing: nobody in sales answers for it any more
            extra['user_id'] = False
        if not {**vals, **extra}.get('user_id', True):
            extra |= self._kept_company(vals)
        if status.meaning == 'recycle':
            extra['nurture_until'] = vals.get('nurture_until') or self._nurture_date(reason)
        return extra | self._prepare_awaited_vals(status, reason, vals)

    def _kept_company(self, vals):
        """Return what to write so that leads of one company that lose their owner stay in it.

        Odoo empties the company with the owner, and all companies would see the lead.
        """
        keeps = self.company_id and 'company_id' not in vals
        return {'company_id': self.company_id.id} if keeps else {}

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
        self._stamp_qualifier(status)

    def _stamp_qualifier(self, status):
        """Note who qualified the leads, at the latest when they are handed over."""
        if status.meaning == 'passed' and self.env.uid != SUPERUSER_ID:
            # who hands a lead over may have lost it by doing so
            unknown = self.sudo().filtered(lambda lead: not lead.qualified_by_id)
            unknown.write({'qualified_by_id': self.env.uid})

    def _status_before(self):
        """Return what the log tells about the lead before it moves."""
        return self.lead_status_id, self.lead_status_date, self.user_id, self.awaited_tag_ids

    def _log_status_change(self, status, before):
        """Write one ``lead.status.change`` per lead and return them.

        :param dict before: ``{lead id: lead._status_before()}``; missing for new leads
        """
        now = self.env.cr.now()
        Change = self.env['lead.status.change'].sudo()  # the log is nobody's to write by hand
        vals_list = []
        for lead in self.sudo():  # a change may take the lead out of its author's sight
            none = (status.browse(), None, lead.user_id, lead.awaited_tag_ids)
            old, since, owner, awaited = before.get(lead.id) or none
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
                    'awaited_tag_ids': [fields.Command.set((awaited | lead.awaited_tag_ids).ids)],
                }
            )
        self.invalidate_recordset(['status_change_ids'], flush=False)
        return Change.create(vals_list)

    def _is_out_of_play(self):
        """Tell whether nobody in sales works on this lead, because of its status."""
        return self.lead_status_meaning in NEGATIVE_MEANINGS

    def _follow_status_in_odoo(self, meaning):
        """Archive what was thrown away as lost, and wake the job when recycled leads come back."""
        if meaning == 'trash':
            lost_reason = self.env.ref('lead_qualification.crm_lost_reason_trash', False)
            self.filtered('active').action_set_lost(
                lost_reason_id=lost_reason.id if lost_reason else False
            )
        elif meaning == 'recycle':
            dates = {
                (lead.company_id or self.env.company, lead.nurture_until)
                for lead in self
                if lead.nurture_until
            }
            if dates:
                cron = self.env.ref('lead_qualification.ir_cron_wake_recycled')
                # waking the cron gives away nothing: it only brings back leads on their date
                cron.sudo()._trigger(at=[company._lead_midnight(date) for company, date in dates])

    @api.depends('lead_status_id.next_status_ids')
    @api.depends_context('uid')
    def _compute_allowed_status_ids(self):
        for status, leads in self.grouped('lead_status_id').items():
            allowed = status._common_next()
            leads.allowed_status_ids = allowed - status
            leads.allowed_meanings = ' '.join(allowed.mapped('meaning'))

    def _check_move(self, status):
        """Refuse a move the company does not allow; what the system does follows its own rules.

        The system is ``sudo``: no call from outside can pretend to be it.
        """
        if self.env.su:
            return
        if not status._is_for_user():
            raise AccessError(
                self.env._(
                    "Only sales can say that a lead is %s. Pass it to sales instead.", status.name
                )
            )
        for before, leads in self.grouped('lead_status_id').items():
            if not before._allows(status):
                raise UserError(leads._explain_refusal(before, status))

    def _explain_refusal(self, before, status):
        return self.env._(
            "%(leads)s cannot move from %(before)s to %(after)s. Allowed from there: %(allowed)s.",
            leads=format_list(self.env, self[:NAMED].mapped('name'), 'unit'),
            before=before.name,
            after=status.name,
            allowed=format_list(self.env, before.next_status_ids.mapped('name'), 'unit'),
        )

    def _check_status_kept(self, vals):
        """Refuse to empty the status: from none, every move would be allowed."""
        if 'lead_status_id' in vals and not vals['lead_status_id'] and not self.env.su:
            raise UserError(self.env._("A lead always has a status. Choose another one instead."))
