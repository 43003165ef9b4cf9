from odoo import fields, models


class LeadPlanStep(models.Model):
    """One step of a plan as it came to one lead: for whom, until when, what became of it."""

    _name = 'lead.plan.step'
    _inherit = ['lead.bound.mixin']
    _description = "Follow-up Step"
    _order = 'id desc'
    _rec_name = 'summary'

    run_id = fields.Many2one('lead.plan.run', required=True, index=True, ondelete='cascade')
    lead_id = fields.Many2one('crm.lead', required=True, index=True, ondelete='cascade')
    plan_id = fields.Many2one(related='run_id.plan_id')
    template_id = fields.Many2one(
        'mail.activity.plan.template', "Plan Step", index='btree_not_null', ondelete='set null'
    )
    mail_template_id = fields.Many2one('mail.template', "Message", ondelete='set null')
    summary = fields.Char("Step")
    lead_action = fields.Char("Purpose Key")
    round_number = fields.Integer("Round", default=1)
    state = fields.Selection(
        [
            ('open', "To do"),
            ('done', "Done"),
            ('sent', "Sent by itself"),
            ('skipped', "Skipped"),
            ('stopped', "Stopped"),
        ],
        default='open',
        required=True,
    )
    user_id = fields.Many2one('res.users', "Responsible", index='btree_not_null')
    activity_id = fields.Many2one('mail.activity', index='btree_not_null', ondelete='set null')
    due_at = fields.Datetime("Due")
    done_at = fields.Datetime("Done On")
    done_by_id = fields.Many2one('res.users')
    note = fields.Char()

    # whoever tries a second time, another server or the same after a crash, is refused here
    _once_per_round = models.UniqueIndex(
        '(run_id, round_number, template_id)', "A step comes once in each round of a plan."
    )
    _sent_once = models.UniqueIndex(
        "(lead_id, mail_template_id) WHERE state = 'sent'",
        "A message that is sent by itself goes to a lead once.",
    )

    def _close(self, state, note=False):
        """End open steps and note by whom."""
        self.write(
            {
                'state': state,
                'done_at': self.env.cr.now(),
                'done_by_id': self.env.uid,
                **({'note': note} if note else {}),
            }
        )

    def _cancel(self):
        """Skip open steps whose activity was dropped, and have their plans go on."""
        self._close('skipped', note=self.env._("The activity was cancelled."))
        # what drops the activity may be about to close the lead: look again afterwards
        self.run_id.next_at = self.env.cr.now()
        self.run_id._wake(self.env.cr.now())

    def _is_to(self, action):
        """Return the open steps that are there for this purpose."""
        return self.filtered(lambda step: step.state == 'open' and step.lead_action == action)

    def _after_done(self):
        """Act on steps that somebody has done: the next one comes at once."""
        self.filtered(lambda step: step.lead_action == 'offer').lead_id._mark_offer_sent()
        self.run_id._advance()

    def _move_to(self, lead):
        """Let these steps be those of the lead that theirs was merged into."""
        had = lead.plan_step_ids.filtered(lambda step: step.state == 'sent').mail_template_id
        twice = self.filtered(lambda step: step.state == 'sent' and step.mail_template_id in had)
        # it was sent to both: the second may be forgotten, that it was sent is known
        twice.mail_template_id = False
        self.lead_id = lead
