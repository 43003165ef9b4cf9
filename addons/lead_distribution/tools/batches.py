"""Work that collides with that of others waits for them instead of failing, where that is safe.

Crons that work through what is due in batches, each a transaction of its own.
"""

import logging
import time
from contextlib import closing, contextmanager
from datetime import timedelta

from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

# with what a transaction fails that another one was faster than
COLLISIONS = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)

MAX_COLLISIONS = 5


def wait_for_others(env, work):
    """Do ``work``, in turn after those it collides with, and return what it returns.

    Who waited for a lock still sees what was before, so PostgreSQL refuses him, and Odoo would
    pause for seconds before it repeats the request, five times at most. As long as the transaction
    has written nothing, it can begin anew and see what the others did whenever it gets a lock:
    then nobody is refused. ``work`` must therefore read what it decides on after it has locked it.
    A transaction that has written something is left to whoever began it.
    """
    env.flush_all()
    if _has_written(env):
        return work()
    for _collision in range(MAX_COLLISIONS):
        try:
            result = work()
            env.cr.flush()
        except COLLISIONS:
            begin_anew(env)
        else:
            return result
    return work()


def begin_anew(env):
    """Forget the transaction, and see in the next one what others did whenever we get a lock."""
    env.cr.rollback()
    env.cr.execute('SET TRANSACTION ISOLATION LEVEL READ COMMITTED')


def _has_written(env):
    [[number]] = env.execute_query(SQL("SELECT pg_current_xact_id_if_assigned()"))
    return number is not None


_logger = logging.getLogger(__name__)

# seconds after which those that were held are looked at again: mostly by another job, for moments
PAUSES = (0.1, 0.4, 1.5)


def lock_with_leads(records, due):
    """Return those of these records that nobody works on and that are due still.

    A touch or a hand in flight holds its lead: the lead is locked first, as when one is recorded.
    """
    leads = records.lead_id.try_lock_for_update(allow_referencing=True)
    records = records.filtered(lambda record: record.lead_id in leads)
    records = records.try_lock_for_update(allow_referencing=True)
    records.invalidate_recordset()  # what was read before the lock may have changed since
    return records.filtered_domain(due)


def run_batches(cron, model, due, order, work, batch_size=500):
    """Work off the records that are due, and those that were held a moment or a minute later.

    :param cron: the ``ir.cron`` that runs
    :param model: an empty recordset, as whoever may do the work
    :param due: the domain of what is due
    :param work: takes records that may be held by others, and returns those it has done; it
        must read what it decides on after it has locked it
    """
    passed_over, collisions, pauses = [], 0, iter(PAUSES)
    time_left = cron._commit_progress(remaining=model.search_count(due))
    while time_left:
        tried = model.search([*due, ('id', 'not in', passed_over)], order=order, limit=batch_size)
        if not tried:
            pause = next(pauses, None) if passed_over else None
            if pause is None:
                break
            model.env.cr.rollback()  # holds nothing while it waits, and sees what came meanwhile
            time.sleep(pause)
            passed_over = []
            continue
        try:
            done = work(tried)
            model.env.flush_all()
        except COLLISIONS:
            # somebody changed these rows after our snapshot
            begin_anew(model.env)
            collisions += 1
            if collisions <= MAX_COLLISIONS:
                continue
            _logger.warning("%s collided %s times, trying later", cron.name, collisions)
            passed_over += tried.ids
            done = model.browse()
        collisions = 0
        passed_over += (tried - done).ids
        remaining = max(model.search_count(due) - len(passed_over), 0)
        time_left = cron._commit_progress(len(done), remaining=remaining)
    if passed_over:
        cron._trigger(model.env.cr.now() + timedelta(minutes=1))
        cron._commit_progress()


def lock_counters(records, names):
    """Wait until no other transaction changes these counters, and read them anew."""
    if not records:
        return
    records.env.execute_query(
        SQL(
            "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
            SQL.identifier(records._table),
            tuple(records.ids),
        )
    )
    records.invalidate_recordset(names)


@contextmanager
def read_only(env):
    """Have PostgreSQL refuse every write while this lasts, whichever code tries."""
    # closing rolls back to the savepoint, and with it the transaction may write again
    with closing(env.cr.savepoint()):
        env.cr.execute("SET LOCAL transaction_read_only = on")
        yield
