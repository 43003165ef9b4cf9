"""The rules of the house, as lint: one write path per model and addon, rooms, nothing private.

Record rules that a company has changed are left alone by updates.
"""

import ast
import re
from collections import defaultdict
from xml.etree import ElementTree

from . import addons, console, layout

LARGEST_ROOM = 18
FOLDERS = ('models', 'wizard', 'report')
# steps of a write that must be told in one place, or their order depends on imports
LADDERS = re.compile(r'(create|write|unlink|_protected_fields|_merge_\w+|_after_\w+)$')
PRIVATE = re.compile(
    r'_insert_cache|\._get_cache\b|\._cache\b|_field_dirty|sql_db\._Pool|\(tools\.ormcache\)'
    r'|\bpostcommit\.data\[|_read_group_orderby|_order_field_to_sql|INSERT INTO (?:mail_|bus_bus)'
)


def check():
    """Print what breaks a rule; return how much does."""
    found = [*second_ladders(), *crowded_rooms(), *private_names(), *rules_to_overwrite()]
    for problem in found:
        console.say(problem)
    return len(found)


def second_ladders():
    """Find methods of one model that an addon overrides more than once."""
    places = defaultdict(list)
    for addon, path in sources():
        for node in ast.parse(path.read_text()).body:
            model = isinstance(node, ast.ClassDef) and model_of(node)
            for method in methods_of(node) if model else ():
                if LADDERS.match(method.name):
                    where = f'{path.relative_to(layout.ROOT)}:{method.lineno}'
                    places[addon, model, method.name].append(where)
    for (addon, model, method), where in sorted(places.items()):
        if len(where) > 1:
            yield f"{addon}: {model}.{method} stands in {', '.join(where)}: make it one ladder"


def model_of(node):
    """Return the name of the model that a class makes or extends."""
    said = {
        target.id: ast.literal_eval(item.value)
        for item in node.body
        if isinstance(item, ast.Assign)
        for target in item.targets
        if isinstance(target, ast.Name) and target.id in ('_name', '_inherit')
    }
    name = said.get('_name') or said.get('_inherit')
    return name if isinstance(name, str) or not name else name[0]


def methods_of(node):
    return [item for item in node.body if isinstance(item, ast.FunctionDef)]


def crowded_rooms():
    for name in addons.ours():
        for folder in sorted((layout.ADDONS / name / 'models').rglob('')):
            files = [path for path in folder.glob('*.py') if path.name != '__init__.py']
            if len(files) > LARGEST_ROOM:
                yield (
                    f"{folder.relative_to(layout.ROOT)}: {len(files)} files in one room, at most"
                    f" {LARGEST_ROOM} are found at a glance"
                )


def private_names():
    """Find uses of what Odoo does not publish."""
    for _addon, path in sources('*'):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if found := PRIVATE.search(line):
                yield (
                    f"{path.relative_to(layout.ROOT)}:{number}: {found[0]} is private to Odoo; "
                    "see docs/design.md, what we lean on"
                )


def rules_to_overwrite():
    """Find record rules that an update would set back to ours."""
    for name in addons.ours():
        for path in sorted((layout.ADDONS / name).rglob('*.xml')):
            root = ElementTree.parse(path).getroot()
            if root.get('noupdate') != '1':
                kept = {record for part in root.iterfind('data[@noupdate="1"]') for record in part}
                for record in set(root.iterfind('.//record[@model="ir.rule"]')) - kept:
                    yield (
                        f"{path.relative_to(layout.ROOT)}: {record.get('id')}: record rules"
                        ' stand in a file with noupdate="1"'
                    )


def sources(folders=FOLDERS):
    """Give ``(addon, path)`` of the Python files of our addons, tests aside."""
    for name in addons.ours():
        for path in sorted((layout.ADDONS / name).rglob('*.py')):
            inside = path.relative_to(layout.ADDONS / name).parts
            if inside[0] != 'tests' and (folders == '*' or inside[0] in folders):
                yield name, path
