from odoo import api, models

# enough to sort and group half a million rows without files, given back with the transaction
MEMORY = '64MB'


class LeadGroupMixin(models.AbstractModel):
    """Groups of many rows, found by PostgreSQL in memory."""

    _name = 'lead.group.mixin'
    _description = "Groups of Many Rows"

    @api.model
    def _read_group(self, *args, **kwargs):
        self._plan_for_many_rows()
        return super()._read_group(*args, **kwargs)

    @api.model
    def _read_grouping_sets(self, *args, **kwargs):
        self._plan_for_many_rows()
        return super()._read_grouping_sets(*args, **kwargs)

    @api.model
    def _plan_for_many_rows(self):
        """Let PostgreSQL plan the rest of this transaction for many rows, read once, in memory.

        By itself it reads whole tables to spare look-ups, as if disks still turned, sorts into
        files, and compiles a query for longer than the query takes.
        """
        self.env.cr.execute(
            """
            SELECT set_config('jit', 'off', TRUE), set_config('random_page_cost', '1', TRUE),
                   CASE WHEN pg_size_bytes(current_setting('work_mem')) < pg_size_bytes(%(memory)s)
                        THEN set_config('work_mem', %(memory)s, TRUE) END
            """,
            {'memory': MEMORY},
        )
