"""What Odoo's data services tell about a company, read without a database.

Their answers differ: employees are ``314``, ``3.14`` or ``'51-200'``; revenue is ``1000000``,
``'10M USD'`` or ``'$10M-$50M'``. Of a range the lower end counts, which is certain.
"""

import math
import re

NUMBER = re.compile(r'(\d[\d.,]*)\s*(?:(k|thousand|mn?|mio|million|bn?|billion)\b)?', re.IGNORECASE)
FACTORS = {'k': 1e3, 't': 1e3, 'm': 1e6, 'b': 1e9}
CURRENCY_CODE = re.compile(r'\b[A-Z]{3}\b')
SYMBOLS = {'€': 'EUR', '£': 'GBP', '¥': 'JPY', '₹': 'INR'}
# the most telling first
INDUSTRY_KEYS = ('industry', 'sub_industry', 'industry_group', 'sector', 'sector_primary')
MAX_EMPLOYEES = 2**31 - 1


def employees(data):
    """Return the number of employees, or 0 where the answer says nothing usable."""
    count = round(first_number(data.get('employees')))
    return count if 0 < count <= MAX_EMPLOYEES else 0


def revenue(data):
    """Return ``(amount, currency code)`` of the annual revenue; 0 where it is not told."""
    for key in ('annual_revenue', 'estimated_annual_revenue'):
        amount = first_number(data.get(key))
        if amount > 0:
            return amount, currency_code(data[key])
    return 0.0, 'USD'


def industry_names(data):
    """Return what the answer calls the company's industry, the most telling name first."""
    names = (data.get(key) for key in INDUSTRY_KEYS)
    return [name.strip() for name in names if isinstance(name, str) and name.strip()]


def first_number(value):
    if isinstance(value, str):
        return first_number_of(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return 0.0
    return float(value)


def first_number_of(text):
    """Return the first number of a text; "10-50M" means 10 million."""
    found = NUMBER.findall(text)
    if not found:
        return 0.0
    digits, unit = found[0]
    unit = unit or next((unit for _digits, unit in found if unit), '')
    return plain_number(digits) * FACTORS.get(unit[:1].lower(), 1)


def plain_number(digits):
    digits = digits.rstrip('.,').replace(',', '')
    whole, *parts = digits.split('.')
    if len(parts) > 1:  # 1.000.000
        return float(whole + ''.join(parts))
    return float(digits)


def currency_code(value):
    """Return the currency a revenue is in: US dollars unless it says otherwise."""
    if not isinstance(value, str):
        return 'USD'
    if code := CURRENCY_CODE.search(value):
        return code.group()
    return next((code for symbol, code in SYMBOLS.items() if symbol in value), 'USD')
