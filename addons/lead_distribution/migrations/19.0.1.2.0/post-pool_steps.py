from odoo.tools.sql import table_exists


def migrate(cr, version):
    """Give the next teams of a pool to its steps that opened leads to them."""
    if not table_exists(cr, 'lead_pool_fallback_team_rel'):
        return  # from a version in which a pool had no next teams
    cr.execute("""
        INSERT INTO lead_pool_step_team_rel (lead_pool_step_id, crm_team_id)
             SELECT step.id, team.crm_team_id
               FROM lead_pool_step AS step
               JOIN lead_pool_fallback_team_rel AS team ON team.lead_pool_id = step.pool_id
              WHERE step.action = 'open'
        ON CONFLICT DO NOTHING
    """)
    cr.execute("""
        INSERT INTO lead_pool_step_user_rel (lead_pool_step_id, res_users_id)
             SELECT step.id, member.res_users_id
               FROM lead_pool_step AS step
               JOIN lead_pool_fallback_user_rel AS member ON member.lead_pool_id = step.pool_id
              WHERE step.action = 'open'
        ON CONFLICT DO NOTHING
    """)
    cr.execute("""
        UPDATE crm_lead
           SET pool_open_step_id = step.id
          FROM lead_pool_step AS step
         WHERE step.pool_id = crm_lead.pool_id AND step.action = 'open'
           AND crm_lead.pool_opened AND crm_lead.pool_open_step_id IS NULL
           AND crm_lead.pool_segment_id IS NULL
    """)
