import re

from odoo.tools import SQL

# the expression that rewrites a column may call a function, and hold no subquery
INDUSTRY_OF = """
    CREATE OR REPLACE FUNCTION pg_temp.industry_of(integer)
    RETURNS integer LANGUAGE plpgsql STABLE AS
    'BEGIN RETURN (SELECT industry_id FROM res_partner WHERE id = $1); END'
"""


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
    """Give every lead that was there before a status, in one set-based pass.

    The pass rewrites the table: PostgreSQL then builds each index anew, where an update would enter
    a million rows into all of crm's indexes one by one, which takes three times as long.
    """
    env.flush_all()
    env.cr.execute(INDUSTRY_OF)
    env.cr.execute(
        SQL(
            """
            ALTER TABLE crm_lead
                ALTER lead_status_date TYPE timestamp
                    USING COALESCE(lead_status_date, date_last_stage_update, create_date),
                ALTER generated_by_id TYPE integer  -- 1 is the system itself
                    USING COALESCE(generated_by_id, NULLIF(create_uid, 1)),
                ALTER industry_id TYPE integer
                    USING COALESCE(industry_id, pg_temp.industry_of(partner_id)),
                ALTER lead_status_id TYPE integer USING COALESCE(lead_status_id, CASE
                    WHEN won_status = 'won' OR type = 'opportunity' THEN %(qualified)s
                    WHEN won_status = 'lost' THEN %(trash)s
                    WHEN user_id IS NOT NULL THEN %(accepted)s
                    ELSE %(new)s
                END)
            """,
            **{
                meaning: env['lead.status']._by_meaning(meaning).id
                for meaning in ('qualified', 'trash', 'accepted', 'new')
            },
        )
    )
    env['crm.lead'].invalidate_model()


def uninstall_hook(env):
    """Leave nothing that cannot work without us, and take nothing that leads of crm still need."""
    remove_filters(env)
    keep_lost_reason(env)


def remove_filters(env):
    """Remove the saved filters of leads that read fields of ours: without those they only fail."""
    data = env['ir.model.data'].search([('model', '=', 'ir.model.fields')])
    others = data.filtered(lambda row: row.module != 'lead_qualification')
    field_ids = set((data - others).mapped('res_id')) - set(others.mapped('res_id'))
    fields = env['ir.model.fields'].browse(field_ids)
    names = fields.filtered(lambda field: field.model == 'crm.lead').mapped('name')
    of_ours = re.compile(rf'\b({"|".join(names)})\b')
    filters = env['ir.filters'].with_context(active_test=False)
    saved = filters.search([('model_id', '=', 'crm.lead')])
    saved.filtered(lambda f: of_ours.search(f'{f.domain} {f.context} {f.sort}')).unlink()


def keep_lost_reason(env):
    """Make the lost reason of lost leads an ordinary one, which nobody uninstalls."""
    reason = env.ref('lead_qualification.crm_lost_reason_trash', False)
    leads = env['crm.lead'].with_context(active_test=False)
    if reason and leads.search_count([('lost_reason_id', '=', reason.id)], limit=1):
        data = [('module', '=', 'lead_qualification'), ('name', '=', 'crm_lost_reason_trash')]
        env['ir.model.data'].search(data).unlink()
