from odoo import fields, models


class LeadQuestionWizard(models.TransientModel):
    """Ask the leader about a customer, at the moment the answer is needed."""

    _name = 'lead.question.wizard'
    _description = "Ask the Leader"

    lead_id = fields.Many2one('crm.lead', required=True, ondelete='cascade')
    leader_id = fields.Many2one('res.users', "Team Leader", readonly=True)
    question = fields.Text(required=True)

    def action_ask(self):
        """Post the question, and put it on the leader's list.

        :raises AccessError: when the user may not write the lead
        """
        self.ensure_one()
        self.lead_id.check_access('write')
        self.lead_id._ask_leader(self.question)
        return {'type': 'ir.actions.act_window_close'}
