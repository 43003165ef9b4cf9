"""A number in words, by its unit."""

from odoo.tools.misc import formatLang


def value_text(env, value, unit, currency):
    """Return a number with its unit, as people of this language write it."""
    if unit == 'money':
        return formatLang(env, value, currency_obj=currency)
    digits = 0 if unit == 'number' else 1
    number = formatLang(env, value, digits=digits)
    if unit == 'percent':
        return env._("%(number)s %%", number=number)
    if unit == 'hours':
        return env._("%(number)s h", number=number)
    if unit == 'days':
        return env._("%(number)s days", number=number)
    return number


def unit_text(env, unit, currency):
    """Return what stands behind a number that people enter."""
    if unit == 'money':
        return currency.symbol
    return {'percent': "%", 'hours': env._("hours"), 'days': env._("days")}.get(unit, "")
