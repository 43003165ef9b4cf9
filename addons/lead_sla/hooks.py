def pre_init_hook(env):
    """Add the columns of the computed fields, so that the ORM does not fill them lead by lead.

    No lead has a clock or a touch yet: empty is the right value for every row that exists.
    """
    env.cr.execute("""
        ALTER TABLE crm_lead
            ADD COLUMN IF NOT EXISTS sla_state varchar,
            ADD COLUMN IF NOT EXISTS sla_deadline timestamp,
            ADD COLUMN IF NOT EXISTS sla_warn_at timestamp,
            ADD COLUMN IF NOT EXISTS sla_kind varchar
    """)
