from odoo import api, models
from odoo.addons.lead_qualification.models.lead_status import NEGATIVE_MEANINGS
from odoo.exceptions import ValidationError

from .lead_sla_escalation import LAST_ACTIONS

HIGHEST_PERCENT = 1000
ON_MISSES = ('lower_cap', 'set_away')


class LeadSlaEscalation(models.Model):
    """What a step must say before it can run."""

    _inherit = 'lead.sla.escalation'

    @api.constrains('minutes', 'percent')
    def _check_when(self):
        for step in self:
            if step.minutes and step.percent:
                raise ValidationError(
                    self.env._(
                        'Say in minutes or in percent when "%s" happens, not in both. '
                        "Set one of them to 0.",
                        step._action_label(),
                    )
                )
            if not -100 <= step.percent <= HIGHEST_PERCENT:
                raise ValidationError(
                    self.env._(
                        'The percent of "%(step)s" must lie between -100, when the time begins, '
                        "and %(highest)s.",
                        step=step._action_label(),
                        highest=HIGHEST_PERCENT,
                    )
                )

    @api.constrains('action', 'pool_id')
    def _check_pool(self):
        for step in self:
            if step.action == 'pool' and not step.pool_id:
                raise ValidationError(
                    self.env._(
                        'Choose the pool of "%s". Leads that were claimed in a pool go back '
                        "there, all others to the one you choose.",
                        step._action_label(),
                    )
                )

    @api.constrains('action', 'status_id', 'reason_id', 'nurture_days')
    def _check_status(self):
        for step in self.filtered(lambda step: step.action == 'status'):
            status, reason = step.status_id, step.reason_id
            if status.meaning not in NEGATIVE_MEANINGS:
                raise ValidationError(
                    self.env._(
                        'Choose the status that "%s" gives: one that means recycle, unreachable '
                        "or trash.",
                        step._action_label(),
                    )
                )
            if reason.meaning != status.meaning or reason.is_waiting:
                raise ValidationError(
                    self.env._(
                        "Choose a status reason made for %s, and none that waits for a product "
                        "or offer.",
                        status.name,
                    )
                )
            if step.nurture_days < 0:
                raise ValidationError(self.env._("Nurture days must be zero or more."))

    @api.constrains('action', 'cap', 'cap_percent', 'cap_value')
    def _check_cap(self):
        for step in self.filtered(lambda step: step.action == 'lower_cap'):
            if not step.cap:
                raise ValidationError(self.env._("Choose the limit that is lowered."))
            if bool(step.cap_percent) == bool(step.cap_value):
                raise ValidationError(
                    self.env._(
                        'Say how far the limit is lowered: fill in "Lower by (%)" or "Lower to".'
                    )
                )
            if not 0 <= step.cap_percent <= 100:
                raise ValidationError(
                    self.env._(
                        "A limit can be lowered by 1 to 100 percent, not by %s.", step.cap_percent
                    )
                )
            if step.cap_value < 0:
                raise ValidationError(self.env._("A limit cannot be lowered below 1."))

    @api.constrains('action', 'misses', 'miss_days', 'days')
    def _check_misses(self):
        for step in self.filtered(lambda step: step.action in ON_MISSES):
            if step.misses < 1 or step.miss_days < 1:
                raise ValidationError(
                    self.env._(
                        'Say after how many misses within how many days "%s" happens: 1 or more '
                        "of each.",
                        step._action_label(),
                    )
                )
            if step.days < 1:
                raise ValidationError(
                    self.env._('Say for how many days "%s" lasts: 1 or more.', step._action_label())
                )

    @api.constrains('kind', 'minutes', 'percent', 'action', 'policy_id')
    def _check_ladder(self):
        self.policy_id._check_warnings()
        self.policy_id._check_ladder()

    def _why_never(self, following):
        """Return in words why ``following`` cannot come after this step, ``None`` if it can."""
        names = {'step': self.display_name, 'following': following.display_name}
        if self.action in LAST_ACTIONS:
            return self.env._(
                'The ladder is out of order: "%(step)s" takes the lead away, so '
                '"%(following)s" would never happen. Have it happen earlier.',
                **names,
            )
        if self.action == 'reassign' and following.action == 'remind':
            return self.env._(
                'The ladder is out of order: "%(step)s" gives the lead to somebody else, so '
                '"%(following)s" would remind a salesperson who no longer has it. Have the '
                "reminder happen earlier, or tell the team leader instead.",
                **names,
            )
        return None

    def _action_label(self):
        return dict(self._fields['action']._description_selection(self.env)).get(self.action, '')
