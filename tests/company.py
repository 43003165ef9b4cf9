"""A small company for tests from outside, set up through the web client as its people would."""

from tests.client import Api, Web

SALESMAN = 'sales_team.group_sale_salesman'
MANAGER = 'sales_team.group_sale_manager'
MARKETER = 'lead_qualification.group_lead_marketer'
PASSWORD = 'correct horse'


class Company:
    """One database, its administrator, and whoever he hires."""

    def __init__(self, url, db):
        self.url = url
        self.db = db
        self.admin = Web(url, db, 'admin', 'admin')

    def hire(self, login, group):
        """Create a user and return their browser."""
        self.admin.call(
            'res.users',
            'create',
            {
                'name': login.title(),
                'login': login,
                'password': PASSWORD,
                'email': f'{login}@company.example',
                'tz': 'UTC',
                'group_ids': [(6, 0, [self.admin.ref('base.group_user'), self.admin.ref(group)])],
            },
        )
        return self.log_in(login)

    def log_in(self, login, url=None):
        return Web(url or self.url, self.db, login, PASSWORD)

    def api_client(self, run_shell):
        """Return another program that calls as an integration user, with a key."""
        printed = run_shell(
            self.db,
            "from datetime import datetime, timedelta\n"
            "from odoo.tests import new_test_user\n"
            "groups = 'sales_team.group_sale_manager,lead_qualification.group_lead_marketer'\n"
            "user = new_test_user(env, 'webshop', groups, lead_integration=True)\n"
            "keys = env['res.users.apikeys'].with_user(user)\n"
            "tomorrow = datetime.now() + timedelta(days=1)\n"
            "print('key', keys._generate('rpc', 'tests', tomorrow))\n"
            "env.cr.commit()\n",
        )
        return Api(self.url, printed.split('key ')[1].split()[0])

    def wake(self, psql, xml_id):
        """Have a cron run in a server's cron thread, as if its time had come."""
        psql(
            self.db,
            "INSERT INTO ir_cron_trigger (cron_id, call_at)"
            " VALUES (%s, now() AT TIME ZONE 'UTC' - '1s'::interval)",
            [self.admin.ref(xml_id)],
        )
        psql('postgres', "SELECT pg_notify('cron_trigger', %s)", [self.db])

    def rule(self, name, reps=(), limits=None, **values):
        """Create a distribution rule whose members are these reps, each with these limits."""
        members = [(0, 0, {'user_id': rep.uid, **(limits or {})}) for rep in reps]
        return self.admin.call(
            'lead.distribution.rule', 'create', {'name': name, 'member_ids': members, **values}
        )

    def pool(self, name, reps, **values):
        members = [(6, 0, [rep.uid for rep in reps])]
        return self.admin.call('lead.pool', 'create', {'name': name, 'user_ids': members, **values})

    def leads(self, *vals_list):
        """Create leads, which belong to nobody unless their values say so."""
        vals_list = [{'user_id': False, **vals} for vals in vals_list]
        return self.admin.call('crm.lead', 'create', vals_list)
