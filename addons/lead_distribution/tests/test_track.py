from odoo.tests import tagged

from .common import LeadDistributionCase

OWN = ('id', 'res_id')


@tagged('post_install', '-at_install')
class TestTrack(LeadDistributionCase):
    """A batch leaves the trail in the chatter that Odoo leaves lead by lead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, 'tracking_disable': False})

    def trail(self, lead):
        """Return ``{field: (old, new)}`` of what the chatter of a lead says."""
        self.env['mail.thread'].flush_model()
        return {
            value.field_id.name: (value.old_value_char, value.new_value_char)
            for value in lead.message_ids.tracking_value_ids
        }

    def test_every_lead_of_a_batch_tells_who_got_it(self):
        leads = self.make_leads(5).with_context(tracking_disable=False)
        self.distribute()
        for lead in leads:
            trail = self.trail(lead)
            self.assertEqual(trail['user_id'][1], lead.user_id.name)
            self.assertEqual(trail['lead_status_id'], ("New", "Passed to Sales"))

    def test_the_trail_is_the_one_odoo_leaves(self):
        leads = self.make_leads(2)
        self.distribute()
        by_hand = self.make_leads(1, company_id=False).with_context(tracking_disable=False)
        self.rule.active = False
        self.flush_tracking()  # what its creation says
        by_hand.user_id = leads[1].user_id
        self.flush_tracking()
        self.assertEqual(self.trail(leads[1])['user_id'], self.trail(by_hand)['user_id'])

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.flush()

    def test_the_messages_differ_in_nothing_but_the_lead(self):
        leads = self.make_leads(3)
        self.distribute()
        messages = self.env['mail.message'].search(
            [
                ('res_id', 'in', leads.ids),
                ('model', '=', 'crm.lead'),
                ('tracking_value_ids', '!=', False),
            ]
        )
        self.assertEqual(set(messages.mapped('res_id')), set(leads.ids))
        stored = [
            name
            for name, field in messages._fields.items()
            if field.store and field.column_type and name not in OWN
        ]
        first, *others = messages.read(stored, load=None)
        for other in others:
            self.assertEqual(
                {name: other[name] for name in stored}, {name: first[name] for name in stored}
            )

    def test_the_chatter_shows_it_at_once(self):
        leads = self.make_leads(2)
        before = {lead: lead.message_ids for lead in leads}
        self.distribute()
        for lead in leads:
            self.assertTrue(lead.message_ids - before[lead])
