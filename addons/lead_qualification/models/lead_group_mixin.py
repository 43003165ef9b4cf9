from odoo import api, models
from odoo.models import regex_order
from odoo.tools import SQL, Query

# enough to sort and group half a million rows without files, given back with the transaction
MEMORY = '64MB'


class LeadGroupMixin(models.AbstractModel):
    """Groups of many rows, found by PostgreSQL in memory and put into their order when found.

    Odoo joins what groups are sorted by (the name of a salesperson) to each row before it groups.
    Here it is looked up once per group, so that rows are grouped by numbers alone.
    """

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

    def _read_group_orderby(self, order, groupby_terms, query):
        """Sort groups once they are found.

        Where PostgreSQL expects as many groups as rows (weeks, expressions), it would sort the rows
        to group them if that were the order asked for. ``COALESCE`` hides that it is.
        """
        model = self.with_context(lead_order_of_groups=True)
        terms = {
            spec: sql if self._is_record(spec) else SQL("COALESCE(%s, %s)", sql, sql)
            for spec, sql in groupby_terms.items()
        }
        result = super(LeadGroupMixin, model)._read_group_orderby(order, terms, query)
        groupby_terms.update((spec, sql) for spec, sql in terms.items() if self._is_record(spec))
        return result

    def _is_record(self, spec):
        field = self._fields.get(spec)
        return bool(field) and field.relational

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        names = self._names_of_group(alias, field_name)
        if not names:
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        key = self._field_to_sql(alias, field_name, query)
        terms = [SQL("%s IS NULL", key)] if nulls.code == 'NULLS LAST' else []
        terms += [SQL("%s IS NOT NULL", key)] if nulls.code == 'NULLS FIRST' else []
        for name, is_descending in names:
            is_reversed = is_descending != (direction.code == 'DESC')
            terms.append(SQL("%s %s", name, SQL('DESC' if is_reversed else 'ASC')))
        return SQL(", ").join(terms)

    def _names_of_group(self, alias, field_name):
        """Return ``[(SQL, whether it descends)]`` by which groups of this field are sorted.

        Nothing where that takes more than columns of the records behind the groups, or where rows
        are sorted and not groups.
        """
        field = self._fields.get(field_name)
        if not self.env.context.get('lead_order_of_groups') or not field:
            return []
        if field.type != 'many2one' or not field.comodel_name:
            return []
        comodel = self.env[field.comodel_name]
        parts = [regex_order.match(part) for part in comodel._order.split(',')]
        if comodel._order == 'id' or any(
            part['property'] or part['nulls'] or comodel._fields[part['field']].relational
            for part in parts
        ):
            return []
        key = self._field_to_sql(alias, field_name)
        return [
            (
                self._look_up(comodel, part['field'], key),
                (part['direction'] or '').upper() == 'DESC',
            )
            for part in parts
        ]

    @api.model
    def _look_up(self, comodel, fname, key):
        """Return the value of a field of the record of this number as a subquery."""
        alias = f'group_{comodel._table}'
        query = Query(self.env, alias, SQL.identifier(comodel._table))
        value = comodel._order_field_to_sql(alias, fname, SQL(), SQL(), query)
        query.add_where(SQL("%s = %s", SQL.identifier(alias, 'id'), key))
        return SQL("(%s)", query.select(value))
