import logging
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.batches import COLLISIONS

_logger = logging.getLogger(__name__)


class LeadPoolSegment(models.Model):
    """A group of the leads of a shotgun pool, offered to its own teams only."""

    _name = 'lead.pool.segment'
    _inherit = ['lead.shared.mixin']
    _description = "Lead Pool Segment"
    _order = 'sequence, id'
    _check_company_auto = True
    _company_path = 'pool_id.company_id'

    pool_id = fields.Many2one('lead.pool', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='pool_id.company_id')
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    domain = fields.Char(
        "Leads",
        required=True,
        default='[]',
        help="Which leads belong to the segment. The first segment wins.",
    )
    team_ids = fields.Many2many(
        'crm.team',
        'lead_pool_segment_team_rel',
        string="Sales Teams",
        check_company=True,
        help="Only their members see and claim these leads.",
    )
    fallback_team_ids = fields.Many2many(
        'crm.team',
        'lead_pool_segment_fallback_rel',
        string="Fallback Teams",
        check_company=True,
        help="Whom a lead is opened to as well that nobody claims in time.",
    )
    open_after_minutes = fields.Integer(
        "Open After (minutes)",
        help="How long a lead is for the teams of its segment alone, before the fallback teams "
        "may claim it too.",
    )
    member_ids = fields.Many2many(
        'res.users',
        'lead_pool_segment_user_rel',
        string="Members",
        compute='_compute_member_ids',
        store=True,
    )
    fallback_member_ids = fields.Many2many(
        'res.users',
        'lead_pool_segment_fallback_user_rel',
        string="Fallback Members",
        compute='_compute_fallback_member_ids',
        store=True,
    )

    @api.depends(
        'pool_id.company_id',
        'team_ids.crm_team_member_ids.active',
        'team_ids.crm_team_member_ids.user_id.active',
    )
    def _compute_member_ids(self):
        for segment in self:
            segment.member_ids = segment.team_ids._pool_members(segment.pool_id.company_id)

    @api.depends(
        'pool_id.company_id',
        'fallback_team_ids.crm_team_member_ids.active',
        'fallback_team_ids.crm_team_member_ids.user_id.active',
    )
    def _compute_fallback_member_ids(self):
        for segment in self:
            segment.fallback_member_ids = segment.fallback_team_ids._pool_members(
                segment.pool_id.company_id
            )

    @api.model_create_multi
    def create(self, vals_list):
        segments = super().create(vals_list)
        segments.pool_id._replan()
        return segments

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() - {'name'}:
            self.pool_id._replan()
        return res

    def unlink(self):
        pools = self.pool_id
        res = super().unlink()
        pools._replan()
        return res

    def _search(self, *args, **kwargs):
        # as for pools: who is a member decides who may read
        self._recompute_model(['member_ids', 'fallback_member_ids'])
        return super()._search(*args, **kwargs)

    def _lead_domain(self):
        """Return the segment's filter as a Domain."""
        self.ensure_one()
        return Domain(literal_eval(self.domain or '[]'))

    @api.constrains('domain')
    def _check_domain(self):
        for segment in self:
            try:
                segment._lead_domain().validate(self.env['crm.lead'])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "The filter of the segment %(segment)s does not work: %(error)s",
                        segment=segment.name,
                        error=error,
                    )
                ) from error

    @api.constrains('name', 'team_ids')
    def _check_teams(self):
        for segment in self.filtered(lambda segment: not segment.team_ids):
            raise ValidationError(
                self.env._(
                    "Choose the sales team of the segment %s, or nobody sees its leads.",
                    segment.name,
                )
            )

    @api.constrains('fallback_team_ids', 'open_after_minutes')
    def _check_fallback(self):
        for segment in self:
            if segment.open_after_minutes < 0:
                raise ValidationError(
                    self.env._('"Open After" of the segment %s cannot be negative.', segment.name)
                )
            if bool(segment.fallback_team_ids) != bool(segment.open_after_minutes):
                raise ValidationError(
                    self.env._(
                        "To open leads of the segment %s to others, choose the fallback teams and "
                        "after how many minutes, or leave both empty.",
                        segment.name,
                    )
                )

    def _matching(self, leads):
        """Return those of the leads that match; a filter that fails matches none."""
        try:
            with self.env.cr.savepoint():
                return leads.search(self._lead_domain() & Domain('id', 'in', leads.ids), order='id')
        except COLLISIONS:
            raise
        except Exception:  # one broken filter must not stop the other segments
            _logger.exception("The filter of pool segment %s failed", self.id)
            return leads.browse()


class LeadPool(models.Model):
    _inherit = 'lead.pool'

    def _segments_of(self, leads):
        """Return ``{segment: leads}``, the first that matches; one query per segment.

        In a pool without segments all leads lie together, in no segment. Leads that no segment
        takes are left out.
        """
        if self.method != 'shotgun':
            return {self.segment_ids.browse(): leads}
        found = {}
        for segment in self.segment_ids:
            if matching := segment._matching(leads):
                found[segment] = matching
                leads -= matching
        return found
