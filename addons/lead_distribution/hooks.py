def pre_init_hook(env):
    """Add the columns before the ORM does, so that it has nothing to fill row by row.

    Leads that are there already stay out of distribution, and every user is available.
    """
    env.cr.execute("""
        ALTER TABLE crm_lead
            ADD COLUMN IF NOT EXISTS distribution_state varchar,
            ADD COLUMN IF NOT EXISTS distribution_date timestamp,
            ADD COLUMN IF NOT EXISTS first_assigned_at timestamp,
            ADD COLUMN IF NOT EXISTS next_try_at timestamp,
            ADD COLUMN IF NOT EXISTS pool_id integer,
            ADD COLUMN IF NOT EXISTS pool_segment_id integer,
            ADD COLUMN IF NOT EXISTS pooled_at timestamp,
            ADD COLUMN IF NOT EXISTS pool_segment_at timestamp,
            ADD COLUMN IF NOT EXISTS pool_opened boolean,
            ADD COLUMN IF NOT EXISTS pool_open_step_id integer,
            ADD COLUMN IF NOT EXISTS pool_seniors_only boolean,
            ADD COLUMN IF NOT EXISTS pool_next_at timestamp
    """)
    env.cr.execute("""
        ALTER TABLE res_users
            ADD COLUMN IF NOT EXISTS lead_available boolean DEFAULT true,
            ADD COLUMN IF NOT EXISTS lead_presence varchar DEFAULT 'available'
    """)
    env.cr.execute("""
        ALTER TABLE res_users
            ALTER COLUMN lead_available DROP DEFAULT,
            ALTER COLUMN lead_presence DROP DEFAULT
    """)
