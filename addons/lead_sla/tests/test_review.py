from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_review import LeadReviewCase


@tagged('post_install', '-at_install')
class TestReviewAgenda(LeadReviewCase):
    """What the agenda says, against leads made by hand."""

    def named(self, name, created='2026-06-01 10:00', **kwargs):
        lead = self.make_lead(created, **kwargs)
        self.set_columns(lead, {'name': name})
        return lead

    def assigned(self, name, moment):
        """Return a lead that Salesperson A gets at this moment."""
        lead = self.assign(moment).lead_id
        self.set_columns(lead, {'name': name})
        return lead

    def test_urgent_are_due_leads_and_those_about_to_be_forgotten(self):
        self.assigned("Late", '2026-07-01 08:00')
        self.assigned("Due today", '2026-07-01 11:50')
        self.assigned("Due tomorrow", '2026-07-01 16:50')
        for name, forget_at in (
            ("Forgotten", '2026-06-20'),
            ("Forgets", '2026-07-08 11:00'),
            ("Remembers", '2026-07-08 13:00'),
        ):
            self.set_columns(self.named(name), {'forget_at': forget_at})
        lost = self.named("Lost one", lost='2026-06-30 10:00')
        self.set_columns(lost, {'forget_at': '2026-06-20'})
        other = self.named("Elsewhere", team=self.field_team, user=self.rep_c)
        self.set_columns(other, {'forget_at': '2026-06-20'})
        lines = self.lines('urgent')
        self.assertEqual([line[0] for line in lines], ["Late", "Due today", "Forgotten", "Forgets"])
        self.assertIn("First response", lines[0][-1])
        self.assertIn("Forgets us from", lines[2][-1])
        self.assertEqual(lines[0][1], "Rep A")

    def test_misses_are_those_of_the_period_with_who_missed(self):
        for name, moment in (
            ("Long ago", '2026-06-22 10:00'),
            ("Missed", '2026-06-29 10:00'),
            ("Answered late", '2026-06-30 10:00'),
            ("Still runs", '2026-07-01 11:50'),
        ):
            self.assigned(name, moment)
        self.sweep('2026-07-01 11:55')
        late = self.env['crm.lead'].search([('name', '=', "Answered late")])
        self.call(late, '2026-06-30 12:00')
        lines = self.lines('misses')
        self.assertEqual([line[0] for line in lines], ["Answered late", "Missed"])
        self.assertEqual(lines[1][1], "Rep A")
        self.assertIn("still not done", lines[1][-2])
        self.assertNotIn("still not done", lines[0][-2])

    def test_gaps_are_leads_without_owner_or_next_step(self):
        self.set_columns(self.named("Nobody's"), {'user_id': None, 'lead_score': 90})
        self.named("Nothing planned").activity_ids.unlink()
        planned = self.named("Planned")
        planned.activity_schedule('mail.mail_activity_data_todo', user_id=self.rep_a.id)
        self.named("Won one", won='2026-06-30 10:00')
        lines = [line for line in self.lines('gaps') if line[0] != self.lead_zero_name()]
        self.assertEqual(
            [(line[0], line[1], line[-1]) for line in lines],
            [
                ("Nobody's", "Nobody", "No owner"),
                ("Nothing planned", "Rep A", "No next step"),
            ],
        )

    def lead_zero_name(self):
        """Return the name of the lead that the base case makes."""
        return "Lead 0"

    def test_gaps_are_silent_until_follow_up_is_set_up(self):
        self.env['mail.activity.plan'].search([]).active = False
        self.named("Nothing planned").activity_ids.unlink()
        self.assertTrue(self.lines('gaps'))
        self.env['lead.sla'].search([]).unlink()
        self.env.flush_all()
        self.env['lead.sla.policy'].with_context(active_test=False).search([]).unlink()
        self.assertFalse(self.lines('gaps'))

    def test_wins_and_losses_of_the_period_with_reasons_and_amounts(self):
        price, rival = self.env['crm.lost.reason'].create(
            [{'name': "Too dear"}, {'name': "Went to a rival"}]
        )
        self.named("Small win", won='2026-06-30 10:00', revenue=100)
        self.named("Big win", won='2026-06-24 09:00', revenue=900)
        self.named("Earlier win", won='2026-06-24 08:59', revenue=5000)
        for name, reason in (("L1", price), ("L2", price), ("L3", rival)):
            lead = self.named(name, lost='2026-06-25 10:00', revenue=50)
            self.set_columns(lead, {'lost_reason_id': reason.id})
        self.named("L4", lost='2026-06-25 10:00', revenue=10)
        won, lost = self.agenda()['won'], self.agenda()['lost']
        self.assertEqual(self.names('won'), ["Big win", "Small win"])
        self.assertIn("1,000.00", won['summary'])
        self.assertEqual(lost['count'], "4")
        self.assertIn("160.00", lost['summary'])
        self.assertIn("Too dear: 2 · Went to a rival: 1", lost['summary'])
        self.assertEqual(self.lines('lost')[-1][-1], "No reason given")

    def test_wins_are_what_the_metric_counts(self):
        for day in ('23', '24', '30'):
            self.named(f"Won {day}", won=f'2026-06-{day} 10:00')
        self.refresh()
        with self.at(self.NOW):
            start, end = self.review._period()
            counted = self.env['lead.metric']._by_key('won')._measure_spans([(start, end)])
        mine = sum(row[4] for row in counted if row[2] == self.team.id)
        self.assertEqual(len(self.names('won')), mine)

    def test_the_period_begins_when_the_last_review_was_held(self):
        before = self.make_review('2026-06-29 09:00:00')
        self.hold(before, now='2026-06-29 10:00:00')
        self.named("Told already", won='2026-06-29 09:30')
        self.named("New", won='2026-06-29 10:30')
        self.assertEqual(self.names('won'), ["New"])
        self.assertEqual(self.names('won', review=before, now='2026-07-09 10:00:00'), [])

    def test_metrics_of_last_week_with_trend_and_target(self):
        for day in ('15', '22', '23'):  # one the week before, two last week (Monday 22nd)
            self.named(f"Won {day}", won=f'2026-06-{day} 10:00', revenue=100)
        metric = self.env['lead.metric']._by_key('won')
        self.env['lead.goal'].create(
            {
                'metric_id': metric.id,
                'target': 4,
                'team_id': self.team.id,
                'date_from': '2026-01-01',
            }
        )
        self.named("Won now", won='2026-07-01 10:00', revenue=100)
        self.refresh()
        cells = {line[0]: line for line in self.lines('metrics')}[metric.name]
        self.assertEqual(cells[1:], ["2", "1", "▲ 100 %", "1", "4, reached 25 %"])

    def test_drifts_of_the_period(self):
        self.named("Won", won='2026-06-10 10:00')
        self.refresh()
        row = self.row('won')
        Alert = self.env['lead.metric.alert']
        values = {**Alert._prepare_alert(row), 'drift': 'low', 'verdict': 'worse'}
        values.update(band_low=10, band_high=14)
        with self.at('2026-06-30 10:00:00'):
            alert = Alert.create(values)
        self.set_created(alert, '2026-06-30 10:00:00')
        [line] = self.lines('drifts')
        self.assertEqual(line[:3], [row.metric_id.name, "1", "10 to 14"])
        self.set_created(alert, '2026-06-20 10:00:00')
        self.assertFalse(self.lines('drifts'))

    def set_created(self, record, moment):
        self.env.flush_all()
        self.env.cr.execute(
            f'UPDATE {record._table} SET create_date = %s WHERE id = %s', [moment, record.id]
        )
        self.env.invalidate_all()

    def test_campaigns_that_start_within_six_weeks(self):
        self.env['utm.campaign'].create(
            [
                {'title': title, 'date_start': day}
                for title, day in (
                    ("Over", '2026-06-30'),
                    ("Today", '2026-07-01'),
                    ("Soon", '2026-08-12'),
                    ("Far", '2026-08-13'),
                    ("Undated", False),
                )
            ]
        )
        self.assertEqual(self.names('campaigns'), ["Today", "Soon"])

    def test_decisions_of_earlier_reviews_until_they_are_done(self):
        before = self.make_review('2026-06-29 09:00:00')
        decision = self.decide("Ring them", review=before)
        self.decide("Now", review=self.review)
        self.assertFalse(self.names('decisions'))
        self.hold(before, now='2026-06-29 10:00:00')
        self.assertEqual(self.names('decisions'), ["Ring them"])
        decision.activity_id.with_user(self.rep_a).action_feedback()
        self.assertFalse(self.names('decisions'))

    def test_a_section_shows_twenty_and_opens_the_rest(self):
        leads = self.make_forgotten(1100)
        section = self.agenda()['urgent']
        self.assertEqual((len(section['rows']), section['count']), (20, "1,000+"))
        self.assertEqual(section['more'], "and 980+ more")
        with self.at(self.NOW):
            action = self.review.with_user(self.leader).action_view_section('urgent')
        found = self.env['crm.lead'].search(action['domain'])
        self.assertEqual(len(found), 1000)
        self.assertLessEqual(found, leads)

    def test_queries_do_not_grow_with_leads(self):
        self.make_forgotten(30)
        self.agenda()  # whatever is cached once
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.agenda()
        count = self.env.cr.sql_log_count - before
        self.make_forgotten(300)
        self.agenda()
        self.env.invalidate_all()
        with self.assertQueryCount(count):
            self.agenda()
        self.assertLess(count, 90)

    def make_forgotten(self, count):
        leads = self.make_leads(count, user_id=self.rep_a.id)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET forget_at = '2026-06-20' WHERE id = ANY(%s)", [leads.ids]
        )
        self.env.invalidate_all()
        return leads

    def test_what_the_page_says(self):
        self.set_columns(self.named("Ada <b>"), {'forget_at': '2026-06-20'})
        with self.at(self.NOW):
            page = self.review.with_user(self.leader).agenda
        self.assertIn("Ada &lt;b&gt;", page)
        self.assertIn('href="/odoo/crm.lead/', page)
        self.assertIn("Every promise was kept.", page)

    def test_the_print_has_agenda_decisions_and_minutes(self):
        self.set_columns(self.named("Ada"), {'forget_at': '2026-06-20'})
        self.decide("Ring Ada")
        self.review.minutes = "<p>We spoke of Ada.</p>"
        with self.at(self.NOW):
            html, _type = (
                self.env['ir.actions.report']
                .with_user(self.leader)
                ._render_qweb_html('lead_sla.report_lead_review', self.review.ids)
            )
        for words in ("Ring Ada", "We spoke of Ada.", "Urgent Follow-up", "Rep B"):
            self.assertIn(words, html.decode())

    def test_no_section_is_opened_that_does_not_exist(self):
        with self.assertRaisesRegex(UserError, "no section"):
            self.review.with_user(self.leader).action_view_section('unlink')

    def test_every_section_opens(self):
        self.named("Won", won='2026-06-30 10:00')
        for hold in (False, True):
            if hold:
                self.hold()
            for section in self.review._sections():
                with self.subTest(section=section, held=hold), self.at(self.NOW):
                    action = self.review.with_user(self.leader).action_view_section(section)
                    records = self.env[action['res_model']].with_user(self.leader)
                    found = records.with_context(active_test=False).search(action['domain'])
                    self.assertEqual(len(found), len(self.names(section)))
