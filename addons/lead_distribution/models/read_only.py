from contextlib import closing, contextmanager


@contextmanager
def read_only(env):
    """Have PostgreSQL refuse every write while this lasts, whichever code tries."""
    # closing rolls back to the savepoint, and with it the transaction may write again
    with closing(env.cr.savepoint()):
        env.cr.execute("SET LOCAL transaction_read_only = on")
        yield
