"""The letters that a case may have: to the family of each student, or to the student in its place, and to each target."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.actions.families import Family
from cases.actions.recipients import targets_of
from cases.models import Case, Party
from reporting.documents.letter_kinds import TO_SUBJECTS_FAMILY, TO_TARGET, TO_TARGETS_FAMILY


@dataclass(frozen=True)
class Possible:
    """One letter that a case may have: to the family of a student, or to the student in its place; or to a target."""

    code: str
    party: Party
    family: Family | None

    @property
    def key(self) -> str:
        return f"{self.code}:{self.party.pk}"

    @property
    def to_them(self) -> bool:
        return self.code == TO_TARGET or bool(self.family and self.family.rights_have_passed)

    @property
    def words(self) -> str:
        """To whom it goes, as a list offers it."""
        name = {"name": self.party.shown_name()}
        if self.code == TO_TARGET:
            return _("The target: %(name)s") % name
        if self.family and self.family.rights_have_passed:
            return _("%(name)s, in the place of the parents (rights have passed: %(why)s)") % (name | {"why": self.family.why_passed})
        if self.code == TO_SUBJECTS_FAMILY:
            return _("Parents or guardians of the subject: %(name)s") % name
        return _("Parents or guardians of the target: %(name)s") % name

    @property
    def records(self) -> str:
        """Whose right it is to look at the school's records of this one."""
        if self.family is None:
            return ""
        if self.family.rights_have_passed:
            return "own"
        return "of_parents" if self.code == TO_TARGET else "parents"


def possible_letters(case: Case, families: Sequence[Family]) -> list[Possible]:
    """Every letter that the parties of this case may get, by what holds about its students today (`Families.on`)."""
    by_party = {each.party.pk: each for each in families}
    subjects = [each for each in families if each.party.role == Party.Role.SUBJECT and each.name]
    found = [Possible(TO_SUBJECTS_FAMILY, each.party, each) for each in subjects]
    for target in targets_of(case):
        if target.kind in (Party.Kind.PERSON, Party.Kind.ROLE) and (target.person or target.label):
            family = by_party.get(target.pk)
            found += [Possible(TO_TARGETS_FAMILY, target, family)] if family else []
            found.append(Possible(TO_TARGET, target, family))
    return found
