from odoo.tools import SQL


def pre_init_hook(env):
    """Add the columns that have a default or a compute before the ORM does.

    The ORM fills a column it creates itself record by record; a column that exists
    already is left to ``post_init_hook``, which fills a million rows in one statement. A constant
    default of PostgreSQL needs no filling at all.
    """
    env.cr.execute("""
        ALTER TABLE crm_lead
            ADD COLUMN IF NOT EXISTS lead_status_id integer,
            ADD COLUMN IF NOT EXISTS lead_status_date timestamp,
            ADD COLUMN IF NOT EXISTS industry_id integer,
            ADD COLUMN IF NOT EXISTS generated_by_id integer,
            ADD COLUMN IF NOT EXISTS lead_score double precision DEFAULT 0,
            ADD COLUMN IF NOT EXISTS fit_score double precision DEFAULT 0,
            ADD COLUMN IF NOT EXISTS interest_score double precision DEFAULT 0,
            ADD COLUMN IF NOT EXISTS icp_evaluated_at timestamp DEFAULT 'epoch'
    """)


def post_init_hook(env):
    """Give every lead that was there before a status, in one set-based pass."""
    status = env['lead.status']._by_meaning
    env.cr.execute(
        SQL(
            """
            UPDATE crm_lead AS lead
               SET lead_status_date = COALESCE(lead.date_last_stage_update, lead.create_date),
                   generated_by_id = NULLIF(lead.create_uid, 1),  -- 1 is the system itself
                   industry_id = partner.industry_id,
                   lead_status_id = CASE
                       WHEN lead.won_status = 'won' OR lead.type = 'opportunity' THEN %(qualified)s
                       WHEN lead.won_status = 'lost' THEN %(trash)s
                       WHEN lead.user_id IS NOT NULL THEN %(accepted)s
                       ELSE %(new)s
                   END
              FROM crm_lead AS self
         LEFT JOIN res_partner AS partner ON partner.id = self.partner_id
             WHERE self.id = lead.id AND lead.lead_status_id IS NULL
            """,
            qualified=status('qualified').id,
            trash=status('trash').id,
            accepted=status('accepted').id,
            new=status('new').id,
        )
    )
    env['crm.lead'].invalidate_model()
