from odoo.addons.lead_qualification.models.bulk import FEW, insert_rows
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.base_kept import KEPT
from ..models.lists import remember_empty
from .common_pool import PoolCase

OWN = ('id', 'message_id', 'res_id', 'date', 'create_date', 'write_date')


@tagged('post_install', '-at_install')
class TestClaimKept(PoolCase):
    """What a claim spares itself to read or to ask is what it would have read and heard."""

    def setUp(self):
        super().setUp()
        self.env = self.env(context={**self.env.context, 'tracking_disable': False})
        self.pool = self.make_pool()
        self.claim()  # so that this server keeps what it may

    def claim(self, **vals):
        """Return a lead that rep_a has claimed, in a transaction of its own."""
        lead = self.give(**vals).with_context(tracking_disable=False)
        self.env.flush_all()
        self.env.invalidate_all()
        lead.with_user(self.rep_a).action_claim()
        self.env.flush_all()
        self.env.invalidate_all()
        return lead

    def trail(self, lead):
        values = lead.message_ids.tracking_value_ids
        return {value.field_id.name: value.new_value_char for value in values}

    def test_settings_that_change_count_at_once(self):
        self.assertFalse(self.pool.daily_claim_cap)
        self.pool.daily_claim_cap = 1
        with self.assertRaisesRegex(UserError, "a day"):
            self.claim()
        self.pool.daily_claim_cap = 0
        self.assertEqual(self.claim().user_id, self.rep_a)

    def test_names_that_change_are_told_at_once(self):
        accepted = self.env['lead.status']._by_meaning('accepted')
        self.assertEqual(self.trail(self.claim())['lead_status_id'], accepted.name)
        accepted.name = "Taken On"
        self.assertEqual(self.trail(self.claim())['lead_status_id'], "Taken On")
        self.north.name = "Far North"
        self.assertEqual(self.trail(self.claim())['team_id'], "Far North")
        accepted.update_field_translations('name', {'en_US': "Ours"})
        self.assertEqual(self.trail(self.claim())['lead_status_id'], "Ours")
        self.north.update_field_translations('name', {'en_US': "Up North"})
        self.assertEqual(self.trail(self.claim())['team_id'], "Up North")

    def test_stages_and_companies_that_change_count_at_once(self):
        stage = self.claim().stage_id
        stage.team_ids = self.south
        self.assertNotEqual(self.claim(stage_id=stage.id).stage_id, stage)
        other = self.env['res.company'].create({'name': "Other"})
        self.rep_a.write({'company_ids': [(4, other.id)]})
        self.rep_a._recall()
        self.assertIn(other, self.rep_a.company_ids)

    def test_all_that_is_kept_exists(self):
        for model, names in KEPT.items():
            self.assertLessEqual(set(names), set(self.env[model]._fields), model)

    def test_a_claim_knows_the_tags_of_its_lead(self):
        tag = self.env['crm.tag'].create({'name': "Fair"})
        lead = self.give(tag_ids=[(4, tag.id)])
        self.env.flush_all()
        self.env.invalidate_all()
        empty, _answers = remember_empty(self.env, [(lead, 'tag_ids'), (lead, 'awaited_tag_ids')])
        self.assertEqual(empty, [(lead, 'awaited_tag_ids')])
        self.assertEqual(lead.tag_ids, tag)
        self.assertFalse(lead.awaited_tag_ids)

    def test_a_list_of_records_of_any_model_is_that_of_its_own(self):
        partner = self.env['res.partner'].create({'name': "Fan"})
        lead, team = self.give(), self.south
        team.message_subscribe(partner.ids)
        self.env.flush_all()
        self.env.cr.execute(
            'UPDATE mail_followers SET res_id = %s WHERE res_model = %s AND res_id = %s',
            [lead.id, 'crm.team', team.id],
        )
        self.env.invalidate_all()
        lists = [(lead, 'message_follower_ids')]
        before = lead.sudo().message_follower_ids
        self.env.invalidate_all()
        empty, _answers = remember_empty(self.env, lists)
        self.assertEqual(bool(empty), not before)

    def followers(self, lead):
        return lead.message_partner_ids

    def test_the_owner_follows_and_so_do_those_who_follow_his_team(self):
        fan = self.env['res.partner'].create({'name': "Fan"})
        self.assertEqual(self.followers(self.claim()), self.rep_a.partner_id)
        won = self.env.ref('crm.mt_salesteam_lead_won')
        self.north.message_subscribe(fan.ids, subtype_ids=won.ids)
        self.assertEqual(self.followers(self.claim()), self.rep_a.partner_id + fan)

    def test_who_follows_the_lead_already_follows_it_once(self):
        lead = self.give()
        lead.message_subscribe(self.rep_a.partner_id.ids)
        self.env.flush_all()
        self.env.invalidate_all()
        lead.with_user(self.rep_a).action_claim()
        self.env.flush_all()
        self.assertEqual(lead.message_follower_ids.partner_id, self.rep_a.partner_id)
        self.assertEqual(len(lead.message_follower_ids), 1)

    def test_who_begins_to_follow_while_a_lead_is_claimed_follows_it_once(self):
        lead = self.give()
        self.env.flush_all()
        self.env.invalidate_all()
        claimed, _offered = lead.with_user(self.rep_a).sudo()._read_for_claim(self.rep_a)
        self.assertTrue(claimed.env.context['lead_unfollowed'])
        claimed.message_subscribe(self.rep_a.partner_id.ids)
        claimed.message_subscribe(self.rep_a.partner_id.ids)
        claimed._message_auto_subscribe({'user_id': self.rep_a.id})
        self.env.flush_all()
        self.assertEqual(len(lead.message_follower_ids), 1)

    def test_the_note_is_the_row_that_odoo_writes(self):
        lead = self.claim()
        ours = lead.message_ids.filtered('tracking_value_ids')[:1]
        odoos = lead.with_user(self.rep_a).sudo()._message_log_batch(bodies={})
        self.env.flush_all()
        self.assertTrue(self.env['mail.message']._has_plain_rows())
        rows = []
        for message in (ours, odoos):
            self.env.cr.execute('SELECT * FROM mail_message WHERE id = %s', [message.id])
            rows.append({k: v for k, v in self.env.cr.dictfetchone().items() if k not in OWN})
        self.assertEqual(*rows)
        self.assertNotEqual(ours.message_id, odoos.message_id)

    def test_few_rows_are_written_like_many(self):
        lead = self.claim()
        stint = lead.assignment_ids
        lead._release('returned')
        vals = {
            'lead_id': lead.id,
            'user_id': self.rep_a.id,
            'origin': 'rule',
            'reason': 'by_turn',
            'assigned_at': stint.assigned_at,
            'released_at': stint.assigned_at,
            'latency_minutes': 1.5,
            'booked': 1.0,
            'exclusions': [{'name': "O'Neil %s \\", 'user_id': 1}],
            'note': False,
        }
        rows = self.env['lead.assignment']
        for count in (1, FEW, FEW + 1):
            rows += insert_rows(rows, [vals] * count)[:1]
        self.env.invalidate_all()
        said = [{**row, 'id': 0} for row in rows.read(list(vals), load=None)]
        self.assertEqual(said, said[:1] * 3)
        self.assertEqual(said[0]['exclusions'], vals['exclusions'])
