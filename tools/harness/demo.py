"""The box at the end of ``make run``: where to go, and who may log in."""

from . import console, database

LOGINS = ('admin', 'marketer', 'leader', 'sara', 'omar', 'lina')

WHO = """
    SELECT u.login, p.name, coalesce(string_agg(g.name->>'en_US', ', ' ORDER BY g.id), '')
      FROM res_users u
      JOIN res_partner p ON p.id = u.partner_id
 LEFT JOIN res_groups_users_rel r ON r.uid = u.id
 LEFT JOIN ir_model_data d ON d.model = 'res.groups' AND d.res_id = r.gid
       AND (d.module LIKE 'lead\\_%%' OR d.module = 'sales_team' OR d.name = 'group_system')
 LEFT JOIN res_groups g ON g.id = d.res_id
     WHERE u.login = ANY(%s) AND u.active
  GROUP BY u.login, p.name
"""


def box(server, name, url):
    """Print the address and, of the demo logins, those that this database has."""
    found = {row[0]: row for row in database.query(server, name, WHO, [list(LOGINS)])}
    lines = [f"Odoo answers at {url}", "", "Log in with the same word as name and password:"]
    for login in LOGINS:
        if login in found:
            _login, person, groups = found[login]
            lines.append(f"  {login:<10} {person:<20} {groups}")
    width = max(map(len, lines))
    console.say('\n'.join(['', '=' * width, *lines, '=' * width, '']))
    return 0
