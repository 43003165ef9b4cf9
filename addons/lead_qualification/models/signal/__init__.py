"""Signals: behaviour that shows or denies interest, from Odoo's events, other apps and outside.

All go through ``lead.signal._record``; an event counts once, by unique indexes on its reference
and on its source record. Points and half-life are frozen with the signal.
"""

from . import (
    lead_signal,
    lead_signal_api,
    lead_signal_type,
    crm_lead,
    mail_activity,
    mail_thread,
)
