"""Reads what a mail server sends back about a mail (RFC 3464): which one of ours it was, and whether it came back for good."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr

LARGEST = 1024 * 1024  # a mail of ours is a few lines; what is longer is none of ours
CODE = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
MESSAGE_ID = re.compile(r"<[^<>\s]{1,110}>")
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class CameBack:
    """One of our mails that came back for good: candidates for its Message-ID, the status code, the address it went to or ""."""

    message_ids: tuple[str, ...]
    code: str
    email: str


def read_report(raw: bytes) -> CameBack | None:
    """None for what is no such report, for a delay or a temporary failure, and for what cannot be read."""
    if len(raw) > LARGEST:
        return None
    try:
        return _read(message_from_bytes(raw))
    except UNREADABLE:
        return None


def _read(report: Message) -> CameBack | None:
    if report.get_content_type() != "multipart/report" or str(report.get_param("report-type", "")).lower() != "delivery-status":
        return None
    parts = [part for part in report.get_payload() if isinstance(part, Message)]
    failed = next((block for block in _blocks(parts) if _failed_for_good(block)), None)
    if failed is None:
        return None
    original = next(_originals(parts), None)
    headers = [original["Message-ID"]] if original is not None else []
    headers += [report["In-Reply-To"], report["References"]]
    found = [each for header in headers for each in MESSAGE_ID.findall(str(header or ""))]
    return CameBack(tuple(dict.fromkeys(found[:20])), _code(failed), _email(failed, original))


def _blocks(parts: list[Message]) -> Iterator[Message]:
    """The fields of each recipient; the first block, about the whole mail, names no action."""
    for part in parts:
        if part.get_content_type() == "message/delivery-status" and isinstance(part.get_payload(), list):
            yield from (block for block in part.get_payload() if isinstance(block, Message))


def _failed_for_good(block: Message) -> bool:
    return str(block["Action"] or "").strip().lower() == "failed" and _code(block).startswith("5")


def _code(block: Message) -> str:
    found = CODE.search(str(block["Status"] or ""))
    return found[1] if found else ""


def _originals(parts: list[Message]) -> Iterator[Message]:
    """The mail that came back, or its headers alone."""
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/rfc822" and isinstance(part.get_payload(), list):
            yield from (each for each in part.get_payload() if isinstance(each, Message))
        elif kind in ("text/rfc822-headers", "message/rfc822-headers"):
            yield message_from_bytes(part.get_payload(decode=True) or b"")


def _email(block: Message, original: Message | None) -> str:
    """The address that we sent to: forwarding may have made another of it by the time it failed."""
    if original is not None and original["To"]:
        return parseaddr(str(original["To"]))[1]
    said = str(block["Original-Recipient"] or block["Final-Recipient"] or "")
    return said.rpartition(";")[2].strip().strip("<>")
