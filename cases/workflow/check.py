"""One thing that must be so before a case moves: its name, its source, and the page that mends it."""

from collections.abc import Callable
from dataclasses import dataclass

from cases.workflow.facts import CaseFacts

Test = Callable[[CaseFacts], str]


@dataclass(frozen=True)
class Check:
    """A named test on the facts; calling it gives the sentence for the user, or "".

    `label` reads as the fact once it is met. `clause` is the source that asks for it. `mend` is the URL
    name of the page where it is put right. `test` says what is missing and what to do, without the source.
    `on_form` marks what the move's own form asks, so a page may leave it out until that form is open.
    """

    name: str
    label: str
    clause: str
    mend: str
    test: Test
    on_form: bool = False

    def __call__(self, facts: CaseFacts) -> str:
        missing = self.test(facts)
        return f"{missing} Source: {self.clause}." if missing else ""


def check(label: str, *, clause: str, mend: str, on_form: bool = False) -> Callable[[Test], Check]:
    """Turn a test, named as a state, into a Check."""

    def named(test: Test) -> Check:
        return Check(test.__name__, label, clause, mend, test, on_form)

    return named
