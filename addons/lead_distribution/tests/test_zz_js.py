import logging
import re
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import HttpCase, tagged

OURS = ("lead_distribution",)
PAGE = '/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={}'
SUMMARY = re.compile(r'\[HOOT\] Passed (\d+) tests')


def suite_id(name):
    """Compute the id that hoot gives to a suite: a 32-bit hash of its name."""
    value = 0
    for character in name:
        value = (value * 31 + ord(character)) & 0xFFFFFFFF
    return f'{value:08x}'


def unit_files(module):
    path = get_module_path(module, display_warning=False)
    return sorted(Path(path).glob('static/tests/**/*.test.js')) if path else []


def count_tests(file):
    return len(re.findall(r'^\s*test(?:\.\w+\(.*\))*\(', file.read_text(), re.MULTILINE))


class Messages(logging.Handler):
    """Keep what the browser says."""

    def __init__(self):
        super().__init__()
        self.texts = []

    def emit(self, record):
        self.texts.append(record.getMessage())


@tagged('post_install', '-at_install')
class TestJsUnits(HttpCase):
    """Run the JavaScript unit tests of each of our addons that has some."""

    def test_suite_id_is_the_one_hoot_computes(self):
        self.assertEqual(suite_id('@web/core'), 'e39ce9ba')

    def test_suites(self):
        for module in filter(unit_files, OURS):
            with self.subTest(module=module):
                self.assertEqual(self.run_suite(module), sum(map(count_tests, unit_files(module))))

    def run_suite(self, module):
        """Run one addon's suites and count the tests: an id that matches nothing runs them all."""
        messages = Messages()
        browser = self._logger.getChild('browser')
        browser.setLevel(logging.DEBUG); browser.addHandler(messages)
        self.addCleanup(browser.removeHandler, messages)
        try:
            self.browser_js(
                PAGE.format(suite_id(f'@{module}')),
                '',
                '',
                login='admin',
                timeout=300,
                success_signal='[HOOT] Test suite succeeded',
                error_checker=lambda message: '[HOOT]' not in message,
            )
        except AssertionError as error:
            self.fail('\n'.join([str(error), *messages.texts]))
        counts = [int(count) for text in messages.texts for count in SUMMARY.findall(text)]
        self.assertEqual(len(counts), 1, messages.texts)
        return counts[0]
