from odoo.tests import tagged

from .common_presence import PresenceCase


@tagged('post_install', '-at_install')
class TestWake(PresenceCase):
    """Whatever a rule asks for or a schedule depends on has leads looked at again."""

    def unmatched_at(self, moment, domain, **vals):
        self.rule.domain = domain
        lead = self.give_at(moment, **vals)
        self.assertEqual(lead.distribution_state, 'unmatched')
        return lead

    def test_system_that_fills_a_field_a_rule_asks_for(self):
        lead = self.unmatched_at('2026-03-02 10:00', "[('city', '=', 'Berlin')]")
        with self.at('2026-03-02 10:01'):
            lead.sudo().with_context(tracking_disable=True).write({'description': "Rated"})
            self.distribute()
            self.assertEqual(lead.distribution_state, 'unmatched')
            lead.sudo().write({'city': "Berlin"})
            self.distribute()
        self.assertTrue(lead.user_id)

    def test_grade_that_rises(self):
        lead = self.unmatched_at('2026-03-02 10:00', "[('lead_grade', '=', 'a')]")
        with self.at('2026-03-02 10:01'):
            lead.sudo().write({'lead_grade': 'a'})
            self.distribute()
        self.assertTrue(lead.user_id)

    def test_country_of_the_contact_that_is_corrected(self):
        partner = self.env['res.partner'].create({'name': "Hotel"})
        germany = self.env.ref('base.de')
        domain = f"[('partner_id.country_id', '=', {germany.id})]"
        lead = self.unmatched_at('2026-03-02 10:00', domain, partner_id=partner.id)
        with self.at('2026-03-02 10:01'):
            partner.country_id = germany
            self.env.flush_all()
        with self.at('2026-03-02 10:05'):
            self.distribute()
        self.assertTrue(lead.user_id)

    def test_lead_that_waits_and_did_not_change_is_left_alone(self):
        partner = self.env['res.partner'].create({'name': "Hotel"})
        domain = "[('city', '=', 'Berlin')]"
        lead = self.unmatched_at('2026-03-02 10:00', domain, partner_id=partner.id)
        self.env.flush_all()
        with self.at('2026-03-02 10:05'):
            self.assertNotIn(lead, self.env['crm.lead'].search(lead._changed_since()))
            # computed anew, as an industry that follows from the customer: no write of anybody
            self.env.add_to_compute(lead._fields['industry_id'], lead)
            lead.partner_id.industry_id = self.env['res.partner.industry'].search([], limit=1)
            self.env.flush_all()
            self.assertIn(lead, self.env['crm.lead'].search(lead._changed_since()))

    def test_hours_that_change_wake_who_waits_for_them(self):
        self.rule.only_working_hours = True
        evening = '2026-03-02 20:00'
        self.assertEqual(self.give_at(evening).distribution_state, 'waiting')
        changes = {
            "a line of the hours": lambda: self.office.attendance_ids[0].write({'hour_to': 22}),
            "the hours of the team": lambda: self.team.write(
                {'resource_calendar_id': self.make_calendar("Late", [(18, 22)]).id}
            ),
            "the hours of the company": lambda: self.env.company.write(
                {'resource_calendar_id': self.make_calendar("Later", [(19, 22)]).id}
            ),
            "somebody's time zone": lambda: self.rep_a.write({'tz': 'Asia/Dubai'}),
            "a backup": lambda: self.rep_a.write({'lead_backup_id': self.rep_b.id}),
        }
        for what, change in changes.items():
            with self.subTest(what):
                self.env['lead.distribution.wake'].search([]).unlink()
                change()
                self.assertTrue(self.env['lead.distribution.wake'].search_count([]))
