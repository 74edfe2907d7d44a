"""The commands an administrator types: make a key, change it, set the database up, check the log."""

import stat
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from tat import audit, vault
from tat.management.commands import rotate_field_key
from tat.management.commands.setup_database import SEALED_MARK, give_rights, load_baseline
from tat.models import DataKey, Draft, LogEntry, User

AT = datetime(2026, 9, 14, 19, 2, tzinfo=UTC)
TEXT = {"words": "wrote I will bring a knife"}


def typed(command: str, *words: str, **options: object) -> str:
    out = StringIO()
    call_command(command, *words, stdout=out, stderr=out, **options)
    return out.getvalue()


@pytest.fixture
def use_key(settings):
    """Let FIELD_KEY_FILE name another file, as after a restart."""

    def use(path: Path) -> None:
        settings.FIELD_KEY_FILE = str(path)
        vault.master.cache_clear()
        vault.forget()

    yield use
    vault.master.cache_clear()
    vault.forget()


@pytest.fixture
def sealed_rows(db) -> list[Draft]:
    person = User.objects.create_user("counselor@example.org", full_name="Ana Ortiz", position="School counselor")
    return [Draft.objects.create(user=person, form=f"f{n}", key=DataKey.objects.mint(), body=TEXT, at=AT) for n in range(5)]


def test_a_key_file_is_made_once_and_for_its_owner_alone(tmp_path):
    path = tmp_path / "field.key"
    assert "Copy it to where neither the database nor its backups are" in typed("make_field_key", str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    before = path.read_bytes()
    vault.read_key_file(path)
    with pytest.raises(CommandError, match="never overwritten"):
        typed("make_field_key", str(path))
    assert path.read_bytes() == before


def test_a_replacing_key_keeps_names_findable(tmp_path, use_key):
    for name, options in [("first", {}), ("second", {"replacing": "first"}), ("third", {"replacing": "second"})]:
        typed("make_field_key", str(tmp_path / name), **{word: str(tmp_path / old) for word, old in options.items()})
    tokens, prints = [], set()
    for name in ("first", "second", "third"):
        use_key(tmp_path / name)
        tokens.append(vault.name_tokens("Jordan Avery"))
        prints.add(vault.kek_fingerprint())
    assert tokens[0] == tokens[1] == tokens[2]
    assert len(prints) == 3


def test_changing_the_key_wraps_every_data_key_anew_and_can_be_cut_short(tmp_path, settings, use_key, monkeypatch, sealed_rows):
    old, new = settings.FIELD_KEY_FILE, tmp_path / "new.key"
    typed("make_field_key", str(new), replacing=old)
    DataKey.objects.get(pk=sealed_rows[0].key_id).shred(at=AT)
    use_key(new)
    monkeypatch.setattr(rotate_field_key, "BATCH", 2)
    rotate_field_key.rewrap_some(vault.read_key_file(old), vault.master())
    assert "4 data keys" not in (said := typed("rotate_field_key", old=old))
    assert "3 data keys are now under the key" in said
    assert [row.body for row in Draft.objects.exclude(pk=sealed_rows[0].pk)] == [TEXT] * 4
    assert not DataKey.objects.filter(shredded_at=None).exclude(kek_fingerprint=vault.kek_fingerprint()).exists()
    assert list(LogEntry.objects.order_by("seq").values_list("action", "count")) == [("key_rotated", count) for count in (2, 2, 1)]
    assert "0 data keys" in typed("rotate_field_key", old=old)


def test_a_key_file_that_would_lose_the_names_is_refused(tmp_path, settings, use_key, sealed_rows):
    old = settings.FIELD_KEY_FILE
    typed("make_field_key", str(tmp_path / "new.key"))
    use_key(tmp_path / "new.key")
    with pytest.raises(CommandError, match="make_field_key --replacing"):
        typed("rotate_field_key", old=old)


def test_keys_under_a_third_file_are_told(tmp_path, settings, use_key, sealed_rows):
    old = settings.FIELD_KEY_FILE
    for name in ("second", "third"):
        typed("make_field_key", str(tmp_path / name), replacing=old)
    use_key(tmp_path / "third")
    with pytest.raises(CommandError, match="under a third key file"):
        typed("rotate_field_key", old=str(tmp_path / "second"))


@pytest.mark.req("PR-3")
@pytest.mark.django_db(transaction=True)
def test_verify_log_names_the_first_bad_entry_and_fails(owner_connection):
    for _ in range(3):
        audit.record("key_rotated", by=None, at=AT)
    assert "The log holds: 3 entries." in typed("verify_log")
    with owner_connection.cursor() as cursor:
        cursor.execute("alter table tat_logentry disable trigger user; update tat_logentry set count = 9 where seq = 2")
        cursor.execute("alter table tat_logentry enable trigger user; alter table tat_logentry disable trigger tat_log_frozen_whole")
    with pytest.raises(CommandError, match="the first bad entry is 2"):
        typed("verify_log")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_setting_up_again_changes_nothing():
    before = DataKey.objects.get(pk=SEALED_MARK).wrapped
    typed("setup_database", verbosity=0)
    load_baseline()
    assert DataKey.objects.get().wrapped == before


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_table_made_later_is_open_to_the_application_but_not_to_empty(owner_connection):
    with owner_connection.cursor() as cursor:
        cursor.execute("create table made_later (id int)")
    try:
        with connection.cursor() as cursor:
            cursor.execute("insert into made_later values (1)")
            cursor.execute("select has_table_privilege('made_later', 'truncate')")
            assert cursor.fetchone() == (False,)
    finally:
        with owner_connection.cursor() as cursor:
            cursor.execute("drop table made_later")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_one_role_for_both_is_refused(monkeypatch):
    owner = connections["owner"].settings_dict["USER"]
    monkeypatch.setitem(connections["default"].settings_dict, "USER", owner)
    with pytest.raises(CommandError, match="the same role"):
        give_rights()
