from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from ..models.simulation.crm_lead import Terms
from .lead_simulation_line import KEPT_HOURS

MAX_LEADS = 5000


class LeadSimulation(models.TransientModel):
    """Rules tried out on real leads: who would have got what. Nothing but this is written."""

    _name = 'lead.simulation'
    _description = "Lead Simulation"
    _transient_max_hours = KEPT_HOURS

    lead_count = fields.Integer(
        "The Last", required=True, default=200, help="So many of them, the newest, up to 5,000."
    )
    domain = fields.Char("Leads", required=True, default='[]')
    rule_ids = fields.Many2many(
        'lead.distribution.rule',
        'lead_simulation_rule_rel',
        string="Rules",
        default=lambda self: self._default_rule_ids(),
        context={'active_test': False},
        help="Rules in this list count, archived ones too; all others do not.",
    )
    timing = fields.Selection(
        [('by_day', "Day by day, as they came"), ('now', "All at once, now")],
        "When the Leads Come",
        required=True,
        default='by_day',
        help="Day by day: limits of a day or a week count the leads of each day or week.\n"
        "All at once: they count what the reps were given today and this week already.",
    )
    counters = fields.Selection(
        [('zero', "From zero"), ('now', "As they are now")],
        "Whose Turn It Is",
        required=True,
        default='zero',
        help="From zero: nobody has had a turn yet. As they are now: who had more waits longer.",
    )
    availability = fields.Selection(
        [('everybody', "Everybody is available"), ('now', "As they are now")],
        "Availability",
        required=True,
        default='everybody',
        help="Odoo does not know who was available then.",
    )
    is_done = fields.Boolean(readonly=True)
    line_ids = fields.One2many('lead.simulation.line', 'simulation_id', "Simulated Leads")
    row_ids = fields.One2many('lead.simulation.row', 'simulation_id')
    owner_row_ids = fields.One2many(
        'lead.simulation.row', 'simulation_id', "Shares", domain=[('kind', '=', 'owner')]
    )
    rule_row_ids = fields.One2many(
        'lead.simulation.row', 'simulation_id', "Results", domain=[('kind', '=', 'rule')]
    )
    reason_row_ids = fields.One2many(
        'lead.simulation.row', 'simulation_id', "Not Assigned", domain=[('kind', '=', 'reason')]
    )
    total_count = fields.Integer("Leads Simulated", readonly=True)
    assigned_count = fields.Integer("To Salespeople", readonly=True)
    pool_count = fields.Integer("To Pools", readonly=True)
    nobody_count = fields.Integer("To Nobody", readonly=True)
    moved_count = fields.Integer("Somebody Else", readonly=True)
    chart = fields.Html(compute='_compute_chart', sanitize=False)
    assumptions = fields.Text(compute='_compute_assumptions')

    def _default_rule_ids(self):
        return self.env['lead.distribution.rule']._running()

    @api.depends('is_done')
    def _compute_display_name(self):
        self.display_name = self.env._("Simulation")

    @api.constrains('lead_count')
    def _check_lead_count(self):
        if any(not 1 <= simulation.lead_count <= MAX_LEADS for simulation in self):
            raise ValidationError(
                self.env._('"The Last" must be between 1 and %s leads.', MAX_LEADS)
            )

    @api.constrains('domain')
    def _check_domain(self):
        for simulation in self:
            try:
                simulation._lead_domain().validate(self.env['crm.lead'])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._('The filter "Leads" does not work: %s', error)
                ) from error

    def _lead_domain(self):
        return Domain(literal_eval(self.domain or '[]'))

    def action_run(self):
        """Simulate, and keep the result beside the real data."""
        self.ensure_one()
        self.check_access('write')
        rules = self._allowed_rules()
        if not rules:
            raise UserError(self.env._('Choose at least one rule under "Rules".'))
        leads = self._leads()
        if not leads:
            raise UserError(self.env._('No lead matches the filter "Leads". Choose another one.'))
        decisions = leads._simulate(rules, self._terms()).decisions
        # the results before are nobody's to delete but ours
        self.sudo().write({'line_ids': [Command.clear()], 'row_ids': [Command.clear()]})
        self.is_done = True
        lines = self.line_ids._keep(self, leads, decisions)
        self.row_ids._keep(self, lines)
        self._count(lines)

    def _allowed_rules(self):
        """Return the rules chosen.

        :raises AccessError: when the user may not read one of them
        """
        rules = self.with_context(active_test=False).rule_ids
        rules.check_access('read')
        return rules.with_context(active_test=True)

    def _leads(self):
        """Return the newest leads that match, among those whom the user may read."""
        leads = self.env['crm.lead'].with_context(active_test=False)
        found = leads.search(self._lead_domain(), order='id desc', limit=self.lead_count)
        return self.env['crm.lead'].browse(found.ids)

    def _terms(self):
        return Terms(
            by_day=self.timing == 'by_day',
            from_zero=self.counters == 'zero',
            everybody=self.availability == 'everybody',
        )

    def _count(self, lines):
        outcomes = lines.mapped('outcome')
        self.write(
            {
                'total_count': len(lines),
                'assigned_count': outcomes.count('assign'),
                'pool_count': outcomes.count('pool'),
                'nobody_count': outcomes.count('wait') + outcomes.count('unmatched'),
                'moved_count': len(lines.filtered('is_moved')),
            }
        )

    @api.depends('owner_row_ids')
    def _compute_chart(self):
        for simulation in self:
            rows = simulation.owner_row_ids
            shares = [share for row in rows for share in (row.share, row.actual_share)]
            simulation.chart = self.env['ir.qweb']._render(
                'lead_distribution.lead_simulation_chart',
                {'rows': rows, 'most': max(shares, default=0) or 1},
            )

    @api.depends('timing', 'counters', 'availability')
    @api.depends_context('lang')
    def _compute_assumptions(self):
        for simulation in self:
            simulation.assumptions = "\n".join(simulation._sentences())

    def _sentences(self):
        yield self.env._(
            "Leads count as if nobody had had them yet. Leads that wait to be distributed are "
            "taken as they are, all others as if just passed to sales; everything else about them "
            "is as it is now."
        )
        if self.timing == 'by_day':
            yield self.env._(
                "They come day by day. Limits of a day or a week count the leads simulated of that "
                "day or week, in your time zone."
            )
        else:
            yield self.env._(
                "They come all at once, now. Limits of a day or a week count what reps were given "
                "already."
            )
        yield self.env._("Open leads of the reps are those of now, without the leads simulated.")
        if self.counters == 'zero':
            yield self.env._("Nobody has had a turn yet.")
        else:
            yield self.env._("Turns go on from where they are now.")
        if self.availability == 'everybody':
            yield self.env._("Everybody counts as available.")
        else:
            yield self.env._("Who is available now counts as available.")
        yield self.env._("Nothing is written: leads, turns and limits stay as they are.")
        yield self.env._("Leads that you may not read are left out.")

    def action_open_lines(self):
        """Open the leads of one figure; the context says which."""
        self.ensure_one()
        self.check_access('read')
        outcomes = {
            'assigned': Domain('outcome', '=', 'assign'),
            'pool': Domain('outcome', '=', 'pool'),
            'nobody': Domain('outcome', 'in', ('wait', 'unmatched')),
            'moved': Domain('is_moved', '=', True),
        }
        domain = outcomes.get(self.env.context.get('outcome'), Domain.TRUE)
        return self._action_open(domain, self.env._("Simulated Leads"))

    def _action_open(self, domain, name):
        return {
            'type': 'ir.actions.act_window',
            'name': name,
            'res_model': 'lead.simulation.line',
            'views': [(False, view) for view in ('list', 'kanban', 'pivot', 'graph', 'form')],
            'mobile_view_mode': 'kanban',
            'domain': list(domain & Domain('simulation_id', '=', self.id)),
        }
