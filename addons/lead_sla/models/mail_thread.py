from odoo import api, models

AUTOMATIC_PRECEDENCE = ('auto_reply', 'bulk', 'junk', 'list')


class MailThread(models.AbstractModel):
    _inherit = 'mail.thread'

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Have leads know whether a machine answered; mail of other documents goes as ever."""
        if all(model != 'crm.lead' for model, *_rest in routes or ()):
            return super()._message_route_process(message, message_dict, routes)
        thread = self.with_context(lead_mail_automatic=_is_automatic(message))
        return super(MailThread, thread)._message_route_process(message, message_dict, routes)


def _is_automatic(message):
    """Tell whether a machine answered: an out-of-office reply, a receipt, a newsletter."""
    submitted = (message.get('Auto-Submitted') or 'no').split(';')[0].strip().lower()
    precedence = (message.get('Precedence') or '').strip().lower()
    has_reply_header = any(message.get(name) for name in ('X-Autoreply', 'X-Autorespond'))
    return submitted != 'no' or precedence in AUTOMATIC_PRECEDENCE or has_reply_header
