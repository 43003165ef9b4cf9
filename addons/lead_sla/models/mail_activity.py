from odoo import api, fields, models
from odoo.tools import SQL

TOUCHED_FIELDS = (
    'name',
    'company_id',
    'user_id',
    'team_id',
    'partner_id',
    'email_from',
    'email_normalized',
    'pool_id',
    'distribution_state',
    'lead_grade',
    'lead_status_id',
    'first_touch_at',
    'last_touch_at',
    'last_contact_at',
    'forget_at',
)

KIND_BY_CATEGORY = {'phonecall': 'call', 'meeting': 'meeting'}


class MailActivity(models.Model):
    """An activity that is done or dropped is a touch, and moves its plan and its decision on."""

    _inherit = 'mail.activity'

    def _action_done(self, feedback=False, attachment_ids=None):
        # before super, which removes the activities of leads that are gone
        contacts = [] if self._is_no_contact() else self._prepare_touches(feedback)
        leads = self._fetch_touched(contacts)._readable_by_me()
        contacts = [vals for vals in contacts if vals['lead_id'] in leads._ids]
        # scored at the end, so that touch and score change the lead together
        with self.env['crm.lead']._scoring_once():
            result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
            messages, _activities = result
            # what is there still has got a message; only who has none must be looked up
            if contacts and len(messages) < len(self):
                contacts = self._filter_there(contacts)
            self.env['lead.touch']._record_done(contacts)
        return result

    @api.model
    def _fetch_touched(self, contacts):
        """Lock the leads that are touched, so that the sweep passes over them; return those left.

        What is read of them is a tenth of what Odoo would prefetch.
        """
        if not contacts:
            return self.env['crm.lead']
        # sudo: who may close an activity may do so on a lead they cannot read
        leads = self.env['crm.lead'].sudo().browse(sorted({vals['lead_id'] for vals in contacts}))
        leads.flush_recordset()
        rows = self.env.execute_query(
            SQL('SELECT id FROM crm_lead WHERE id IN %s ORDER BY id FOR NO KEY UPDATE', leads._ids)
        )
        leads = leads.browse(lead_id for [lead_id] in rows)
        leads.fetch(TOUCHED_FIELDS)
        return leads.sudo(False)

    def _filter_there(self, contacts):
        # sudo: who may close an activity has done it, even on a lead they cannot read
        leads = self.env['crm.lead'].sudo().browse([vals['lead_id'] for vals in contacts])
        there = set(leads.exists().ids)
        return [vals for vals in contacts if vals['lead_id'] in there]

    def _is_no_contact(self):
        """Tell whether what happens is the system's doing, or has been recorded already."""
        is_recorded = self.env.context.get('lead_touch_recorded')
        return is_recorded or self.env['lead.touch']._is_automatic()

    def _prepare_touches(self, feedback):
        """Return the values of the touches that these activities stand for when done now."""
        values = {'date': self.env.cr.now(), 'user_id': self.env.uid, 'note': feedback or False}
        contacts = self.filtered(lambda step: step.active and step.activity_type_id.lead_touch_kind)
        return [
            {
                **values,
                'lead_id': lead.id,
                'kind': activity.activity_type_id.lead_touch_kind,
                'activity_id': activity.id,
                'calendar_event_id': activity.calendar_event_id.id,
            }
            for activity, lead in contacts._find_leads().items()
        ]

    @api.model
    def _hand_over(self, assignments):
        """Give new owners what the old ones, who cannot open the leads any more, had planned.

        :param assignments: new ones, of which those count whose lead had an owner before
        """
        owners = {
            assignment.lead_id.id: assignment.user_id
            for assignment in assignments
            if (first := assignment.lead_id.first_assigned_at) and first < assignment.assigned_at
        }
        if not owners:
            return
        # sudo: what others have planned goes on, whoever gives the lead to somebody else
        planned = self.sudo().search(
            [
                ('res_model', '=', 'crm.lead'),
                ('res_id', 'in', list(owners)),
                ('activity_type_id.lead_touch_kind', '!=', False),
            ]
        )
        leads = self.env['crm.lead'].sudo().browse(owners)
        for user, activities in planned.grouped('user_id').items():
            lost = set((leads - leads._readable_by(user)).ids)
            stray = activities.filtered(lambda activity, lost=lost: activity.res_id in lost)
            for owner, moved in stray.grouped(lambda one: owners[one.res_id]).items():
                moved.with_context(mail_activity_quick_update=True).user_id = owner

    def _find_leads(self):
        """Return ``{activity: lead}``, the lead that each of these activities is about."""
        leads = self.env['crm.lead']
        found = {step: leads.browse(step.res_id) for step in self if step.res_model == 'crm.lead'}
        on_contacts = self.filtered(lambda step: step.res_model == 'res.partner')
        if not on_contacts:
            return found
        contacts = self.env['res.partner'].browse(on_contacts.mapped('res_id'))
        lead_by_contact = contacts._find_talks(self.env.user)
        for step in on_contacts:
            if lead := lead_by_contact.get(step.res_id):
                found[step] = lead
        return found

    def write(self, vals):
        steps = self._plan_steps() if vals.get('active') is False else None
        result = super().write(vals)
        if 'active' in vals:
            self._decisions().modified(['activity_id'])
        if steps:
            steps._close('done')
            steps._after_done()
        return result

    def unlink(self):
        steps, decisions = self._plan_steps(), self._decisions()
        result = super().unlink()
        decisions.modified(['activity_id'])
        if steps:
            steps._cancel()
        return result

    def _plan_steps(self):
        """Return the open plan steps that these activities stand for."""
        # sudo: whoever closes the activity moves the plan on, and may not write it by hand
        steps = self.env['lead.plan.step'].sudo()
        # no question without an activity: each record deleted has its activities deleted, also
        # the columns of plans when this addon goes
        if not (self and self.env['mail.activity.plan']._ids_by_event()):
            return steps
        activities = self.sudo().filtered(lambda activity: activity.res_model == 'crm.lead')
        if not activities:
            return steps
        return steps.search([('activity_id', 'in', activities.ids), ('state', '=', 'open')])

    def _decisions(self):
        """Return the decisions of reviews that have become these activities.

        Not by ``@api.depends``: that would look for decisions with each activity that is done, also
        where nobody holds reviews.
        """
        # sudo: whoever closes the activity has done what was decided, and may not write that
        decisions = self.env['lead.review.decision'].sudo()
        if not (self and self.env['lead.review']._is_used()):
            return decisions
        return decisions.search([('activity_id', 'in', self.ids)])


class MailActivityType(models.Model):
    _inherit = 'mail.activity.type'

    lead_touch_kind = fields.Selection(
        lambda self: self.env['lead.touch']._fields['kind']._description_selection(self.env),
        "Counts as Contact",
        compute='_compute_lead_touch_kind',
        store=True,
        readonly=False,
        help="On leads: who marks such an activity as done has been in contact with the customer "
        "this way. Empty: it is no contact.",
    )

    @api.depends('category')
    def _compute_lead_touch_kind(self):
        for activity_type in self:
            activity_type.lead_touch_kind = KIND_BY_CATEGORY.get(activity_type.category)

    def write(self, vals):
        # the update of a module writes what is there already: what counts as contact stays decided
        if 'category' in vals and set(self.mapped('category')) == {vals['category']}:
            vals = {name: value for name, value in vals.items() if name != 'category'}
        return super().write(vals)
