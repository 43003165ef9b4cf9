from odoo import api, models, tools
from odoo.tools import SQL

from .crm_lead import OUT
from .crm_lead_pool import STAY
from .lists import remember_empty

# of the hundred and more fields of a lead, those that a claim reads; others cost one more query
CLAIMED = (
    'active',
    'automated_probability',
    'company_id',
    'country_id',
    'create_date',
    'date_last_stage_update',
    'date_open',
    'distribution_date',
    'email_normalized',
    'expected_revenue',
    'first_assigned_at',
    'is_rejected',
    'lang_id',
    'lead_grade',
    'lead_properties',
    'lead_status_date',
    'lead_status_id',
    'lead_status_reason_id',
    'nurture_until',
    'partner_id',
    'phone_sanitized',
    'pool_left_id',
    'probability',
    'recurring_revenue',
    'recurring_revenue_monthly',
    'returned_to_id',
    'stage_id',
    'state_id',
    'team_id',
    'type',
    'user_id',
    'won_status',
    'zip',
)
# what a claim changes that others are computed from
WRITTEN = ('company_id', 'lead_status_id', 'team_id', 'user_id')


class CrmLead(models.Model):
    """What a claim needs to know, read at once: it is as often as not all that a request does."""

    _inherit = 'crm.lead'

    @api.model
    def _claim_fields(self):
        """Return the names of the fields of a lead that a claim reads, or computes anew."""
        names = {*CLAIMED, *STAY, *OUT, *WRITTEN, self._milestone_fields()['accepted']}
        names.update(self._pls_get_safe_fields())
        for name in WRITTEN:
            names.update(field.name for field in self.pool.get_dependent_fields(self._fields[name]))
        return names

    @api.model
    @tools.ormcache()
    def _claim_columns(self):
        """Return the fields that a claim reads and are plain columns, and these in SQL."""
        fields = [self._fields[name] for name in self._claim_fields() if name in self._fields]
        names = tuple(
            field.name
            for field in fields
            if field.store
            and field.column_type
            and not (field.translate or field.company_dependent)
        )
        return names, SQL(', ').join(map(SQL.identifier, names))

    def _read_locked(self, condition):
        """Lock one lead if it is as ``condition`` says, and read what a claim needs of it.

        Nothing of it waits to be written: who comes here has flushed.
        """
        names, columns = self._claim_columns()
        self.env.cr.execute(
            SQL('SELECT %s FROM crm_lead WHERE %s', columns, condition), log_exceptions=False
        )
        values = self.env.cr.fetchone()
        cached = [*iter(self._cache)]  # a list of the cache itself asks how long it is: twice
        self.invalidate_recordset(cached, flush=False)
        if values:
            for name, value in zip(names, values, strict=True):
                self._fields[name]._insert_cache(self, [value])
        return bool(values)

    def _claim_lists(self):
        """Return the names of the lists of a lead that a claim reads and that are mostly empty."""
        return ['tag_ids', 'awaited_tag_ids', 'assignment_ids', 'message_follower_ids']

    def _read_for_claim(self, user):
        """Read what Odoo computes with the new owner and team of these leads of one pool.

        :return: the leads, and those of them that are offered to the user; if it is one, its
            context knows which of it and its team nobody follows
        """
        self.env['res.company'].browse(user._get_company_ids())._recall()
        user._recall()
        self.stage_id._recall()
        # most get this one; who gets another is asked about it
        team = self[:1]._team_of(user)
        team._recall()
        if len(self) != 1:
            return self, self._offered_to(user)  # the lists of many are read together anyway
        lists = [(self, name) for name in self._claim_lists()]
        lists.append((team, 'message_follower_ids'))
        empty, answers = remember_empty(self.env, lists, self._offer_questions(user))
        unfollowed = [(rec._name, rec.id) for rec, name in empty if name == 'message_follower_ids']
        lead = self.with_context(lead_unfollowed=unfollowed)
        return lead, lead if self._is_offered(user, answers) else lead.browse()
