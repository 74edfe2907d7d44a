"""A key on paper: split into three sets of words of which any two give it back (SLIP-39), and none alone tells anything."""

from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

SHARES, NEEDED = 3, 2


def split(secret: bytes) -> list[str]:
    """Three sets of words; each carries a checksum, so that a slip of the pen is noticed."""
    (shares,) = generate_mnemonics(1, [(NEEDED, SHARES)], secret)
    return shares


def join(shares: Sequence[str]) -> bytes:
    """The secret again from any two. Raises ValueError with a sentence: a word was read wrongly, or the sheets do not belong together."""
    try:
        return combine_mnemonics(" ".join(share.split()).lower() for share in shares)
    except MnemonicError as fault:
        raise ValueError(f"These words do not give a key: {fault}") from None
