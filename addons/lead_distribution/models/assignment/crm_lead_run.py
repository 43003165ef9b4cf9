import logging

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine import distribute
from ...tools.batches import COLLISIONS, run_batches

_logger = logging.getLogger(__name__)

OPEN_MEANINGS = (False, 'new', 'passed', 'accepted')


class CrmLead(models.Model):
    """Leads that failed stand on the lists of the sales administrators until they are through."""

    _inherit = 'crm.lead'

    _failed_idx = models.Index("(company_id) WHERE distribution_state = 'error'")

    def _enqueue_distribution(self):
        """Mark the leads that may be distributed as pending; the run starts at commit."""
        if not self:
            return
        rules = self.env['lead.distribution.rule']
        # distribution is no field of the user's; what he did to the lead made it ready
        leads = self.sudo().filtered(
            lambda lead: lead._is_distributable() and rules._covers(lead.company_id.id)
        )
        self.sudo().filtered('pool_id').filtered(
            lambda lead: lead not in leads
        )._write_distribution({'pool_id': False, 'distribution_state': False})
        if leads:
            leads._write_distribution(
                {
                    'distribution_state': 'pending',
                    'distribution_date': self.env.cr.now(),
                    'distribution_reason': False,
                    'next_try_at': False,
                    'pool_id': False,
                }
            )
            self._trigger_distribution()

    def _is_distributable(self):
        # a rejected lead stays with whoever passed it until it is passed again
        return self._is_open() and not self.user_id and not self.is_rejected

    def _is_open(self):
        return (
            self.active
            and self.won_status == 'pending'
            and self.lead_status_meaning in OPEN_MEANINGS
        )

    @api.model
    def _trigger_distribution(self, at=None):
        # waking the cron gives away nothing: it does what the rules say
        self.env.ref('lead_distribution.ir_cron_distribute').sudo()._trigger(at)

    @api.model
    def _retry_distribution(self):
        """Try the leads that nobody could take again: rules, members or presence changed."""
        self.env['lead.distribution.wake']._note()

    @api.model
    def _set_pending(self, condition):
        """Have the leads distributed that meet a condition in SQL."""
        self.env['crm.lead'].flush_model(['distribution_state', 'distribution_reason'])
        found = self.env.execute_query(
            SQL(
                """UPDATE crm_lead SET distribution_state = 'pending', next_try_at = NULL
                    WHERE %s RETURNING id""",
                condition,
            )
        )
        leads = self.browse(lead_id for [lead_id] in found)
        leads.invalidate_recordset(['distribution_state', 'next_try_at'])

    def action_retry_distribution(self):
        """Send leads that wait, failed or were never distributed into distribution.

        :raises UserError: when none of them can be distributed, saying why
        """
        self.check_access('write')
        rules = self.env['lead.distribution.rule']
        if not any(lead._is_distributable() and rules._covers(lead.company_id.id) for lead in self):
            raise UserError(
                self.env._(
                    "There is nothing to distribute: only open leads without a salesperson are "
                    "distributed, and only if there is an active rule."
                )
            )
        in_pools = self.filtered('pool_id')
        (self - in_pools)._enqueue_distribution()

    @api.model
    def _cron_distribute(self, batch_size=2000):
        """Distribute what is due, oldest first, in batches that are transactions of their own."""
        due = self._get_due_domain()
        cron = self.env.ref('lead_distribution.ir_cron_distribute')
        # sudo: the run is the system's, it decides for all companies and reps alike
        stints = self.env['lead.assignment'].sudo()
        run_batches(
            cron, stints, [('credit_due', '=', True)], 'id', lambda owed: owed._credit_alone()
        )
        wakes = self.env['lead.distribution.wake'].sudo()
        run_batches(cron, wakes, [], 'id', lambda notes: notes._act())
        changed = self._changed_since()
        run_batches(cron, self.sudo(), changed, 'id', lambda leads: leads._try_again(), batch_size)
        run_batches(
            cron, self.sudo(), due, 'id', lambda leads: leads._distribute_batch(due), batch_size
        )

    @api.model
    def _get_due_domain(self):
        waiting = Domain('distribution_state', 'in', ('waiting', 'unmatched')) & Domain(
            'next_try_at', '<=', self.env.cr.now()
        )
        return (Domain('distribution_state', '=', 'pending') | waiting) & Domain(
            'user_id', '=', False
        )

    def _distribute_batch(self, due):
        """Place those of these leads that are still due, and return them."""
        # a person's hand wins: what he has locked or changed is not ours
        placed = self.try_lock_for_update(allow_referencing=True).filtered_domain(due)
        if placed:
            placed._evaluate_before()
            decisions = placed._decide().decisions
            placed._carry_out(decisions)._notify_owners()
            placed._report_failures()
        return placed

    def _evaluate_before(self):
        """Have the rules see grade and fit of new leads, which else come up to a minute later.

        A card that raises stops no distribution: its job tells of it.
        """
        try:
            with self.env.cr.savepoint():
                self._evaluate_due()
        except COLLISIONS:
            raise
        except Exception:
            _logger.exception("Leads are distributed without their profiles evaluated")

    def _decide(self, rules=None, failed=None, lead_rules=None):
        """Run the engine over these leads, oldest first, and return its Result."""
        if lead_rules is None:
            rules = self.env['lead.distribution.rule']._running()
            lead_rules = rules._match(self)
        failed = failed or self.env['lead.assignment']._failed_user_ids(self)
        rules = rules.browse({rule_id for ids in lead_rules.values() for rule_id in ids})
        rules = rules._with_fallbacks()
        shared = self._shared_keys(rules)
        owners = self._known_owners(rules, shared)
        (rules._candidate_users() | self._users_of(owners))._lock_lead_load()
        self.env['crm.team']._with_limits()._lock_lead_load()
        rules.member_ids._lock()
        rules.tier_ids._lock()
        self.env['lead.assignment'].sudo()._credit_in(rules)
        return distribute(**self._engine_input(rules, lead_rules, failed, owners, shared))

    def _carry_out(self, decisions):
        """Carry out the decisions; a lead that raises is set aside, the others go on."""
        try:
            with self.env.cr.savepoint():
                return self._assign(decisions)
        except COLLISIONS:
            raise
        except Exception:
            _logger.exception("A batch of leads failed, trying them one by one")
        assignments = self.env['lead.assignment']
        for decision in decisions:
            assignments |= self.browse(decision.lead_id)._carry_out_alone(decision)
        return assignments

    def _carry_out_alone(self, decision):
        try:
            with self.env.cr.savepoint():
                return self._assign([decision])
        except COLLISIONS:
            raise
        except Exception as error:  # one lead must not stop the others
            _logger.exception("Lead %s could not be distributed", self.id)
            self._set_failed(error)
            return self.env['lead.assignment']

    def _set_failed(self, error):
        """Set the lead aside with its error, where an administrator sees it."""
        self._write_distribution(
            {
                'distribution_state': 'error',
                'distribution_reason': self._reason('error', error=str(error)),
                'next_try_at': False,
                'pool_id': False,
            }
        )

    def _reassign(self, release_reason, explanation=''):
        """Move leads on to the next eligible rep, never one who already failed them.

        :param str release_reason: a key of ``lead.assignment.release_reason``
        :param str explanation: why, in words
        :return: the leads that got a new owner; the others keep theirs
        """
        # whoever calls has decided that the lead moves; the rules decide where to
        leads = self.sudo().try_lock_for_update(allow_referencing=True).filtered('user_id')
        stints = self.env['lead.assignment'].sudo()
        # a lead that moves on because it was let lapse never comes back, cool-off or not
        failed, lapsed = stints._failed_user_ids(leads), stints._lapsed_user_ids(leads)
        none = frozenset()
        failed = {
            lead.id: failed.get(lead.id, none) | lapsed.get(lead.id, none) | {lead.user_id.id}
            for lead in leads
        }
        rules = self.env['lead.distribution.rule'].sudo()._running()
        rules = rules.filtered(lambda rule: rule.method != 'pool')
        lead_rules = leads._rules_of_stints(rules._match(leads))
        result = leads._decide(rules, failed, lead_rules)
        given = [decision for decision in result.decisions if decision.outcome == 'assign']
        moved = leads.browse(decision.lead_id for decision in given)
        moved._end_stints(release_reason, explanation)
        moved._assign(given, 'escalation', explanation)._notify_owners()
        return moved

    def _rules_of_stints(self, matches):
        """Put the rule that gave a lead to its present owner first."""
        stints = self.env['lead.assignment'].search(
            [
                ('lead_id', 'in', self.ids),
                ('released_at', '=', False),
                ('rule_id.active', '=', True),
                ('rule_id.method', '!=', 'pool'),
            ]
        )
        for stint in stints:
            others = [
                rule_id for rule_id in matches[stint.lead_id.id] if rule_id != stint.rule_id.id
            ]
            matches[stint.lead_id.id] = [stint.rule_id.id, *others]
        return matches

    def _report_failures(self):
        """Keep one activity per administrator that says how many leads have failed.

        Called for each batch; it costs one query unless something has failed.
        """
        activity_type = self.env.ref('lead_distribution.mail_activity_type_failed_leads', False)
        if not activity_type:
            return
        reports = self.env['mail.activity'].search([('activity_type_id', '=', activity_type.id)])
        if not reports and 'error' not in self.mapped('distribution_state'):
            return
        counts = dict(
            self._read_group([('distribution_state', '=', 'error')], ['company_id'], ['__count'])
        )
        for user in self._failure_readers():
            count = sum(
                number
                for company, number in counts.items()
                if not company or company in user.company_ids
            )
            report = reports.filtered(lambda activity, user=user: activity.user_id == user)[:1]
            self._report_failures_to(user, count, report, activity_type)

    @api.model
    def _failure_readers(self):
        managers = self.env.ref('sales_team.group_sale_manager').all_user_ids
        return managers.filtered(lambda user: user.active and not user.share)

    @api.model
    def _report_failures_to(self, user, count, report, activity_type):
        if not count:
            report.action_archive()
            return
        env = self.with_context(lang=user.lang).env
        summary = env._("Leads that could not be distributed: %s", count)
        if report:
            if report.summary != summary:
                report.summary = summary
            return
        note = Markup('<p><a href="/odoo/leads-nobody-has">%s</a></p>') % env._(
            "See what went wrong and try them again"
        )
        self.env['lead.assignment']._create_quietly(
            [
                {
                    'activity_type_id': activity_type.id,
                    'user_id': user.id,
                    'summary': summary,
                    'note': note,
                    'automated': True,
                    'date_deadline': self.env['lead.assignment']._today_of(user),
                }
            ]
        )
