"""What leaves the server sealed, what signs, and the key on paper: right only whole, in order, and with the right key."""

import base64
import os
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tat.vault import Tampered, WrongKey
from tat.vault.escrow import join, split
from tat.vault.parcels import MARK, PIECE_BYTES, TAG_BYTES, as_text, open_from, public_half, read_private_key, seal_into
from tat.vault.signing import Signer, is_signed, read_public_key

pytestmark = pytest.mark.req("PF-4")
SECRET = bytes(range(32))
HEAD, PIECE = len(MARK) + 32, PIECE_BYTES + TAG_BYTES
PLAIN = os.urandom(2 * PIECE_BYTES + 5)


def sealed(plain: bytes = PLAIN, label: str = "files") -> bytes:
    out = BytesIO()
    seal_into(out, [plain[:7], plain[7:]], public_half(SECRET), label)
    return out.getvalue()


def opened(parcel: bytes, secret: bytes = SECRET, label: str = "files") -> bytes:
    return b"".join(open_from(BytesIO(parcel), secret, label))


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES, PIECE_BYTES + 1, len(PLAIN)])
def test_a_parcel_opens_as_it_was_sealed_and_no_two_are_alike(size: int) -> None:
    assert opened(sealed(PLAIN[:size])) == PLAIN[:size]
    assert sealed(PLAIN[:size]) != sealed(PLAIN[:size])


def test_whatever_is_done_to_a_parcel_is_told() -> None:
    whole = sealed()
    first, second, last = whole[HEAD : HEAD + PIECE], whole[HEAD + PIECE : HEAD + 2 * PIECE], whole[HEAD + 2 * PIECE :]
    tampered = {
        "cut after a piece": whole[: HEAD + 2 * PIECE],
        "cut after the first": whole[: HEAD + PIECE],
        "cut within": whole[:-3],
        "swapped": whole[:HEAD] + second + first + last,
        "repeated": whole[:HEAD] + first + first + second + last,
        "changed": whole[:-1] + bytes([whole[-1] ^ 1]),
        "grown": whole + b"more",
        "no parcel": b"something else altogether, and long enough to be one of these",
        "hardly begun": whole[: HEAD - 1],
    }
    for what, parcel in tampered.items():
        with pytest.raises((Tampered, WrongKey)):
            pytest.fail(f"{what}: {len(opened(parcel))} bytes opened")
    with pytest.raises((Tampered, WrongKey)):
        opened(whole, label="database")


def test_another_key_is_told_as_such_and_a_cut_is_not() -> None:
    with pytest.raises(WrongKey, match="private half"):
        opened(sealed(), os.urandom(32))
    with pytest.raises(Tampered, match="Piece 1"):
        opened(sealed()[: HEAD + PIECE])


def test_any_two_sheets_give_the_key_and_one_or_a_slip_of_the_pen_does_not() -> None:
    sheets = split(SECRET)
    for pair in ([0, 1], [0, 2], [2, 1]):
        assert join([f"  {sheets[each].upper()}\n" for each in pair]) == SECRET
    first, _, rest = sheets[0].rpartition(" ")
    other = f"{first} {'acid' if rest == 'academic' else 'academic'}"
    for wrong in ([sheets[0]], [sheets[0], sheets[0]], [other, sheets[1]], ["no words", sheets[1]], [sheets[0], split(SECRET)[1]]):
        with pytest.raises(ValueError, match="do not give a key"):
            join(wrong)


def test_key_files_are_read_whole_or_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(as_text(SECRET))
    assert read_private_key(path) == SECRET == read_public_key(path)
    for content in ("", "not base64!", base64.b64encode(b"short").decode(), "\xff"):
        path.write_text(content, encoding="latin-1")
        with pytest.raises(ImproperlyConfigured, match="public key of 32 bytes"):
            read_public_key(path)
        with pytest.raises(ImproperlyConfigured, match="does not hold a key"):
            read_private_key(path)
    with pytest.raises(ImproperlyConfigured, match="make_backup_key"):
        read_private_key(tmp_path / "absent")


def test_a_signature_is_of_one_text_and_one_key() -> None:
    signer = Signer(SECRET)
    signature = signer.sign(b"entry 7")
    assert is_signed(signer.public, b"entry 7", signature)
    assert not is_signed(signer.public, b"entry 8", signature)
    assert not is_signed(Signer(os.urandom(32)).public, b"entry 7", signature)
    assert not is_signed(b"no key", b"entry 7", signature) and not is_signed(signer.public, b"entry 7", b"short")
