"""What breaks the invariants of plans and metrics; the names stand for records of the test."""

PLANTS = {
    'values_follow_from_parts': [
        "UPDATE lead_metric_value SET value = value + 1 WHERE kind = 'count'",
        """UPDATE lead_metric_value SET numerator = 2, denominator = 1, value = 200, has_data = TRUE
            WHERE kind = 'rate'""",
    ],
    'periods_are_whole': [
        "UPDATE lead_metric_value SET date_start = date_start + 1 WHERE period = 'week'",
        "UPDATE lead_metric_value SET date_end = date_end - 1 WHERE period = 'quarter'",
    ],
    'days_add_up': [
        """UPDATE lead_metric_value SET numerator = numerator + 1, value = value + 1
            WHERE period = 'week' AND kind = 'count'"""
    ],
    'drifts_are_outside': [
        "UPDATE lead_metric_value SET drift = 'low'",
        """UPDATE lead_metric_value SET has_band = TRUE, band_low = value + 1,
                  band_high = value + 2 WHERE has_data""",
    ],
    'metrics_are_fresh': [
        """UPDATE lead_metric_value SET refreshed_at = refreshed_at - '3 days'::interval
            WHERE period = 'quarter'"""
    ],
    'one_open_step': [
        """INSERT INTO lead_plan_step (run_id, lead_id, round_number, state, activity_id)
           SELECT run_id, lead_id, 99, 'open', activity_id FROM lead_plan_step
            WHERE id = %(plan_step)s"""
    ],
    'ended_plans_are_over': [
        "UPDATE lead_plan_run SET state = 'done' WHERE id = %(run_)s",
        "UPDATE lead_plan_run SET stop_reason = 'verdict' WHERE id = %(run_)s",
    ],
    'plans_end_with_their_lead': [
        "UPDATE crm_lead SET won_status = 'lost' WHERE id = %(held)s",
        "UPDATE mail_activity_plan SET lead_event = 'won' WHERE id = %(plan)s",
    ],
    'steps_are_of_one_lead': [
        "UPDATE lead_plan_step SET lead_id = %(new)s WHERE id = %(plan_step)s",
        "UPDATE mail_activity SET res_id = %(new)s WHERE id = %(activity)s",
    ],
    'open_steps_are_on_a_list': [
        "UPDATE mail_activity SET active = FALSE WHERE id = %(activity)s",
        "UPDATE lead_plan_step SET activity_id = NULL WHERE id = %(plan_step)s",
        "UPDATE lead_plan_step SET done_at = now() WHERE id = %(plan_step)s",
    ],
    'plans_move': [
        "UPDATE lead_plan_run SET next_at = now() - '2 days'::interval WHERE id = %(run_)s"
    ],
    'leads_are_forgotten_in_time': [
        """UPDATE crm_lead SET forget_at = forget_at + '1 day'::interval
            WHERE id = %(answered)s""",
        "UPDATE crm_lead SET forget_at = NULL WHERE id = %(answered)s",
        "UPDATE crm_lead SET forget_next_at = now() WHERE id = %(answered)s",
    ],
    'last_contact_is_the_last': [
        """UPDATE crm_lead SET last_contact_at = last_contact_at - '1h'::interval
            WHERE id = %(answered)s"""
    ],
    'lapses_are_told': [
        """UPDATE crm_lead SET forget_next_at = now() - '2 days'::interval
            WHERE id = %(answered)s"""
    ],
}
