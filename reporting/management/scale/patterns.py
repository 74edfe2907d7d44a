"""One case's rows as a pattern: the same story again elsewhere, under other people, names, codes and keys, in the text of COPY.

A model's `__init__`, `pre_save` and psycopg's writing of a row take a hundred times as long as the seal of a text. A pattern asks them
once; of each copy only what differs is made: keys, seals under those keys, tokens of the name, and who acts where.
"""

import hashlib
import json
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

from cases.models import NameToken, Person
from reporting.management.scale.school import Place
from tat import vault
from tat.models import Building, DataKey, District, LogEntry, Team, User
from tat.statements import array
from tat.vault import SealedText

Shape = tuple[int, int]
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "%": "%%"})


def shape_of(place: Place) -> Shape:
    """Patterns fit places with as many on the panel, and the principal at the same place among them."""
    return len(place.panel), next((at for at, each in enumerate(place.panel) if each.pk == place.principal.pk), -1)


@dataclass(frozen=True)
class Sealed:
    """A text of one row: where it belongs, under which key, and what it says, `%(name)s` for the subject's name."""

    mark: str
    context: str
    row: str
    key: str
    text: str


@dataclass
class Pattern:
    """Of each table the lines of COPY with marks where copies differ."""

    opened_at: datetime
    subject: str = ""
    lines: list[tuple[type[models.Model], str]] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    seals: list[Sealed] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    """The mark of a key's wrapped bytes, by the mark of its number."""

    def copied(self, place: Place, code: str, name: str) -> Iterator[tuple[type[models.Model], str]]:
        """The lines of one copy, in the order in which rows are written, and the tokens of the name last."""
        words = {mark: str(uuid.uuid4()) for mark in self.ids.values()} | _of_place(place)
        words |= {"code": code, "digest": _hex(hashlib.sha256(code.encode()).digest())}
        keys: dict[str, vault.Key] = {}
        for number, wrapped in self.keys.items():
            key_id = uuid.UUID(words[number])
            held = vault.new_wrapped(key_id)
            words[wrapped], keys[number] = _hex(held), vault.Key(key_id, vault.master().unwrap(key_id, held))
        for each in self.seals:
            plain = each.text.replace("%(name)s", name).encode()
            words[each.mark] = _hex(vault.seal(keys[each.key], each.context + words[each.row], plain))
        for model, line in self.lines:
            yield model, line % words
        one = {"person": words[self.subject], "district": words["district"]}
        for token in vault.name_tokens(name):
            one["token"] = _hex(token)
            yield NameToken, "\t".join(one[each.name] for each in columns(NameToken)) + "\n"


def pattern_of(place: Place, code: str, opened_at: datetime, rows: Iterable[models.Model]) -> Pattern:
    """The rows of `rows_of(place, code, …)`, not yet written."""
    made = [row for row in rows if not isinstance(row, NameToken)]
    subject = next(row for row in made if isinstance(row, Person))
    found = Pattern(opened_at)
    marks = _Marks(place, code, subject.name, found)
    for row in made:
        found.lines.append((type(row), "\t".join(marks.of(row, each) for each in columns(type(row))) + "\n"))
    found.subject = found.ids[str(subject.pk)]
    return found


def columns(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """What COPY is given of a row; numbers that the database counts are its own."""
    return [each for each in model._meta.concrete_fields if not isinstance(each, models.AutoField)]


@dataclass
class _Marks:
    """What stands in a line of the pattern for each value of a row."""

    place: Place
    code: str
    name: str
    into: Pattern

    def of(self, row: models.Model, each: "models.Field[Any, Any]") -> str:
        value = getattr(row, each.attname)
        if isinstance(each, SealedText):
            return self._sealed(row, each, value)
        if isinstance(row, DataKey) and each.name == "wrapped":
            mark = self.into.keys[self._id(row.pk)] = f"w{len(self.into.keys)}"
            return f"%({mark})s"
        if isinstance(value, uuid.UUID):
            return f"%({self._id(value)})s"
        if isinstance(each, models.ForeignKey) and value is not None:
            return self._key(each, value)
        if isinstance(row, LogEntry) and each.name in ("actor_id", "district_id"):
            return "%(district)s" if each.name == "district_id" else "%(p0)s"
        if isinstance(value, str):
            return self._words(each, value)
        if isinstance(value, bytes) and value == hashlib.sha256(self.code.encode()).digest():
            return "%(digest)s"
        return written(each, value)

    def _sealed(self, row: Any, each: SealedText, value: Any) -> str:
        if value is None or value == each.blank_value():
            return r"\N" if value is None and each.null else r"\\x"
        mark = f"s{len(self.into.seals)}"
        text = each.encode(value).decode().replace(self.name, "%(name)s")
        key = self._id(row.data_key().id)
        self.into.seals.append(Sealed(mark, each.place, self._id(row.pk), key, text))
        return f"%({mark})s"

    def _id(self, value: uuid.UUID) -> str:
        return self.into.ids.setdefault(str(value), f"u{len(self.into.ids)}")

    def _key(self, each: "models.ForeignKey[Any, Any]", value: Any) -> str:
        fixed = {District: "district", Building: "building", Team: "team"}
        if each.related_model in fixed:
            return f"%({fixed[each.related_model]})s"
        if each.related_model is User:
            return f"%(p{self._person(lambda person: person.pk == value)})s"
        return written(each, value)

    def _words(self, each: "models.Field[Any, Any]", value: str) -> str:
        if value == self.code:
            return "%(code)s"
        if each.name.endswith(("_name", "_position")) and value:
            part = "n" if each.name.endswith("_name") else "t"
            held = {"n": "full_name", "t": "position"}[part]
            return f"%({part}{self._person(lambda person: getattr(person, held) == value)})s"
        return UUIDS.sub(lambda found: f"%({self._id(uuid.UUID(found[0]))})s", value.translate(ESCAPES))

    def _person(self, fits: Any) -> int:
        return next(number for number, person in enumerate((self.place.principal, *self.place.panel)) if fits(person))


def written(each: "models.Field[Any, Any]", value: Any) -> str:
    """A value that is the same in each copy, as COPY reads it."""
    if value is None:
        return r"\N"
    if isinstance(each, models.JSONField):
        value = json.dumps(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes | memoryview):
        return _hex(bytes(value))
    if isinstance(value, list | tuple):
        value = array(map(str, value))
    if isinstance(value, datetime):
        value = value.isoformat()
    return str(value).translate(ESCAPES)


def _of_place(place: Place) -> dict[str, str]:
    words = {"district": str(place.building.district_id), "building": str(place.building.pk), "team": str(place.team.pk)}
    for number, person in enumerate((place.principal, *place.panel)):
        words |= {f"p{number}": str(person.pk), f"n{number}": person.full_name, f"t{number}": person.position}
    return words


def _hex(plain: bytes) -> str:
    return r"\\x" + plain.hex()


def write(lines: Mapping[type[models.Model], Sequence[str]], using: str = DEFAULT_DB_ALIAS) -> None:
    """One COPY for each table."""
    connection = connections[using]
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model, rows in lines.items():
            names = ", ".join(quote(each.column) for each in columns(model))
            with cursor.copy(f"copy {quote(model._meta.db_table)} ({names}) from stdin") as copy:
                copy.write("".join(rows))


def sorted_by_table(copies: Iterable[Iterator[tuple[type[models.Model], str]]]) -> dict[type[models.Model], list[str]]:
    """The lines of many cases by table, a table that is pointed at before one that points."""
    found: dict[type[models.Model], list[str]] = defaultdict(list)
    for lines in copies:
        for model, line in lines:
            found[model].append(line)
    return found


def ids_of(lines: Mapping[type[models.Model], Sequence[str]], model: type[models.Model]) -> list[uuid.UUID]:
    """The keys of one table's lines."""
    at = [each.name for each in columns(model)].index(model._meta.pk.name)
    return [uuid.UUID(line.split("\t")[at]) for line in lines.get(model, ())]
