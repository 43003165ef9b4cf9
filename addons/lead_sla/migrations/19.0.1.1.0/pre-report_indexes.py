def migrate(cr, version):
    """Leave the dates of touches and clocks to indexes that have more of them."""
    cr.execute("DROP INDEX IF EXISTS lead_touch__date_index, lead_sla_decided_idx")
