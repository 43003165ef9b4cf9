"""What the steps of a ladder did, in the language of whoever reads it."""

from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models

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


def step_sentence(env, outcome, **values):
    """Return what a step did, from the outcome and the names in its log."""
    values = dict.fromkeys(NAMES, "") | values
    for outcomes in (_told, _moved, _kept, _curbed):
        if sentence := outcomes(env, values).get(outcome):
            return sentence
    return ""


def _told(env, values):
    """Return who was told, or why nothing was done at all."""
    return {
        'reminded': env._("%(user)s was reminded. %(promise)s", **values),
        'told': env._("%(leader)s was told that %(user)s is late. %(promise)s", **values),
        'no_leader': env._(
            "Nobody could be told that %(user)s is late: the sales team has no leader other than "
            "the salesperson. %(promise)s",
            **values,
        ),
        'failed': env._("The step could not be carried out: %(error)s", **values),
    }


def _moved(env, values):
    """Return where the lead went."""
    return {
        'moved': env._(
            "The lead moved on from %(user)s to %(new_user)s, because the time was over. "
            "%(promise)s",
            **values,
        ),
        'pooled': env._(
            "The lead went from %(user)s back to the pool %(pool)s, because the time was over. "
            "%(promise)s",
            **values,
        ),
        'status': env._("The lead is now %(status)s: %(reason)s. %(promise)s", **values),
    }


def _kept(env, values):
    """Return why the lead stays where it is."""
    return {
        'kept': env._(
            "Not done in time, but nobody else can take this lead now, so it stays with %(user)s. "
            "%(promise)s",
            **values,
        ),
        'limit': env._(
            "Not done in time, but moved on as often as allowed, so the lead stays with %(user)s. "
            "%(promise)s",
            **values,
        ),
        'tried_too_little': env._(
            "The lead stays with %(user)s: it was not tried as often as agreed, so nobody knows "
            "whether it is %(status)s. %(promise)s",
            **values,
        ),
    }


def _curbed(env, values):
    """Return what becomes of a salesperson who was late again and again."""
    return {
        'lowered': env._(
            "%(user)s gets fewer leads until %(until)s after %(misses)s misses within %(days)s "
            "days: %(limit)s.",
            **values,
        ),
        'away': env._(
            "%(user)s is away until %(until)s after %(misses)s misses within %(days)s days.",
            **values,
        ),
        'spared': env._(
            "%(user)s has %(misses)s misses within %(days)s days, which is not enough for this "
            "step.",
            **values,
        ),
    }


# nothing has happened to the lead that its readers should know
SILENT_OUTCOMES = ('spared', False)


class LeadSlaEscalationLog(models.Model):
    """One step that has run for one clock. The database lets it run only once."""

    _name = 'lead.sla.escalation.log'
    _inherit = ['lead.bound.mixin']
    _description = "SLA Escalation Log"
    _order = 'create_date desc, id desc'
    _rec_name = 'escalation_id'

    sla_id = fields.Many2one('lead.sla', "Clock", required=True, index=True, ondelete='cascade')
    escalation_id = fields.Many2one(
        'lead.sla.escalation', "Step", required=True, index=True, ondelete='restrict'
    )
    lead_id = fields.Many2one(related='sla_id.lead_id', store=True, index=True)
    user_id = fields.Many2one(related='sla_id.user_id', store=True)
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
        '(sla_id, escalation_id)', "A step runs at most once for each clock."
    )

    @api.depends('outcome', 'detail', 'user_id')
    @api.depends_context('lang')
    def _compute_words(self):
        for log in self:
            values = {'user': log.user_id.name, 'promise': log.sla_id.target_id.display_name}
            log.words = step_sentence(self.env, log.outcome, **{**values, **(log.detail or {})})

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

        :param done: ``{clock: (outcome, {name: value})}``
        """
        for log in self:
            log.outcome, log.detail = done[log.sla_id]
        self._note_on_leads()
