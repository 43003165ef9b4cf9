from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import score as engine
from .lead_score_policy import LEVELS
from .lead_scorecard import GRADES

# (field, type of its column) that the score pass writes besides the grade
SCORE_COLUMNS = (
    ('lead_score', 'float8'),
    ('fit_score', 'float8'),
    ('fit_level', 'varchar'),
    ('interest_score', 'float8'),
    ('interest_level', 'varchar'),
    ('score_basis', 'jsonb'),
)


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
    _scored_at_idx = models.Index("(scored_at) WHERE scored_at IS NOT NULL")

    @api.model
    def _score_fields(self):
        """Return the names of the fields that only the score pass writes."""
        return {'lead_grade', 'scored_at', *(fname for fname, _pg_type in SCORE_COLUMNS)}

    def write(self, vals):
        leads = self
        if vals.keys() == {'lead_grade'} and 'lead_grade' not in self._track_get_fields():
            # spares Odoo reading all that is tracked, half a signal's time; only for what lies
            # below: whoever listens to writes still has tracked what he changes then
            leads = self.with_context(mail_notrack=True)
        return super(CrmLead, leads).write(vals)

    def _update_score(self):
        """Store score, grade and both axes of these leads, in a handful of queries for all.

        A lead of which nothing is known has no score and no grade.
        """
        leads = self.sudo()._origin  # the score is the same whoever looks
        if not leads:
            return
        facts = leads._score_facts()
        policies = self.env['lead.score.policy']._by_company()
        rows, by_grade = [], {}
        for lead_id, fact in facts.items():
            policy = policies.get(fact['company_id']) or policies[False]
            row, grade = leads._score_row(lead_id, fact, policy)
            rows.append(row)
            if grade != fact['grade']:
                by_grade.setdefault(grade, []).append(lead_id)
        for grade, lead_ids in by_grade.items():
            # few change grade; whoever listens to writes hears of them
            leads.browse(lead_ids).write({'lead_grade': grade or False})
        leads._store_scores(rows)

    def _score_facts(self):
        """Return ``{lead id: what its score is made of}`` of the leads there is something about."""
        self.env['lead.signal'].flush_model()
        self.env['lead.assessment.line'].flush_model()
        self.env['lead.assessment'].flush_model()
        self.flush_model(['company_id', 'automated_probability', 'lead_grade', 'scored_at'])
        query = SQL(
            """
            SELECT lead.id, lead.company_id, lead.automated_probability, lead.lead_grade,
                   lead.scored_at,
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
                'grade': grade,
                'signals': value,
                'cards': cards.get(lead_id, []),
            }
            for lead_id, company_id, probability, grade, scored_at, value, _has_cards in rows
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
    def _score_row(self, lead_id, fact, policy):
        """Return what to store for one lead, in the order of ``SCORE_COLUMNS``, and its grade."""
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
        row = (
            lead_id,
            engine.score(factors, weights),
            factors['fit'] or 0,
            levels[0] if factors['fit'] is not None else None,
            factors['interest'] or 0,
            levels[1] if factors['interest'] is not None else None,
            basis if shares else None,
        )
        return row, grade

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
