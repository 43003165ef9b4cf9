def migrate(cr, version):
    """Keep the members chosen before teams could be members; begin the stays of pooled leads."""
    cr.execute("""
        INSERT INTO lead_pool_user_rel (lead_pool_id, res_users_id)
             SELECT lead_pool_id, res_users_id FROM lead_pool_res_users_rel
        ON CONFLICT DO NOTHING
    """)
    cr.execute("""
        UPDATE crm_lead
           SET pooled_at = COALESCE(distribution_date, create_date),
               pool_opened = false,
               pool_seniors_only = false
         WHERE pool_id IS NOT NULL AND pooled_at IS NULL
    """)
