from odoo import api, models

from ...tools.automatic_mail import is_automatic


class MailThread(models.AbstractModel):
    _inherit = 'mail.thread'

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Have leads know whether a machine wrote; mail of other documents goes as ever."""
        if all(model != 'crm.lead' for model, *_rest in routes or ()):
            return super()._message_route_process(message, message_dict, routes)
        thread = self.with_context(lead_mail_automatic=is_automatic(message))
        return super(MailThread, thread)._message_route_process(message, message_dict, routes)
