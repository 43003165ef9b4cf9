from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain

# what has changed on a lead since it came to distribution
MOVED_ON = {
    'active',
    'is_rejected',
    'lead_status_id',
    'lead_status_meaning',
    'pool_id',
    'user_id',
    'won_status',
}


class LeadDistributionRule(models.Model):
    """Rules as a simulation reads them: drafts count, and leads are as they came."""

    _inherit = 'lead.distribution.rule'

    def action_simulate(self):
        """Open a simulation of the active rules together with these."""
        self._check_may_simulate()
        active = self._running()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Simulation"),
            'res_model': 'lead.simulation',
            'views': [(False, 'form')],
            'context': {'default_rule_ids': (active | self).ids},
        }

    def action_copy_as_draft(self):
        """Open an archived copy, to be changed and simulated before it gives out leads."""
        self.ensure_one()
        draft = self.copy({'active': False, 'name': self.env._("%s (draft)", self.name)})
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'lead.distribution.rule',
            'res_id': draft.id,
            'views': [(False, 'form')],
        }

    def copy(self, default=None):
        copies = super().copy(default)
        for rule, copied in zip(self, copies, strict=True):
            rule._copy_pins(copied)
        return copies

    def _copy_pins(self, copied):
        """Pin the members of a copy to the tiers that they are pinned to here."""
        tiers = dict(zip(self.tier_ids, copied.tier_ids, strict=False))
        members = {member.user_id: member for member in copied.member_ids}
        for member in self.member_ids.filtered('tier_pinned'):
            if member.tier_id in tiers and member.user_id in members:
                members[member.user_id].tier_id = tiers[member.tier_id]

    def _check_may_simulate(self):
        """Simulations tell about all reps and all leads.

        :raises AccessError: for everybody but those who write the rules
        """
        if not self.env.user.has_group('sales_team.group_sale_manager'):
            raise AccessError(self.env._("Only sales administrators can simulate rules."))

    def _match_in_trial(self, leads, as_passed=False):
        """Return ``{lead id: [rule ids]}``; a filter that does not work matches nothing.

        :param as_passed: match the leads as if they were just passed to sales
        """
        matches = {lead_id: [] for lead_id in leads.ids}
        for rule in self:
            try:
                domain = rule._lead_domain()
                domain = rule._as_passed(domain) if as_passed else domain
                found = leads.search(domain & Domain('id', 'in', leads.ids))
            except (ValueError, SyntaxError, TypeError):
                continue
            for lead_id in found.ids:
                matches[lead_id].append(rule.id)
        return matches

    def _as_passed(self, domain):
        """Return a filter as it would see leads that were just passed to sales."""
        status = self.env['lead.status']._by_meaning('passed')
        lead = self.env['crm.lead'].new({'lead_status_id': status.id, 'user_id': False})
        return domain.map_conditions(lambda condition: _as_it_came(condition, lead))

    def _misfits(self, lead):
        """Return the labels of the fields by which the filter of the rule leaves out a lead."""
        try:
            domain = self._lead_domain()
        except (ValueError, SyntaxError, TypeError) as error:
            return [str(error)]
        parts = domain.children if getattr(domain, 'OPERATOR', '') == '&' else [domain]
        return list(
            dict.fromkeys(
                self._label(condition.field_expr)
                for part in parts
                if not self._fits(part, lead)
                for condition in part.iter_conditions()
            )
        )

    def _fits(self, domain, lead):
        domain = domain if lead._is_distributable() else self._as_passed(domain)
        leads = lead.with_context(active_test=False)
        return bool(leads.search_count(domain & Domain('id', '=', lead.id)))

    def _label(self, path):
        """Return a path of fields in words."""
        model, labels = self.env['crm.lead'], []
        for name in path.split('.'):
            field = model._fields.get(name)
            labels.append(field._description_string(self.env) if field else name)
            model = self.env[field.comodel_name] if field and field.comodel_name else model
        return ", ".join(labels)


def _as_it_came(condition, lead):
    """Answer what a filter asks of fields that have moved on since the lead came."""
    if condition.field_expr.split('.')[0] not in MOVED_ON:
        return condition
    return Domain(bool(lead.filtered_domain(condition)))
