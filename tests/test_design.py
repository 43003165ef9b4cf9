"""What docs/design.md names is there: methods, files and the tests that keep the guarantees."""

import re
from functools import cache

from tools.harness import layout

DESIGN = layout.ROOT / 'docs' / 'design.md'


@cache
def text_of_code():
    folders = ('addons', 'tests', 'tools')
    files = [path for folder in folders for path in (layout.ROOT / folder).rglob('*.py')]
    return '\n'.join(path.read_text() for path in files if path.name != 'test_design.py')


def named(pattern):
    return sorted(set(re.findall(pattern, DESIGN.read_text())))


def missing(words, before=''):
    return [word for word in words if not re.search(rf'{before}\b{word}\b', text_of_code())]


def test_tests_that_the_design_names_exist():
    tests = named(r'`(test_\w+)`')
    assert len(tests) > 50
    assert not missing(tests, 'def ')


def test_methods_that_the_design_names_exist():
    methods = named(r'`(?:[\w.]+\.)?(_\w+)(?:\([^`]*\))?`')
    assert len(methods) > 100
    assert not missing(methods)


def test_files_that_the_design_names_exist():
    files = named(r'`((?:\w+/)+[\w.]+\.\w+)`')
    assert len(files) > 10
    # named from the top, or from an addon or its models
    tops = ('', 'addons/*/', 'addons/*/models/')
    assert not [file for file in files if not any(map(is_there, (top + file for top in tops)))]


def is_there(pattern):
    return any(layout.ROOT.glob(pattern))


def test_every_room_says_what_it_is_for():
    rooms = sorted(layout.ADDONS.glob('*/models/*/__init__.py'))
    assert len(rooms) > 20
    silent = [room for room in rooms if not room.read_text().startswith('"""')]
    assert not silent
    unnamed = [room for room in rooms if f'`{room.parent.name}`' not in DESIGN.read_text()]
    assert not unnamed, "docs/design.md does not say what these rooms own"
