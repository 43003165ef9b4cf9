"""Every public method of ours answers whatever it is called with by a result or a sentence.

Left out is what Odoo's own generic layer answers in its own way, whoever the addon is by:
a wrong number of arguments, several records where one is expected (``ensure_one``), ids that are
no whole numbers where the method is none of docs/api.md, and overrides of methods that Odoo
publishes (``write``, ``create``, ``message_post`` …), which take what Odoo takes. The numbers
behind each call come from FUZZ_SEED; FUZZ_CALLS says how many calls there are per method and user.
"""

import inspect
import os
import random
import re
from pathlib import Path

from odoo.addons.lead_distribution.tests.common_pool import PoolCase
from odoo.exceptions import AccessDenied, UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

SEED = int(os.environ.get('FUZZ_SEED', '14'))
CALLS = int(os.environ.get('FUZZ_CALLS', '5'))
API = {'record_signals', 'action_pass_to_sales', 'action_reject', 'action_claim', 'get_data'}
OURS = 'odoo.addons.lead_'
QUIET = ('odoo.sql_db', 'odoo.addons.base.models.ir_rule', 'odoo.addons.base.models.ir_model')
JUNK = (
    *(None, False, True, 0, -1, 1, 7, 2**31, 2**70, 1.5, float('nan'), float('inf')),
    *("", " ", "text", "a\0b", "\ud800", "2026-03-02", "9999-99-99", "1", "x" * 5000, "%s%d{0}"),
    *([], [1], ["x"], [[1]], [None], [{}], {}, {'a': 1}, {'team_ids': "x"}, {'period': []}),
)
KEY = re.compile(r"context\.get\('(\w+)'|'(\w+)' in self\.env\.context")
# what Odoo itself reads, and answers in its own way
OF_ODOO = {'tz', 'lang', 'tracking_disable', 'install_mode'}


class Undo(Exception):
    pass


def is_ours(cls):
    return cls.__module__.startswith(OURS) and '.tests.' not in cls.__module__


def public_methods(model):
    """Return the names of the public methods that only our addons define on a model."""
    ours, theirs = set(), set()
    for cls in type(model).__mro__:
        names = {name for name, value in vars(cls).items() if inspect.isfunction(value)}
        if is_ours(cls):
            ours |= names
        elif not getattr(cls, 'pool', None):  # the class of the registry has no method of its own
            theirs |= names
    return sorted(name for name in ours - theirs if not name.startswith('_'))


def context_keys():
    """Return the keys of the context that our code reads."""
    addons = Path(__file__).parents[2]
    found = set()
    for path in addons.glob('lead_*/[mwr]*/**/*.py'):
        for match in KEY.finditer(path.read_text()):
            found |= set(filter(None, match.groups()))
    return sorted(key for key in found - OF_ODOO if not key.startswith('default_'))


@tagged('post_install', '-at_install')
class TestFuzz(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = [
            cls.rep_a,
            cls.marketer,
            new_test_user(cls.env, 'fuzz_portal', 'base.group_portal'),
            new_test_user(cls.env, 'fuzz_plain', 'base.group_user'),
            cls.env.ref('base.public_user'),
        ]
        cls.make_pool('cherry_pick')
        cls.make_leads(3, user_id=cls.rep_a.id)
        cls.keys = context_keys()

    def test_there_is_something_to_call(self):
        self.assertIn('record_signals', public_methods(self.env['lead.signal']))
        self.assertIn('action_claim', public_methods(self.env['crm.lead']))
        self.assertNotIn('write', public_methods(self.env['crm.lead']))
        self.assertIn('lead_kpis', self.keys)

    def test_public_methods_answer_with_a_sentence(self):
        dice, faults, count = random.Random(SEED), [], 0
        for name in sorted(self.env.registry):
            for method in public_methods(self.env[name]):
                for user in self.users:
                    for _number in range(CALLS * (4 if method in API else 1)):
                        count += 1
                        faults += self.fault(dice, self.env[name].with_user(user), method)
        self.assertGreater(count, 1000)
        self.assertFalse(faults, "\n".join([f"{len(faults)} of {count}", *faults]))

    def test_documented_calls_with_almost_right_values(self):
        faults = []
        signals = self.env['lead.signal'].with_user(self.rep_a)
        code = self.env['lead.signal.type'].search([], limit=1).code
        right = {'lead': self.lead.id, 'type': code, 'external_ref': "ref-1", 'note': "Seen"}
        for key in (*right, 'email', 'date', 'points'):
            for value in JUNK:
                entry = {**right, key: value}
                faults += self.call(signals, 'record_signals', [[entry]], {})
        leads = self.env['crm.lead'].with_user(self.rep_a)
        reason = self.reason('rejected').id
        for value in JUNK:
            for kwargs in ({'message': value}, {'override_reason': value}):
                faults += self.call(leads, 'action_pass_to_sales', [self.lead.ids], kwargs)
            for kwargs in ({'reason_id': reason, 'note': value}, {'reason_id': value}):
                passed = self.make_leads(1, user_id=self.rep_a.id)
                passed._change_status(self.status('passed'))
                faults += self.call(leads, 'action_reject', [passed.ids], kwargs)
        self.assertFalse(faults, "\n".join(faults))

    def test_digest_without_dates(self):
        digest = self.env['digest.digest'].search([], limit=1).with_user(self.leader)
        names = [name for name in digest._fields if re.match(r'kpi_lead_\w+_value', name)]
        for dates in ({}, dict.fromkeys(('start_datetime', 'end_datetime'), False)):
            kwargs = {'context': dates}
            self.assertFalse(self.call(digest, 'read', [digest.ids, names], kwargs))

    def fault(self, dice, model, method):
        """Call a method with what the dice say; return what was no answer, as a list of texts."""
        function = getattr(type(model), method)
        takes = [*inspect.signature(function).parameters.values()][1:]
        args = [] if getattr(function, '_api_model', False) else [self.ids(dice, model, method)]
        args += [dice.choice(JUNK) for one in takes if one.kind is one.POSITIONAL_OR_KEYWORD]
        kwargs = {}
        if dice.random() < 0.4:
            kwargs['context'] = {dice.choice(self.keys): dice.choice(JUNK) for _key in range(3)}
        return self.call(model, method, args, kwargs)

    def ids(self, dice, model, method):
        if model._abstract:
            return []  # it has no records
        ids = model.sudo().search([], limit=5).ids
        some = [[], [2**31 - 1], ids[:1], ids[:1], ids * 2, [*ids[:1], 2**31 - 1]]
        wrong = [["x"], [0], [-1], [2**31], [1.5], [True], [*ids[:1], "x"]]
        return dice.choice(some + wrong * (model._name == 'crm.lead' and method in API))

    def call(self, model, method, args, kwargs):
        shown = (
            f"{model._name}.{method}(*{args!a:.200}, **{kwargs!a:.200}) by {model.env.user.login}"
        )
        try:
            with mute_logger(*QUIET), self.env.cr.savepoint():
                get_public_method(model, method)
                call_kw(model, method, args, kwargs)
                model.env.flush_all()
                raise Undo
        except Undo:
            return []
        except (UserError, AccessDenied) as error:
            return [] if str(error).strip() else [f"{shown}: no sentence"]
        except Exception as error:  # whatever it is, it would be a 500
            if str(error).startswith("Expected singleton"):
                return []
            return [f"{shown}: {type(error).__name__}: {error!a:.150}"]
        finally:
            self.env.invalidate_all(flush=False)
