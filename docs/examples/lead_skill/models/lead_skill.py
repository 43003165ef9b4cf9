from odoo import fields, models


class LeadSkill(models.Model):
    """Something a salesperson must know to sell to some customers, e.g. a product line."""

    _name = 'lead.skill'
    _description = "Lead Skill"
    _order = 'name'

    name = fields.Char(required=True, translate=True)

    _unique_name = models.Constraint('UNIQUE(name)', "This skill exists already.")
