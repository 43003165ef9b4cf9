"""The reps' pools in the real browser: by mouse, and on the phone."""

from odoo.tests import HttpCase, tagged

from .common import LeadDistributionCase


class PoolTourCase(LeadDistributionCase, HttpCase):
    def pooled(self, method, *names, **vals):
        """Have leads of these names lie in a pool of this kind."""
        self.pool = self.make_pool(method, **vals)
        leads = self.make_leads(
            len(names), phone="+1 555 0100", country_id=self.env.ref('base.fr').id
        )
        for lead, name in zip(leads, names, strict=True):
            lead.name = name
        self.distribute()
        return leads

    def tour(self, name, url='/odoo/leads-to-claim'):
        self.start_tour(url, f'lead_pool_{name}', login=self.rep_a.login)
        self.env.invalidate_all()


@tagged('post_install', '-at_install')
class TestPoolTour(PoolTourCase):
    def test_claim_from_a_card(self):
        lead = self.pooled('cherry_pick', "Lamps")
        self.tour('card')
        self.assertEqual(lead.user_id, self.rep_a)

    def test_claim_from_a_row(self):
        lead = self.pooled('cherry_pick', "Lamps")
        self.tour('row')
        self.assertEqual(lead.user_id, self.rep_a)

    def test_claim_from_the_form(self):
        lead = self.pooled('cherry_pick', "Lamps")
        self.tour('form')
        self.assertEqual(lead.user_id, self.rep_a)

    def test_claim_many(self):
        lamps, desks, chairs = self.pooled('cherry_pick', "Lamps", "Desks", "Chairs")
        self.tour('many')
        self.assertEqual(self.owners(lamps + desks), [self.rep_a, self.rep_a])
        self.assertFalse(chairs.user_id)

    def test_blind_pull(self):
        leads = self.pooled('blind_pull', "Lamps", "Desks", "Chairs", hint_country=True)
        self.tour('blind', '/odoo/lead-pools')
        self.assertEqual(len(leads.filtered('user_id')), 1)

    def test_quiet_mode(self):
        lead = self.pooled('shark_tank', "Lamps")
        self.tour('quiet')
        self.assertTrue(self.rep_a.lead_quiet)
        self.assertEqual(lead.user_id, self.rep_a)


@tagged('post_install', '-at_install')
class TestPoolOnThePhone(PoolTourCase):
    browser_size = '390x844'
    touch_enabled = True

    def test_claim_from_an_alert_by_thumb(self):
        lead = self.pooled('shark_tank', "Lamps")
        self.tour('alert', '/odoo')
        self.assertEqual(lead.user_id, self.rep_a)
