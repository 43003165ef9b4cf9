from . import mail_activity, sale_order
