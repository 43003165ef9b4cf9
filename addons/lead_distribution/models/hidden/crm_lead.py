from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import MissingError
from odoo.tools import SQL

from .lead_visibility import filter_hidden


class CrmLead(models.Model):
    """Who may not know of a lead that lies in a pool.

    Nobody sees a blind lead but sales administrators who are no members of its pool; a shotgun lead
    is seen by all of them, and by the people of its segment. This is said twice, in SQL and in
    Python, because Odoo asks both; a test compares them. All that is about such a lead hides with
    it (``lead_visibility``).

    Nobody is told of a lead that its pool hides from him: no follower, no recipient.
    """

    _inherit = 'crm.lead'

    def _hidden_sql(self, alias):
        """Return the condition that the row ``alias`` is a lead hidden from the user."""
        if self.env.uid == SUPERUSER_ID:
            return SQL("FALSE")
        condition = self._blind_to_member_sql if self._sees_pools() else self._blind_to_all_sql
        # most leads are in no pool, and nothing more is asked of them
        pool = self._field_to_sql(alias, 'pool_id')
        return SQL("(%s IS NOT NULL AND (%s))", pool, condition(alias))

    def _hidden_leads_sql(self):
        """Return the query of the ids of all leads hidden from the user, by the index of pools."""
        alias = 'hidden_lead'
        return SQL(
            "SELECT hidden_lead.id FROM crm_lead AS hidden_lead WHERE %s AND %s",
            self._hidden_sql(alias),
            self._in_pool_sql(alias, 'blind_pull', 'shotgun'),
        )

    def _blind_to_member_sql(self, alias):
        return SQL(
            "%s AND %s",
            self._in_pool_sql(alias, 'blind_pull'),
            self._is_among_sql('lead.pool', 'member_ids', SQL.identifier(alias, 'pool_id')),
        )

    def _blind_to_all_sql(self, alias):
        segment = self._field_to_sql(alias, 'pool_segment_id')
        return SQL(
            "%s OR (%s AND NOT (%s OR (%s AND %s)))",
            self._in_pool_sql(alias, 'blind_pull'),
            self._in_pool_sql(alias, 'shotgun'),
            self._is_among_sql('lead.pool.segment', 'member_ids', segment),
            SQL("COALESCE(%s, FALSE)", self._field_to_sql(alias, 'pool_opened')),
            self._is_among_sql('lead.pool.segment', 'fallback_member_ids', segment),
        )

    def _in_pool_sql(self, alias, *methods):
        return SQL(
            "%s IN (SELECT id FROM lead_pool WHERE %s IN %s)",
            self._field_to_sql(alias, 'pool_id'),
            self.env['lead.pool']._field_to_sql('lead_pool', 'method'),
            methods,
        )

    def _is_among_sql(self, model_name, field_name, number):
        """Return the condition that the user is among the people of the record ``number``.

        His records are listed once for all leads: PostgreSQL expects a question per lead to be so
        dear that it reads whole tables and compiles the query, which takes seconds.
        """
        field = self.env[model_name]._fields[field_name]
        return SQL(
            "COALESCE(%(number)s IN"
            " (SELECT %(record)s FROM %(people)s WHERE %(user)s = %(uid)s), FALSE)",
            people=SQL.identifier(field.relation),
            user=SQL.identifier(field.relation, field.column2, to_flush=field),
            uid=self.env.uid,
            record=SQL.identifier(field.relation, field.column1),
            number=number,
        )

    def _is_hidden(self):
        """Tell whether the pool of this lead hides it from the user, superuser mode or not."""
        lead, user = self.sudo(), self.env.user  # what is hidden is not the user's to read
        try:
            method = lead.pool_id.method
        except MissingError:
            # activities and messages name leads by number, also those that are gone
            return False
        if method not in ('blind_pull', 'shotgun') or user.id == SUPERUSER_ID:
            return False
        if self._sees_pools():
            return method == 'blind_pull' and user in lead.pool_id.member_ids
        if method == 'blind_pull':
            return True
        segment = lead.pool_segment_id
        opened_to = segment.fallback_member_ids if lead.pool_opened else user.browse()
        return user not in segment.member_ids | opened_to

    def _sees_pools(self):
        return self.env.user.has_group('sales_team.group_sale_manager')

    def _unlink_hidden_meetings(self):
        """Delete the meetings of hidden leads with them: nothing would hide these any more."""
        self.check_access('unlink')
        # sudo: whoever may delete the lead need not see who meets its customer
        hidden = self.sudo().filtered(lambda lead: lead.pool_method in ('blind_pull', 'shotgun'))
        meetings = self.env['calendar.event'].sudo().with_context(active_test=False)
        meetings.search([('opportunity_id', 'in', hidden.ids)]).unlink()

    def _filter_hidden(self):
        """Return those of the leads that their pool hides from the user, superuser mode or not."""
        return filter_hidden(self)

    @api.depends_context('uid')
    def _compute_potential_lead_duplicates(self):
        """Say nothing about hidden leads, not even that they exist."""
        res = super()._compute_potential_lead_duplicates()
        for lead in self:
            hidden = (lead.duplicate_lead_ids - lead)._filter_hidden()
            if hidden:
                lead.duplicate_lead_ids -= hidden
                lead.duplicate_lead_count -= len(hidden)
        return res

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        # the state of the pool decides, also for those who may not read it
        leads = self.sudo().filtered('pool_id')
        if not leads or not partner_ids:
            return super()._message_subscribe(partner_ids, subtype_ids, customer_ids)
        partners = self.env['res.partner'].sudo().browse(partner_ids)
        for place in leads.grouped(lambda lead: lead._pool_place()).values():
            told = partners - place[:1]._filter_kept_out(partners)
            super(CrmLead, self.browse(place.ids))._message_subscribe(
                told.ids, subtype_ids, customer_ids
            )
        return super(CrmLead, self - leads.sudo(False))._message_subscribe(
            partner_ids, subtype_ids, customer_ids
        )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if len(self) != 1:
            return recipients
        partners = (
            self.env['res.partner']
            .sudo()
            .browse(recipient['id'] for recipient in recipients if recipient['id'])
        )
        kept_out = self._filter_kept_out(partners).ids
        return [recipient for recipient in recipients if recipient['id'] not in kept_out]

    def _filter_kept_out(self, partners):
        """Return those of the partners whose user the pool hides this lead from."""
        lead = self.sudo()  # the pool decides, whoever asks
        if lead.pool_id.method not in ('blind_pull', 'shotgun'):
            return partners.browse()
        return partners.filtered(
            lambda partner: any(lead.with_user(user)._is_hidden() for user in partner.user_ids)
        )

    def _drop_blind_followers(self):
        """Have nobody follow these leads who may not read them."""
        for leads in self.grouped(lambda lead: lead._pool_place()).values():
            kept_out = leads[:1]._filter_kept_out(leads.sudo().message_partner_ids)
            if kept_out:
                leads.message_unsubscribe(partner_ids=kept_out.ids)
