"""The box at the end of ``make run``: where to go, and who may log in."""

from . import console, database, site

LOGINS = ('admin', 'marketer', 'leader', 'sara', 'omar', 'lina', 'ravi', 'hana')
# from the most a person may do to the least; the first that applies is what they are
ROLES = {
    'base.group_system': "administrator",
    'sales_team.group_sale_manager': "sales leader",
    'sales_team.group_sale_salesman': "salesperson",
    'lead_qualification.group_lead_marketer': "marketer",
}

WHO = """
    SELECT u.login, p.name, array_agg(d.module || '.' || d.name)
      FROM res_users u
      JOIN res_partner p ON p.id = u.partner_id
      JOIN res_groups_users_rel r ON r.uid = u.id
      JOIN ir_model_data d ON d.model = 'res.groups' AND d.res_id = r.gid
     WHERE u.login = ANY(%s) AND u.active
  GROUP BY u.login, p.name
"""


def box(server, name, url):
    """Print the address and, of the demo logins, those that a database of ours has."""
    if not site.is_trial(server, name):
        console.say(f"\nOdoo answers at {url}\n")
        return 0
    found = {row[0]: row for row in database.query(server, name, WHO, [list(LOGINS)])}
    lines = [f"Odoo answers at {url}", "", "Log in with the same word as name and password:"]
    for login in LOGINS:
        if login in found:
            _login, person, groups = found[login]
            role = next((name for group, name in ROLES.items() if group in groups), '')
            lines.append(f"  {login:<10} {person:<20} {role}")
    width = max(map(len, lines))
    console.say('\n'.join(['', '=' * width, *lines, '=' * width, '']))
    return 0
