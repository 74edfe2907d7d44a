"""The edition of the templates: a paper says with which one it was printed."""

import hashlib
from functools import cache

from tat.confined import ROOT

TEMPLATES, STYLESHEET = ROOT / "templates" / "documents", ROOT / "static" / "print.css"


@cache
def edition() -> str:
    """Twelve letters of a digest over every template of a paper and the stylesheet: another word of either is another edition."""
    digest = hashlib.sha256()
    for path in (*sorted(TEMPLATES.glob("*.html")), STYLESHEET):
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]
