"""The vault: what it seals opens in its own row and column under its own key, and nowhere else."""

import base64
import os
import pickle
import uuid
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import connection, models
from django.forms import CharField, JSONField, Textarea
from django.test.utils import isolate_apps
from hypothesis import given, settings
from hypothesis import strategies as st

from tat import vault
from tat.models import DataKey, Draft, User

AT = datetime(2026, 9, 14, 19, 2, tzinfo=UTC)
KEY = vault.Key(uuid.UUID(int=7), b"k" * 32)
SECRET = "wrote “I will bring a knife” on a desk"


@pytest.fixture
def person(db):
    return User.objects.create_user("counselor@example.org", full_name="Ana Ortiz", position="School counselor")


@pytest.fixture
def draft(person):
    return Draft.objects.create(user=person, form="report", key=DataKey.objects.mint(), body={"text": SECRET}, at=AT)


def stored(table="tat_draft", column="body", **where):
    ((name, value),) = where.items()
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from {table} where {name} = %s", [value])
        return bytes(cursor.fetchone()[0])


def text_field(**options):
    """SealedText as it stands on a model."""
    field = vault.SealedText(**options)
    field.set_attributes_from_name("text")
    return field


# --- the cipher


@given(st.binary(max_size=200), st.text(max_size=30))
def test_what_is_sealed_opens_again(plain, context):
    sealed = vault.seal(KEY, context, plain)
    assert len(sealed) == len(plain) + vault.OVERHEAD
    assert sealed[:1] == b"\x01"
    assert vault.unseal(KEY, context, sealed) == plain


def test_a_key_is_not_pickled_with_the_row_that_it_opened(draft):
    again = Draft.objects.get(pk=draft.pk)
    assert again.body == {"text": SECRET}
    pickled = pickle.dumps(again)
    assert vault.unwrap(again.key_id, bytes(again.key.wrapped)).secret not in pickled
    third = pickle.loads(pickled)
    third.refresh_from_db()
    assert third.body == {"text": SECRET}


def test_a_row_that_was_open_asks_for_its_key_anew_once_a_key_is_destroyed(draft):
    again = Draft.objects.get(pk=draft.pk)
    sealed = vault.Ciphertext(stored(id=draft.pk))
    assert again.body == {"text": SECRET}
    again.key.shred(at=AT)
    again.body = sealed
    with pytest.raises(vault.Shredded):
        again.body


def test_a_row_read_again_after_it_was_sealed_under_another_key_opens(draft):
    again = Draft.objects.get(pk=draft.pk)
    assert again.body == {"text": SECRET}
    Draft.objects.filter(pk=draft.pk).delete()
    Draft.objects.create(pk=draft.pk, user=draft.user, form="report", key=DataKey.objects.mint(), body={"text": "anew"}, at=AT)
    again.refresh_from_db()
    assert again.body == {"text": "anew"}


def test_the_same_text_is_never_sealed_alike():
    assert vault.seal(KEY, "t|c|1", b"x") != vault.seal(KEY, "t|c|1", b"x")


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 7))
def test_one_changed_bit_is_found(place, bit):
    sealed = bytearray(vault.seal(KEY, "t|c|1", b"thirty-two bytes of a narrative."))
    sealed[place] ^= 1 << bit
    with pytest.raises(vault.Tampered):
        vault.unseal(KEY, "t|c|1", bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + b"n" * 27, b"\x02" + b"n" * 40])
def test_bytes_that_were_never_sealed_are_found(sealed):
    with pytest.raises(vault.Tampered):
        vault.unseal(KEY, "t|c|1", sealed)


def test_a_value_opens_in_its_place_and_under_its_key_only():
    sealed = vault.seal(KEY, "t|c|1", b"x")
    same_secret = vault.Key(uuid.UUID(int=8), KEY.secret)
    for key, context in [(KEY, "t|c|2"), (KEY, "t|d|1"), (KEY, "u|c|1"), (same_secret, "t|c|1")]:
        with pytest.raises(vault.Tampered):
            vault.unseal(key, context, sealed)


def test_no_key_and_no_text_shows_in_a_repr():
    assert "k" * 8 not in repr(KEY)
    assert repr(vault.Ciphertext(b"abc")) == "<3 sealed bytes>"


# --- the key file


def write_key(path, *secrets, mode=0o400):
    path.write_text("\n".join(base64.b64encode(secret).decode() for secret in secrets))
    path.chmod(mode)
    return path


def test_a_key_file_holds_one_or_two_keys(tmp_path):
    one = vault.read_key_file(write_key(tmp_path / "one", b"a" * 32))
    two = vault.read_key_file(write_key(tmp_path / "two", b"b" * 32, b"a" * 32))
    assert one.fingerprint != two.fingerprint
    assert len(one.fingerprint) == 16
    assert (one.naming, one.mac) == (two.naming, two.mac)
    assert len({one.naming, one.mac, one.fingerprint, b"a" * 32}) == 4


@pytest.mark.parametrize("content", [b"", b"short", b"not base64 !", "é".encode(), base64.b64encode(b"x" * 31), b"YQ==\n" * 3])
def test_a_file_without_a_key_is_refused(tmp_path, content):
    path = tmp_path / "key"
    path.write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match="32 bytes in base64"):
        vault.read_key_file(path)


def test_a_missing_file_is_refused_with_the_command_that_makes_one(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="make_field_key"):
        vault.read_key_file(tmp_path / "absent")


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o660])
def test_a_key_that_others_may_read_is_refused_outside_tests(tmp_path, settings, mode):
    path = write_key(tmp_path / "key", os.urandom(32), mode=mode)
    vault.read_key_file(path)
    settings.TEST = False
    with pytest.raises(ImproperlyConfigured, match="chmod 0400"):
        vault.read_key_file(path)
    path.chmod(0o400)
    vault.read_key_file(path)


# --- data keys


def test_a_data_key_opens_under_the_key_that_wrapped_it_only(tmp_path):
    old = vault.read_key_file(write_key(tmp_path / "old", b"a" * 32))
    new = vault.read_key_file(write_key(tmp_path / "new", b"b" * 32))
    key_id = uuid.uuid4()
    wrapped = old.wrap(key_id, b"s" * 32)
    assert old.unwrap(key_id, wrapped) == b"s" * 32
    assert new.unwrap(key_id, vault.rewrap(key_id, wrapped, old, new)) == b"s" * 32
    for master, other_id in [(new, key_id), (old, uuid.uuid4())]:
        with pytest.raises(vault.WrongKey):
            master.unwrap(other_id, wrapped)


@pytest.mark.django_db
def test_a_minted_key_is_unwrapped_once_in_a_process():
    row = DataKey.objects.mint()
    assert bytes(row.kek_fingerprint) == vault.kek_fingerprint()
    assert row.open() is DataKey.objects.get(pk=row.pk).open()
    vault.forget()
    assert row.open() == DataKey.objects.get(pk=row.pk).open()


@pytest.mark.django_db
def test_a_shredded_key_takes_its_texts_with_it(draft):
    assert Draft.objects.get().body == {"text": SECRET}
    draft.key.shred(at=AT)
    with pytest.raises(vault.Shredded):
        _ = Draft.objects.get().body
    forged = DataKey.objects.get(pk=draft.key_id)
    forged.shredded_at = None
    with pytest.raises(vault.WrongKey):
        forged.open()


# --- names


def test_a_name_is_found_by_its_parts_its_sound_and_without_accents():
    tokens = vault.name_tokens("Jérôme O’Neill-Smith")
    assert tokens == vault.name_tokens("jerome  oneill smith!")
    assert all(len(token) == 16 for token in tokens)
    assert set(vault.name_tokens("Smith")) & set(tokens)
    assert set(vault.name_tokens("Smyth")) & set(tokens)
    assert not set(vault.name_tokens("Kowalski")) & set(tokens)


def test_a_part_and_a_whole_name_and_a_sound_have_different_tokens():
    assert len(vault.name_tokens("Bo")) == 3
    assert len(vault.name_tokens("Bo Bo")) == 3
    assert len(vault.name_tokens("学校")) == 2
    assert vault.name_tokens(" - ") == vault.name_tokens("") == []


def test_a_mac_depends_on_purpose_and_content():
    assert vault.mac("a", b"x") == vault.mac("a", b"x")
    assert len({vault.mac("a", b"x"), vault.mac("a", b"y"), vault.mac("b", b"x"), vault.mac("ax", b"")}) == 4
    assert len(vault.mac("a", b"x")) == 32


# --- the fields


def test_a_saved_text_is_sealed_in_its_column_and_read_back(draft):
    raw = stored(id=draft.id)
    assert SECRET.encode() not in raw
    assert raw[:1] == b"\x01"
    again = Draft.objects.get()
    assert isinstance(again.__dict__["body"], vault.Ciphertext)
    assert again.body == draft.body == {"text": SECRET}
    assert again.__dict__["body"] == {"text": SECRET}


def test_save_of_named_fields_and_bulk_create_seal_too(draft, person):
    draft.body = {"text": "second"}
    draft.save(update_fields=["body"])
    assert Draft.objects.get().body == {"text": "second"}
    Draft.objects.bulk_create([Draft(user=person, form=f"f{n}", key=draft.key, body={"n": n}, at=AT) for n in range(3)])
    assert [row.body["n"] for row in Draft.objects.filter(form__startswith="f").order_by("form")] == [0, 1, 2]


def test_an_empty_value_is_no_bytes_and_needs_no_key(person, draft):
    empty = Draft.objects.create(user=person, form="empty", key=draft.key, at=AT)
    draft.key.shred(at=AT)
    assert stored(id=empty.id) == b""
    assert Draft.objects.get(pk=empty.pk).body == {}
    assert Draft.objects.get(body={}) == empty


def test_a_deferred_field_is_opened_when_read(draft):
    late = Draft.objects.defer("body").get()
    assert "body" not in late.__dict__
    assert late.body == {"text": SECRET}
    assert Draft.objects.only("form").get().body == {"text": SECRET}


@isolate_apps("tat")
def test_a_text_is_sealed_by_its_models_own_key():
    class Note(models.Model):  # noqa: DJ008
        id = models.UUIDField(primary_key=True)
        text = vault.SealedText()

        class Meta:
            app_label = "tat"
            managed = False

        def data_key(self):
            return KEY

    note = Note(id=uuid.UUID(int=1), text=SECRET)
    sealed = Note._meta.get_field("text").pre_save(note, add=True)
    assert vault.unseal(KEY, f"tat_note|text|{note.id}", sealed) == SECRET.encode()
    assert Note(id=note.id, text=sealed).text == SECRET
    with pytest.raises(vault.Tampered):
        _ = Note(id=uuid.UUID(int=2), text=sealed).text


def test_a_value_moved_to_another_row_by_sql_is_never_shown(draft, person):
    other = Draft.objects.create(user=person, form="other", key=draft.key, body={"text": "other"}, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("update tat_draft a set body = b.body from tat_draft b where a.id <> b.id")
    for row in (draft, other):
        with pytest.raises(vault.Tampered):
            _ = Draft.objects.get(pk=row.pk).body


def test_a_copied_row_is_not_saved_with_bytes_of_the_first(draft):
    copy = Draft.objects.get()
    copy.pk, copy.form = uuid.uuid4(), "copy"
    with pytest.raises(vault.Tampered):
        copy.save(force_insert=True)


def test_a_text_is_never_filtered_by_updated_in_sql_or_dumped(draft):
    for act in (
        lambda: Draft.objects.filter(body={"text": SECRET}).exists(),
        lambda: Draft.objects.update(body={"text": "plain"}),
        lambda: Draft.objects.bulk_update([draft], ["body"]),
        lambda: Draft._meta.get_field("body").value_to_string(draft),
    ):
        with pytest.raises(TypeError, match="sealed"):
            act()


@pytest.mark.parametrize("value", [{"a": [1, None, True, "ü"]}, [1, 2], "text", 0, {}])
def test_a_json_value_comes_back_as_it_was(draft, value):
    draft.body = value
    draft.save(update_fields=["body"])
    assert Draft.objects.get().body == value


@isolate_apps("tat")
def test_a_json_field_without_a_default_is_empty_or_null():
    class Row(models.Model):  # noqa: DJ008
        required = vault.SealedJSON()
        free = vault.SealedText(null=True)

        class Meta:
            app_label = "tat"
            managed = False

    field, free = Row._meta.get_field("required"), Row._meta.get_field("free")
    assert field.pre_save(Row(), add=True) == b""
    assert field.open(Row(), vault.Ciphertext()) is None
    assert free.pre_save(Row(free=None), add=True) is None
    assert free.from_db_value(None, None, connection) is None
    assert free.get_db_prep_value(None, connection) is None
    assert free.pre_save(Row(free=""), add=True) == b""
    assert Row.free.field is free


def test_a_sealed_text_in_a_form_is_a_textarea_with_its_limit():
    field = text_field(max_length=20, blank=True).formfield()
    assert isinstance(field, CharField)
    assert isinstance(field.widget, Textarea)
    assert (field.max_length, field.required) == (20, False)
    assert isinstance(vault.SealedJSON().formfield(), JSONField)


def test_the_limit_counts_characters():
    text_field(max_length=3).run_validators("äöü")
    with pytest.raises(ValidationError):
        text_field(max_length=3).run_validators("four")
    text_field().run_validators("x" * 100_000)
