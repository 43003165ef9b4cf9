"""The words of targets and SLAs, without any model."""

from datetime import timedelta

from odoo.fields import Domain

KINDS = [
    ('acceptance', "Acceptance"),
    ('first_response', "First response"),
    ('next_response', "Next response"),
    ('touches', "Touches"),
    ('decision', "Decision"),
]

UNITS = [('minute', "Minutes"), ('hour', "Hours"), ('day', "Days")]

TIME_BASES = [
    ('working', "Working time"),
    ('own', "Working time of the salesperson"),
    ('clock', "Clock time"),
]

MINUTE = timedelta(minutes=1)

MINUTES = {'minute': 1, 'hour': 60, 'day': 24 * 60}

ACCEPTED_MEANINGS = ('accepted', 'qualified')

TICKING_STATES = ('running', 'paused')

OPEN_STATES = (*TICKING_STATES, 'missed')

OPEN = Domain('met_at', '=', False) & Domain('state', 'in', OPEN_STATES)
