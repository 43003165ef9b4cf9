import json
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common_signals import LeadSignalCase


@tagged('post_install', '-at_install')
class TestSignalApi(LeadSignalCase):
    def record(self, *entries, user=None):
        return self.Signal.with_user(user or self.marketer).record_signals(list(entries))

    def assert_refused(self, sentence, *entries, user=None):
        before = self.Signal.search_count([])
        with self.subTest(entry=entries[-1]), self.assertRaisesRegex(UserError, sentence):
            self.record(*entries, user=user)
        self.assertEqual(self.Signal.search_count([]), before)

    def test_signal_is_recorded_with_the_points_of_its_type(self):
        [answer] = self.record(self.entry(note="Stayed to the end", date='2025-01-31T10:00:00Z'))
        signal = self.lead.signal_ids
        self.assertEqual(answer, {'id': signal.id, 'status': 'created'})
        self.assertRecordValues(
            signal,
            [{'points': 40, 'note': "Stayed to the end", 'create_uid': self.marketer.id}],
        )
        self.assertEqual(str(signal.date), '2025-01-31 10:00:00')

    def test_time_zone_of_the_date_is_heeded(self):
        self.record(self.entry(date='2025-01-31T10:00:00+04:00'))
        self.assertEqual(str(self.lead.signal_ids.date), '2025-01-31 06:00:00')

    def test_score_follows_at_once(self):
        self.record(self.entry())
        self.assertRecordValues(
            self.lead, [{'interest_score': 40, 'lead_score': 40, 'lead_grade': 'c'}]
        )

    def test_same_reference_is_known_the_second_time(self):
        first = self.record(self.entry(), self.entry(external_ref='ref-2'), self.entry())
        again = self.record(self.entry(), self.entry(external_ref='ref-2'))
        self.assertEqual([answer['status'] for answer in first], ['created', 'created', 'known'])
        self.assertEqual([answer['status'] for answer in again], ['known', 'known'])
        self.assertEqual(first[0]['id'], again[0]['id'])
        self.assertEqual(len(self.lead.signal_ids), 2)

    def test_same_reference_of_another_type_is_another_signal(self):
        self.record(self.entry(), self.entry(type='page_visited'))
        self.assertEqual(len(self.lead.signal_ids), 2)

    def test_address_finds_the_newest_open_lead(self):
        newest, lost = self.make_leads(2, email_from="Nadia <NADIA@example.com>")
        lost.action_set_lost()
        entry = self.entry(email="nadia@Example.com", lead=None)
        self.record(entry)
        self.assertEqual((len(newest.signal_ids), len(lost.signal_ids)), (1, 0))

    def test_each_bad_entry_is_refused_with_its_number_field_and_cure(self):
        future = (self.env.cr.now() + timedelta(minutes=6)).isoformat()
        cases = {
            "Entry 2, type: there is no signal type dance": {'type': 'dance'},
            "Entry 2, type: a text is needed": {'type': 3},
            "Entry 2, type: only a text": {'type': 'a\0b'},
            "Entry 2, external_ref: a text is needed": {'external_ref': ' '},
            "Entry 2, external_ref: only a text of at most 255": {'external_ref': 'x' * 256},
            "Entry 2, date: .* lies in the future": {'date': future},
            "Entry 2, date: yesterday is no date": {'date': 'yesterday'},
            "Entry 2, date: only a text": {'date': 20250131},
            "Entry 2, lead: there is no lead 2147483647": {'lead': 2147483647},
            "Entry 2, lead: the id of a lead is a whole number": {'lead': "7"},
            "Entry 2, lead: give either lead or email": {'email': "a@example.com"},
            "Entry 2, email: there is no lead nobody@": {'lead': None, 'email': "nobody@x.example"},
            "Entry 2, points: points are a whole number": {'points': "many"},
            "Entry 2, points: points are": {'points': 0},
            "Entry 2, points: points are a": {'points': 2.5},
            "Entry 2, colour: there is no such field": {'colour': 'red'},
            "Entry 2, note: only a text": {'note': {'a': 1}},
        }
        for sentence, vals in cases.items():
            self.assert_refused(sentence, self.entry(), self.entry(**{'external_ref': 'b', **vals}))
        self.assert_refused("Entry 2: send an object", self.entry(), "text")

    def test_too_many_none_or_no_list_is_refused(self):
        for signals in ([], {'lead': 1}, "text", [self.entry()] * 1001):
            with self.assertRaisesRegex(UserError, "list of 1 to 1000"):
                self.Signal.with_user(self.marketer).record_signals(signals)

    def test_lead_the_key_may_not_write_is_refused_like_one_that_is_not_there(self):
        self.lead.write({'user_id': self.rep_a.id, 'lead_status_id': self.status('accepted').id})
        sentence = f"Entry 1, lead: there is no lead {self.lead.id} that you may write"
        self.assert_refused(sentence, self.entry(), user=self.rep_b)
        self.assert_refused(sentence, self.entry(), user=self.marketer)
        self.assert_refused(
            "Entry 1, email", self.entry(lead=None, email="customer0@example.com"), user=self.rep_b
        )
        self.record(self.entry(), user=self.rep_a)
        self.assertEqual(len(self.lead.signal_ids), 1)

    def test_key_without_any_role_is_refused(self):
        nobody = self.env['res.users'].create({'name': "N", 'login': 'nobody_x'})
        with self.assertRaises(AccessError):
            self.record(self.entry(), user=nobody)

    def test_archived_type_is_unknown(self):
        self.webinar.active = False
        self.assert_refused("no signal type webinar", self.entry())

    def test_queries_do_not_grow_with_the_number_of_signals(self):
        counts = []
        for number in (5, 50, 500):
            leads = self.make_leads(number)
            entries = [self.entry(lead=lead.id, external_ref=f'{lead.id}') for lead in leads]
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.record(*entries)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        # the ORM fetches 1000 rows, and runs mails and tracking, in one query each
        self.assertLessEqual(counts[2], counts[0] + 4, counts)


@tagged('post_install', '-at_install')
class TestSignalRpc(LeadSignalCase, HttpCase):
    def post(self, method, user, **arguments):
        tomorrow = self.env.cr.now() + timedelta(days=1)
        key = self.env['res.users.apikeys'].with_user(user)._generate('rpc', 'shop', tomorrow)
        return self.url_open(
            f'/json/2/lead.signal/{method}',
            data=json.dumps(arguments),
            headers={'Authorization': f'bearer {key}', 'Content-Type': 'application/json'},
        )

    def test_documented_call_works_with_a_marketers_key(self):
        for status in ('created', 'known'):
            response = self.post('record_signals', self.marketer, signals=[self.entry()])
            self.assertEqual(response.status_code, 200, response.text)
            self.assertEqual([answer['status'] for answer in response.json()], [status])

    def test_refusal_comes_as_a_sentence(self):
        response = self.post('record_signals', self.marketer, signals=[self.entry(type='dance')])
        self.assertEqual(response.status_code, 422, response.text)
        self.assertIn("Entry 1, type: there is no signal type dance", response.json()['message'])

    def test_private_methods_are_out_of_reach(self):
        for method in ('_record', '_harvest', '_move'):
            response = self.post(method, self.leader)
            self.assertIn(response.status_code, (403, 404), response.text)
