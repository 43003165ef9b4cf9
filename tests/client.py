"""What people and other programs do with a running Odoo: log in, call, and wait."""

import time

import requests

TIMEOUT = 60


class Refused(Exception):
    """What the server answered instead of a result: its kind, its sentence, its HTTP status."""

    def __init__(self, status, error):
        self.status = status
        self.kind = error.get('name', '').rsplit('.', 1)[-1]
        self.sentence = error.get('message', '')
        super().__init__(f'{status} {self.kind}: {self.sentence}')


class Web:
    """One person's browser: a session of the web client."""

    def __init__(self, url, db, login, password):
        self.url = url
        self.http = requests.Session()
        credentials = {'db': db, 'login': login, 'password': password}
        self.uid = self.post('/web/session/authenticate', credentials)['uid']

    def post(self, path, params):
        body = {'jsonrpc': '2.0', 'method': 'call', 'params': params}
        answer = self.http.post(f'{self.url}{path}', json=body, timeout=TIMEOUT)
        answer.raise_for_status()
        error = answer.json().get('error')
        if error:
            raise Refused(answer.status_code, error['data'])
        return answer.json()['result']

    def call(self, model, method, *args, **kwargs):
        params = {'model': model, 'method': method, 'args': args, 'kwargs': kwargs}
        return self.post(f'/web/dataset/call_kw/{model}/{method}', params)

    def read(self, model, ids, *fields):
        """Give the record of one id as a dict, or those of a list of ids."""
        records = self.call(model, 'read', ids, list(fields), load=None)
        return records if isinstance(ids, list) else records[0]

    def find(self, model, domain, *fields, **options):
        return self.call(model, 'search_read', domain, list(fields), load=None, **options)

    def ref(self, xml_id):
        module, name = xml_id.split('.')
        domain = [('module', '=', module), ('name', '=', name)]
        return self.find('ir.model.data', domain, 'res_id')[0]['res_id']


class Api:
    """Another program with an API key: Odoo's JSON-2."""

    def __init__(self, url, key):
        self.url = url
        self.http = requests.Session()
        self.http.headers['Authorization'] = f'bearer {key}'

    def call(self, model, method, /, **body):
        answer = self.http.post(f'{self.url}/json/2/{model}/{method}', json=body, timeout=TIMEOUT)
        if answer.status_code != 200:
            raise Refused(answer.status_code, answer.json())
        return answer.json()


def wait_for(condition, seconds=30):
    """Wait until ``condition()`` is true and return what it gives."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        assert time.monotonic() < deadline, f"Not within {seconds} s: {condition.__doc__}"
        time.sleep(0.1)
