from odoo.fields import Command
from odoo.tests import tagged

from .common_leak import LeakCase
from .leak_forms import links, opened_from, questions
from .leak_walk import LEAD, SECRET, SECRET_NUMBER, models

ABOUT = (
    'calendar.event',
    'lead.assessment',
    'lead.assignment',
    'lead.call',
    'lead.plan.run',
    'lead.satisfaction',
    'lead.sla',
    'lead.touch',
)


@tagged('post_install', '-at_install')
class TestLeakForms(LeakCase):
    """No form tells of a lead that its user may not read, whatever it is given to start with.

                    kept from                because
    blind           rep_a, marketer          it is in a blind pool
    shotgun         rep_a, marketer          it is offered to the segment of another team
    colleague's     rep_a, marketer          rep_b works on it, and rep_a sees own leads only
    elsewhere       rep_a, marketer, leader  it belongs to another company
    """

    @classmethod
    def make_kept_lead(cls, **values):
        """Return a lead with a secret in each text, and with a customer that is one."""
        lead = cls.make_leads(1, type='opportunity')
        partner = cls.env['res.partner'].create({'name': SECRET, 'email': f'{SECRET}@x.example'})
        lead.write(cls._texts(lead))
        lead.write({'expected_revenue': SECRET_NUMBER, 'partner_id': partner.id, **values})
        return lead

    def colleagues(self):
        lead = self.make_kept_lead(user_id=self.rep_b.id)
        lead._change_status(self.status('accepted'))
        return lead

    def shotgun(self):
        team = self.env['crm.team'].create(
            {'name': "Others", 'member_ids': [Command.link(self.rep_b.id)]}
        )
        segment = {'name': "All", 'team_ids': [Command.link(team.id)]}
        pool = self.env['lead.pool'].create(
            {
                'name': "Shotgun",
                'method': 'shotgun',
                'team_ids': [Command.set(team.ids)],
                'segment_ids': [Command.create(segment)],
            }
        )
        lead = self.make_kept_lead()
        lead.write(
            {
                'distribution_state': 'pool',
                'pool_id': pool.id,
                'pool_segment_id': pool.segment_ids.id,
            }
        )
        return lead

    def elsewhere(self):
        company = self.env['res.company'].create({'name': "Elsewhere"})
        return self.make_kept_lead(team_id=False, company_id=company.id)

    def test_no_form_tells_of_a_blind_lead(self):
        self.ask(self.secret, self.rep_a + self.marketer)

    def test_no_form_tells_of_a_shotgun_lead_of_others(self):
        self.ask(self.shotgun(), self.rep_a + self.marketer)

    def test_no_form_tells_of_a_colleagues_lead(self):
        self.ask(self.colleagues(), self.rep_a + self.marketer)

    def test_no_form_tells_of_a_lead_of_another_company(self):
        self.ask(self.elsewhere(), self.rep_a + self.marketer + self.leader)

    def test_forms_tell_who_may_read_the_lead(self):
        """Of the same questions, so that silence means something."""
        lead = self.colleagues()
        self.assertLessEqual(
            {
                ('crm.lead2opportunity.partner', 'onchange'),
                ('crm.lead2opportunity.partner', 'create'),
                ('lead.touch.wizard', 'onchange'),
                ('lead.touch.wizard', 'create'),
                ('lead.satisfaction', 'onchange'),
                ('calendar.event', 'create'),
                ('calendar.event', 'write'),
            },
            self.telling(lead, self.boss),
        )

    def test_dialog_that_names_its_document_by_a_plain_number_is_silent(self):
        lead = self.colleagues()
        named = {'default_res_model': LEAD, 'default_res_id': lead.id}
        self.assertTrue(self.tells(self.opened_sms(self.boss, named)))
        self.check_silent(self.opened_sms(self.rep_a, named), "a text message")

    def opened_sms(self, user, context):
        dialog = self.env['sms.composer'].with_user(user).with_context(**context)
        return self.told(lambda: dialog.onchange({}, [], dict.fromkeys(dialog._fields, {})))

    def find_holders(self):
        return {}

    def telling(self, lead, user):
        """Return which models tell something of the lead, and in answer to which question."""
        return {where for where, told in self.asked(lead, user) if self.tells(told)}

    def asked(self, lead, user):
        """Yield what all forms tell, each with the model and the question."""
        records = self.records_about(lead)
        for model in models(self.env):
            model = model.with_user(user)
            values_list = list(links(model, records))
            for values in values_list:
                for kind, told in questions(model, values, lead.id, self.told):
                    yield (model._name, kind), told
            if values_list:
                for kind, told in opened_from(model, lead.id, self.told):
                    yield (model._name, kind), told

    def records_about(self, lead):
        records = {LEAD: lead.ids}
        for name in ABOUT:
            model = self.env[name]
            field = 'opportunity_id' if name == 'calendar.event' else 'lead_id'
            if ids := model.search([(field, '=', lead.id)], limit=1).ids:
                records[name] = ids
        return records

    def ask(self, lead, users):
        self.env.flush_all()
        for user in users:
            self.assertFalse(lead.with_user(user).has_access('read'))
            for (model, kind), told in self.asked(lead, user):
                self.check_silent(told, f'{kind} of {model} for {user.name}')
