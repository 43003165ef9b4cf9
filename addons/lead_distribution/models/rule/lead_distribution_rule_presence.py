import itertools
from dataclasses import replace
from datetime import timedelta

from odoo import fields, models

from ...engine import Rule
from ...engine.filters import is_present
from ...engine.worktime import ZERO
from ...tools.working_time import WorkingTime

# what the person who takes a turn brings along; the rest belongs to the place in the rule
PERSONAL = (
    'user_id',
    'is_active',
    'is_available',
    'company_ids',
    'is_on_leave',
    'has_hours',
    'is_working',
    'back_at',
    'team_ids',
    'home_team_id',
    'extra',
)

LIMITS = ('daily_cap', 'weekly_cap', 'open_cap', 'tier_daily_cap', 'tier_open_cap')


class LeadDistributionRule(models.Model):
    """Who of a rule is there now, who stands in for the others, and what they find on return."""

    _inherit = 'lead.distribution.rule'

    only_working_hours = fields.Boolean(
        "Only in Working Hours",
        help="Give leads only to reps who work now: by their own working hours, else those of the "
        "team, else those of the company. Leave counts in any case.",
    )
    return_policy = fields.Selection(
        [
            ('none', "All they missed"),
            ('average', "Nothing: they go on where they were"),
            ('capped', "What they missed, up to a limit"),
        ],
        "Returning Members Make Up For",
        required=True,
        default='average',
        help="Who was busy, away, on leave or off work comes back to this place in the turn.",
    )
    catch_up_leads = fields.Integer(
        "Leads to Make Up", default=3, help="The most leads a member gets ahead of turn on return."
    )
    activity_type_id = fields.Many2one(
        'mail.activity.type',
        "Activity for the New Owner",
        domain=[('res_model', 'in', [False, 'crm.lead'])],
        default=lambda self: self._default_activity_type(),
        ondelete='set null',
        help="What is put on the list of whoever gets a lead: one activity for a lead, and one in "
        "all for several at once. Empty: no activity.",
    )
    notify_owners = fields.Boolean(
        "Notify New Owners",
        default=True,
        help="Sends one message for all leads of a batch, by e-mail or to the inbox, as the new "
        "owner chose in the preferences. Leads given by hand are always announced.",
    )

    _check_catch_up_leads = models.Constraint(
        'CHECK (catch_up_leads >= 0)',
        "The number of leads to make up cannot be negative. Use 0 for none.",
    )

    def _default_activity_type(self):
        return self.env.ref('lead_distribution.mail_activity_type_new_lead', False)

    def _engine_rules(self, known, among=None):
        """Return ``{id: Rule}`` for the engine.

        :param known: users who are no members, but know customers
        :param among: the rules that may be fallbacks, by default those that run now
        """
        engine_rules = self._engine_places(known, among)
        states = self._presence_states(known)
        return {rule.id: rule._with_presence(engine_rules[rule.id], states) for rule in self}

    def _with_presence(self, engine_rule, states):
        """Return a rule of the engine whose candidates know whether they are there."""
        here = {one.user_id: self._here(one, states) for one in engine_rule.candidates}

        def attend(one):
            return one and self._with_stand_in(self._here(one, states), here, states)

        return replace(
            engine_rule,
            candidates=tuple(map(attend, engine_rule.candidates)),
            people=tuple(map(attend, engine_rule.people)),
            fallback_candidate=attend(engine_rule.fallback_candidate),
            contact=attend(engine_rule.contact),
        )

    def _here(self, candidate, states):
        return replace(candidate, **states[self.id, candidate.user_id])

    def _with_stand_in(self, candidate, here, states):
        """Return a candidate together with whoever takes his turns now.

        Both limits bind the stand-in: those of the place, and his own if he is a member too.
        """
        user = self.env['res.users'].browse(candidate.user_id)
        backup = user.lead_backup_id
        is_absent = candidate.is_on_leave or user.lead_presence == 'away'
        if not (backup and is_absent and candidate.is_active):
            return candidate
        own = here.get(backup.id) or replace(backup._lead_candidate(), **states[self.id, backup.id])
        limits = {
            name: min(filter(None, (getattr(candidate, name), getattr(own, name))), default=0)
            for name in LIMITS
        }
        limits['grade_caps'] = self._strictest(candidate.grade_caps, own.grade_caps)
        person = {name: getattr(own, name) for name in PERSONAL}
        return replace(candidate, stand_in=replace(candidate, **person, **limits, is_stand_in=True))

    def _strictest(self, *all_caps):
        """Return the pairs of grade and limit that hold where several bind."""
        strictest = {}
        for grade, cap in sorted(itertools.chain(*all_caps), key=lambda pair: -pair[1]):
            strictest[grade] = cap
        return tuple(strictest.items())

    def _present_member_ids(self):
        """Return the ids of the members who, or whose backups, can be given leads now."""
        self.ensure_one()
        extra = self._engine_extra()
        places = Rule(self.id, candidates=tuple(m._candidate(extra) for m in self.member_ids))
        here = self._with_presence(places, self._presence_states()).candidates
        filters = self._eligibility_filters()
        return {
            one.id
            for one in here
            if is_present(one, filters) or (one.stand_in and is_present(one.stand_in, filters))
        }

    def _presence_states(self, known=()):
        """Return ``{(rule id, user id): values of a Candidate}``; one read of each calendar."""
        now = self.env.cr.now().replace(microsecond=0)
        known = known and known | known.lead_backup_id
        users = {rule: rule._candidate_users() | (known or self.env['res.users']) for rule in self}
        leaves = self.env['res.users'].union(*users.values())._lead_leave_ends(now)
        pairs = [(rule, user) for rule in self for user in users[rule]]
        openings = self._openings(pairs, now)
        return {
            (rule.id, user.id): user._presence_state(leaves.get(user.id), openings[rule, user], now)
            for rule, user in pairs
        }

    def _openings(self, pairs, now):
        """Return when each ``(rule, user)`` works next; now, where that does not matter."""
        timed = [(rule, user) for rule, user in pairs if rule.only_working_hours]
        schedules = {(rule, user): rule._schedule_of(user) for rule, user in timed}
        timed = [pair for pair in timed if schedules[pair]]
        jobs = [(schedules[pair], now, ZERO) for pair in timed]
        openings = dict.fromkeys(pairs, now)
        openings.update(zip(timed, WorkingTime().plan(jobs), strict=True))
        return openings

    def _schedule_of(self, user):
        """Return the working time of a rep in this rule, or ``None`` if nobody has fixed hours."""
        team = self.team_id or user.sale_team_id
        return user._get_schedule(team, self.company_id or user.company_id)

    def _next_try_at(self, exclusions):
        """Return when a waiting lead is tried again.

        That is when the first one comes back, and not before if all are only absent.
        """
        now = self.env.cr.now().replace(microsecond=0)
        moment = now + timedelta(minutes=max(self.retry_minutes, 1))
        moment = min(moment, self._next_midnight(exclusions) or moment)
        returns = [exclusion.back_at for exclusion in exclusions]
        if not returns or None in returns:
            returns.append(moment)
        soon = now + timedelta(minutes=1)
        return max(min(filter(None, returns)), soon)
