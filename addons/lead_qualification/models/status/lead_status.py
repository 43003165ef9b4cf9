from odoo import api, fields, models, tools
from odoo.exceptions import UserError

MEANINGS = [
    ('new', "New"),
    ('passed', "Passed to Sales"),
    ('accepted', "Accepted by Sales"),
    ('qualified', "Qualified"),
    ('recycle', "Recycle"),
    ('unreachable', "Unreachable"),
    ('trash', "Trash"),
]

SALES_MEANINGS = ('accepted', 'qualified')

NEGATIVE_MEANINGS = ('recycle', 'unreachable', 'trash')

IN_SALES_MEANINGS = ('passed', 'accepted', 'qualified')

# from the worst a lead can be to the best: moving right is progress
RANKED_MEANINGS = ('trash', 'unreachable', 'recycle', 'new', 'passed', 'accepted', 'qualified')


class LeadStatus(models.Model):
    """A company's own name for one of the seven fixed meanings a lead's status can have."""

    _name = 'lead.status'
    _description = "Lead Status"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    meaning = fields.Selection(
        MEANINGS, required=True, help="What the status stands for, whatever your company calls it."
    )
    active = fields.Boolean(default=True)
    fold = fields.Boolean("Folded in Status Bar")
    description = fields.Text(translate=True, help="When your team should use this status.")
    next_status_ids = fields.Many2many(
        'lead.status',
        'lead_status_next_rel',
        'status_id',
        'next_status_id',
        "May Move To",
        # an archived status still says that the others are not meant
        context={'active_test': False},
        help="The statuses people may give a lead that has this one. Leave empty for all of them.",
    )

    @api.model
    @tools.ormcache('meaning')
    def _by_meaning_id(self, meaning):
        # active by name: whoever asks first, with whatever context, asks for everybody
        return self.search([('meaning', '=', meaning), ('active', '=', True)], limit=1).id

    @api.model
    def _by_meaning(self, meaning):
        """Return the first active status of a meaning (empty when there is none).

        :param str meaning: one of the keys of ``MEANINGS``
        """
        # statuses are readable by every internal user and carry no company data
        return self.browse(self.sudo()._by_meaning_id(meaning))

    def _rank(self):
        """Return a sortable position of this status on the way from trash to qualified."""
        return (RANKED_MEANINGS.index(self.meaning), self.sequence) if self else (-1, 0)

    def _is_negative(self):
        return self.meaning in NEGATIVE_MEANINGS

    def _allows(self, status):
        """Tell whether people may move a lead from this status (or from none) to ``status``."""
        return not self.next_status_ids or status in self.next_status_ids

    def _common_next(self):
        """Return the active statuses to which this user may move leads of all these statuses."""
        return self.search([('active', '=', True)]).filtered(
            lambda status: status._is_for_user() and all(before._allows(status) for before in self)
        )

    def _is_for_user(self):
        """Tell whether this user may give leads this status: sales says what sales has done."""
        is_sales = self.env.su or self.env.user.has_group('sales_team.group_sale_salesman')
        return is_sales or self.meaning not in SALES_MEANINGS

    @api.model_create_multi
    def create(self, vals_list):
        statuses = super().create(vals_list)
        self.env.registry.clear_cache()
        return statuses

    def write(self, vals):
        if (
            'meaning' in vals
            and self._is_used()
            and any(s.meaning != vals['meaning'] for s in self)
        ):
            raise UserError(
                self.env._(
                    "The meaning of a status that leads already have cannot change. "
                    "Archive the status and create another one."
                )
            )
        res = super().write(vals)
        self.env.registry.clear_cache()
        return res

    def unlink(self):
        res = super().unlink()
        self.env.registry.clear_cache()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self._is_used():
            raise UserError(
                self.env._("Leads have or had this status. Archive it instead of deleting it.")
            )

    def _is_used(self):
        # a status in use anywhere counts, also by leads this user may not see
        domain = [('lead_status_id', 'in', self.ids)]
        leads = self.env['crm.lead'].sudo().with_context(active_test=False)
        history = self.env['lead.status.change'].sudo()
        return bool(
            leads.search_count(domain, limit=1)
            or history.search_count([('from_status_id', 'in', self.ids)], limit=1)
            or history.search_count([('to_status_id', 'in', self.ids)], limit=1)
        )
