from datetime import timedelta

from .common import LeadQualificationCase


class LeadSignalCase(LeadQualificationCase):
    """Base case: signals of a type of its own, worth 40 points and half of it after ten days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.webinar = cls.env['lead.signal.type'].create(
            {'name': "Webinar", 'code': 'webinar', 'points': 40, 'half_life_days': 10}
        )
        cls.Signal = cls.env['lead.signal']

    @classmethod
    def entry(cls, **vals):
        """Return one entry for ``record_signals``, for the lead of the case."""
        return {'lead': cls.lead.id, 'type': 'webinar', 'external_ref': 'ref-1', **vals}

    @classmethod
    def signal(cls, lead, points=40, days=0, half_life_days=10, signal_type=None):
        """Record a signal of ``days`` ago, as Odoo's own events are."""
        signal_type = signal_type or cls.webinar
        return cls.Signal._record(
            [
                signal_type._prepare_signal(
                    lead,
                    points=points,
                    half_life_days=half_life_days,
                    date=cls.ago(days),
                )
            ]
        )

    @classmethod
    def ago(cls, days):
        return cls.env.cr.now() - timedelta(days=days)
