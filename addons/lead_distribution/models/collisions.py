"""Work that collides with that of others waits for them instead of failing, where that is safe."""

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
