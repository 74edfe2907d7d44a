"""What search before create does with the texts that its statement found, beside opening the same texts and nothing else."""

import json
import uuid
from datetime import UTC, datetime
from random import Random

from cases.models import Case, IncidentFacts
from cases.workflow import Stage
from tat import vault
from tat.models import DataKey
from triage.actions.search import hits
from triage.actions.searched import TEXT, TEXTS, Row

from .names import pools
from .spent import by_cpu

SHORTEST, LONGEST = 20, 220  # words
OFTEN = (
    "they",
    "that",
    "with",
    "would",
    "student",
    "said",
    "told",
    "were",
    "have",
    "school",
    "a",
    "in",
    "the",
    "to",
    "and",
    "of",
    "he",
    "his",
)
QUOTED = "“You’ll all see on Friday.”"


def main() -> None:
    """As a page opens a text, with the row of its case around it; and by the cipher alone. No key is open when a search begins."""
    chance = Random(4)
    rows = [_row(_text(chance)) for _ in range(TEXTS)]
    typed = _text(chance)
    print(json.dumps({"page": _compared(typed, rows, _as_a_page_does), "cipher": _compared(typed, rows, _by_the_cipher)}))


def _text(chance: Random) -> str:
    """Half of it words that most texts have, and a sentence in quotation marks."""
    rare = pools()[1]
    words = (chance.choice(OFTEN if chance.random() < 0.5 else rare) for _ in range(chance.randint(SHORTEST, LONGEST)))
    return f"{' '.join(words)}. {QUOTED}"


def _row(text: str) -> Row:
    key_id, row_id = uuid.uuid4(), uuid.uuid4()
    wrapped, context = vault.new_wrapped(key_id), f"cases_incidentfacts|nature|{row_id}"
    sealed = vault.seal(vault.unwrap(key_id, wrapped), context, text.encode())
    return Row(TEXT, uuid.uuid4(), "CHS-26-AAAA", Stage.TRIAGE, 1, datetime.now(UTC), row_id, key_id, wrapped, sealed)


def _compared(typed: str, rows: list[Row], opened):
    return by_cpu(lambda: (vault.forget(), hits("", typed, rows)), lambda: (vault.forget(), [opened(row) for row in rows]))


def _as_a_page_does(row: Row) -> str:
    facts = IncidentFacts(pk=row.row_id, case=Case(key=DataKey(pk=row.key_id, wrapped=row.wrapped)))
    facts.__dict__["nature"] = vault.Ciphertext(row.sealed)
    return facts.nature


def _by_the_cipher(row: Row) -> str:
    return vault.unseal(row.data_key(), f"cases_incidentfacts|nature|{row.row_id}", row.sealed).decode()


if __name__ == "__main__":
    main()
