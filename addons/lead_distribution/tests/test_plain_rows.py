from odoo.fields import Command
from odoo.tests import tagged

from ..models import bus_bus, mail_followers
from ..models.mail_message import DEFAULTS
from ..models.plain_rows import is_plain
from .common_pool import PoolCase

MODELS = {'bus.bus': (), 'mail.followers': (), 'mail.message': DEFAULTS}
FOLLOWER = ['partner_id', 'res_id', 'res_model', 'subtype_ids']


@tagged('post_install', '-at_install')
class TestPlainRows(PoolCase):
    """What is inserted as rows is what Odoo creates; it does so where more belongs to them."""

    def setUp(self):
        super().setUp()
        self.env = self.env(context={**self.env.context, 'tracking_disable': False})
        self.pool = self.make_pool(daily_cap=100, open_cap=100)
        fan = self.env['res.partner'].create({'name': "Fan"})
        won = self.env.ref('crm.mt_salesteam_lead_won')
        (self.north + self.south).message_subscribe(fan.ids, subtype_ids=won.ids)

    def extend(self, model_name):
        """Have another module extend the creation of a model's records."""
        cls = type(self.env[model_name])
        create, created = cls.create, []

        def extended(model, vals_list):
            created.append(vals_list)
            return create(model, vals_list)

        self.patch(cls, 'create', extended)
        return created

    def leads(self, count=1):
        return self.give(count).with_context(tracking_disable=False)

    def followers(self, leads):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = leads.message_follower_ids.sorted('partner_id').read(FOLLOWER, load=None)
        return [
            {
                **row,
                'id': 0,
                'res_id': leads.ids.index(row['res_id']),
                'subtype_ids': {*row['subtype_ids']},
            }
            for row in rows
        ]

    def test_no_row_is_plain_whose_creation_another_module_extends(self):
        for model_name, filled in MODELS.items():
            with self.subTest(model=model_name):
                self.assertTrue(is_plain(self.env[model_name], filled))
                self.extend(model_name)
                self.assertFalse(is_plain(self.env[model_name], filled))

    def test_no_row_is_plain_of_which_more_is_filled_in(self):
        message = self.env['mail.message']
        self.assertFalse(is_plain(message, DEFAULTS - {'date'}))
        self.patch(type(message)._fields['subject'], 'compute', lambda messages: None)
        self.assertFalse(is_plain(message, DEFAULTS))

    def test_another_module_hears_of_all_that_a_claim_creates(self):
        created = {model_name: self.extend(model_name) for model_name in MODELS}
        self.leads().with_user(self.rep_a).action_claim()
        self.env.flush_all()
        self.env.cr.precommit.run()
        for model_name, calls in created.items():
            self.assertTrue(calls, model_name)

    def test_the_followers_of_a_claimed_lead_are_those_that_odoo_creates(self):
        rows = []
        for is_plain_row in (True, False):
            self.patch(mail_followers, 'is_plain', lambda model, ok=is_plain_row: ok)
            lead = self.leads()
            lead.with_user(self.rep_a).action_claim()
            rows.append(self.followers(lead))
        self.assertEqual(len(rows[0]), 2)
        self.assertEqual(*rows)

    def test_the_followers_of_many_leads_are_those_that_odoo_creates(self):
        rows = []
        for is_plain_row in (True, False):
            self.patch(mail_followers, 'is_plain', lambda model, ok=is_plain_row: ok)
            leads = self.leads(3)
            leads.with_user(self.rep_b).action_claim_many()
            rows.append(self.followers(leads))
        self.assertEqual(len(rows[0]), 6)
        self.assertEqual(*rows)

    def test_who_is_made_to_follow_in_another_way_is_left_to_odoo(self):
        lead = self.leads()
        followers = self.env['mail.followers'].sudo().with_context(lead_assigning=True)
        subtype = self.env.ref('mail.mt_comment')
        for commands in (
            [Command.set(subtype.ids)],
            [Command.link(subtype.id)],
            [Command.clear(), Command.link(subtype.id)],
        ):
            partner = self.env['res.partner'].create({'name': "Fan"})
            follower = followers.create(
                {
                    'res_model': lead._name,
                    'res_id': lead.id,
                    'partner_id': partner.id,
                    'subtype_ids': commands,
                }
            )
            self.assertEqual(follower.subtype_ids, subtype, commands)

    def test_who_looked_before_sees_the_new_follower(self):
        lead = self.leads()
        seen = lead.message_partner_ids, lead.message_is_follower
        self.assertEqual(seen, (self.env['res.partner'], False))
        lead.with_user(self.rep_a).action_claim()
        self.assertIn(self.rep_a.partner_id, lead.message_partner_ids)
        self.assertTrue(lead.with_user(self.rep_a).message_is_follower)

    def test_a_notification_is_the_row_that_odoo_creates(self):
        rows = []
        for is_plain_row in (True, False):
            self.patch(bus_bus, 'is_plain', lambda model, ok=is_plain_row: ok)
            notice = self.env['bus.bus'].create({'channel': '"here"', 'message': '{"type": "x"}'})
            self.env.flush_all()
            self.env.cr.execute('SELECT * FROM bus_bus WHERE id = %s', [notice.id])
            rows.append({**self.env.cr.dictfetchone(), 'id': 0})
        self.assertEqual(*rows)
