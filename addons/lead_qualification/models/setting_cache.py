"""What servers keep of settings, which is never older than the last change."""

import functools
from contextlib import closing

from odoo import tools
from odoo.sql_db import db_connect


class Outdated(Exception):
    """What a transaction has read that may have begun before the last change."""


class setting_cache(tools.ormcache):  # noqa: N801
    """Keep what a method returns, as ``ormcache`` does, until a setting changes.

    A writer empties the cache before he commits. Who asks in between, or later in a transaction
    that began before, reads what was, and ``ormcache`` would keep that until the next change.
    Odoo counts in the database what servers tell each other to forget. That count is part of the
    key, and who does not see it in his transaction gets what he reads and leaves nothing behind.
    """

    def __call__(self, method):
        @functools.wraps(method)
        def read(model, *args, **kwargs):
            value = method(model, *args, **kwargs)
            if not self._sees_last_change(model):
                raise Outdated(value)
            return value

        return super().__call__(read)

    def determine_key(self):
        result = super().determine_key()
        key = self.key
        self.key = lambda model, *args, **kwargs: (
            *key(model, *args, **kwargs),
            model.pool.cache_sequences[self.cache_name],
        )
        return result

    def lookup(self, *args, **kwargs):
        try:
            return super().lookup(*args, **kwargs)
        except Outdated as outdated:
            [value] = outdated.args
            return value

    def _sees_last_change(self, model):
        """Tell whether the transaction sees all changes that this server knows of."""
        known = model.pool.cache_sequences[self.cache_name]
        verdicts = model.env.cr.precommit.data.setdefault('setting_cache', {})
        if (self.cache_name, known) not in verdicts:
            verdicts[self.cache_name, known] = self._sees(model, known)
        return verdicts[self.cache_name, known]

    def _sees(self, model, known):
        """Tell whether the transaction sees the changes up to this one.

        A change is told once it is committed, so who sees the count sees the change. The count
        that this server knows may be ahead where nothing was told: then all that are committed
        decide.
        """
        seen = self._count(model, model.env.cr)
        if seen >= known:
            return True
        # not from a copy of the database, which may be behind
        with closing(db_connect(model.pool.db_name).cursor()) as cr:
            return seen >= self._count(model, cr)

    def _count(self, model, cr):
        _registry, caches = model.pool.get_sequences(cr)
        return caches[self.cache_name]
