from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.i18n import format_list

from ...tools.ids import check_ids, check_text
from ..status.lead_status import IN_SALES_MEANINGS

OVERRIDE_GROUP = 'lead_qualification.group_lead_handoff_override'


class CrmLead(models.Model):
    """The gates between marketing and sales."""

    _inherit = 'crm.lead'

    passed_by_id = fields.Many2one('res.users', "Passed By", readonly=True, copy=False)
    handoff_override_reason = fields.Char(
        "Passed Without a Scorecard Because",
        copy=False,
        help="Why this lead went to sales although no scorecard of it was passed.",
    )

    def _pass_created(self):
        """Let new leads come to sales through the gates only."""
        passed = self.filtered(lambda lead: lead.lead_status_meaning == 'passed')
        for reason, leads in passed.grouped('handoff_override_reason').items():
            leads._check_handoff(reason)
        passed._write_passed_by()

    def _check_passing(self, vals):
        """Return the leads that these values pass to sales, which the gates let through."""
        status = self.env['lead.status'].browse(vals.get('lead_status_id'))
        passing = self.browse()
        if status.meaning == 'passed':
            passing = self.filtered(lambda lead: not lead._is_in_sales())
            # the reason to let a lead through comes with the move itself
            passing._check_handoff(vals.get('handoff_override_reason'))
        elif vals.get('handoff_override_reason'):
            self._check_may_override()
        return passing

    def _merge_handoff(self, tail):
        """Keep who passed these leads, which are merged into this one, and why."""
        for fname in ('passed_by_id', 'handoff_override_reason'):
            known = (lead[fname] for lead in self | tail if lead[fname])
            self[fname] = next(known, False)

    def _write_passed_by(self):
        if self and self.env.uid != SUPERUSER_ID:
            # who passed a lead is the system's to note
            self.sudo().write({'passed_by_id': self.env.uid})

    def _is_in_sales(self):
        """Tell whether the lead has been passed to sales and has not come back."""
        return self.lead_status_meaning in IN_SALES_MEANINGS

    def action_open_handoff(self):
        """Ask where the leads go and what sales should know, then pass them to sales.

        :raises UserError: when all of them have been passed already
        """
        self.check_access('write')
        if all(lead._is_in_sales() for lead in self):
            raise UserError(self.env._("These leads have been passed to sales already."))
        action = self.env['ir.actions.act_window']._for_xml_id(
            'lead_qualification.lead_handoff_wizard_action'
        )
        return {**action, 'context': {'default_lead_ids': self.ids}}

    def action_pass_to_sales(self, override_reason=None, message=None):
        """Hand the leads over to where their company sends them; all of them or none.

        :param str override_reason: why leads without a passed scorecard go all the same; only
            for users who may pass leads without one
        :param str message: what sales should know, in plain text; it joins the handoff note
        :raises UserError: naming the leads that a gate stops, and what they lack
        """
        check_ids(self).check_access('write')
        message = check_text(self.env, message)
        override_reason = check_text(self.env, override_reason)
        leads = self.filtered(lambda lead: not lead._is_in_sales())
        if not leads:
            raise UserError(self.env._("These leads have been passed to sales already."))
        for company, group in leads.grouped(lambda lead: lead._handoff_company()).items():
            group._pass_to_sales(company._handoff_destination(), override_reason, message)
        return True

    def _pass_or_ask(self):
        """Pass the lead as its company does; ask who may override why it goes without a card."""
        if self._without_passed_card() and self._may_override():
            return self.action_open_handoff()
        return self.action_pass_to_sales()

    def _pass_to_sales(self, receiver, override_reason=None, message=None):
        """Hand the leads over to a receiver.

        :param receiver: a ``crm.team``, a ``res.users``, or an empty record of either: whoever
            is to get them then gets them by the rules, or picks them up
        """
        vals = {}
        if override_reason:
            vals['handoff_override_reason'] = override_reason
        if receiver and receiver._name == 'res.users':
            receiver._check_receives_leads(self)
            vals['user_id'] = receiver.id
        elif receiver:
            receiver._check_receives_leads(self)
            vals.update({'team_id': receiver.id, 'user_id': False})
        # one alert about all of them instead of Odoo's mail for each
        leads = self.with_context(mail_auto_subscribe_no_notify=True, handoff_message=message)
        leads._change_status(self.env['lead.status']._by_meaning('passed'), **vals)

    def _announce_passed(self, changes):
        """Announce the leads that a person passes to sales; bulk runs speak for themselves."""
        if changes[:1].meaning != 'passed' or self.env.su:
            return
        arriving = changes.filtered(
            lambda change: change.from_status_id.meaning not in IN_SALES_MEANINGS
        )
        self.browse(arriving.lead_id.ids)._announce_handoff()

    def _announce_handoff(self):
        """Leave the handoff note in the chatter, and alert who gets the leads."""
        # who hands a lead over may have lost it by doing so
        leads = self.sudo()
        leads.assessment_ids.line_ids.mapped('evidence')  # of all leads at once
        leads._message_log_batch(bodies={lead.id: lead._render_handoff_note() for lead in leads})
        by_receiver = leads.grouped(lambda lead: lead._handoff_receiver())
        for receiver, group in by_receiver.items():
            if receiver and receiver != self.env.user:
                group._alert_receiver(receiver)

    def _handoff_receiver(self):
        """Return the user to alert about this lead: its owner, or else who leads its team."""
        return self.user_id or self.team_id.user_id

    def _alert_receiver(self, receiver):
        """Tell a user once about all these leads: live in the web client, and by message."""
        env = self.with_context(lang=receiver.lang).env
        title = env._(
            "%(user)s passed leads to you: %(count)s", user=env.user.name, count=len(self)
        )
        if len(self) == 1:
            title = env._(
                "%(user)s passed a lead to you: %(lead)s", user=env.user.name, lead=self.name
            )
        body = self.with_env(env)._render_list('lead_qualification.lead_handoff_alert')
        receiver._bus_send('simple_notification', {'type': 'info', 'message': title})
        self[:1].message_notify(partner_ids=receiver.partner_id.ids, subject=title, body=body)

    def _render_list(self, template):
        return self.env['ir.qweb']._render(template, {'leads': self}, minimal_qcontext=True)

    def _render_handoff_note(self):
        self.ensure_one()
        values = {'lead': self, 'message': self.env.context.get('handoff_message')}
        return self.env['ir.qweb']._render(
            'lead_qualification.lead_handoff_note', values, minimal_qcontext=True
        )

    def _handoff_story(self):
        """Return in words what happened to the lead so far, latest first, five lines at most."""
        self.ensure_one()
        lines = [(signal.date, signal.type_id.name) for signal in self.signal_ids[:5]]
        lines += [
            (change.date, f"{change.to_status_id.name}: {change.reason_id.name}")
            for change in self.status_change_ids
            if change.reason_id
        ]
        return sorted(lines, key=lambda line: line[0], reverse=True)[:5]

    def _check_handoff(self, override_reason=None):
        """Check the gates of the handoff: a way to contact the lead, and a passed scorecard.

        :param str override_reason: why leads without a passed scorecard may go all the same
        :raises UserError: naming the leads and what they lack
        :raises AccessError: when the user may not override
        """
        if self.env.su:
            return
        if mute := self.filtered(lambda lead: not lead._is_contactable()):
            raise UserError(
                self.env._(
                    "Add an email or a phone number first, sales has no way to contact: %s",
                    mute._enumerate_names(),
                )
            )
        unproven = self._without_passed_card()
        if unproven and not (override_reason or '').strip():
            raise UserError(unproven._explain_missing_card())
        if unproven or override_reason:
            self._check_may_override()

    def _is_contactable(self):
        return any((value or '').strip() for value in (self.email_from, self.phone))

    def _without_passed_card(self):
        """Return the leads that their company's gate keeps from sales."""
        gated = self.filtered(lambda lead: lead._handoff_company().lead_handoff_gate == 'card')
        return gated.filtered(lambda lead: lead._deciding_assessment().verdict != 'passed')

    def _deciding_assessment(self):
        """Return the assessment that says whether the lead is ready for sales.

        It is the newest confirmed call; where nobody has called yet, a profile that is met.
        """
        self.ensure_one()
        counting = self._counting_assessments().sorted('confirmed_at', reverse=True)
        answered = counting.filtered(lambda a: a.scorecard_id.source == 'answered')
        return (answered or counting.sorted(lambda a: a.verdict != 'passed'))[:1]

    def _explain_missing_card(self):
        if self._may_override():
            return self.env._(
                "No scorecard is passed yet for: %s. Assess first, or say why it goes to sales "
                "all the same.",
                self._enumerate_names(),
            )
        return self.env._(
            "No scorecard is passed yet for: %s. Assess first, or ask a sales administrator to "
            "pass it on.",
            self._enumerate_names(),
        )

    def _check_may_override(self):
        if not self._may_override():
            raise AccessError(
                self.env._(
                    "You may not pass leads to sales without a passed scorecard. "
                    "Ask a sales administrator."
                )
            )

    @api.model
    def _may_override(self):
        return self.env.su or self.env.user.has_group(OVERRIDE_GROUP)

    def _handoff_company(self):
        return self.company_id or self.env.company

    def _enumerate_names(self, limit=10):
        names = [name or '' for name in self[:limit].mapped('name')]
        if len(self) > limit:
            names.append(self.env._("%s more", len(self) - limit))
        return format_list(self.env, names, 'unit')
