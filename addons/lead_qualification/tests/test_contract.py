from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged

from .common import LeadQualificationCase
from .common_contract import ContractCase

FORMS = "Forms and records may tell of leads that the user may not read (rights/base.py)."
BOUND = "Records about a lead no longer have the rights of the lead (rights/lead_bound_mixin.py)."
GROUPS = "Reports may be slow, or count wrongly (lead_group_mixin.py, report/)."
WON = "Won, lost and converted leads no longer move their status (models/crm_lead.py)."


@tagged('post_install', '-at_install')
class TestContract(ContractCase, LeadQualificationCase):
    """Rep B owns the lead and its assessment; Rep A may see neither."""

    CONTRACT = [
        ('base', 'onchange', 'values field_names fields_spec', FORMS),
        ('base', 'create', 'vals_list', FORMS),
        ('base', 'write', 'vals', FORMS),
        ('lead.assessment', '_check_access', 'operation', BOUND),
        (
            *('lead.assessment', '_search'),
            'domain offset limit order active_test bypass_access',
            BOUND,
        ),
        ('ir.rule', '_make_access_error', 'operation records', BOUND),
        (
            *('lead.funnel.report', '_read_group'),
            'domain groupby aggregates having offset limit order',
            GROUPS,
        ),
        (
            *('lead.funnel.report', '_read_grouping_sets'),
            'domain grouping_sets aggregates order',
            GROUPS,
        ),
        (
            *('lead.funnel.report', '_read_group_select'),
            'aggregate_spec query',
            "Ratios in groups and totals are no longer ratios of sums.",
        ),
        ('crm.lead', '_handle_won_lost', 'old_status_by_lead new_status_by_lead', WON),
        ('crm.lead2opportunity.partner', '_convert_and_allocate', 'leads user_ids team_id', WON),
        (
            *('crm.lead', '_message_post_after_hook'),
            'message msg_vals',
            "Answers of customers are no longer signals (signal/crm_lead.py).",
        ),
        (
            *('mail.thread', '_message_route_process'),
            'message message_dict routes',
            "Automatic replies count as answers of customers (signal/mail_thread.py).",
        ),
        (
            *('crm.lead', '_message_receive_bounce'),
            'email partner',
            "Mail that bounces is no longer a signal (signal/crm_lead.py).",
        ),
        (
            *('crm.lead', '_track_get_fields'),
            '',
            "Each write of a score reads all tracked fields again (score/crm_lead.py).",
        ),
        (
            *('lead.assessment.line', '_recompute_recordset'),
            'fnames',
            "Drafts no longer follow their scorecard (scorecard/lead_assessment_line.py).",
        ),
    ]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead.user_id = cls.rep_b
        cls.assessment = cls.env['lead.assessment'].create(
            {'lead_id': cls.lead.id, 'scorecard_id': cls.card.id}
        )

    def test_access_is_asked_of_check_access(self):
        """What Odoo offers to check rights with must all ask ``_check_access``."""
        for user, may in ((self.rep_a, False), (self.rep_b, True)):
            assessment = self.assessment.with_user(user)
            assessment.invalidate_recordset()
            for operation in ('read', 'write'):
                self.assertEqual(assessment.has_access(operation), may)
                self.assertEqual(bool(assessment._filtered_access(operation)), may)
        refused = self.assessment.with_user(self.rep_a)
        self.assertEqual(refused._check_access('read')[0], refused)
        self.assertIsInstance(refused._check_access('read')[1](), AccessError)
        for ask in (
            lambda: refused.check_access('read'),
            lambda: refused.read(['scorecard_id']),
            lambda: refused.scorecard_id,
            lambda: refused.write({'scorecard_id': self.card.id}),
        ):
            with self.assertRaises(AccessError):
                ask()

    def test_every_search_is_asked_of_search(self):
        """Each way to look for records must go through ``_search``, or it finds hidden ones."""
        own = Domain('id', '=', self.assessment.id)
        ways = {
            'search': lambda model: len(model.search(own)),
            'search_count': lambda model: model.search_count(own),
            'search_fetch': lambda model: len(model.search_fetch(own, ['scorecard_id'])),
            'search_read': lambda model: len(model.search_read(own, ['scorecard_id'])),
            'name_search': lambda model: len(model.name_search('', own)),
            '_read_group': lambda model: model._read_group(own, [], ['__count'])[0][0],
            'formatted_read_group': lambda model: model.formatted_read_group(own, [], ['__count'])[
                0
            ]['__count'],
            'of another model': lambda model: model.env['lead.assessment.line'].search_count(
                Domain('assessment_id', 'any', own), limit=1
            ),
        }
        for name, count in ways.items():
            with self.subTest(name):
                model = self.env['lead.assessment']
                self.assertEqual(count(model.with_user(self.rep_b)), 1)
                self.assertEqual(count(model.with_user(self.rep_a)), 0)

    def planned_for_many_rows(self, ask):
        """Tell whether PostgreSQL was told to plan for many rows by what ``ask`` does."""
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute("SELECT set_config('jit', 'on', TRUE)")
            ask(self.env['lead.funnel.report'])
            self.env.cr.execute("SELECT current_setting('jit')")
            [told] = self.env.cr.fetchone()
            savepoint.rollback()
        return told == 'off'

    def test_groups_are_planned_for_many_rows(self):
        """Pivots, graphs and grouped lists must ask the two methods that we override."""
        ways = {
            'read': (False, lambda report: report.search([], limit=1)),
            'groups': (
                True,
                lambda report: report.formatted_read_group([], ['team_id'], ['__count']),
            ),
            'pivot': (
                True,
                lambda report: report.formatted_read_grouping_sets(
                    [], [['team_id'], ['user_id']], ['__count']
                ),
            ),
            'list in groups': (
                True,
                lambda report: report.web_read_group([], ['team_id'], ['__count']),
            ),
        }
        for name, (planned, ask) in ways.items():
            with self.subTest(name):
                self.assertEqual(self.planned_for_many_rows(ask), planned)
