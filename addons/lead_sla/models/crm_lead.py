from odoo import api, models

from .plan.crm_lead import PLAN_FIELDS
from .recall.crm_lead import MEMORY_OWNERS

# a write of none of these concerns follow-up
FOLLOWED = MEMORY_OWNERS | PLAN_FIELDS


class CrmLead(models.Model):
    """What follow-up does when a lead is made, written, assigned, moved, won or merged.

    Each room owns its steps; here stands in which order they are taken.
    """

    _inherit = 'crm.lead'

    @api.model
    def _protected_fields(self):
        return super()._protected_fields() | {
            *('first_touch_at', 'last_touch_at'),
            *('last_contact_at', 'forget_at', 'forget_next_at'),
            *('sla_state', 'sla_deadline', 'sla_warn_at', 'sla_kind'),
            'offer_sent_at',
        }

    @api.model
    def _logs_owners(self):
        # an SLA and a plan belong to an assignment, whoever or whatever gave the lead to its owner
        return (
            super()._logs_owners()
            or self.env['lead.sla.policy']._is_set_up()
            or bool(self.env['mail.activity.plan']._ids_by_event())
        )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._finish_origin_steps()
        leads._launch_captured()
        return leads

    def write(self, vals):
        asked = self._changes_asked(vals)
        if not asked and vals.keys().isdisjoint(FOLLOWED):
            return super().write(vals)
        memory = self._memory_before(vals)
        state = self._before_plan_event(vals)
        result = super().write(vals)
        self._after_plan_event(vals, state)
        self._refresh_moved_memory(memory)
        if asked and 'user_id' not in vals:
            # sudo: whoever writes a lead moves its SLAs, and may not write them by hand
            self.env['lead.sla'].sudo()._choose_anew(self.sudo())
        return result

    def _changes_asked(self, vals):
        """Tell whether these values change what decides which policy is for one of these leads."""
        names = vals.keys() & self.env['lead.sla.policy']._asked_fields()
        return any(
            self._fields[name].convert_to_write(lead[name], lead) != vals[name]
            for name in names
            for lead in self
        )

    def _after_assignment(self, assignments):
        result = super()._after_assignment(assignments)
        self._launch_assigned(assignments)
        # sudo: whoever assigns starts the SLAs, and may not write them by hand
        self.env['lead.sla'].sudo()._start(assignments.sudo())
        self.env['mail.activity']._hand_over(assignments.sudo())
        return result

    def _after_release(self, assignments):
        result = super()._after_release(assignments)
        assignments.lead_id._stop_plans_of_owner()
        # sudo: whoever takes a lead back stops its SLAs, and may not write them by hand
        assignments.sudo().sla_ids._cancel()
        return result

    def _after_status_change(self, changes):
        # SLAs first: distribution may take the lead back, which cancels what is done.
        # sudo: whoever changes a status moves the SLAs, and may not write them by hand
        self.sudo()._follow_status(changes[:1].meaning)
        result = super()._after_status_change(changes)
        self._follow_status_with_plans(changes)
        return result

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        result = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        self._running_plans()._stop_where_over()
        return result

    def _on_won(self):
        result = super()._on_won()
        self._launch_plans('won', dict.fromkeys(self, self.env.cr.now()))
        # sudo: whoever wins a lead stops its SLAs, and may not write them by hand
        self.sudo().sla_ids._cancel()
        return result

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), 'origin_lead_id', 'origin_kind']

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        # sudo: a merge keeps the history of both leads, whoever may read it
        merged, tail = self.sudo(), opportunities.sudo()
        merged._merge_after_sale(tail)
        merged._merge_plans(tail)
        merged._merge_memory(tail)
        self.env['lead.review']._merge_leads(merged, tail)
        is_touched = merged._merge_touches(tail)
        merged._merge_slas(tail, is_touched)
        return result
