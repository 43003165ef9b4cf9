"""``make i18n``: the terms of each addon, and whether every one of them is in Arabic."""

import re
import tempfile
from pathlib import Path

import polib

from . import addons, console, layout, odoo_run, postgres, suite, templates

PLACEHOLDER = re.compile(r'%(?:\(\w+\))?[sdfr]|\{\{.*?\}\}|\$\{.*?\}')

EXPORT = """
from odoo.tools.translate import trans_export
for module, path in {targets!r}:
    with open(path, 'wb') as file:
        trans_export(False, [module], file, 'po', env)
"""


def update():
    """Export the terms anew and merge them into the Arabic file, keeping what is translated."""
    with tempfile.TemporaryDirectory() as folder:
        for module, fresh in export(postgres.server('test'), Path(folder)).items():
            write(module, fresh)
    return 0


def export(server, folder):
    """Export each addon's terms from a database that has it, and parse them."""
    targets = {name: str(folder / f'{name}.pot') for name in addons.ours()}
    export_from(server, (), [(name, targets[name]) for name in addons.main()])
    if addons.glue():
        export_from(server, addons.apps(), [(name, targets[name]) for name in addons.glue()])
    return {module: polib.pofile(path) for module, path in targets.items()}


def export_from(server, apps, targets):
    with suite.working_copy(server, templates.ours(server, apps), 'i18n') as name:
        conf = odoo_run.write_conf(name)
        done = odoo_run.shell(server, conf, EXPORT.format(targets=targets), capture_output=True)
    if done.returncode:
        raise console.Problem(f"The terms could not be exported: {done.stderr[-2000:]}")


def write(module, fresh):
    template, arabic = files(module)
    template.parent.mkdir(exist_ok=True)
    if not template.exists() or terms(polib.pofile(str(template))) != terms(fresh):
        fresh.save(str(template))
    po = polib.pofile(str(arabic)) if arabic.exists() else polib.POFile()
    po.metadata = {**fresh.metadata, **po.metadata, 'Language': 'ar'}
    po.merge(fresh)
    for obsolete in po.obsolete_entries():
        po.remove(obsolete)
    po.sort()
    po.save(str(arabic))
    console.say(f"{module}: {len(po)} terms, {len(po.untranslated_entries())} not yet in Arabic")


def files(module):
    folder = layout.ADDONS / module / 'i18n'
    return folder / f'{module}.pot', folder / 'ar.po'


def terms(po):
    return {(entry.msgctxt, entry.msgid, tuple(sorted(entry.occurrences))) for entry in po}


def check(server):
    """Print and count the terms that are missing, out of date or not in Arabic."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = export(server, Path(folder))
    problems = [problem for module, po in fresh.items() for problem in problems_of(module, po)]
    for problem in problems:
        console.say(problem)
    return len(problems)


def problems_of(module, fresh):
    template, arabic = files(module)
    if not template.exists() or terms(polib.pofile(str(template))) != terms(fresh):
        yield f"{module}: i18n/{module}.pot is out of date, `make i18n` exports it anew"
    known = {e.msgid: e for e in polib.pofile(str(arabic))} if arabic.exists() else {}
    for term in fresh:
        entry = known.get(term.msgid)
        if not entry or not entry.msgstr or entry.fuzzy:
            yield f"{module}: not in Arabic: {term.msgid!r}"
        elif placeholders(entry.msgid) != placeholders(entry.msgstr):
            yield f"{module}: other placeholders in Arabic: {term.msgid!r}"


def placeholders(text):
    return sorted(PLACEHOLDER.findall(text))
