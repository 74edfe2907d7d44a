"""Telephone numbers as they are kept: digits of the United States alone, so that a telephone can dial each of them."""

import re

SHORT = re.compile(r"[2-9]11|988")
NATIONAL = re.compile(r"1?([2-9]\d\d)([2-9]\d\d)(\d{4})")
EXTENSION = re.compile(r"(?i)^(?P<number>.*?)[\s,;]*(?:extension|ext\.?|x)\s*(?P<extension>\d{1,6})$")
BETWEEN = re.compile(r"[\s().\-–/+]")


class NotANumber(ValueError):
    """What was typed is no telephone number that can be dialed from here."""


def kept_number(typed: str) -> str:
    """As it is kept and shown: “217-555-0142”, “217-555-0142 ext. 12”, “911”. Raises NotANumber; nothing typed is nothing."""
    text = typed.strip()
    if not text:
        return ""
    found = EXTENSION.match(text)
    digits = BETWEEN.sub("", found["number"] if found else text)
    if SHORT.fullmatch(digits) and not found:
        return digits
    parts = NATIONAL.fullmatch(digits)
    if parts is None:
        raise NotANumber
    number = "-".join(parts.groups())
    return f"{number} ext. {found['extension']}" if found else number


def dialed(number: str) -> str:
    """What stands behind `tel:` for a number as it is kept (RFC 3966); short numbers have no country."""
    plain, _, extension = number.partition(" ext. ")
    digits = plain.replace("-", "")
    if len(digits) == 3:
        return digits
    return f"+1{digits};ext={extension}" if extension else f"+1{digits}"
