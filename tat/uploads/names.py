"""A file's name as it may be shown: no path, no hidden or turning mark, not too long."""

import unicodedata

LONGEST = 150
SEPARATORS = str.maketrans("\\:", "//")


def clean_name(sent: str) -> str:
    """The last part of the name without control, format and private characters; its extension stays."""
    last = sent.translate(SEPARATORS).rpartition("/")[2]
    seen = "".join(letter for letter in unicodedata.normalize("NFC", last) if unicodedata.category(letter)[0] not in "CZ" or letter == " ")
    stem, dot, extension = seen.strip(" .").rpartition(".")
    return f"{stem[: LONGEST - len(extension) - 1]}{dot}{extension}" if len(extension) < LONGEST // 2 else seen[:LONGEST]
