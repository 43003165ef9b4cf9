"""Measure an operation inside Odoo, its commit included."""

import gc
import time


class Stopwatch:
    """Time and queries of what happens inside ``with``, up to and including the commit."""

    def __init__(self, env):
        self.env = env

    def __enter__(self):
        self.env.cr.commit()
        self.env.invalidate_all()
        gc.collect()
        self.queries = self.env.cr.sql_log_count
        self.started = time.perf_counter()
        return self

    def __exit__(self, *_error):
        self.env.flush_all()
        self.env.cr.commit()
        self.seconds = time.perf_counter() - self.started
        self.queries = self.env.cr.sql_log_count - self.queries
