import ast

from odoo.fields import Command
from odoo.tests import tagged

from .common_reports import LeadReportCase

REPORTS = ('lead.funnel.report', 'lead.status.change', 'lead.calibration.report')


@tagged('post_install', '-at_install')
class TestReportFavourites(LeadReportCase):
    """Each report comes with shared favourites, which open for whoever sees the report."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ours = cls.env['ir.model.data'].search(
            [('module', '=', 'lead_qualification'), ('model', '=', 'ir.filters')]
        )
        cls.favourites = cls.env['ir.filters'].browse(ours.mapped('res_id'))

    def test_each_report_has_favourites_on_its_menu(self):
        for model in REPORTS:
            favourites = self.favourites.filtered(lambda f, model=model: f.model_id == model)
            with self.subTest(model=model):
                self.assertGreaterEqual(len(favourites), 3)
                action = favourites.action_id
                self.assertEqual(self.env[action.type].browse(action.id).res_model, model)
                shown = self.env['ir.filters'].with_user(self.rep_a).get_filters(model, action.id)
                self.assertLessEqual(set(favourites.mapped('name')), {f['name'] for f in shown})

    def test_each_favourite_answers_for_each_role(self):
        self.env.flush_all()
        for favourite in self.favourites:
            context = ast.literal_eval(favourite.context)
            for user in (self.rep_a, self.leader, self.marketer):
                with self.subTest(favourite=favourite.name, user=user.name):
                    report = self.env[favourite.model_id].with_user(user)
                    self.ask(report, favourite, context)

    def ask(self, report, favourite, context):
        """Ask what the graph and the pivot of a favourite ask."""
        fields = report.fields_get()
        specs = {
            f'{name}:{fields[name]["aggregator"]}'
            for name in (context['graph_measure'], *context['pivot_measures'])
        }
        domain = favourite._get_eval_domain()
        rows = context['pivot_row_groupby']
        for groupby in (context['graph_groupbys'], rows + context['pivot_column_groupby']):
            report.formatted_read_group(domain, groupby, sorted(specs))

    def test_reports_open_on_their_graph(self):
        for favourite in self.favourites:
            action = self.env[favourite.action_id.type].browse(favourite.action_id.id)
            self.assertEqual(action.view_mode.split(',')[0], 'graph')

    def test_names_of_favourites_can_be_translated(self):
        names = self.env['ir.filters']._report_favourite_names()
        self.assertLessEqual(set(self.favourites.mapped('name')), set(names))
        renamed = self.favourites[0]
        renamed.name = "Our own name"
        shown = self.env['ir.filters'].get_filters(renamed.model_id, renamed.action_id.id)
        self.assertIn("Our own name", [favourite['name'] for favourite in shown])

    def test_favourites_of_people_keep_the_name_they_were_given(self):
        ours = self.favourites[0]
        theirs = self.env['ir.filters'].create(
            {
                'name': ours.name,
                'model_id': ours.model_id,
                'action_id': ours.action_id.id,
                'user_ids': [Command.set(self.env.user.ids)],
            }
        )
        self.env['res.lang']._activate_lang('ar_001')
        arabic = self.env['ir.filters'].with_context(lang='ar_001')
        shown = arabic.get_filters(ours.model_id, ours.action_id.id)
        names = {favourite['id']: favourite['name'] for favourite in shown}
        self.assertEqual(names[theirs.id], ours.name)
        self.assertNotEqual(names[ours.id], ours.name)
