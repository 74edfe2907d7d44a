"""The form of every move: from which stages, with which permission, and what stands in its way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Facts = TypeVar("Facts")


@dataclass(frozen=True)
class Move(Generic[Facts]):
    """A move from one stage to another.

    `target` None: the move stays, or goes where the action decides. A check takes the facts and returns one whole sentence
    (what is missing, which clause asks for it, what to do next), or "" when nothing is missing.
    """

    name: str
    sources: frozenset[str]
    target: str | None
    permission: str
    checks: tuple[Callable[[Facts], str], ...] = ()

    def starts_from(self, stage: str) -> bool:
        """True where the move may start in that stage."""
        return stage in self.sources

    def problems(self, facts: Facts) -> tuple[str, ...]:
        """The sentences of the unmet checks, in the order of the checks; empty when the move is free."""
        return tuple(sentence for check in self.checks if (sentence := check(facts)))


class Blocked(Exception):
    """A move was asked for while something stands in its way; `problems` are the sentences for the person.

    The exception's own text names only their number, so that a log never holds content of a case.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"blocked: {len(self.problems)} unmet")


class Unfit(Blocked):
    """What was typed cannot be taken as it stands; `by_field` says where on the act's own form each sentence is mended."""

    def __init__(self, by_field: Mapping[str, str]) -> None:
        self.by_field = dict(by_field)
        super().__init__(tuple(self.by_field.values()))


def refuse(*wrong: tuple[str, str, bool]) -> None:
    """Each is a field, a sentence and whether it is so. Raise Unfit with the first sentence of each field; nothing where all is well."""
    found: dict[str, str] = {}
    for field, sentence, is_so in wrong:
        if is_so:
            found.setdefault(field, sentence)
    if found:
        raise Unfit(found)
