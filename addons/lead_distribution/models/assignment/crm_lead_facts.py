from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine import Lead, Load
from ..crm_lead import PROTECTED_FIELDS

KEYS = {
    'email': SQL('lead.email_normalized'),
    'phone': SQL('lead.phone_sanitized'),
    'partner': SQL('partner.commercial_partner_id'),
}

COLUMNS = ('email_normalized', 'phone_sanitized')

SHARED_COLUMNS = {kind: KEYS[kind] for kind in ('email', 'phone')}

# what more open leads, or people, have in common identifies nobody
MANY_LEADS, MANY_NAMES = 5, 2


class CrmLead(models.Model):
    """What a run has to know about leads and their customers, in bulk, and what wakes it."""

    _inherit = 'crm.lead'

    def _engine_input(self, rules, lead_rules, failed, owners, shared, among=None):
        """Return all that the engine needs to place these leads; it writes and locks nothing.

        :param rules: the rules that may be tried
        :param lead_rules: ``{lead id: ids of the rules that match it, in order}``
        :param failed: ``{lead id: ids of the users who are to be spared it}``
        :param owners: ``{key: ids of the users who have leads with it}``
        :param shared: the addresses and numbers that identify nobody
        :param among: the rules that may be fallbacks, by default those that run now
        """
        known = self._users_of(owners)
        users = rules._candidate_users() | known
        return {
            'leads': self._engine_leads(lead_rules, failed, shared),
            'rules': rules._engine_rules(known, among),
            'loads': users._lead_loads(),
            'teams': self.env['crm.team']._with_limits()._engine_teams(),
            'owners': owners,
            **rules._engine_seams(),
        }

    @api.model
    def _users_of(self, owners):
        return self.env['res.users'].browse({one for ids in owners.values() for one in ids})

    @api.model
    def _not_given(self):
        """Return the ids of leads that count as if nobody had ever had them.

        A simulation gives them out, so they must not weigh on their reps already.
        """
        return self.env.context.get('leads_not_given') or (0,)

    def _engine_leads(self, lead_rules, failed, shared=()):
        """Return the leads as the engine wants them, oldest first.

        :param shared: the addresses and numbers that identify nobody
        """
        return [
            Lead(
                lead.id,
                tuple(lead_rules[lead.id]),
                lead.company_id.id,
                failed.get(lead.id, frozenset()),
                grade=lead.lead_grade or '',
                team_id=lead.team_id.id,
                customer_keys=lead._customer_keys(),
                duplicate_keys=tuple(key for key in lead._duplicate_keys() if key not in shared),
                country_id=lead.country_id.id,
                state_id=lead.state_id.id,
                zip=lead.zip or '',
                lang_id=lead.lang_id.id,
                extra=lead._engine_extra(),
            )
            for lead in self.sorted('id')
        ]

    def _engine_extra(self):
        """Return ``{name: value}`` that filters and methods of other addons find on a lead.

        It is called for each one: read fields, which are fetched for all leads at once, and search
        nothing.
        """
        self.ensure_one()
        return {}

    @api.model
    def _held_domain(self):
        """Return which leads count as the open leads of whoever has them."""
        return Domain('user_id', '!=', False) & Domain('won_status', '=', 'pending')

    @api.model
    def _engine_loads(self, column, spans):
        """Return ``{id: Load}`` of users or teams, in two queries: leads given, and open ones.

        :param str column: ``user_id`` or ``team_id``
        :param spans: ``{id: (start of its day, start of its week)}``
        """
        if not spans:
            return {}
        # rights do not change what somebody was given and holds
        given = self.env['lead.assignment'].sudo()._count_given(column, spans)
        held = defaultdict(dict)
        rows = self.sudo()._read_group(
            self._held_domain()
            & Domain(column, 'in', list(spans))
            & Domain('id', 'not in', self._not_given()),
            [column, 'lead_grade'],
            ['__count'],
        )
        for owner, grade, count in rows:
            held[owner.id][grade or ''] = count
        return {
            key: Load(
                today=given.get(key, (0, 0))[0],
                week=given.get(key, (0, 0))[1],
                open=sum(held[key].values()),
                grades=held[key],
            )
            for key in spans
        }

    def _customer_keys(self):
        """Return by what a customer who is known already is recognized."""
        customer = self.partner_id.commercial_partner_id
        return (('customer', customer.id),) if customer else ()

    def _duplicate_keys(self):
        """Return by what another open lead from the same customer is recognized."""
        keys = {
            'email': self.email_normalized,
            'phone': self.phone_sanitized,
            'partner': self.partner_id.commercial_partner_id.id,
        }
        return tuple((kind, value) for kind, value in keys.items() if value)

    def _shared_keys(self, rules):
        """Return the addresses and numbers that many open leads have, of one person or of several.

        A mailer of web forms, a switchboard and a placeholder tell nothing of whose a lead is.
        """
        if not any(rules.mapped('keep_duplicate_owner')):
            return set()
        keys = {key for lead in self for key in lead._duplicate_keys() if key[0] in SHARED_COLUMNS}
        self.flush_model(['active', 'won_status', 'contact_name', 'partner_name', *COLUMNS])
        shared = set()
        for kind, column in SHARED_COLUMNS.items():
            values = sorted(value for key_kind, value in keys if key_kind == kind)
            rows = values and self.env.execute_query(
                SQL(
                    """SELECT known.value FROM UNNEST(%(values)s) AS known(value)
                         JOIN crm_lead AS lead ON %(column)s = known.value
                        WHERE lead.active AND lead.won_status = 'pending'
                        GROUP BY 1
                       HAVING COUNT(*) > %(leads)s OR COUNT(DISTINCT LOWER(
                              COALESCE(lead.contact_name, lead.partner_name))) > %(names)s""",
                    values=values,
                    column=column,
                    leads=MANY_LEADS,
                    names=MANY_NAMES,
                )
            )
            shared |= {(kind, value) for [value] in rows or ()}
        return shared

    def _known_owners(self, rules, shared):
        """Return ``{key: ids of the users who have leads with it, the latest first}``.

        At most four queries for any number of leads, and none for what no rule asks.
        """
        owners = {}
        if any(rules.mapped('keep_customer_owner')):
            owners |= self._owners_of_customers()
        if any(rules.mapped('keep_duplicate_owner')):
            owners |= self._owners_of_duplicates(shared)
        return owners

    def _owners_of_customers(self):
        """A customer is his salesperson's, else of whoever has his latest lead."""
        customers = self.partner_id.commercial_partner_id
        latest = self._latest_owners('partner', customers.ids, SQL('TRUE'))
        return {
            ('customer', customer.id): (*customer.user_id.ids, *latest.get(customer.id, ())[:1])
            for customer in customers
        }

    def _owners_of_duplicates(self, shared):
        """An open lead with the same e-mail, phone or customer tells who works on it."""
        keys = {key for lead in self for key in lead._duplicate_keys()} - shared
        is_open = SQL("lead.active AND lead.won_status = 'pending'")
        owners = {}
        for kind in KEYS:
            values = [value for key_kind, value in keys if key_kind == kind]
            latest = self._latest_owners(kind, values, is_open)
            owners |= {(kind, value): user_ids for value, user_ids in latest.items()}
        return owners

    def _latest_owners(self, kind, values, condition):
        """Return ``{value: ids of the users who have leads with it, the latest first}``."""
        if not values:
            return {}
        self.flush_model(
            ['user_id', 'active', 'won_status', 'email_normalized', 'phone_sanitized', 'partner_id']
        )
        self.env['res.partner'].flush_model(['commercial_partner_id'])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT known.value, ARRAY_AGG(lead.user_id ORDER BY lead.id DESC)
                  FROM UNNEST(%(values)s) AS known(value)
                  JOIN (crm_lead AS lead LEFT JOIN res_partner AS partner
                                                ON partner.id = lead.partner_id)
                    ON %(key)s = known.value
                 WHERE lead.user_id IS NOT NULL AND %(condition)s
                   AND lead.id NOT IN %(not_given)s
                 GROUP BY 1
                """,
                key=KEYS[kind],
                # a list in the condition would use Odoo's trigram index: a minute per 2,000 leads
                values=sorted(values),
                condition=condition,
                not_given=tuple(self._not_given()),
            )
        )
        return {value: tuple(dict.fromkeys(user_ids)) for value, user_ids in rows}

    def _wake_for_pending(self, vals):
        """Have the run look again once this is committed: it passed over what was held for it.

        So a lead that is enriched, which takes seconds, waits no minute after that.
        """
        if not vals.keys() - PROTECTED_FIELDS or self.env.context.get('lead_assigning'):
            return
        # whether leads wait is read for the run, not for whoever writes them
        if any(lead.distribution_state in ('pending', 'waiting') for lead in self.sudo()):
            self._trigger_distribution()

    @api.model
    def _changed_since(self):
        """Return the domain of leads that were set aside and have changed since.

        Whatever changed them: a correction, a value computed anew because of their customer, a job.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM crm_lead
                    WHERE distribution_state IN ('waiting', 'unmatched')
                      AND write_date > (distribution_reason->>'at')::timestamp"""
            )
        )
        ids = [lead_id for [lead_id] in rows]
        return Domain('id', 'in', ids) & Domain(
            'distribution_state', 'in', ('waiting', 'unmatched')
        )

    def _try_again(self):
        """Have those of these leads distributed anew that nobody works on now; return them."""
        leads = self.try_lock_for_update(allow_referencing=True)
        leads._write_distribution({'distribution_state': 'pending', 'next_try_at': False})
        return leads

    def _wake_for_room(self, users):
        """Try the leads again that wait because these users, or a team, had no room."""
        if users:
            self.env['lead.distribution.wake']._note(users)

    def _held_before(self, vals):
        """Return the leads with a salesperson that this write may win."""
        if not vals.keys() & {'stage_id', 'probability'}:
            return self.browse()
        return self.filtered(lambda lead: lead.user_id and lead.won_status == 'pending')

    def _wake_for_won(self):
        """Try the leads again that wait for the salespeople who have won one of these."""
        won = self.filtered(lambda lead: lead.won_status == 'won')
        won._wake_for_room(won.user_id)
