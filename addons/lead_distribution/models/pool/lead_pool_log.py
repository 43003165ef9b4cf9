from odoo import fields, models


class LeadPoolLog(models.Model):
    """One thing that happened to a lead while it lay in a pool."""

    _name = 'lead.pool.log'
    _description = "Lead Pool Log"
    _order = 'date desc, id desc'
    _rec_name = 'lead_id'

    lead_id = fields.Many2one('crm.lead', required=True, index=True, ondelete='cascade')
    pool_id = fields.Many2one('lead.pool', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one('res.company', index='btree_not_null')
    kind = fields.Selection(
        [
            ('entered', "Came into the pool"),
            ('returned', "Returned unworked"),
            ('segment', "Moved to another segment"),
            ('unsegmented', "Left: no segment matches"),
            ('seniors', "Opened to all members"),
            ('announce', "Announced again"),
            ('open', "Opened to the next teams"),
            ('rule', "Given out by a rule"),
            ('person', "Given to one person"),
            ('nobody', "Stayed: nobody could take it"),
        ],
        required=True,
    )
    date = fields.Datetime(required=True, index=True)
    pooled_at = fields.Datetime("In the Pool Since")
    segment_id = fields.Many2one('lead.pool.segment', ondelete='set null')
    from_segment_id = fields.Many2one('lead.pool.segment', "From Segment", ondelete='set null')
    step_id = fields.Many2one('lead.pool.step', ondelete='set null')
    user_id = fields.Many2one('res.users', "Salesperson", ondelete='set null')

    # each step once per stay, whatever the code above believes
    _step_uniq = models.UniqueIndex(
        '(lead_id, step_id, pooled_at) WHERE step_id IS NOT NULL',
        "This step has been taken for the lead already.",
    )


class LeadPool(models.Model):
    _inherit = 'lead.pool'

    def _log(self, leads, kind, **values):
        """Write one row per lead of what happened to them in this pool.

        :param values: further columns of the rows
        """
        # sudo: the log is nobody's to write, whoever moves the leads
        self.env['lead.pool.log'].sudo().create(
            [
                {
                    'lead_id': lead.id,
                    'pool_id': self.id,
                    'company_id': lead.company_id.id,
                    'kind': kind,
                    'date': self.env.cr.now(),
                    'pooled_at': lead.pooled_at,
                    'segment_id': lead.pool_segment_id.id,
                    **values,
                }
                for lead in leads
            ],
        )
        leads.invalidate_recordset(['pool_log_ids'], flush=False)  # newest first
