"""Signed statements of where the log stood: what they say, how a copy of one is written, and whether the log still holds against them."""

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db.models import Max

from tat.audit import Problem
from tat.models import Checkpoint, LogEntry
from tat.statements import ask
from tat.vault.signing import Signer, is_signed, key_name

FORMAT = "tat checkpoint 1"
CODE_LETTERS = 12

# The looks of a time by their own hashes, in an order that no later row changes. The text of jsonb is alike in every PostgreSQL.
READS_SQL = """
select count(*), sha256(coalesce(string_agg(sha256(convert_to(jsonb_build_array(
         id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), user_id, user_name, user_position, kind, page, about_id, code,
         encode(digest, 'hex'))::text, 'UTF8')), ''::bytea order by at, id), ''::bytea))
  from tat_accessentry where at < %s and at >= coalesce(%s::timestamptz, '-infinity')
"""


@dataclass(frozen=True)
class Statement:
    """What is signed. Times in UTC; looks (AccessEntry) are covered from `reads_from`, None for the first, up to before `reads_until`."""

    origin: str
    at: datetime
    seq: int
    hash: bytes
    reads_from: datetime | None
    reads_until: datetime
    reads: int
    reads_digest: bytes
    restored: bool = False

    def text(self) -> bytes:
        """The exact bytes under the signature: one value a line, so that another program can work them out."""
        return "\n".join([FORMAT, *(str(value) for value in self.values().values())]).encode()

    def values(self) -> dict[str, Any]:
        """As a copy holds them: times as ISO 8601 in UTC with microseconds, bytes as hexadecimals."""
        return {
            "origin": self.origin,
            "at": _time(self.at),
            "seq": self.seq,
            "hash": self.hash.hex(),
            "reads_from": _time(self.reads_from),
            "reads_until": _time(self.reads_until),
            "reads": self.reads,
            "reads_digest": self.reads_digest.hex(),
            "restored": int(self.restored),
        }


@dataclass(frozen=True)
class Kept:
    """One copy of a signed statement, from wherever it was kept."""

    statement: Statement
    signer: str
    signature: bytes

    def line(self) -> str:
        """The copy as one line of JSON, as it lies in the folder and stands in the mail."""
        signed = {"signer": self.signer, "signature": base64.b64encode(self.signature).decode()}
        return json.dumps(self.statement.values() | signed)

    def holds(self, public: bytes) -> bool:
        """Whether the owner of that key signed exactly this."""
        return self.signer == key_name(public) and is_signed(public, self.statement.text(), self.signature)


def signed(statement: Statement, signer: Signer) -> Kept:
    return Kept(statement, key_name(signer.public), signer.sign(statement.text()))


def of_row(row: Checkpoint) -> Kept:
    """The copy of a row of this database."""
    statement = Statement(
        row.origin,
        row.at,
        row.seq,
        bytes(row.hash),
        row.reads_from,
        row.reads_until,
        row.reads,
        bytes(row.reads_digest),
        row.restored,
    )
    return Kept(statement, row.signer, bytes(row.signature))


def from_line(line: str) -> Kept:
    """A copy read again. Raises ValueError where the line is none."""
    try:
        found = json.loads(line)
        values: dict[str, Any] = {
            "origin": str(found["origin"]),
            "at": _instant(found["at"]),
            "seq": int(found["seq"]),
            "hash": bytes.fromhex(found["hash"]),
            "reads_from": _instant(found["reads_from"]) if found["reads_from"] else None,
            "reads_until": _instant(found["reads_until"]),
            "reads": int(found["reads"]),
            "reads_digest": bytes.fromhex(found["reads_digest"]),
            "restored": bool(found["restored"]),
        }
        return Kept(Statement(**values), str(found["signer"]), base64.b64decode(found["signature"]))
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError("That line is no checkpoint.") from fault


def in_folder(folder: Path) -> list[Kept]:
    """Every checkpoint kept in a folder, by time. Raises ValueError that names file and line where one cannot be read."""
    found = []
    for path in sorted(folder.glob("checkpoints-*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                found.append(from_line(line))
            except ValueError:
                raise ValueError(f"Line {number} of {path.name} is no checkpoint.") from None
    return sorted(found, key=lambda kept: kept.statement.at)


def code_of(kept: Kept) -> str:
    """The short code of a signature, as paper carries it: by it the whole one is found in the folder or in a custodian's mail."""
    return base64.b32encode(kept.signature).decode()[:CODE_LETTERS]


def latest_in_words() -> tuple[int, str, str] | None:
    """Entry, beginning of its hash, code of the signature, of the last checkpoint: for a paper. None where there is none."""
    row = Checkpoint.objects.order_by("-at").first()
    return (row.seq, bytes(row.hash).hex()[:16], code_of(of_row(row))) if row else None


def reads_between(since: datetime | None, until: datetime) -> tuple[int, bytes]:
    """How many looks there were, and their digest."""
    ((count, digest),) = ask(READS_SQL, (until, since))
    return count, bytes(digest)


def against(kept: Sequence[Kept], public: bytes) -> list[Problem]:
    """What in this database is not what the kept checkpoints saw, the first bad entry first; empty when all of it is.

    What a confirmed restore lost is no problem: a signed checkpoint says from which entry the log goes on.
    """
    forged = [each for each in kept if not each.holds(public)]
    true = sorted((each.statement for each in kept if each.holds(public)), key=lambda each: each.at)
    problems = [Problem(each.statement.seq, "forged", _forged(each.statement)) for each in forged]
    lost = set(lost_in_restores(true))
    standing = [each for each in true if each not in lost]
    return problems + list(_entries(standing)) + list(_reads(standing, true))


def lost_in_restores(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Those that saw entries which a later restore did not bring back."""
    statements = list(statements)
    starts = [each for each in statements if each.restored]
    yield from (each for each in statements if any(start.at > each.at and start.seq < each.seq for start in starts))


def _entries(statements: Sequence[Statement]) -> Iterator[Problem]:
    rows = LogEntry.objects.filter(seq__in={each.seq for each in statements}).values_list("seq", "hash")
    hashes = {0: b""} | {seq: bytes(hash_ or b"") for seq, hash_ in rows}
    last_good = 0
    for each in sorted(statements, key=lambda each: each.seq):
        if hashes.get(each.seq) == each.hash:
            last_good = each.seq
            continue
        if each.seq in hashes:
            sentence = f"Some of the entries {last_good + 1} to {each.seq} were written anew: {_saw(each)} saw others."
            yield Problem(last_good + 1, "rewritten", sentence)
        else:
            ends = LogEntry.objects.filter(seq__lt=each.seq).aggregate(seq=Max("seq"))["seq"] or 0
            yield Problem(ends + 1, "removed", f"Entries {ends + 1} to {each.seq} are missing: {_saw(each)} saw them.")
        return


def _reads(statements: Sequence[Statement], all_true: Sequence[Statement]) -> Iterator[Problem]:
    starts = [each for each in all_true if each.restored]
    for each in statements:
        if any(start.at > each.at and start.seq <= each.seq for start in starts):
            continue  # a look leaves no entry: which of them the backup held is not known
        if reads_between(each.reads_from, each.reads_until) != (each.reads, each.reads_digest):
            yield Problem(each.seq, "looks", f"The looks up to {_time(each.reads_until)} are not the {each.reads} that {_saw(each)} saw.")


def _forged(statement: Statement) -> str:
    return f"{_saw(statement)[:1].upper()}{_saw(statement)[1:]} is not signed by the key that was named."


def _saw(statement: Statement) -> str:
    return f"the checkpoint of {_time(statement.at)}"


def _time(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at else ""


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
