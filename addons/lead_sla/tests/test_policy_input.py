from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestPolicyInput(LeadSlaCase, HttpCase):
    """What makes no sense is refused with a sentence that says what to do, also through RPC."""

    def refusal(self, model, method, *args):
        params = {'model': model, 'method': method, 'args': args, 'kwargs': {}}
        body = {'jsonrpc': '2.0', 'method': 'call', 'params': params}
        with mute_logger('odoo.sql_db', 'odoo.http'):
            answer = self.url_open('/web/dataset/call_kw', json=body).json()
        return answer.get('error', {}).get('data', {}).get('message', answer)

    def assert_refused(self, model, ids, vals, sentence):
        with self.subTest(model=model, vals=vals):
            self.assertIn(sentence, self.refusal(model, 'write', ids, vals))

    def test_targets_and_steps(self):
        self.authenticate('leader_x', 'leader_x')
        target, policy = self.target.ids, self.policy.ids
        numbers = {'min_touches': 2, 'min_calls': 2, 'min_emails': 1}
        add = {'policy_id': self.policy.id}
        for vals, sentence in [
            ({'amount': 0}, "needs an amount of time above zero"),
            ({'amount': -5}, "needs an amount of time above zero"),
            ({'amount': 366, 'unit': 'day'}, "Promise at most 365 days"),
            ({'amount': 2**31 - 1, 'unit': 'day'}, "Promise at most 365 days"),
            ({'kind': 'touches'}, "Say how many touches"),
            ({'kind': 'touches', 'min_calls': -1}, "cannot be below zero"),
            ({'kind': 'touches', **numbers}, "Raise the touches of"),
        ]:
            self.assert_refused('lead.sla.target', target, vals, sentence)
        self.assertIn(
            "only one target of each kind", self.refusal('lead.sla.target', 'create', add)
        )
        step = {'escalation_ids': [(0, 0, {'action': 'activity_leader', 'minutes': -30})]}
        self.assert_refused('lead.sla.policy', policy, step, "is earlier than")
        lost = self.status('trash')
        pause = {'pause_status_ids': [(4, lost.id)]}
        self.assert_refused('lead.sla.policy', policy, pause, f"The status {lost.name} ends")
        self.assert_refused('lead.sla.policy', policy, {'max_hops': -1}, "fewer than zero")

    def test_no_time_at_all_is_what_is_wrong_also_with_a_step_before_the_deadline(self):
        self.policy.escalation_ids = [(0, 0, {'action': 'remind', 'minutes': -5})]
        self.authenticate('leader_x', 'leader_x')
        for amount in (0, -5):
            line = {'target_ids': [(1, self.target.id, {'amount': amount})]}
            sentence = f"First response needs an amount of time above zero, not {amount}."
            self.assert_refused('lead.sla.policy', self.policy.ids, line, sentence)

    def test_shorter_target_makes_a_warning_too_long(self):
        self.policy.escalation_ids = [(0, 0, {'action': 'activity_leader', 'minutes': -20})]
        self.authenticate('leader_x', 'leader_x')
        self.assert_refused('lead.sla.target', self.target.ids, {'amount': 20}, "is earlier than")

    def test_working_time_without_working_hours(self):
        empty = self.make_calendar("Closed", [])
        self.env.company.resource_calendar_id = empty
        self.env.flush_all()
        self.authenticate('leader_x', 'leader_x')
        vals = {'name': "Fast", 'target_ids': [(0, 0, {'amount': 10})]}
        self.assertIn("has no working hours", self.refusal('lead.sla.policy', 'create', vals))
        vals['target_ids'][0][2]['time_base'] = 'clock'
        self.assertIsInstance(self.refusal('lead.sla.policy', 'create', vals)['result'], int)
        self.env.company.resource_calendar_id = False
        self.env.flush_all()
        vals['target_ids'][0][2]['time_base'] = 'working'
        self.assertIn("has no working hours", self.refusal('lead.sla.policy', 'create', vals))

    def test_rep_cannot_write_slas(self):
        sla = self.assign('2026-03-02 10:00')
        self.env.flush_all()
        self.authenticate('rep_a', 'rep_a')
        self.assertIn(
            "not allowed", self.refusal('lead.sla', 'write', sla.ids, {'deadline': '2030-01-01'})
        )
        self.assertIn(
            "kept by the system",
            self.refusal('crm.lead', 'write', sla.lead_id.ids, {'sla_warn_at': '2030-01-01'}),
        )
