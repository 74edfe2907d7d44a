"""The only writer of the log: acts in a hash chain, reads beside them; and the check that nobody changed either."""

import hashlib
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet, Subquery

from tat.audit import reading
from tat.audit.words import ACTIONS
from tat.models import LogEntry, LogHead, User
from tat.statements import ask

SYSTEM = "The system"
UNTOLD_KIND = "protected"
"""Kind of the looks at what a therapist was told. No list of a case's looks has them but that material's own (740 ILCS 110)."""


def record(
    action: str,
    *,
    by: User | None,
    at: datetime,
    code: str = "",
    about: tuple[str, uuid.UUID] | None = None,
    district_id: int | None = None,
    changed: Sequence[str] = (),
    count: int | None = None,
    digest: bytes = b"",
    occurred_at: datetime | None = None,
    detail: str = "",
) -> LogEntry:
    """Write one entry, last in the act's transaction: it takes the lock on the chain's head.

    `by` is None for the system itself. `at` is the act's `tat_now()`; `occurred_at` when it happened, as stated. `changed` holds
    names of fields and `detail` codes and references: never a content, never the name of a person in a case.
    Raises ValueError for a code that is not in ACTIONS.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action} is not in audit.ACTIONS.")
    kind, about_id = about or ("", None)
    return LogEntry.objects.create(
        at=at,
        actor_id=by.pk if by else None,
        actor_name=by.full_name if by else SYSTEM,
        actor_position=by.position if by else "",
        action=action,
        about_kind=kind,
        about_id=about_id,
        code=code,
        district_id=district_id,
        changed=list(changed),
        detail=detail,
        occurred_at=occurred_at,
        count=count,
        digest=digest,
    )


# Plain, since every page of a case writes one, and the model would build the same statement each time.
ACCESS_SQL = """
insert into tat_accessentry (id, at, user_id, user_name, user_position, kind, page, about_id, code, digest)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def record_access(
    user: User,
    *,
    kind: str,
    at: datetime,
    page: str = "",
    ref: tuple[uuid.UUID | None, str] = (None, ""),
    digest: bytes = b"",
) -> None:
    """Write that a person was shown something: `ref` is its id and code; a list or search gives the digest of the codes shown.

    A case, and a file taken along, count towards the person's budget in the same statement.
    """
    if budget := reading.counted(kind, page, ref[1]):
        values = (user.pk, user.full_name, user.position, page, *ref, digest)
        ask(*reading.statement(budget, at=at, kind=kind, values=values, district_id=user.district_id))
        return
    ask(ACCESS_SQL, (uuid.uuid4(), at, user.pk, user.full_name, user.position, kind, page, *ref, digest))


def record_denied(user: User, *, page: str, path: str, at: datetime) -> None:
    """Write that a person asked for a thing that is not theirs or not there: the page's name, and of the address the digest alone.

    Ten within ten minutes are told to two people.
    """
    record_access(user, kind="denied", page=page[:60], at=at, digest=hashlib.sha256(path.encode()).digest())


def digest_of(codes: Sequence[str]) -> bytes:
    """The digest of the codes that a list or a search showed, in the order shown."""
    return hashlib.sha256("\n".join(codes).encode()).digest()


@dataclass(frozen=True)
class Problem:
    """One place where the chain does not hold: the number of the entry and a sentence about it."""

    seq: int
    kind: str
    sentence: str


CHAINED = (
    *("seq", "prev", "id", "at", "actor_id", "actor_name", "actor_position", "action", "about_kind", "about_id", "code"),
    *("district_id", "changed", "detail", "occurred_at", "count", "digest"),
)


def verify(limit: int = 100) -> list[Problem]:
    """The first problems of the whole chain, in order; empty when it holds. Reads every entry, a few thousand at a time."""
    return list(islice(_problems(_numbered()), limit)) + _unnumbered()


def _numbered() -> QuerySet[LogEntry, dict[str, Any]]:
    """One statement, so that entries and head are of one moment while others write."""
    head = LogHead.objects.filter(pk=1)
    entries = LogEntry.objects.filter(seq__isnull=False).order_by("seq")
    return entries.values(*CHAINED, "hash", head_seq=Subquery(head.values("seq")), head_hash=Subquery(head.values("hash")))


def _problems(entries: QuerySet[LogEntry, dict[str, Any]]) -> Iterator[Problem]:
    seq, last_hash = 0, b""
    row: dict[str, Any] | None = None
    for row in entries.iterator(chunk_size=5000):
        if row["seq"] != seq + 1:
            yield Problem(seq + 1, "removed", f"Entries {seq + 1} to {row['seq'] - 1} are missing.")
        elif bytes(row["prev"]) != last_hash:
            yield Problem(row["seq"], "broken", f"Entry {row['seq']} does not follow entry {seq}: one of them was put in later or changed.")
        if entry_hash(row) != bytes(row["hash"]):
            yield Problem(row["seq"], "changed", f"Entry {row['seq']} was changed after it was written.")
        seq, last_hash = row["seq"], bytes(row["hash"])
    yield from _end(seq, last_hash, row)


def _end(seq: int, last_hash: bytes, row: dict[str, Any] | None) -> Iterator[Problem]:
    """Compare the last entry with the chain's head."""
    head_seq, head_hash = (row["head_seq"], row["head_hash"]) if row else LogHead.objects.values_list("seq", "hash").first() or (None, b"")
    if head_seq is None:
        yield Problem(seq + 1, "headless", "The head of the chain is gone.")
    elif head_seq > seq:
        yield Problem(seq + 1, "removed", f"Entries {seq + 1} to {head_seq}, the end of the log, are missing.")
    elif head_seq < seq:
        yield Problem(head_seq + 1, "inserted", f"Entry {head_seq + 1} was put in behind the end of the log.")
    elif bytes(head_hash) != last_hash:
        yield Problem(seq, "changed", f"Entry {seq}, the last one, was written anew.")


def _unnumbered() -> list[Problem]:
    count = LogEntry.objects.filter(seq__isnull=True).count()
    return [Problem(0, "inserted", f"{count} entries without a number were put in past the trigger.")] if count else []


def entry_hash(row: dict[str, Any]) -> bytes:
    """The digest that the trigger computes, worked out again outside the database: one JSON list of every column."""
    return hashlib.sha256(json.dumps([_canonical(row[name]) for name in CHAINED], ensure_ascii=False).encode()).digest()


def _canonical(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value) if isinstance(value, uuid.UUID) else value


__all__ = ["ACTIONS", "Problem", "digest_of", "entry_hash", "record", "record_access", "record_denied", "verify"]
