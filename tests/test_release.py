"""A change of schema or data after a release is noticed, one of screens or of places is not."""

import shutil

import pytest

from tools.harness import layout, release

STATUS = 'lead_qualification/models/status/lead_status.py'
REASONS = 'lead_qualification/data/lead_status_reason_data.xml'
MANIFEST = 'lead_qualification/__manifest__.py'
NEXT = '19.0.1.1.0'


@pytest.fixture
def edit(tmp_path, monkeypatch):
    """Give a function that edits a file of a copy of our addons, which have just been released."""
    unwanted = shutil.ignore_patterns('static', 'i18n', 'tests', 'demo', '__pycache__')
    folder = shutil.copytree(layout.ADDONS, tmp_path / 'addons', ignore=unwanted)
    monkeypatch.setattr(layout, 'ADDONS', folder)
    monkeypatch.setattr(release, 'RECORD', tmp_path / 'release.json')
    monkeypatch.setattr(release, 'CHANGELOG', tmp_path / 'CHANGELOG.md')
    release.CHANGELOG.write_text("## 19.0.1.0.0\n")
    assert release.record() == 0

    def edit(name, old, new):
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1))

    return edit


@pytest.mark.parametrize(
    ('name', 'old', 'new', 'part'),
    [
        (STATUS, "name = fields.Char(", "nick = fields.Char()\n    name = fields.Char(", 'schema'),
        (STATUS, "name = fields.Char(", "title = fields.Char(", 'schema'),
        (STATUS, "required=True", "required=False", 'schema'),
        (STATUS, "('recycle', ", "('later', ", 'schema'),
        (REASONS, '<record id="', '<record id="another_', 'data'),
        (REASONS, ' noupdate="1"', '', 'data'),
    ],
)
def test_change_without_a_version(edit, capsys, name, old, new, part):
    edit(name, old, new)
    assert release.check() == 1
    assert f"lead_qualification: {part} changed since 19.0.1.0.0" in capsys.readouterr().out
    assert release.record() == 1


def test_labels_comments_and_rooms_are_free(edit):
    edit(STATUS, "help=", "help='It helps. ' + ")
    edit(REASONS, '<record ', '<!-- a comment -->\n\n    <record ')
    (layout.ADDONS / STATUS).rename((layout.ADDONS / STATUS).with_name('another_room.py'))
    assert release.check() == 0


def test_new_version_needs_its_migration_and_its_entry(edit, capsys):
    edit(STATUS, "name = fields.Char(", "title = fields.Char(")
    edit(MANIFEST, '19.0.1.0.0', NEXT)
    assert release.check() == 2
    said = capsys.readouterr().out
    assert f"CHANGELOG.md does not mention version {NEXT}" in said
    assert f"migrations/{NEXT} has no script" in said
    release.CHANGELOG.write_text(f"## {NEXT}\n\n## 19.0.1.0.0\n")
    folder = layout.ADDONS / 'lead_qualification' / 'migrations' / NEXT
    folder.mkdir(parents=True)
    (folder / 'pre-title.py').write_text("def migrate(cr, version):\n    pass\n")
    assert release.check() == 0
    assert release.record() == 0
    assert release.read()['lead_qualification']['version'] == NEXT


def test_version_does_not_go_down(edit, capsys):
    edit(MANIFEST, '19.0.1.0.0', '19.0.0.9.0')
    assert release.check() == 2
    assert "lower than 19.0.1.0.0, which is released" in capsys.readouterr().out
