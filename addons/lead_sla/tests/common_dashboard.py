import re

from .common_metrics import LeadMetricCase

COUNTED = ('funnel', 'moves', 'pools', 'queue', 'load')  # cards whose rows say how many they open


class LeadDashboardCase(LeadMetricCase):
    """Base case: it is July 1st, and June looked like this (days are UTC).

                    Inside Sales                                        Field Sales
    generated       five leads of Salesperson A                                 one of Salesperson C
    passed          four: one of them accepted, one won, one lost       -
    answered        after 4 and after 40 minutes                        never
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.users'].search([]).tz = 'UTC'
        cls.env['lead.goal'].search([]).unlink()
        cls.env['lead.metric.alert'].search([]).unlink()
        cls.env.cr.execute("DELETE FROM lead_status_change")
        cls.env.cr.execute("UPDATE crm_lead SET distribution_state = NULL, first_touch_at = NULL")
        cls.env.invalidate_all()
        got = '2026-06-02 10:00'
        passed = {'passed': '2026-06-03 10:00'}
        cls.plain = cls.make_lead(got)
        cls.passed = cls.make_lead(got, **passed)
        cls.accepted = cls.make_lead(
            got, **passed, accepted='2026-06-04 10:00', first_touch='2026-06-02 10:40'
        )
        cls.won = cls.make_lead(
            got, **passed, first_touch='2026-06-02 10:04', won='2026-06-10 10:00', revenue=600
        )
        cls.lost = cls.make_lead(got, **passed, lost='2026-06-11 10:00')
        cls.field = cls.make_lead(got, team=cls.field_team, user=cls.rep_c)
        cls.before = cls.make_lead('2026-05-31 23:59')
        for lead in cls.passed + cls.accepted + cls.won + cls.lost:
            cls.set_columns(lead, {'first_assigned_at': got})
        cls.inside = {'period': 'last_month', 'team_ids': cls.team.ids}
        cls.everywhere = {'period': 'last_month', 'team_ids': []}

    def data(self, filters=None, user=None, now=None):
        board = self.env['lead.dashboard'].with_user(user or self.leader)
        self.env.flush_all()
        with self.at(now or self.NOW):
            return board.get_data(self.inside if filters is None else filters)

    def picture(self, name, *args, **kwargs):
        [card] = [card for card in self.data(*args, **kwargs)['cards'] if card['key'] == name]
        return card

    def texts(self, name, *args, **kwargs):
        """Return ``{row: what it says}`` of a card."""
        return {row['key']: row['text'] for row in self.picture(name, *args, **kwargs)['rows']}

    def opened(self, action, user=None):
        """Return the records that an action opens, as the list does."""
        model = self.env[action['res_model']].with_user(user or self.leader)
        return model.with_context(**action['context']).search(action['domain'])

    def promises(self):
        """Have the first salesperson answer leads in time and late in June, and one of May late."""
        self.policy.active = True
        self.office.tz = 'UTC'
        for day, minutes in (('2026-06-15', 10), ('2026-06-16', 50), ('2026-05-18', 50)):
            sla = self.assign(f'{day} 10:00')
            self.call(sla.lead_id, f'{day} 10:{minutes}')

    def first_number(self, text):
        return int(re.search(r'\d+', text).group())
