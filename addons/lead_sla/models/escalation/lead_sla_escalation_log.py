"""What escalation steps did, in the language of whoever reads it."""

from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.addons.lead_distribution.tools.engine_words import in_words
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

NAMES = (
    'user',
    'promise',
    'leader',
    'new_user',
    'pool',
    'status',
    'reason',
    'limit',
    'until',
    'misses',
    'days',
    'error',
)


SENTENCES = {
    'reminded': _lt("%(user)s was reminded. %(promise)s"),
    'told': _lt("%(leader)s was told that %(user)s is late. %(promise)s"),
    'no_leader': _lt(
        "Nobody could be told that %(user)s is late: the sales team has no leader other than "
        "the salesperson. %(promise)s"
    ),
    'failed': _lt("The step could not be carried out: %(error)s"),
    'moved': _lt(
        "The lead moved on from %(user)s to %(new_user)s, because the time was over. %(promise)s"
    ),
    'pooled': _lt(
        "The lead went from %(user)s back to the pool %(pool)s, because the time was over. "
        "%(promise)s"
    ),
    'status': _lt("The lead is now %(status)s: %(reason)s. %(promise)s"),
    'kept': _lt(
        "Not done in time, but nobody else can take this lead now, so it stays with %(user)s."
        " %(promise)s"
    ),
    'limit': _lt(
        "Not done in time, but moved on as often as allowed, so the lead stays with %(user)s."
        " %(promise)s"
    ),
    'tried_too_little': _lt(
        "The lead stays with %(user)s: it was not tried as often as agreed, so nobody knows "
        "whether it is %(status)s. %(promise)s"
    ),
    'lowered': _lt(
        "%(user)s gets fewer leads until %(until)s after %(misses)s misses within %(days)s "
        "days: %(limit)s."
    ),
    'away': _lt("%(user)s is away until %(until)s after %(misses)s misses within %(days)s days."),
    'spared': _lt(
        "%(user)s has %(misses)s misses within %(days)s days, which is not enough for this step."
    ),
}

# nothing has happened to the lead that its readers should know
SILENT_OUTCOMES = ('spared', False)


class LeadSlaEscalationLog(models.Model):
    """One step that has run for one SLA. The database lets it run only once."""

    _name = 'lead.sla.escalation.log'
    _inherit = ['lead.bound.mixin']
    _description = "SLA Escalation Log"
    _order = 'create_date desc, id desc'
    _rec_name = 'escalation_id'

    sla_id = fields.Many2one('lead.sla', "SLA", required=True, index=True, ondelete='cascade')
    escalation_id = fields.Many2one(
        'lead.sla.escalation', "Step", required=True, index=True, ondelete='restrict'
    )
    lead_id = fields.Many2one(related='sla_id.lead_id', store=True, precompute=True, index=True)
    user_id = fields.Many2one(related='sla_id.user_id', store=True, precompute=True)
    outcome = fields.Selection(
        [
            ('reminded', "Salesperson reminded"),
            ('told', "Leader told"),
            ('no_leader', "Nobody to tell"),
            ('moved', "Moved on"),
            ('kept', "Stayed: nobody else could take it"),
            ('limit', "Stayed: moved on often enough"),
            ('pooled', "Returned to a pool"),
            ('status', "Status set"),
            ('tried_too_little', "Stayed: not tried as often as agreed"),
            ('lowered', "Limits lowered"),
            ('away', "Set away"),
            ('spared', "Not enough misses"),
            ('failed', "Failed"),
        ]
    )
    detail = fields.Json(help="The names that the words are about.")
    words = fields.Text("What Happened", compute='_compute_words')

    _unique_step = models.UniqueIndex(
        '(sla_id, escalation_id)', "A step runs at most once for each SLA."
    )

    @api.depends('outcome', 'detail', 'user_id')
    @api.depends_context('lang')
    def _compute_words(self):
        for log in self:
            values = {'user': log.user_id.name, 'promise': log.sla_id.target_id.display_name}
            names = dict.fromkeys(NAMES, "") | values | (log.detail or {})
            log.words = in_words(self.env, SENTENCES.get(log.outcome, ""), **names)

    def _note_on_leads(self):
        """Tell on the leads what has been done, in one call per language."""
        logs = self.filtered(lambda log: log.outcome not in SILENT_OUTCOMES)
        for lang, some in logs.grouped(lambda log: log.user_id.lang).items():
            bodies = defaultdict(list)
            for log in some.with_context(lang=lang):
                bodies[log.lead_id.id].append(log.words)
            self.env['crm.lead'].browse(bodies)._message_log_batch(
                bodies={lead: Markup('<br/>').join(words) for lead, words in bodies.items()}
            )

    def _finish(self, done):
        """Note what came of these steps, and tell it on the leads.

        :param done: ``{sla: (outcome, {name: value})}``
        """
        for log in self:
            log.outcome, log.detail = done[log.sla_id]
        self._note_on_leads()
