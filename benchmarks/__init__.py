"""What our addons cost and save, measured beside plain Odoo on the same machine and data."""
