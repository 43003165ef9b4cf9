"""Notice when the schema or data of an addon changed after its release, and nobody said so."""

import ast
import json
from collections import defaultdict
from xml.etree import ElementTree

from . import addons, console, house, layout

RECORD = layout.TOOLS / 'release.json'
CHANGELOG = layout.ROOT / 'CHANGELOG.md'
OBJECTS = ('Constraint', 'Index', 'UniqueIndex')
# what a field says that the database keeps; labels, help and the like are screens
STORED = frozenset(
    [
        *('comodel_name', 'relation', 'column1', 'column2'),
        *('company_dependent', 'digits', 'size', 'translate', 'selection', 'selection_add'),
        *('index', 'ondelete', 'related', 'required'),
    ]
)
NAMED = {
    'Many2many': ('comodel_name', 'relation', 'column1', 'column2'),
    'Many2one': ('comodel_name',),
    'Selection': ('selection',),
}


def check():
    """Print what a new release lacks; return how much that is."""
    released, now, changelog = read(), states(), CHANGELOG.read_text()
    found = [
        problem
        for name in now
        for problem in problems(name, now[name], released.get(name, now[name]), changelog)
    ]
    for problem in found:
        console.say(problem)
    return len(found)


def record():
    """Keep what each addon is now as its release, unless that lacks something."""
    if check():
        return 1
    RECORD.write_text(json.dumps(states(), indent=2) + '\n')
    return 0


def read():
    return json.loads(RECORD.read_text()) if RECORD.exists() else {}


def states():
    """Return ``{addon: {'version', 'schema', 'data'}}`` of what is in the files."""
    lines = schema()
    return {
        name: {
            'version': addons.manifest(name)['version'],
            'schema': layout.fingerprint(*sorted(lines[name])),
            'data': layout.fingerprint(*data(name)),
        }
        for name in addons.ours()
    }


def problems(name, now, released, changelog):
    """Say what an addon lacks that is no longer as it was released."""
    version = now['version']
    if version not in changelog:
        yield f"{name}: CHANGELOG.md does not mention version {version}"
    changed = [part for part in ('schema', 'data') if now[part] != released[part]]
    if number(version) < number(released['version']):
        yield f"{name}: version {version} is lower than {released['version']}, which is released"
    elif changed and version == released['version']:
        yield (
            f"{name}: {' and '.join(changed)} changed since {version} was released: raise the"
            " version, add a migration and an entry in CHANGELOG.md"
        )
    elif changed and not any(layout.ADDONS.glob(f'{name}/migrations/{version}/*-*.py')):
        yield (
            f"{name}: {' and '.join(changed)} changed, and migrations/{version} has no script;"
            " one that has nothing to do says why"
        )


def number(version):
    return [int(part) for part in version.split('.')]


def schema():
    """Return ``{addon: lines}``, the stored side of all fields, constraints and indexes."""
    models = list(classes())
    screens = {model for _addon, model, node, _constants in models if is_screen(node)}
    lines = defaultdict(list)
    for addon, model, node, constants in models:
        for target, value in assignments(node) if model not in screens else ():
            if is_stored(value):
                lines[addon].append(f'{model}.{target} = {definition(value, constants)}')
    return lines


def classes():
    """Give ``(addon, model, class, constants)`` of all models of ours, wherever they stand."""
    for addon, path in house.sources():
        tree = ast.parse(path.read_text())
        constants = dict(assignments(tree))
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                yield addon, house.model_of(node), node, constants


def assignments(node):
    """Give ``(name, value)`` of what is assigned directly inside a module or class."""
    for item in node.body:
        if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            yield item.targets[0].id, item.value


def is_screen(node):
    """Tell whether a model keeps nothing: a wizard, or a query seen as a model."""
    said = {name: ast.unparse(value) for name, value in assignments(node)}
    is_wizard = any('TransientModel' in ast.unparse(base) for base in node.bases)
    return is_wizard or said.get('_auto') == 'False'


def is_stored(value):
    """Tell whether a value is an object of a table, or a field with a column or relation."""
    if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
        return False
    package, kind = ast.unparse(value.func.value), value.func.attr
    if package == 'models':
        return kind in OBJECTS
    words = {word.arg: ast.unparse(word.value) for word in value.keywords}
    stored = words.get('store', str(not {'compute', 'related'} & set(words)))
    return package == 'fields' and kind != 'One2many' and stored == 'True'


def definition(call, constants):
    """Write a field or a table object as the database would tell it from another."""
    kind = call.func.attr
    if kind in OBJECTS:
        return f'{kind}({resolved(call.args[0], constants)})'
    said = dict(zip(NAMED.get(kind, ()), call.args, strict=False))
    said.update((word.arg, word.value) for word in call.keywords if word.arg in STORED)
    for word in {'selection', 'selection_add'} & set(said):
        said[word] = keys(said[word], constants)
    words = [f'{word}={resolved(said[word], constants)}' for word in sorted(said)]
    return f'{kind}({", ".join(words)})'


def keys(choices, constants):
    """Return the choices without their labels, if they are listed here."""
    choices = constants.get(choices.id, choices) if isinstance(choices, ast.Name) else choices
    if not isinstance(choices, ast.List):
        return choices
    return ast.List([choice.elts[0] for choice in choices.elts if isinstance(choice, ast.Tuple)])


def resolved(value, constants):
    """Write an expression, and what the constants of its module in it stand for."""
    names = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
    meant = [ast.unparse(constants[name]) for name in sorted(names & set(constants))]
    return ' '.join([ast.unparse(value), *meant])


def data(name):
    """Give what an addon writes into a database beside its screens."""
    folder = layout.ADDONS / name
    for listed in sorted(addons.manifest(name).get('data', ())):
        if listed.startswith(('data/', 'security/')):
            yield listed
            yield content(folder / listed)


def content(path):
    """Return what a data file says, without its comments and how it is indented."""
    if path.suffix == '.xml':
        return ElementTree.canonicalize(from_file=path, strip_text=True)
    return path.read_text()
