from datetime import datetime, time, timedelta

import pytest

from tests.client import Refused, wait_for
from tests.company import MANAGER, MARKETER, SALESMAN, Company

MAIL = """\
From: Jane Doe <jane@customer.example>
To: hello@company.example
Subject: Forty licences
Message-ID: <first@customer.example>
Content-Type: text/plain

We need forty licences in June.
"""
OPEN, CLOSE = 9, 17


def test_story_of_leads_from_arrival_to_report(fresh_db, odoo_server, run_shell, psql):
    """The main job, through a running server and nothing else: HTTP, mail gateway, API."""
    story = Story(odoo_server(fresh_db).url, fresh_db, run_shell, psql)
    story.people_and_policies()
    story.leads_arrive_four_ways()
    story.marketer_answers_bant()
    story.passed_leads_reach_the_reps_in_turn()
    story.log_says_why()
    story.clock_runs_in_working_time()
    story.rep_answers_the_customer()
    story.missed_lead_moves_on_once()
    story.recycled_lead_wakes_on_its_date()
    story.blind_lead_is_unreadable_until_claimed()
    story.member_picks_from_the_pool()
    story.lead_waits_until_somebody_is_there()
    story.report_shows_it_all()


class Story:
    """Who works here, and what has come in so far."""

    def __init__(self, url, db, run_shell, psql):
        self.company = Company(url, db)
        self.admin = self.company.admin
        self.api = self.company.api_client(run_shell)
        self.psql = lambda statement, *values: psql(db, statement, values)
        self.wake = lambda xml_id: self.company.wake(psql, xml_id)

    def lead(self, lead, *fields):
        return self.admin.read('crm.lead', lead, *fields)

    def owner(self, lead):
        return self.lead(lead, 'user_id')['user_id']

    def stints(self, lead):
        """Return the lead's stints, the first one first."""
        fields = (
            'user_id',
            'origin',
            'explanation',
            'release_reason',
            'released_at',
            'exclusion_text',
        )
        return self.admin.find('lead.assignment', [('lead_id', '=', lead)], *fields, order='id')

    def clocks(self, lead):
        fields = ('user_id', 'state', 'deadline', 'started_at', 'met_at')
        return self.admin.find('lead.sla', [('lead_id', '=', lead)], *fields, order='id')

    def pass_to_sales(self, *leads):
        self.mia.call('crm.lead', 'action_pass_to_sales', list(leads))

    def assigned(self, *leads):
        """Wait until each of the leads has an owner and return the owners."""

        def everyone():
            """every lead has an owner"""
            owners = [self.owner(lead) for lead in leads]
            return all(owners) and owners

        return wait_for(everyone)

    def people_and_policies(self):
        settings = self.admin.call(
            'res.config.settings',
            'create',
            {'group_use_lead': True, 'lead_handoff_gate': 'contact'},
        )
        self.admin.call('res.config.settings', 'execute', [settings])
        self.mia = self.company.hire('mia', MARKETER)
        self.leader = self.company.hire('lea', MANAGER)
        self.ann, self.bob = (self.company.hire(name, SALESMAN) for name in ('ann', 'bob'))
        self.reps = [self.ann, self.bob]
        self.team = self.admin.call(
            'crm.team',
            'create',
            {
                'name': "Inside Sales",
                'use_leads': True,
                'user_id': self.leader.uid,
                'member_ids': [(6, 0, [rep.uid for rep in self.reps])],
            },
        )
        self.office_hours()
        self.where_leads_go()
        self.admin.call(
            'lead.sla.policy',
            'create',
            {
                'name': "Answer within 30 minutes",
                'target_ids': [(0, 0, {'amount': 30, 'unit': 'minute', 'time_base': 'working'})],
                'escalation_ids': [(0, 0, {'action': 'reassign', 'minutes': 0})],
            },
        )

    def office_hours(self):
        days = [
            {'name': "Day", 'dayofweek': str(day), 'hour_from': OPEN, 'hour_to': CLOSE}
            for day in range(5)
        ]
        calendar = self.admin.call(
            'resource.calendar',
            'create',
            {
                'name': "Office",
                'tz': 'UTC',
                'attendance_ids': [(0, 0, {**day, 'day_period': 'morning'}) for day in days],
            },
        )
        company = self.admin.find('res.company', [], 'id')[0]['id']
        self.admin.call('res.company', 'write', [company], {'resource_calendar_id': calendar})

    def where_leads_go(self):
        passed = "('lead_status_id.meaning', '=', 'passed')"
        self.blind = self.company.pool("Blind", self.reps, method='blind_pull')
        self.cherry = self.company.pool("Cherries", self.reps, method='cherry_pick')
        for city, pool in (('Nighttown', self.blind), ('Cherry Hill', self.cherry)):
            domain = f"[{passed}, ('city', '=', '{city}')]"
            self.company.rule(city, method='pool', pool_id=pool, domain=domain, sequence=1)
        self.company.rule("In turn", self.reps, domain=f'[{passed}]', team_id=self.team)

    def leads_arrive_four_ways(self):
        self.mailed = self.api.call(
            'mail.thread', 'message_process', model='crm.lead', message=MAIL
        )
        [self.posted] = self.api.call(
            'crm.lead', 'create', vals_list=[{'name': "From the website", 'phone': '+1 555 0100'}]
        )
        columns = ['name', 'contact_name', 'email_from']
        rows = [["From the fair", "Joe", 'joe@customer.example']]
        [self.imported] = self.mia.call('crm.lead', 'load', columns, rows)['ids']
        [typed] = self.bob.call(
            'crm.lead', 'web_save', [], {'name': "My neighbour"}, {'user_id': {}}
        )
        self.typed = typed['id']
        self.incoming = [self.mailed, self.posted, self.imported]
        assert [self.owner(lead) for lead in self.incoming] == [False] * 3
        assert self.owner(self.typed) == self.bob.uid
        [stint] = self.stints(self.typed)
        assert stint['origin'] == 'manual'
        assert "created with Bob" in stint['explanation']

    def marketer_answers_bant(self):
        card = self.admin.ref('lead_qualification.lead_scorecard_bant')
        assessment = self.mia.call(
            'lead.assessment', 'create', {'lead_id': self.mailed, 'scorecard_id': card}
        )
        lines = self.mia.find(
            'lead.assessment.line', [('assessment_id', '=', assessment)], 'criterion_id'
        )
        assert len(lines) == 4
        for line in lines:
            domain = [('criterion_id', '=', line['criterion_id'])]
            best = self.mia.find(
                'lead.scorecard.answer', domain, 'id', order='points desc', limit=1
            )
            values = {'answer_id': best[0]['id'], 'basis': 'confirmed'}
            self.mia.call('lead.assessment.line', 'write', [line['id']], values)
        self.mia.call('lead.assessment', 'action_confirm', [assessment])
        assert self.mia.read('lead.assessment', assessment, 'verdict')['verdict'] == 'passed'
        lead = self.mia.read('crm.lead', self.mailed, 'lead_grade', 'lead_score', 'qualified_by_id')
        # fully answered, and the mail it came with shows some interest
        assert lead['lead_grade'] == 'a'
        assert 50 <= lead['lead_score'] <= 100
        assert lead['qualified_by_id'] == self.mia.uid

    def passed_leads_reach_the_reps_in_turn(self):
        with pytest.raises(Refused, match="has no way to contact|Add an email or a phone"):
            self.pass_to_sales(self.company.leads({'name': "No address"})[0])
        self.pass_to_sales(*self.incoming)
        owners = self.assigned(*self.incoming)
        assert set(owners) == {self.ann.uid, self.bob.uid}
        assert all(self.lead(lead, 'passed_at')['passed_at'] for lead in self.incoming)

    def log_says_why(self):
        for lead in self.incoming:
            [stint] = self.stints(lead)
            assert stint['origin'] == 'rule'
            assert stint['user_id'] == self.owner(lead)
            assert "was next in turn in the rule In turn" in stint['explanation']

    def clock_runs_in_working_time(self):
        for lead in self.incoming:
            [clock] = self.clocks(lead)
            assert clock['state'] == 'running'
            assert clock['user_id'] == self.owner(lead)
            started, deadline = map(
                datetime.fromisoformat, (clock['started_at'], clock['deadline'])
            )
            assert deadline == in_office_hours(started, timedelta(minutes=30))
            [activity] = self.activities(lead)
            assert activity['user_id'] == clock['user_id']
            assert activity['date_deadline'] == deadline.date().isoformat()

    def activities(self, lead):
        domain = [('res_model', '=', 'crm.lead'), ('res_id', '=', lead)]
        return self.admin.find('mail.activity', domain, 'user_id', 'date_deadline')

    def rep_with(self, lead):
        return next(rep for rep in self.reps if rep.uid == self.owner(lead))

    def rep_answers_the_customer(self):
        rep = self.rep_with(self.mailed)
        rep.call('crm.lead', 'action_accept', [self.mailed])
        jane = self.admin.call(
            'res.partner', 'create', {'name': "Jane Doe", 'email': 'jane@customer.example'}
        )
        rep.post(
            '/mail/message/post',
            {
                'thread_model': 'crm.lead',
                'thread_id': self.mailed,
                'post_data': {
                    'body': "Forty it is.",
                    'message_type': 'comment',
                    'subtype_xmlid': 'mail.mt_comment',
                    'partner_ids': [jane],
                },
            },
        )
        touches = self.admin.find(
            'lead.touch', [('lead_id', '=', self.mailed)], 'user_id', 'direction'
        )
        ours = [touch['user_id'] for touch in touches if touch['direction'] == 'out']
        assert ours == [rep.uid]
        [clock] = self.clocks(self.mailed)
        assert clock['state'] == 'met'
        assert clock['met_at'] <= clock['deadline']
        assert self.lead(self.mailed, 'first_touch_at')['first_touch_at'] == clock['met_at']
        assert self.activities(self.mailed) == []

    def let_lapse(self, lead):
        """Move the running clock of a lead two hours back, past its deadline, and sweep."""
        self.psql(
            """UPDATE lead_sla SET started_at = now() AT TIME ZONE 'UTC' - '2h'::interval,
                      deadline = now() AT TIME ZONE 'UTC' - '1h'::interval,
                      next_event_at = now() AT TIME ZONE 'UTC' - '1h'::interval
                WHERE lead_id = %s AND state = 'running'""",
            lead,
        )
        self.wake('lead_sla.ir_cron_sweep')

    def missed_lead_moves_on_once(self):
        lead, first = self.posted, self.owner(self.posted)
        [second] = {rep.uid for rep in self.reps} - {first}
        self.let_lapse(lead)
        wait_for(lambda: self.owner(lead) == second)
        lapsed, now = self.stints(lead)
        assert (lapsed['user_id'], lapsed['release_reason']) == (first, 'lapsed')
        assert (now['user_id'], now['origin'], now['released_at']) == (second, 'escalation', False)
        assert [(c['user_id'], c['state']) for c in self.clocks(lead)] == [
            (first, 'missed'),
            (second, 'running'),
        ]
        self.let_lapse(lead)
        wait_for(lambda: self.clocks(lead)[1]['state'] == 'missed')
        assert self.owner(lead) == second
        assert len(self.stints(lead)) == 2
        logs = self.admin.find(
            'lead.sla.escalation.log', [('lead_id', '=', lead)], 'outcome', order='id'
        )
        assert [log['outcome'] for log in logs] == ['moved', 'limit']

    def recycled_lead_wakes_on_its_date(self):
        lead = self.imported
        rep = self.rep_with(lead)
        status = rep.find('lead.status', [('meaning', '=', 'recycle')], 'id')[0]['id']
        with pytest.raises(Refused, match="Choose a reason"):
            rep.call('crm.lead', 'write', [lead], {'lead_status_id': status})
        reason = self.admin.ref('lead_qualification.lead_status_reason_no_budget')
        values = {'lead_status_id': status, 'lead_status_reason_id': reason}
        rep.call('crm.lead', 'write', [lead], values)
        recycled = self.lead(lead, 'user_id', 'nurture_until', 'recycled_at')
        in_180_days = (datetime.utcnow() + timedelta(days=180)).date().isoformat()
        assert (recycled['user_id'], recycled['nurture_until']) == (False, in_180_days)
        assert recycled['recycled_at']
        assert self.stints(lead)[0]['release_reason'] == 'recycled'
        assert self.clocks(lead)[0]['state'] == 'cancelled'
        self.wake('lead_qualification.ir_cron_wake_recycled')
        self.psql("UPDATE crm_lead SET nurture_until = now() WHERE id = %s", lead)
        self.wake('lead_qualification.ir_cron_wake_recycled')
        wait_for(lambda: self.lead(lead, 'lead_status_meaning')['lead_status_meaning'] == 'new')
        self.pass_to_sales(lead)
        self.assigned(lead)
        assert [stint['origin'] for stint in self.stints(lead)] == ['rule', 'rule']

    def arrives_and_is_passed(self, **values):
        [lead] = self.api.call('crm.lead', 'create', vals_list=[{'phone': '+1 555 0101', **values}])
        self.pass_to_sales(lead)
        return lead

    def state(self, lead):
        return self.lead(lead, 'distribution_state')['distribution_state']

    def blind_lead_is_unreadable_until_claimed(self):
        lead = self.arrives_and_is_passed(name="Secret", city='Nighttown')
        wait_for(lambda: self.state(lead) == 'pool')
        assert self.ann.find('crm.lead', [('name', '=', "Secret")], 'name') == []
        with pytest.raises(Refused) as refused:
            self.ann.read('crm.lead', lead, 'name')
        assert refused.value.kind == 'AccessError'
        with pytest.raises(Refused):
            self.ann.call('crm.lead', 'action_claim', [lead])
        action = self.ann.call('lead.pool', 'action_claim_next', [self.blind])
        assert action['res_id'] == lead
        assert self.ann.read('crm.lead', lead, 'name')['name'] == "Secret"
        assert self.stints(lead)[0]['origin'] == 'claim'

    def member_picks_from_the_pool(self):
        lead = self.arrives_and_is_passed(name="Ripe", city='Cherry Hill')
        wait_for(lambda: self.state(lead) == 'pool')
        assert self.bob.find('crm.lead', [('pool_id', '=', self.cherry)], 'name')
        self.bob.call('crm.lead', 'action_claim', [lead])
        assert self.owner(lead) == self.bob.uid
        assert self.clocks(lead)[0]['state'] == 'running'
        with pytest.raises(Refused, match="Bob was faster"):
            self.ann.call('crm.lead', 'action_claim', [lead])

    def lead_waits_until_somebody_is_there(self):
        for rep in self.reps:
            rep.call('res.users', 'write', [rep.uid], {'lead_available': False})
        lead = self.arrives_and_is_passed(name="Out of hours")
        wait_for(lambda: self.state(lead) == 'waiting')
        waiting = self.lead(lead, 'user_id', 'next_try_at', 'distribution_note')
        assert not waiting['user_id']
        assert waiting['next_try_at']
        assert "Nobody in the rule In turn can take the lead now." in waiting['distribution_note']
        assert "Ann is not available" in waiting['distribution_note']
        self.ann.call('res.users', 'write', [self.ann.uid], {'lead_available': True})
        assert self.assigned(lead) == [self.ann.uid]
        assert "Bob is not available" in self.stints(lead)[0]['exclusion_text']

    def report_shows_it_all(self):
        steps = self.admin.call(
            'lead.funnel.report', 'formatted_read_group', [], ['step'], ['reached:sum']
        )
        # four ways in, one without an address, three through the pools and the empty office
        assert {group['step']: group['reached:sum'] for group in steps} == {
            '1_generated': 8,
            # one was claimed before anybody passed it
            '2_passed': 6,
            '3_assigned': 7,
            '4_touched': 1,
            # who claims a lead has accepted it
            '5_accepted': 3,
        }
        sums = ['touch_count:sum', 'sla_met:sum', 'sla_missed:sum']
        [total] = self.admin.call('lead.funnel.report', 'formatted_read_group', [], [], sums)
        assert [total[name] for name in sums] == [1, 1, 2]


def in_office_hours(start, work):
    """Return when so much work is done, counted by hand: Monday to Friday, 9 to 17."""
    for day in range(10):
        date = start.date() + timedelta(days=day)
        opens = max(start, datetime.combine(date, time(OPEN)))
        closes = datetime.combine(date, time(CLOSE))
        if date.weekday() < 5 and opens < closes:
            if opens + work <= closes:
                return opens + work
            work -= closes - opens
    raise AssertionError("No working time found")
