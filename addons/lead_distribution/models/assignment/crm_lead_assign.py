from collections import defaultdict

from odoo import models
from odoo.tools import frozendict

from ..crm_lead import ASSIGNED, OUT


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _assign(self, decisions, origin='rule', note=''):
        """Carry out decisions of the engine on these leads, in bulk.

        :param decisions: ``engine.Decision`` objects, one per lead of ``self``
        :param str origin: why it happens: ``rule``, ``claim`` or ``escalation``
        :param str note: what to add to the explanation of each assignment
        :return: the new ``lead.assignment`` rows
        """
        # whoever calls has checked the rights to decide; carrying out is the addon's own work
        leads = self.sudo()
        by_outcome = defaultdict(list)
        for decision in decisions:
            by_outcome[decision.outcome].append(decision)
        leads._set_aside(by_outcome['wait'] + by_outcome['unmatched'])
        leads._put_in_pools(by_outcome['pool'])
        return leads._give(by_outcome['assign'], origin, note)

    def _write_distribution(self, vals):
        """Write fields of distribution, which nobody follows in the chatter."""
        return self.write(vals)

    def _give(self, decisions, origin, note):
        if not decisions:
            return self.env['lead.assignment']
        leads = self.browse(decision.lead_id for decision in decisions)
        if origin != 'claim':  # which has ended them already
            leads._end_stints('reassigned')
        waited = {lead.id: lead._minutes_to_assign() for lead in leads}
        leads._write_owners(decisions, origin)
        # what an automation rule has moved on at once is logged as its next owner's
        owners = {lead.id: lead.user_id.id for lead in leads}
        decisions = [one for one in decisions if owners[one.lead_id] == one.user_id]
        leads = self.browse(decision.lead_id for decision in decisions)
        assignments = leads._create_assignments(decisions, origin, note, waited)
        self.env['lead.distribution.member'].sudo()._book(decisions)
        self.env['lead.distribution.tier'].sudo()._book(decisions)
        leads._after_assignment(assignments)
        return assignments

    def _write_owners(self, decisions, origin):
        """Write all that a new owner means for a lead, in one write for leads alike."""
        groups = defaultdict(self.browse)
        accepted = self._accepted_by_claim() if origin == 'claim' else {}
        teams = self._teams_when_given(decisions)
        for decision in decisions:
            lead = self.browse(decision.lead_id)
            vals = lead._vals_when_given(decision, teams[lead]) | accepted.get(lead, {})
            groups[frozendict(vals)] |= lead
        before = self._tracked_values()
        for vals, leads in groups.items():
            leads.write(leads._what_changes(vals))
        if origin != 'claim':
            self._hand_to_sales()
        self._log_tracked_changes(before)

    def _what_changes(self, vals):
        """Return the values without those that empty what is empty: each costs Odoo a look."""
        return {
            name: value for name, value in vals.items() if value or any(lead[name] for lead in self)
        }

    def _vals_when_given(self, decision, team):
        vals = {**ASSIGNED, 'user_id': decision.user_id, 'team_id': team.id}
        if not self.first_assigned_at:
            vals['first_assigned_at'] = self.env.cr.now()
        return vals

    def _accepted_by_claim(self):
        """Return ``{lead: what else is written}``: who claims a lead accepts it for sales."""
        status = self.env['lead.status']._by_meaning('accepted')
        given = {'lead_status_id': status.id, 'lead_status_reason_id': False}
        before = ('new', 'passed', False)
        return {lead: given for lead in self if status and lead.lead_status_meaning in before}

    def _hand_to_sales(self):
        """Who gets a lead that nobody passed gets it passed: one write for all reps."""
        status = self.env['lead.status']._by_meaning('passed')
        leads = self.filtered(lambda lead: lead.lead_status_meaning in ('new', False))
        if leads and status:
            leads._change_status(status, distribution_state='assigned')

    def _teams_when_given(self, decisions):
        """Return ``{lead: team}``: the one it counts for, the rule's, its own or its owner's."""
        teams, defaults = {}, {}
        for decision in decisions:
            lead = self.browse(decision.lead_id)
            rule = self.env['lead.distribution.rule'].browse(decision.rule_id)
            user = self.env['res.users'].browse(decision.user_id)
            team = self.env['crm.team'].browse(decision.team_id) or rule.team_id
            if not team and user in (lead.team_id.member_ids | lead.team_id.user_id):
                team = lead.team_id
            if not team:
                # once for all leads of an owner, what Odoo would compute lead by lead
                use = 'use_leads' if lead.type == 'lead' else 'use_opportunities'
                if (user, use) not in defaults:
                    defaults[user, use] = team._get_default_team_id(user.id, [(use, '=', True)])
                team = defaults[user, use]
            teams[lead] = team
        return teams

    def _create_assignments(self, decisions, origin, note, waited):
        by_id = {lead.id: lead for lead in self}
        names = self._names_of_excluded(decisions)
        self.invalidate_recordset(['assignment_ids'], flush=False)
        return self.env['lead.assignment'].create(
            [
                {
                    **by_id[decision.lead_id]._prepare_assignment(origin, decision.reason),
                    'latency_minutes': waited[decision.lead_id],
                    'user_id': decision.user_id,
                    'rule_id': decision.rule_id or False,
                    'member_id': decision.member_id or False,
                    'pool_id': decision.pool_id or False,
                    'booked': decision.booked,
                    'territory_id': decision.territory_id or False,
                    'overflow_territory_id': decision.overflow_territory_id or False,
                    'tier_id': decision.tier_id or False,
                    'tier_booked': decision.tier_booked,
                    'note': note or False,
                    'exclusions': names.get(decision.exclusions) or False,
                }
                for decision in decisions
            ],
        )

    def _prepare_assignment(self, origin, reason):
        """Return the values every assignment of the lead has, whatever brought it about."""
        return {
            'lead_id': self.id,
            'user_id': self.user_id.id,
            'team_id': self.team_id.id,
            'company_id': self.company_id.id,
            'origin': origin,
            'reason': reason,
            'assigned_by_id': self.env.uid,
            'assigned_at': self.env.cr.now(),
            'latency_minutes': self._minutes_to_assign(),
        }

    def _minutes_to_assign(self):
        """Return since when the lead has waited for its owner: its capture, or its return."""
        now = self.env.cr.now()
        captured = self.distribution_date if self.first_assigned_at else self.create_date
        return max((now - (captured or now)).total_seconds() / 60, 0)

    def _names_of_excluded(self, decisions):
        """Return ``{exclusions: their JSON}``; most leads of a batch share a handful of them."""
        users = self.env['res.users'].browse
        rules = self.env['lead.distribution.rule'].browse
        return {
            exclusions: [
                {
                    'user_id': exclusion.user_id,
                    'name': users(exclusion.user_id).name,
                    'rule_id': exclusion.rule_id,
                    'rule': rules(exclusion.rule_id).name or '',
                    'key': exclusion.key,
                }
                for exclusion in exclusions
            ]
            for exclusions in {decision.exclusions for decision in decisions}
        }

    def _mark_assigned(self):
        """Put the leads out of their pools and queues, into their owners' hands."""
        first = self.filtered(lambda lead: not lead.first_assigned_at)
        first._write_distribution({**ASSIGNED, 'first_assigned_at': self.env.cr.now()})
        (self - first)._write_distribution(ASSIGNED)

    def _log_owners(self, reason):
        """Write an assignment for owners that a person set."""
        if not self:
            return
        vals_list = [lead._prepare_assignment('manual', reason) for lead in self]
        assignments = self.env['lead.assignment'].create(vals_list)
        self._mark_assigned()
        self._after_assignment(assignments)

    def _log_created_owners(self):
        if not self._logs_owners():
            return
        # the log is nobody's to write, whoever may create a lead
        if owned := self.sudo().filtered(lambda lead: lead.user_id and lead.active):
            owned._log_owners('created')

    def _set_aside(self, decisions):
        """Note why nobody gets these leads, and when they are tried again."""
        names = self._names_of_excluded(decisions)
        groups = defaultdict(self.browse)
        for decision in decisions:
            groups[decision.outcome, decision.reason, decision.rule_id, decision.exclusions] |= (
                self.browse(decision.lead_id)
            )
        for (outcome, reason, rule_id, exclusions), leads in groups.items():
            rule = self.env['lead.distribution.rule'].browse(rule_id)
            leads._write_distribution(
                {
                    'distribution_state': 'waiting' if outcome == 'wait' else 'unmatched',
                    'distribution_reason': {
                        **leads._reason(reason, names[exclusions], rule=rule.name),
                        'at': self.env.cr.now().isoformat(),
                    },
                    'next_try_at': leads._wake_distribution(
                        rule._next_try_at(exclusions) if outcome == 'wait' else rule._next_start()
                    ),
                    'pool_id': False,
                }
            )

    def _reason(self, key, exclusions=(), **values):
        return {'key': key, 'values': values, 'exclusions': exclusions}

    def _wake_distribution(self, moment):
        """Have the cron look again at that moment, and return it."""
        if moment:
            self.env.ref('lead_distribution.ir_cron_distribute')._trigger(moment)
        return moment

    def _end_stints(self, release_reason, note=''):
        """Close the open stints of these leads."""
        self._open_stints()._close(release_reason, note)

    def _open_stints(self):
        return self.env['lead.assignment'].search(
            [('lead_id', 'in', self.ids), ('released_at', '=', False)]
        )

    def _leave_distribution(self, release_reason):
        """Nobody in sales works on these leads any more."""
        if self:
            self._end_stints(release_reason)
            self._write_distribution(OUT)

    def _release(self, release_reason, explanation=''):
        """Take the leads back from their owners without sending them on.

        :param str release_reason: a key of ``lead.assignment.release_reason``
        :param str explanation: why, in words
        """
        leads = self.sudo()  # whoever calls has decided; carrying out is the addon's own work
        leads._end_stints(release_reason, explanation)
        before = leads._tracked_values()
        for group in leads.grouped('company_id').values():
            group.write({**OUT, 'user_id': False, **group._kept_company({})})
        leads._log_tracked_changes(before)
