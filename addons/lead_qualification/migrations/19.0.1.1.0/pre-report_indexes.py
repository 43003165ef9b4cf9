def migrate(cr, version):
    """Leave the dates of status changes to the index that has more of them."""
    cr.execute("DROP INDEX IF EXISTS lead_status_change__date_index")
