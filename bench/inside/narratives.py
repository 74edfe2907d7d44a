"""Two words over many narratives: opened and compared as the search does, beside opening the same texts and nothing else."""

import json
import sys
import time
import uuid
from random import Random
from typing import Any

from reporting.actions.sought_cases import NEWEST
from reporting.actions.sought_texts import OPENERS, WIDEST, Row, matching
from reporting.actions.sought_words import sought
from tat import vault

from .names import pools
from .spent import by_cpu
from .texts import OFTEN, QUOTED

TO_A_CASE, SHORTEST, LONGEST = 20, 20, 220
SECTION = "notes"
WANTED = "friday locker"
WITH_THEM = 50
"""One text in so many has both words."""


def main() -> None:
    """The sizes stand in the arguments; 2,000 and 20,000 without."""
    sizes = [int(each) for each in sys.argv[1:]] or [2_000, 20_000]
    print(json.dumps({"sizes": [_measured(size) for size in sizes]}))


def _measured(size: int) -> dict[str, Any]:
    chance = Random(6)
    rows, wrapped = _rows(size, chance)
    found = sought(WANTED)
    _place, opener = OPENERS[SECTION][0]

    def search() -> int:
        vault.forget()
        return len(matching(found, rows, _keys(wrapped)))

    def decrypt() -> list[str]:
        vault.forget()
        keys = _keys(wrapped)
        return [opener.open(Row(row[2], keys[row[1]]), row[3]) for row in rows]

    def decipher() -> list[bytes]:
        vault.forget()
        keys = _keys(wrapped)
        return [vault.unseal(keys[row[1]], f"{opener.place}{row[2]}", row[3]) for row in rows]

    compared, cipher = by_cpu(search, decrypt), by_cpu(search, decipher)
    began = time.perf_counter()
    vault.forget()
    first = rows[: NEWEST * TO_A_CASE]
    matching(found, first, _keys({case_id: wrapped[case_id] for case_id in {row[1] for row in first}}))
    compared["floor"] |= {"cipher": cipher["floor"]}
    return compared | {"cipher": cipher["ratio"], "texts": size, "first_seconds": round(time.perf_counter() - began, 3), "found": search()}


def _keys(wrapped: dict[uuid.UUID, tuple[uuid.UUID, bytes]]) -> dict[uuid.UUID, vault.Key]:
    return {case_id: vault.unwrap(*held) for case_id, held in wrapped.items()}


def _rows(size: int, chance: Random) -> tuple[list[tuple[Any, ...]], dict[uuid.UUID, tuple[uuid.UUID, bytes]]]:
    """Rows as the statement gives them, the newest case first, and the wrapped key of each case."""
    wrapped: dict[uuid.UUID, tuple[uuid.UUID, bytes]] = {}
    rows, case_id, place = [], uuid.uuid4(), OPENERS[SECTION][0][1].place
    for number in range(size):
        if number % TO_A_CASE == 0:
            case_id, key_id = uuid.uuid4(), uuid.uuid4()
            wrapped[case_id] = (key_id, vault.new_wrapped(key_id))
        pk = uuid.uuid4()
        sealed = vault.seal(vault.unwrap(*wrapped[case_id]), f"{place}{pk}", _text(chance, number).encode())
        rows.append((SECTION, case_id, pk, sealed, *[b""] * (WIDEST - 1)))
    return rows, wrapped


def _text(chance: Random, number: int) -> str:
    rare = pools()[1]
    words = [chance.choice(OFTEN if chance.random() < 0.5 else rare) for _ in range(chance.randint(SHORTEST, LONGEST))]
    return " ".join([*words, *(WANTED.split() if number % WITH_THEM == 0 else ())]) + f". {QUOTED}"


if __name__ == "__main__":
    main()
