"""Everybody in a case by name, who reported among them: read to keep names out of what leaves the school (handbook 9.4, 9.7)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _l

from cases.actions.names import name_of
from cases.models import Case, Party
from reporting.documents.piece import said
from triage.models import ReporterIdentity

SOMEBODY = _l("a person")


@dataclass(frozen=True)
class People:
    """Those in the case, the first recorded one first, and who reported, who is shown nowhere."""

    parties: list[Party]
    reporters: list[ReporterIdentity]

    @property
    def names(self) -> list[str]:
        """Every name, none of them empty."""
        return [name for _words, name in self._named()]

    def hidden(self, told: Iterable[Party]) -> list[tuple[str, str]]:
        """For everybody but those who are told of: what stands in the place of the name, and the name."""
        known = {name_of(party).casefold() for party in told}
        return [(f"[{words}]", name) for words, name in self._named() if name.casefold() not in known]

    def contacts(self, told: Iterable[Party]) -> list[str]:
        """Numbers and addresses of everybody but those who are told of, as they were written down."""
        known = {party.pk for party in told}
        rows = [party for party in self.parties if party.pk not in known]
        kept = [text for party in rows for text in (party.contact, party.person.contact if party.person else "")]
        return [text for text in dict.fromkeys([*kept, *(each.contact for each in self.reporters)]) if text]

    def _named(self) -> list[tuple[str, str]]:
        rows = [(_stand_in(party), name_of(party)) for party in self.parties] + [(str(SOMEBODY), each.name) for each in self.reporters]
        return [row for row in rows if row[1]]


def people_of(case: Case) -> People:
    """Read them, in three statements; those of cases merged into this one are among them."""
    cases = case.with_merged()
    parties = Party.objects.filter(case__in=cases).select_related("person__key", "case__key").order_by("recorded_at", "id")
    reporters = ReporterIdentity.objects.filter(report__case__in=cases).select_related("key")
    return People(list(parties), list(reporters))


def _stand_in(party: Party) -> str:
    """Subject and target by their part; everybody else, who reported among them, by one word that tells nothing."""
    return said(party.get_role_display()).lower() if party.role in (Party.Role.SUBJECT, Party.Role.TARGET) else str(SOMEBODY)
