"""Touches: contact attempts, recognized in what people do in Odoo anyway.

Activities of a type that counts as contact, messages to somebody outside, meetings once they are
over and calls that are logged. Not internal notes, mailings, templates and posts of crons and
automation rules, automatic replies, or what is done by or for OdooBot, portal and archived users.
The number of a touch on its lead is counted by an hourly job; a touch that comes late empties it
again.
"""

from . import (
    lead_touch,
    lead_touch_attempt,
    crm_lead,
    calendar_event,
)
