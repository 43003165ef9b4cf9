import inspect


class ContractCase:
    """Mixin: what our code relies on in Odoo beyond what Odoo publishes (docs/design.md).

    ``CONTRACT`` has a row per method: model, method, the parameters we were written for, and what
    breaks when they change.
    """

    CONTRACT = ()

    def odoos_method(self, model, name):
        """Return the method of a model as Odoo's own addons define it, the last override first."""
        for definition in type(self.env[model]).mro():
            method = vars(definition).get(name)
            if method and not definition.__module__.startswith('odoo.addons.lead_'):
                return method
        return None

    def test_parameters_are_those_we_were_written_for(self):
        for model, name, expected, breaks in self.CONTRACT:
            with self.subTest(method=f'{model}.{name}'):
                method = self.odoos_method(model, name)
                self.assertTrue(method, f"Odoo has no {model}.{name} any more. {breaks}")
                _self, *taken = inspect.signature(method).parameters
                self.assertEqual(
                    ' '.join(taken), expected, f"Odoo has changed {model}.{name}. {breaks}"
                )
