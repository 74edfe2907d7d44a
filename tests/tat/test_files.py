"""Files: encrypted chunk by chunk, and every cut, swap or repeat is found."""

import hashlib
import io
import stat
from datetime import UTC, datetime

import pytest

from tat import files, vault
from tat.models import DataKey, StoredFile

AT = datetime(2026, 9, 14, 19, 2, tzinfo=UTC)
CHUNK = files.CHUNK_BYTES
SEALED = CHUNK + vault.OVERHEAD
MARK = b"canary-of-a-student-narrative"
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17]


@pytest.fixture(autouse=True)
def media(db, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


def content(size: int) -> bytes:
    return (MARK * (size // len(MARK) + 1))[:size]


def store(plain: bytes) -> StoredFile:
    return files.store(io.BytesIO(plain), key=DataKey.objects.mint(), kind="image/jpeg", at=AT)


class Dripping(io.BytesIO):
    """A stream that gives less than it is asked for, as a slow upload does."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size, 100_003))


class Broken(io.BytesIO):
    """A stream that breaks off in its second chunk."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() >= CHUNK:
            raise OSError("connection lost")
        return super().read(size)


@pytest.mark.parametrize("size", SIZES)
def test_a_file_comes_back_byte_for_byte(media, size):
    stored = store(content(size))
    row = StoredFile.objects.get(pk=stored.pk)
    assert b"".join(files.open_chunks(row)) == content(size)
    assert (row.size, bytes(row.sha256), row.kind) == (size, hashlib.sha256(content(size)).digest(), "image/jpeg")
    on_disk = files.path_of(row.id).read_bytes()
    assert MARK not in on_disk
    assert max(map(len, files.open_chunks(row))) <= CHUNK


def test_a_stream_that_drips_is_stored_whole():
    stored = files.store(Dripping(content(2 * CHUNK + 5)), key=DataKey.objects.mint(), kind="video/mp4", at=AT)
    assert b"".join(files.open_chunks(stored)) == content(2 * CHUNK + 5)


def test_a_stored_file_is_for_the_process_alone_and_never_written_again(media):
    path = files.path_of(store(b"x").id)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.is_relative_to(media)


def test_a_fault_on_the_way_leaves_neither_file_nor_row(media):
    with pytest.raises(OSError, match="connection lost"):
        files.store(Broken(content(3 * CHUNK)), key=DataKey.objects.mint(), kind="video/mp4", at=AT)
    assert not StoredFile.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


TAMPERINGS = {
    "the last chunk cut off": lambda raw: raw[: 2 * SEALED],
    "cut within a chunk": lambda raw: raw[:-1],
    "all of it gone": lambda raw: b"",
    "two chunks swapped": lambda raw: raw[SEALED : 2 * SEALED] + raw[:SEALED] + raw[2 * SEALED :],
    "a chunk repeated": lambda raw: raw[:SEALED] + raw,
    "the last chunk repeated": lambda raw: raw + raw[2 * SEALED :],
    "one bit changed": lambda raw: raw[:SEALED] + bytes([raw[SEALED] ^ 1]) + raw[SEALED + 1 :],
    "something put behind": lambda raw: raw + b"x",
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampered_file_is_not_served(name):
    stored = store(content(2 * CHUNK + 100))
    path = files.path_of(stored.id)
    changed = TAMPERINGS[name](path.read_bytes())
    path.chmod(0o600)
    path.write_bytes(changed)
    with pytest.raises(vault.Tampered):
        list(files.open_chunks(stored))


def test_the_bytes_of_one_file_do_not_open_as_another():
    key = DataKey.objects.mint()
    first, second = (files.store(io.BytesIO(text), key=key, kind="text/plain", at=AT) for text in (b"first", b"second"))
    files.path_of(first.id).replace(files.path_of(second.id))
    with pytest.raises(vault.Tampered):
        list(files.open_chunks(second))


def test_a_file_of_a_shredded_key_does_not_open():
    stored = store(b"x")
    stored.key.shred(at=AT)
    with pytest.raises(vault.Shredded):
        list(files.open_chunks(stored))
