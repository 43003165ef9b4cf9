from odoo import api, models, sql_db
from odoo.addons.bus.models.bus import ODOO_NOTIFY_FUNCTION, get_notify_payloads
from odoo.addons.lead_qualification.models.bulk import insert_rows
from odoo.tools import SQL, OrderedSet

from .plain_rows import is_plain

CHANNELS = 'bus.bus.channels'


class BusBus(models.Model):
    """Web clients are woken over a connection that a process keeps.

    Odoo opens a connection for every transaction that tells web clients something, and closes it:
    that takes as long as a quarter of a claim.
    """

    _inherit = 'bus.bus'

    @api.model_create_multi
    def create(self, vals_list):
        """Insert notifications as rows, which is all they are."""
        return insert_rows(self, vals_list) if is_plain(self) else super().create(vals_list)

    def _ensure_hooks(self):
        postcommit = self.env.cr.postcommit
        if CHANNELS not in postcommit.data:
            # Odoo wakes nobody itself in a transaction that has channels already
            postcommit.data[CHANNELS] = OrderedSet()
            postcommit.add(lambda: _wake(postcommit.data.pop(CHANNELS)))
        return super()._ensure_hooks()


def _wake(channels):
    with _kept_connection().cursor() as cr:
        for payload in get_notify_payloads(list(channels)):
            cr.execute(SQL("SELECT %s('imbus', %s)", SQL.identifier(ODOO_NOTIFY_FUNCTION), payload))


def _kept_connection():
    """Return the database where web clients are woken, with connections that stay in Odoo's pool.

    Odoo's pool throws away connections to a database of the name ``postgres``. By another name it
    looks after them as after all others: when they idle, are lost, or the process forks.
    """
    _name, info = sql_db.connection_info_for('postgres')
    return sql_db.Connection(sql_db._Pool, 'imbus', info)
