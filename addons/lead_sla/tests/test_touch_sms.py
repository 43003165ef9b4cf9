from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestTouchSms(LeadSlaCase):
    """A text message that a salesperson writes is a touch; texts to many at once are a mailing.

    Odoo's own ``crm_sms`` comes with ``crm`` and ``sms``, but is no dependency of ours.
    """

    def setUp(self):
        super().setUp()
        if 'sms.composer' not in self.env:
            self.skipTest("The app SMS is not installed.")
        self.sla = self.assign('2026-03-02 10:00')
        self.owned = self.sla.lead_id
        self.owned.phone = '+32456001122'

    def text(self, leads, mode, context=None, **values):
        composer = (
            self.env['sms.composer']
            .with_user(self.rep_a)
            .with_context(**(context or {}))
            .create(
                {
                    'composition_mode': mode,
                    'res_model': 'crm.lead',
                    'res_ids': str(leads.ids),
                    'body': "Are you at home?",
                    'mass_keep_log': True,
                    **values,
                }
            )
        )
        with self.at('2026-03-02 10:10'):
            composer._action_send_sms()
        return self.owned.touch_ids

    def test_text_by_hand_is_a_message(self):
        touch = self.text(self.owned, 'comment')
        self.assertRecordValues(
            touch, [{'kind': 'message', 'direction': 'out', 'user_id': self.rep_a.id}]
        )
        self.assertEqual(self.sla.state, 'met')

    def test_text_to_many_is_a_mailing(self):
        self.assertFalse(self.text(self.owned | self.make_leads(1), 'mass'))

    def test_text_of_an_automation_is_no_touch(self):
        self.assertFalse(self.text(self.owned, 'comment', {'__action_done': {}}))

    def test_text_to_no_number_is_no_touch(self):
        self.owned.phone = False
        self.assertFalse(self.text(self.owned, 'comment'))
