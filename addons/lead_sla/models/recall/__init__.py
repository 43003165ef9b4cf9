"""Recall: the share a customer still remembers, by the forgetting curve since the last contact.

``forgetting.py`` and ``forgetting.js`` are the formula on both sides. What lies in the past when a
curve is switched on is listed without a reminder, so that switching on floods nobody.
"""

from . import (
    crm_lead,
    forgetting,
)
