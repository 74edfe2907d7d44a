"""What decides who is told in a student's place: rights that have passed, orders that bar a person (105 ILCS 10/2(g), 10/5; 23 IAC 375)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.actions.people import agree
from cases.models import Case, FamilyRule, GateAnswer, Party, of_case_and_merged
from tat.models.prepared import Given, Prepared
from tat.templatetags.moments import on


@dataclass(frozen=True)
class Family:
    """One student of a case, subject or target, and what holds about this one on a day."""

    party: Party
    rights: FamilyRule | None = None
    orders: tuple[FamilyRule, ...] = ()

    @property
    def is_adult_as_recorded(self) -> bool:
        """Whether intake recorded a student of 18 or older: being 18 is one of the four ways in which the rights pass."""
        return self.party.age_group == Party.AgeGroup.ADULT and self.party.connection().is_student

    @property
    def rights_have_passed(self) -> bool:
        """Whether the student is told in the place of the parents."""
        return self.rights is not None or self.is_adult_as_recorded

    @property
    def why_passed(self) -> str:
        """In words: since when and why the rights have passed; "" where they have not."""
        if self.rights:
            since = {"why": self.rights.get_why_display(), "day": on(self.rights.from_on)}
            return _("%(why)s, since %(day)s") % since
        return _("18 or older, as recorded at intake") if self.is_adult_as_recorded else ""

    @property
    def student_words(self) -> str:
        """What stands in the place of “parent or guardian” once the rights have passed."""
        return _("The student (rights have passed: %(why)s)") % {"why": self.why_passed}

    @property
    def name(self) -> str:
        """The student's name; "" where it is not known yet."""
        return self.party.shown_name() if self.party.person or self.party.label else ""

    def is_the_student(self, name: str) -> bool:
        """Whether this may be the student's own name."""
        return bool(self.name) and agree(name, self.name)

    def bars(self, name: str) -> bool:
        """Whether this may be the name of somebody whom an order in force bars; not where it is the student's own who has the rights."""
        own = self.rights_have_passed and self.is_the_student(name)
        return not own and any(agree(name, order.person) for order in self.orders)


@dataclass(frozen=True)
class Families:
    """The students of a case and every rule that was recorded about them, here and in cases merged into it."""

    students: list[Party]
    rules: list[FamilyRule]

    def on(self, day: date) -> list[Family]:
        """Each student with what is in force on this local day (`tat.statutes.local_date`)."""
        return [self._one(party, [rule for rule in self.about(party) if rule.holds_on(day)]) for party in self.students]

    def about(self, party: Party) -> list[FamilyRule]:
        """Every rule about this student, the ended ones too."""
        return [rule for rule in self.rules if is_same(rule.party, party)]

    def _one(self, party: Party, holding: list[FamilyRule]) -> Family:
        rights = min((rule for rule in holding if not rule.is_order), key=lambda rule: rule.from_on, default=None)
        return Family(party, rights, tuple(rule for rule in holding if rule.is_order))


ABOUT = (Party.Role.SUBJECT, Party.Role.TARGET)


def families_of(case: Case, parties: Sequence[Party] | None = None) -> Families:
    """Read them, in two statements, or in one where the `parties_of` the case are read already."""
    parties = parties_of(case) if parties is None else parties
    known = [each for each in parties if each.role in ABOUT and each.kind != Party.Kind.SELF and may_be_a_student(each)]
    return Families(sorted(known, key=lambda party: ABOUT.index(Party.Role(party.role))), RULES(case=case.pk))


def parties_of(case: Case) -> list[Party]:
    """Everybody of the case but who reported, in order of writing."""
    return PARTIES(case=case)


def _parties() -> QuerySet[Party]:
    rows = Party.objects.filter(case=Given("case")).exclude(role=Party.Role.REPORTING)
    return rows.select_related("person__key").order_by("recorded_at", "id")


PARTIES: Prepared[Party] = Prepared(_parties)
RULES: Prepared[FamilyRule] = Prepared(
    lambda: (
        FamilyRule.objects.filter(case__any_of=of_case_and_merged(Given("case")))
        .select_related("case__key", "party__case__key", "ended_by")
        .order_by("recorded_at", "id")
    )
)


def may_be_a_student(party: Party) -> bool:
    """Whether the party has parents to tell; a person whose affiliation is not known yet counts as a student."""
    return party.kind == Party.Kind.PERSON and bool(party.person or party.affiliation) and party.connection().may_be_student


def is_same(one: Party, other: Party) -> bool:
    """Whether two rows are one party: itself, or as it was copied when cases were merged."""
    if one.pk == other.pk:
        return True
    known = one.person_id == other.person_id if one.person_id or other.person_id else bool(one.label) and one.label == other.label
    return one.role == other.role and known


def order_is_missing(case: Case, families: Families) -> bool:
    """Whether it was last answered that there is an order (handbook 3.2), and nobody has recorded whom it bars."""
    if not families.students or any(rule.is_order for rule in families.rules):
        return False
    return ORDER_ANSWERS.first(case=case.pk) == GateAnswer.Answer.YES


ORDER_ANSWERS: Prepared[str] = Prepared(
    lambda: (
        GateAnswer.objects.filter(case__any_of=of_case_and_merged(Given("case")), gate="order")
        .order_by("-recorded_at")
        .values_list("answer", flat=True)[:1]
    )
)
