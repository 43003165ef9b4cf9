from contextlib import contextmanager
from unittest.mock import patch

from odoo.fields import Command

from .common_presence import PresenceCase


class PoolCase(PresenceCase):
    """Base case: teams whose members can be in pools, and the crons of pools.

    North   rep_a
    South   rep_b
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls.make_team("North", cls.rep_a)
        cls.south = cls.make_team("South", cls.rep_b)

    @classmethod
    def make_team(cls, name, members):
        return cls.env['crm.team'].create(
            {'name': name, 'member_ids': [Command.set(members.ids)], 'company_id': False}
        )

    @classmethod
    def make_shotgun(cls, segments, **vals):
        """Return a shotgun pool; ``segments`` are ``(name, domain, team, further values)``."""
        commands = [
            Command.create(
                {'name': name, 'domain': domain, 'team_ids': [Command.set(team.ids)], **more}
            )
            for name, domain, team, more in segments
        ]
        return cls.make_pool('shotgun', cls.env['res.users'], segment_ids=commands, **vals)

    def make_steps(self, pool, *steps):
        """Give a pool steps, each ``(minutes, action, further values)``."""
        pool.step_ids = [
            Command.create({'after_minutes': minutes, 'action': action, 'sequence': n, **vals})
            for n, (minutes, action, vals) in enumerate(steps)
        ]
        return pool.step_ids

    def run_pools(self, moment):
        """Run the crons of pools at ``moment``, as the server does."""
        self.env.flush_all()
        for name in ('pool_steps', 'return_claims'):
            cron = self.env.ref(f'lead_distribution.ir_cron_{name}')
            with self.at(moment), self.enter_registry_test_mode():
                cron.method_direct_trigger()
        self.env.invalidate_all()

    def claim_at(self, moment, lead, rep=None):
        with self.at(moment):
            lead.with_user(rep or self.rep_a).action_claim()
            self.env.flush_all()

    @contextmanager
    def events(self):
        """Yield a list that fills with what the hooks are told: ``(event, leads)``."""
        seen = []
        model = type(self.env['crm.lead'])
        after_pooled, after_unpooled = model._after_pooled, model._after_unpooled

        def pooled(leads, event):
            seen.append((event, set(leads.ids)))
            return after_pooled(leads, event)

        def unpooled(leads):
            seen.append(('left', set(leads.ids)))
            return after_unpooled(leads)

        with (
            patch.object(model, '_after_pooled', pooled),
            patch.object(model, '_after_unpooled', unpooled),
        ):
            yield seen

    def kinds(self, lead):
        """Return what the log of the pools says of a lead, in the order it happened."""
        return lead.pool_log_ids.sorted('id').mapped('kind')
