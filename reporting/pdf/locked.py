"""A PDF that opens with a passphrase only: AES-256 as PDF 2.0 has it."""

from io import BytesIO

import pikepdf


def locked(content: bytes, passphrase: str) -> bytes:
    """The same pages, encrypted whole, title and all. Whoever opens it may print it."""
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user=passphrase, owner=passphrase, R=6, aes=True, metadata=True))
    return out.getvalue()
