from odoo.addons.lead_qualification.tests.common_contract import ContractCase
from odoo.fields import Command, Domain
from odoo.tests import tagged

from .common import LeadDistributionCase

HIDDEN = "What is about a lead in a blind pool is no longer hidden (models/hidden)."
TOLD = "People are told of leads that they may not read (models/hidden)."
NAMES = "Names of hidden leads are shown, or names fail in every model (hidden_names.py)."
TRACK = "A batch of leads leaves no trail in the chatter (assignment/crm_lead_track.py)."
CORE = "Odoo's own assignment and our rules no longer exclude each other."


@tagged('post_install', '-at_install')
class TestContract(ContractCase, LeadDistributionCase):
    CONTRACT = [
        ('ir.rule', '_compute_domain', 'model_name mode', HIDDEN),
        ('ir.rule', '_register_hook', '', NAMES),
        ('ir.rule', '_unregister_hook', '', NAMES),
        ('crm.lead', '_message_subscribe', 'partner_ids subtype_ids customer_ids', TOLD),
        ('crm.lead', '_notify_get_recipients', 'message msg_vals kwargs', TOLD),
        ('mail.message', '_message_notifications_to_store', 'store', TOLD),
        ('calendar.attendee', '_should_notify_attendee', 'notify_author', TOLD),
        ('crm.lead', '_compute_potential_lead_duplicates', '', TOLD),
        ('mail.compose.message', '_compute_subject', '', TOLD),
        ('mail.compose.message', '_compute_partner_ids', '', TOLD),
        (
            *('crm.lead', '_notify_thread_by_web_push'),
            'message recipients_data msg_vals kwargs',
            "Salespeople who are quiet or away are pushed to (lead_assignment_notify.py).",
        ),
        (
            *('ir.websocket', '_build_bus_channel_list'),
            'channels',
            "Anybody may listen to a pool, or nobody hears of it (pool/res_users.py).",
        ),
        ('crm.lead', '_mail_track', 'tracked_fields initial_values', TRACK),
        ('crm.lead', '_track_get_fields', '', TRACK),
        (
            *('crm.lead', '_merge_opportunity'),
            'user_id team_id auto_unlink max_length',
            "Merging a pool's lead into one's own is a claim without a claim.",
        ),
        ('crm.lead', '_is_rule_based_assignment_activated', '', CORE),
        ('crm.team', '_compute_assignment_enabled', '', CORE),
        (
            *('crm.team', '_get_default_team_id'),
            'user_id domain',
            "Leads get no team, or Odoo looks for it lead by lead (assignment/crm_lead_assign.py).",
        ),
        (
            *('lead.pool', '_recompute_model'),
            'fnames',
            "Who may read a pool is decided by who was a member before (pool/lead_pool.py).",
        ),
        (
            *('resource.calendar', '_work_intervals_batch'),
            'start_dt end_dt resources domain tz compute_leaves',
            "Working time cannot be read any more (tools/working_time.py).",
        ),
    ]

    def test_rules_are_asked_for_searches_and_single_records(self):
        """Odoo must ask ``_compute_domain`` both ways, or one of them shows what is hidden."""
        self.make_pool('blind_pull')
        lead = self.give()
        model = self.env['crm.lead'].with_user(self.rep_a)
        self.assertFalse(model.search_count([('id', '=', lead.id)]))
        self.assertFalse(model.browse(lead.id).has_access('read'))
        domain = self.env['ir.rule'].with_user(self.rep_a)._compute_domain('crm.lead', 'read')
        self.assertIsInstance(domain, Domain, HIDDEN)
        # as superuser, but with the number of the user
        self.assertFalse(lead.with_user(self.rep_a).sudo().filtered_domain(domain))

    def test_names_may_depend_on_the_user(self):
        """The registry must keep by field, and let us add to, what its cache depends on."""
        depends = self.registry.field_depends_context
        field = self.env['crm.lead']._fields['display_name']
        self.assertIn('uid', depends[field], NAMES)
        self.assertTrue(callable(depends.add), NAMES)
        self.assertTrue(callable(field.compute), NAMES)
        self.assertFalse(field.store, NAMES)

    def test_records_know_what_is_fetched_with_them(self):
        """Else the documents of messages are asked for one by one (lead_visibility.py)."""
        leads = self.make_leads(3).with_prefetch()
        leads.invalidate_recordset()
        for lead in self.env['crm.lead'].browse(leads.ids):
            self.assertEqual(set(lead._prefetch_ids), set(leads.ids))

    def test_tracking_is_told_as_commands(self):
        """What changed must come as values that make a ``mail.tracking.value`` each."""
        lead = self.make_leads(1)
        lead.user_id = self.rep_a
        labels = lead.fields_get(
            ['user_id'], attributes=('string', 'type', 'selection', 'currency_field')
        )
        changed, commands = lead._mail_track(labels, {'user_id': self.rep_b})
        self.assertEqual(changed, {'user_id'}, TRACK)
        [[command, _zero, values]] = commands
        self.assertEqual(command, Command.CREATE, TRACK)
        self.assertLessEqual(values.keys(), self.env['mail.tracking.value']._fields.keys(), TRACK)
        self.assertEqual(values['old_value_integer'], self.rep_b.id, TRACK)
        self.assertEqual(values['new_value_integer'], self.rep_a.id, TRACK)

    def test_members_are_known_before_a_search(self):
        """Who joined a team a moment ago must see its pools at once."""
        north = self.env['crm.team'].create({'name': "North"})
        pool = self.make_pool(members=self.rep_b, team_ids=[Command.set(north.ids)])
        pools = self.env['lead.pool'].with_user(self.rep_c)
        self.assertFalse(pools.search([('id', '=', pool.id)]))
        north.member_ids += self.rep_c
        self.assertTrue(pools.search([('id', '=', pool.id)]))
