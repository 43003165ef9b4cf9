"""Crons that work through what is due in batches, each a transaction of its own."""

import logging
import time
from datetime import timedelta

from .collisions import COLLISIONS, MAX_COLLISIONS, begin_anew

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
