def pre_init_hook(env):
    """Add the columns of the computed fields, so that the ORM does not fill them lead by lead.

    No lead has an SLA or a touch yet: empty is the right value for every row that exists.
    """
    env.cr.execute("""
        ALTER TABLE crm_lead
            ADD COLUMN IF NOT EXISTS sla_state varchar,
            ADD COLUMN IF NOT EXISTS sla_deadline timestamp,
            ADD COLUMN IF NOT EXISTS sla_warn_at timestamp,
            ADD COLUMN IF NOT EXISTS sla_kind varchar
    """)


def uninstall_hook(env):
    """Take along what Odoo leaves behind of a model with activities.

    Each addon that extends a mixin keeps names of its own for the models that have it, and they
    are deleted with that addon only.
    """
    env.cr.execute("""
        DELETE FROM ir_model_data
         WHERE module != 'lead_sla'
           AND (name LIKE 'model_inherit__lead_metric_alert__%'
                OR name LIKE 'selection__lead_metric_alert__%'
                OR name LIKE 'model_inherit__lead_review__%'
                OR name LIKE 'selection__lead_review__%')
    """)
