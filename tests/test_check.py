import subprocess

import pytest

from odoo.addons.lead_sla.tests.common import LeadSlaCase
from odoo.fields import Command
from odoo.tests import tagged

from tests.check_plants import PLANTS as PLANS_AND_METRICS
from tools import check

# what breaks each invariant; the names stand for records of TestInvariants
PLANTS = {
    **PLANS_AND_METRICS,
    'one_open_stint': [
        """DROP INDEX lead_assignment_open_uniq;
           INSERT INTO lead_assignment (lead_id, user_id, origin, assigned_at)
           VALUES (%(held)s, %(rep_c)s, 'rule', now())"""
    ],
    'owner_holds_the_stint': [
        "UPDATE crm_lead SET user_id = %(rep_c)s WHERE id = %(held)s",
        "UPDATE crm_lead SET user_id = NULL WHERE id = %(held)s",
        "DELETE FROM lead_assignment WHERE lead_id = %(held)s",
    ],
    'archived_leads_are_released': ["UPDATE crm_lead SET active = FALSE WHERE id = %(held)s"],
    'stint_ends_with_a_reason': [
        "UPDATE lead_assignment SET released_at = assigned_at WHERE lead_id = %(held)s",
        """UPDATE lead_assignment SET released_at = assigned_at - '1h'::interval,
                  release_reason = 'lapsed' WHERE lead_id = %(held)s""",
    ],
    'daily_limit_holds': [
        "UPDATE lead_distribution_member SET daily_cap = 1, write_date = '2020-01-01'"
    ],
    'open_limit_holds': [
        "UPDATE lead_distribution_member SET open_cap = 1, write_date = '2020-01-01'"
    ],
    'unowned_leads_are_somewhere': [
        "UPDATE crm_lead SET distribution_state = 'waiting' WHERE id = %(new)s",
        """UPDATE crm_lead SET distribution_state = 'waiting', next_try_at = now()
            WHERE id = %(new)s""",
        "UPDATE crm_lead SET distribution_state = 'unmatched' WHERE id = %(new)s",
        "UPDATE crm_lead SET distribution_state = 'error' WHERE id = %(new)s",
        "UPDATE crm_lead SET distribution_state = 'pool' WHERE id = %(new)s",
        """UPDATE crm_lead SET distribution_state = NULL, lead_status_id = %(passed)s,
                  lead_status_date = now() + '1h'::interval WHERE id = %(new)s""",
    ],
    'queue_moves': [
        """UPDATE crm_lead SET distribution_state = 'waiting',
                  next_try_at = now() - '2 days'::interval WHERE id = %(new)s""",
        """UPDATE crm_lead SET distribution_date = now() - '2 days'::interval
            WHERE id = %(new)s""",
    ],
    'pool_leads_are_unowned': [
        "UPDATE crm_lead SET user_id = %(rep_c)s WHERE id = %(pooled)s",
        "UPDATE crm_lead SET distribution_state = NULL WHERE id = %(pooled)s",
        "UPDATE crm_lead SET pool_id = NULL WHERE id = %(pooled)s",
    ],
    'turn_covers_the_log': ["UPDATE lead_distribution_member SET deficit = 0"],
    'status_agrees_with_the_log': [
        "UPDATE crm_lead SET lead_status_id = %(passed)s WHERE id = %(recycled)s"
    ],
    'milestones_are_kept': ["UPDATE crm_lead SET recycled_at = NULL WHERE id = %(recycled)s"],
    'negative_status_has_a_reason': [
        "UPDATE crm_lead SET lead_status_reason_id = NULL WHERE id = %(recycled)s"
    ],
    'recycled_leads_wake': [
        "UPDATE crm_lead SET nurture_until = now() - '5 days'::interval WHERE id = %(recycled)s"
    ],
    'scores_follow_from_answers': ["UPDATE lead_assessment SET score = 1"],
    'slas_are_wound': [
        "UPDATE lead_sla SET next_event_at = NULL WHERE lead_id = %(held)s",
        "UPDATE lead_assignment SET released_at = now() WHERE lead_id = %(held)s",
        "UPDATE lead_sla SET user_id = %(rep_c)s WHERE lead_id = %(held)s",
        "UPDATE lead_sla SET state = 'paused' WHERE lead_id = %(held)s",
        "UPDATE lead_sla SET paused_at = started_at WHERE lead_id = %(held)s",
    ],
    'slas_tell_the_truth': [
        "UPDATE lead_sla SET met_at = NULL WHERE lead_id = %(answered)s",
        "UPDATE lead_sla SET met_at = deadline + '1h'::interval WHERE lead_id = %(answered)s",
        "UPDATE lead_sla SET state = 'missed' WHERE lead_id = %(held)s",
        "UPDATE lead_sla SET met_at = deadline WHERE lead_id = %(held)s",
    ],
    'escalation_runs_once': [
        """DROP INDEX lead_sla_escalation_log_unique_step;
           INSERT INTO lead_sla_escalation_log (sla_id, escalation_id)
           SELECT clock.id, %(step)s FROM lead_sla clock, generate_series(1, 2)
            WHERE clock.lead_id = %(held)s"""
    ],
    'first_touch_is_the_first': [
        "UPDATE crm_lead SET first_touch_at = NULL WHERE id = %(answered)s"
    ],
    'touches_are_counted_right': [
        "UPDATE lead_touch SET attempt = 3 WHERE lead_id = %(answered)s",
        "UPDATE lead_assignment SET first_touch_at = now() WHERE lead_id = %(held)s",
    ],
}


@tagged('post_install', '-at_install')
class TestInvariants(LeadSlaCase):
    """One lead each: held by a rep, answered by one, new, recycled, and in a pool."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.lead_half_life_days = 10
        given = cls.make_leads(6)
        given._assign(given._decide().decisions)
        cls.held, cls.answered, cls.recycled = given[:3]
        cls.answered.with_user(cls.answered.user_id)._follow_up('call')
        cls.recycled._change_status(cls.status('recycle'), cls.reason('recycle'))
        cls.assess(cls.held, [3, 2, 3, None])
        cls.make_pool()
        cls.pooled, cls.new = cls.make_leads(2)
        cls.pooled._assign(cls.pooled._decide().decisions)
        cls.launch_plan()
        cls.env.flush_all()
        # days before today, or no week is whole
        cls.env.cr.execute("UPDATE crm_lead SET create_date = now() - '9 days'::interval")
        cls.env['lead.metric'].search([])._refresh()
        cls.env.flush_all()

    @classmethod
    def launch_plan(cls):
        cls.plan = cls.env['mail.activity.plan'].create(
            {
                'name': "Plan",
                'res_model': 'crm.lead',
                'company_id': False,
                'lead_event': 'manual',
                'template_ids': [
                    Command.create({'delay_count': 0, 'responsible_type': 'lead_owner'})
                ],
            }
        )
        cls.run_ = cls.held._launch_plan(cls.plan)
        cls.plan_step = cls.run_.step_ids
        cls.activity = cls.plan_step.activity_id

    def test_leads_are_where_the_plants_expect_them(self):
        self.assertEqual(self.held.sla_state, 'running')
        self.assertEqual(self.answered.sla_state, 'met')
        self.assertEqual(self.recycled.lead_status_meaning, 'recycle')
        self.assertEqual(self.pooled.distribution_state, 'pool')
        self.assertEqual(self.new.distribution_state, 'pending')

    def violated(self):
        return check.check(self.env, report=lambda line: None)

    def test_clean_database_violates_nothing(self):
        self.assertEqual(self.violated(), [])

    def test_every_invariant_reports_what_violates_it(self):
        self.assertCountEqual([item.name for item in check.INVARIANTS], list(PLANTS))
        names = {
            **{name: getattr(self, name).id for name in ('plan', 'run_', 'plan_step', 'activity')},
            **{name: getattr(self, name).id for name in ('held', 'answered', 'new', 'recycled')},
            **{name: getattr(self, name).id for name in ('pooled', 'rep_c', 'step')},
            'passed': self.status('passed').id,
        }
        for invariant, statements in PLANTS.items():
            for statement in statements:
                with self.subTest(invariant=invariant, statement=statement):
                    savepoint = self.env.cr.savepoint()
                    self.env.cr.execute(statement, names)
                    self.assertIn(invariant, self.violated())
                    savepoint.rollback()

    def test_line_names_the_first_of_many(self):
        self.assertEqual(
            check.INVARIANTS[0].line([3, 5, 7, 8, 9, 11]),
            "FAIL  A lead has at most one owner at a time: 6 violations, crm.lead 3, 5, 7, 8, 9, …",
        )


def test_script_tells_by_its_exit_code(fresh_db, run_shell, psql):
    printed = run_shell(fresh_db, check.SCRIPT)
    assert printed.count('  ok  ') == len(check.INVARIANTS)
    psql(
        fresh_db,
        "INSERT INTO crm_lead (name, type, active, distribution_state, won_status)"
        " VALUES ('Lost', 'lead', TRUE, 'assigned', 'pending')",
    )
    with pytest.raises(subprocess.CalledProcessError) as failure:
        run_shell(fresh_db, check.SCRIPT)
    assert failure.value.returncode == 1
    assert 'FAIL  Every lead without an owner' in failure.value.stdout
