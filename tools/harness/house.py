"""The rules of the house, as lint: one write path per model and addon, rooms, nothing private.

Record rules that a company has changed are left alone by updates.
"""

import ast
import re
from collections import defaultdict
from xml.etree import ElementTree

from . import addons, console, layout, odoo_source

LARGEST_ROOM = 18
FOLDERS = ('models', 'wizard', 'report')
# steps of a write that must be told in one place, or their order depends on imports
LADDERS = re.compile(r'(create|write|unlink|_protected_fields|_merge_\w+|_after_\w+)$')
RAW = re.compile(r'INSERT INTO (?:mail_|bus_bus)|\(tools\.ormcache\)|\bpostcommit\.data\[')
# where Odoo keeps what addons are not to touch
INSIDES = ('orm/*.py', 'sql_db.py', 'http.py', 'service/*.py', 'addons/bus/models/*.py')
# what Odoo itself shows to addons, in its documentation or as attributes of every model
PUBLISHED = {
    *('_', '_abstract', '_fields', '_ids', '_log_access', '_name', '_origin', '_table'),
    *('_transient', '_compute_display_name', '_description_selection', '_description_string'),
    *('_field_to_sql', '_has_cycle', '_sendone', '_translate'),
}
# names of ours that Odoo's insides happen to use as well
OURS = {
    *('_check_domain', '_close', '_closed', '_convert', '_definition', '_lock', '_log'),
    *('_record', '_values'),
}


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
    """Find uses of what Odoo does not publish, and docs/design.md does not name."""
    private = insides_of_odoo() - leaned_on() - PUBLISHED - OURS
    for _addon, path in sources('*'):
        text = path.read_text()
        lines = {
            (number, found[0])
            for number, line in enumerate(text.splitlines(), 1)
            if (found := RAW.search(line))
        }
        for node in ast.walk(ast.parse(text)):
            name = getattr(node, 'attr', None) or getattr(node, 'name', None)
            if isinstance(node, (ast.Attribute, ast.FunctionDef)) and name in private:
                lines.add((node.lineno, name))
        for number, name in sorted(lines):
            yield (
                f"{path.relative_to(layout.ROOT)}:{number}: {name} is private to Odoo; "
                "see docs/design.md, what we lean on"
            )


def insides_of_odoo():
    """Return the underscored names of methods and attributes that Odoo's insides define."""
    names = set()
    for pattern in INSIDES:
        for path in (odoo_source.root() / 'odoo').glob(pattern):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef):
                    names.add(node.name)
                elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                    names.add(node.attr)
                elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                    names.add(node.target.id)
    return {name for name in names if re.match(r'_(?!_)', name)}


def leaned_on():
    """Return the names that docs/design.md says we override or call, and why."""
    text = (layout.ROOT / 'docs' / 'design.md').read_text()
    section = text.partition('## What we lean on in Odoo')[2].partition('\n## ')[0]
    return set(re.findall(r'\b_\w+', ' '.join(re.findall('`([^`]+)`', section))))


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
