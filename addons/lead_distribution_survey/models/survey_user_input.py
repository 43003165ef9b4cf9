from odoo import models


class SurveyUserInput(models.Model):
    _inherit = 'survey.user_input'

    def _prepare_common_survey_lead_values(self, survey):
        """Leave leads of the survey's team to the rules.

        Odoo gives them to whoever made the survey, or leads the team, but nobody chose them.
        """
        values = super()._prepare_common_survey_lead_values(survey)
        # sudo: who answers a survey may not read teams
        company = survey.team_id.sudo().company_id or self.env.company
        if self.env['lead.distribution.rule']._covers(company.id):
            values['user_id'] = False
        return values
