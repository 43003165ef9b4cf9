from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine import score as engine
from ..scorecard.lead_scorecard import GRADES
from .lead_score_policy import LEVELS

# what puts a lead in a class; the rest of its score is numbers
SCORE_LEVELS = ('lead_grade', 'fit_level', 'interest_level')

# (field, type of its column) of the numbers
SCORE_NUMBERS = (
    ('lead_score', 'float8'),
    ('fit_score', 'float8'),
    ('interest_score', 'float8'),
    ('score_basis', 'jsonb'),
)

WRITTEN_ONE_BY_ONE = 20  # leads; the numbers of more are stored in one statement


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    lead_score = fields.Float(
        "Lead Score",
        default=0,
        readonly=True,
        copy=False,
        help="0 to 100: the weighted mean of fit, interest, answered cards and Odoo's probability, "
        "as far as they are known.",
    )
    lead_grade = fields.Selection(
        GRADES, "Lead Grade", readonly=True, copy=False, index='btree_not_null'
    )
    fit_score = fields.Float(
        "Fit",
        default=0,
        readonly=True,
        copy=False,
        help="0 to 100: how far the lead's data meets the ideal customer profile.",
    )
    fit_level = fields.Selection(LEVELS, "Fit Level", readonly=True, copy=False)
    interest_score = fields.Float(
        "Interest",
        default=0,
        readonly=True,
        copy=False,
        help="0 to 100: what the lead's signals are worth today.",
    )
    interest_level = fields.Selection(LEVELS, "Interest Level", readonly=True, copy=False)
    # what the score was made of: factors, shares and assessments, so that it can be explained
    score_basis = fields.Json(readonly=True, copy=False)
    scored_at = fields.Datetime("Scored On", readonly=True, copy=False)

    _score_idx = models.Index("(lead_score DESC, id DESC) WHERE active IS TRUE")

    @api.model
    def _score_fields(self):
        """Return the names of the fields that only the score pass writes."""
        return {'scored_at', *SCORE_LEVELS, *(name for name, _pg_type in SCORE_NUMBERS)}

    def _update_score(self):
        """Store the scores of these leads, about which something new is known.

        Grade and numbers are written together, for automation rules to read. A lead of which
        nothing is known has no score and no grade.
        """
        scores = self._new_scores()
        if len(scores) > WRITTEN_ONE_BY_ONE:
            self._store_scores(scores)
            return
        now = self.env.cr.now()
        for lead, score in scores.items():
            lead.write({**score['numbers'], **score['levels'], 'scored_at': now})

    def _refresh_score(self):
        """Store what these leads are worth today, though nothing but time has changed them."""
        self._store_scores(self._new_scores())

    def _new_scores(self):
        """Return ``{lead: {'numbers', 'levels', 'old_levels'}}``, in few queries for all."""
        leads = self.sudo()._origin  # the score is the same whoever looks
        policies = self.env['lead.score.policy']._by_company()
        return {
            leads.browse(lead_id): {
                **leads._score_vals(fact, policies.get(fact['company_id']) or policies[False]),
                'old_levels': fact['levels'],
            }
            for lead_id, fact in (leads._score_facts() if leads else {}).items()
        }

    def _score_facts(self):
        """Return ``{lead id: what its score is made of}`` of the leads there is something about."""
        self.env['lead.signal'].flush_model()
        self.env['lead.assessment.line'].flush_model()
        self.env['lead.assessment'].flush_model()
        self.flush_model(['company_id', 'automated_probability', 'scored_at', *SCORE_LEVELS])
        query = SQL(
            """
            SELECT lead.id, lead.company_id, lead.automated_probability, lead.scored_at,
                   lead.lead_grade, lead.fit_level, lead.interest_level,
                   (SELECT SUM(%s) FROM lead_signal AS signal WHERE signal.lead_id = lead.id),
                   EXISTS (SELECT FROM lead_assessment AS card
                            WHERE card.lead_id = lead.id AND card.state = 'confirmed')
              FROM crm_lead AS lead
             WHERE lead.id = ANY(%s)
            """,
            self.env['lead.signal']._value_sql(self.env.cr.now()),
            self.ids,
        )
        rows = self.env.execute_query(query)
        # most leads have no cards when a call or a mail scores them
        cards = self.browse(row[0] for row in rows if row[-1])._card_facts()
        return {
            lead_id: {
                'company_id': company_id or False,
                'probability': probability or None,  # zero: Odoo could not compute any
                'levels': {
                    name: level or False for name, level in zip(SCORE_LEVELS, levels, strict=True)
                },
                'signals': value,
                'cards': cards.get(lead_id, []),
            }
            for lead_id, company_id, probability, scored_at, *levels, value, _has_cards in rows
            if value is not None or lead_id in cards or scored_at
        }

    def _card_facts(self):
        """Return ``{lead id: the newest confirmed assessment per card}``, newest first."""
        if not self:
            return {}
        query = SQL(
            """
            SELECT newest.*, card.source, COALESCE(line.is_knock_out, FALSE) AS is_knock_out,
                   COALESCE(100 * line.known / NULLIF(line.total, 0), 0) AS coverage
              FROM (SELECT DISTINCT ON (lead_id, scorecard_id)
                           id, lead_id, scorecard_id, score, grade, verdict, confirmed_at
                      FROM lead_assessment
                     WHERE lead_id = ANY(%s) AND state = 'confirmed'
                  ORDER BY lead_id, scorecard_id, confirmed_at DESC, id DESC) AS newest
              JOIN lead_scorecard AS card ON card.id = newest.scorecard_id
   LEFT JOIN LATERAL (SELECT BOOL_OR(is_knock_out) AS is_knock_out,
                             SUM(weight * max_points) AS total,
                             SUM(weight * max_points) FILTER (WHERE NOT is_missing) AS known
                        FROM lead_assessment_line
                       WHERE assessment_id = newest.id) AS line ON TRUE
             WHERE newest.grade IS NOT NULL
          ORDER BY newest.confirmed_at DESC, newest.id DESC
            """,
            self.ids,
        )
        found = {}
        for card in self.env.execute_query_dict(query):
            found.setdefault(card['lead_id'], []).append(card)
        return found

    @api.model
    def _score_vals(self, fact, policy):
        """Return the numbers and the levels of one lead, of these facts."""
        Policy = self.env['lead.score.policy']
        profiles = [
            card
            for card in fact['cards']
            if card['source'] == 'evaluated' and card['coverage'] >= policy['fit_coverage']
        ]
        answered = [card for card in fact['cards'] if card['source'] == 'answered']
        factors = {
            'fit': self._mean_score(profiles),
            'interest': None if fact['signals'] is None else engine.interest([fact['signals']]),
            'answers': self._mean_score(answered),
            'probability': fact['probability'],
        }
        weights = Policy._weights(policy)
        levels = self._axis_levels(factors, policy)
        grade = engine.grade(
            Policy._grid_grade(policy, *levels),
            self._cards_say(answered, factors),
            None if levels[0] == 'unknown' else Policy._grid_grade(policy, levels[0], 'high'),
        )
        shares = engine.shares(factors, weights)
        basis = {
            'factors': {key: factors[key] for key in shares},
            'shares': shares,
            'cards': [card['id'] for card in (*profiles, *answered)],
        }
        numbers = {
            'lead_score': engine.score(factors, weights),
            'fit_score': factors['fit'] or 0,
            'interest_score': factors['interest'] or 0,
            'score_basis': basis if shares else None,
        }
        fit_level, interest_level = (
            False if factors[axis] is None else level
            for axis, level in zip(engine.AXES, levels, strict=True)
        )
        levels = (grade or False, fit_level, interest_level)
        return {'numbers': numbers, 'levels': dict(zip(SCORE_LEVELS, levels, strict=True))}

    @api.model
    def _mean_score(self, cards):
        return sum(card['score'] for card in cards) / len(cards) if cards else None

    @api.model
    def _axis_levels(self, factors, policy):
        return [
            engine.level(factors[axis], policy[f'{axis}_high'], policy[f'{axis}_medium'])
            for axis in engine.AXES
        ]

    @api.model
    def _cards_say(self, answered, factors):
        """Sum up the answered cards; the newest one's thresholds grade their mean."""
        if not answered:
            return None
        verdicts = {card['verdict'] for card in answered}
        verdict = next((said for said in ('failed', 'incomplete') if said in verdicts), 'passed')
        newest = self.env['lead.scorecard'].browse(answered[0]['scorecard_id'])
        return engine.Cards(
            factors['answers'],
            newest._grade(factors['answers']),
            verdict,
            any(card['is_knock_out'] for card in answered),
        )

    @api.model
    def _cron_refresh_scores(self, batch_size=1000):
        """Gather the signals Odoo has recorded meanwhile; score anew what is older than today.

        What is due is told by ``scored_at``, so a run that ends early goes on where it stopped. No
        index has that date: each score would have to enter all the indexes of its lead anew.
        Closed leads keep the score they closed with.
        """
        self.env['lead.signal']._harvest()
        self._in_batches(
            self._due_for_score(), 'id', lambda leads: leads._refresh_score(), batch_size
        )

    @api.model
    def _due_for_score(self):
        reference = self._start_of_day(self.env['lead.score.policy'].sudo().search([]))
        return Domain([('won_status', '=', 'pending'), ('scored_at', '<', reference)])

    @api.model
    def _start_of_day(self, *changed):
        """Return the start of this day, or later: when the newest of these records changed."""
        today = fields.Datetime.now().replace(hour=0, minute=0, second=0)
        moments = [moment for records in changed for moment in records.mapped('write_date')]
        return max([today, *moments])

    @api.model
    def _in_batches(self, due, order, work, batch_size):
        """Have ``work`` done on all leads in ``due``, a transaction per batch, while time lasts.

        ``work`` takes leads out of ``due``. Leads somebody else is writing now are left for the
        next run.
        """
        IrCron = self.env['ir.cron']
        time_left = IrCron._commit_progress(remaining=self.search_count(due))
        left_alone, rest = self.browse(), Domain.TRUE
        while time_left:
            leads = self.search(due & rest, order=order, limit=batch_size)
            if not leads:
                break
            free = leads.try_lock_for_update(allow_referencing=True).filtered_domain(due)
            left_alone |= leads - free
            if order == 'id':  # each batch begins where the one before it ended
                rest = Domain('id', '>', leads.ids[-1])
            else:
                rest = Domain('id', 'not in', left_alone.ids)
            work(free)
            time_left = IrCron._commit_progress(len(free))
        if time_left:
            # all is done, or in the hands of somebody who writes it now
            IrCron._commit_progress(remaining=0)
