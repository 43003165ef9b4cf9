import time

from odoo.modules.registry import Registry

from ..registry import Line, benchmark

ADDONS = ('lead_qualification', 'lead_distribution', 'lead_sla')
# the leads of some years: owned and not, won, lost, converted, of customers and of strangers
FILL = """
    INSERT INTO crm_lead (
        name, type, active, contact_name, partner_name, email_from, email_normalized,
        email_domain_criterion, phone, phone_sanitized, city, priority, partner_id, user_id,
        team_id, company_id, stage_id, lost_reason_id, won_status, probability,
        automated_probability, expected_revenue, description, date_open, date_last_stage_update,
        create_uid, write_uid, create_date, write_date
    )
    SELECT 'Lead number ' || number,
           CASE WHEN number %% 3 = 0 THEN 'opportunity' ELSE 'lead' END,
           number %% 10 <> 1,
           md5(number::text), 'Company ' || md5((number / 7)::text),
           'customer' || number || '@company' || number / 7 || '.example',
           'customer' || number || '@company' || number / 7 || '.example',
           'company' || number / 7 || '.example',
           '+1 555 ' || number, '+1555' || number, 'City ' || number %% 500, (number %% 4)::text,
           CASE WHEN number %% 2 = 0 THEN partner.ids[1 + number %% cardinality(partner.ids)] END,
           CASE WHEN number %% 4 <> 0 THEN person.ids[1 + number %% cardinality(person.ids)] END,
           team.id, company.id,
           CASE WHEN number %% 12 = 0 THEN won.id
                ELSE stage.ids[1 + number %% cardinality(stage.ids)] END,
           CASE WHEN number %% 10 = 1 THEN reason.id END,
           CASE WHEN number %% 12 = 0 THEN 'won' WHEN number %% 10 = 1 THEN 'lost'
                ELSE 'pending' END,
           CASE WHEN number %% 12 = 0 THEN 100 WHEN number %% 10 = 1 THEN 0 ELSE number %% 100 END,
           CASE WHEN number %% 12 = 0 THEN 100 WHEN number %% 10 = 1 THEN 0 ELSE number %% 100 END,
           number %% 9000, repeat('Asked for an offer. ', 5),
           now() - number * interval '1 minute', now() - number * interval '1 minute',
           1 + number %% 2, 1 + number %% 2,
           now() - number * interval '2 minutes', now() - number * interval '1 minute'
      FROM generate_series(1, %s) AS number,
           (SELECT array_agg(id) AS ids FROM res_partner) AS partner,
           (SELECT array_agg(id) AS ids FROM res_users WHERE active) AS person,
           (SELECT array_agg(id) AS ids FROM crm_stage WHERE is_won IS NOT TRUE) AS stage,
           (SELECT id FROM crm_stage WHERE is_won LIMIT 1) AS won,
           (SELECT id FROM crm_team LIMIT 1) AS team,
           (SELECT id FROM res_company LIMIT 1) AS company,
           (SELECT id FROM crm_lost_reason LIMIT 1) AS reason
"""


@benchmark(
    *(Line(f'install {name}', 's', 120, 'close') for name in ADDONS),
    sizes=[10_000, 1_000_000],
)
class Install:
    """Install the addons on many leads, against none at all; each on top of the one before."""

    INSTALLS_ADDONS = True
    REPETITIONS = 1

    @staticmethod
    def ours(env, size):
        env.cr.execute(FILL, [size])
        env.cr.commit()
        env.cr.execute('ANALYZE crm_lead')
        env.cr.commit()
        return [seconds_to_install(env, name) for name in ADDONS]

    @staticmethod
    def yardstick(env, _size):
        return [seconds_to_install(env, name) for name in ADDONS]


def seconds_to_install(env, name):
    """Install as ``odoo -i`` does, and return how long it took."""
    started = time.perf_counter()
    Registry.new(env.cr.dbname, update_module=True, install_modules=[name])
    return time.perf_counter() - started
