from odoo.tests import HttpCase
from odoo.tools import mute_logger

from .common_signals import LeadSignalCase


class RpcCase(LeadSignalCase, HttpCase):
    def call(self, model, method, *args, **kwargs):
        """Call a method as the web client does and return (result, error)."""
        params = {'model': model, 'method': method, 'args': args, 'kwargs': kwargs}
        body = {'jsonrpc': '2.0', 'method': 'call', 'params': params}
        with mute_logger('odoo.http', 'odoo.sql_db', 'odoo.addons.base.models.ir_rule'):
            answer = self.url_open('/web/dataset/call_kw', json=body).json()
        error = answer.get('error', {}).get('data', {})
        return answer.get('result'), error

    def assert_refused(self, model, method, *args, kind='AccessError', **kwargs):
        result, error = self.call(model, method, *args, **kwargs)
        self.assertEqual(error.get('name', '').rsplit('.', 1)[-1], kind, error or result)
        return error['message']
