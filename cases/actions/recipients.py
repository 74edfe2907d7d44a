"""Who is told at a level: the district's list, spelled out for the parties of one case (handbook 6.3)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.actions.families import Families, Family, may_be_a_student, parties_of
from cases.levels import NOTIFIED, Level
from cases.models import Case, Classification, NotificationEntry, Party, Recipient
from tat.models import Obligation
from tat.statutes import local_date

REQUIRED, CONSIDERED = "yes", "consider"
ELSE = "NTF-OTH"
TO_TARGET, TO_TARGETS_PARENTS, TO_SUBJECTS_PARENTS = "NTF-TGT", "NTF-PGT", "NTF-PGS"
ABOUT_A_TARGET = (TO_TARGET, TO_TARGETS_PARENTS)
SCHOOL_CIRCLE = frozenset({"NTF-SUP", "NTF-SEC", "NTF-HR", "NTF-STF"})
"""School officials who need to know; naming a student to anybody else is a release (105 ILCS 10/6(a))."""
SETTLED = (NotificationEntry.Outcome.REACHED, NotificationEntry.Outcome.NOT_TOLD)


@dataclass(frozen=True)
class ToTell:
    """One recipient of the list, for a target's own notices one per target; `firmness` is yes, consider, as needed and the like."""

    recipient: Recipient
    firmness: str
    party: Party | None = None
    family: Family | None = None

    @property
    def is_required(self) -> bool:
        return self.firmness == REQUIRED

    @property
    def label(self) -> str:
        """Who it is: the list's own words, or the student once the rights have passed."""
        return self.family.student_words if self.family and self.family.rights_have_passed else self.recipient.label

    def is_about(self, entry: NotificationEntry) -> bool:
        """Whether this entry speaks of this recipient."""
        mine = entry.recipient == self.recipient.code
        return mine and (self.party is None or entry.party_id == self.party.id)


def to_tell(
    case: Case,
    level: str,
    recipients: Sequence[Recipient] | None = None,
    parties: Sequence[Party] | None = None,
    families: Sequence[Family] = (),
) -> list[ToTell]:
    """The list at this level, in its order. Recipients that the case does not have are left out; what was read already may be given.

    With `families` each parents' notice knows what holds about its student.
    """
    if level not in NOTIFIED:
        return []
    parties = parties_of(case) if parties is None else parties
    targets = targets_of(case, parties)
    student = any(each.connection().may_be_student for each in parties if each.role == Party.Role.SUBJECT)
    found = []
    for recipient in Recipient.offered(case.district_id) if recipients is None else recipients:
        firmness = recipient.at_level(Level(level))
        if not firmness or (recipient.code == TO_SUBJECTS_PARENTS and not student):
            continue
        if recipient.code in ABOUT_A_TARGET:
            told = targets if recipient.code == TO_TARGET else [party for party in targets if may_be_a_student(party)]
            found += [ToTell(recipient, firmness, party, _only(whose_parents(families, recipient.code, party.pk))) for party in told]
        else:
            found.append(ToTell(recipient, firmness, family=_only(whose_parents(families, recipient.code))))
    return found


def _only(families: Sequence[Family]) -> Family | None:
    return families[0] if families else None


def whose_parents(families: Sequence[Family], code: str, party_id: uuid.UUID | None = None) -> list[Family]:
    """The students whose parents a notice to this recipient tells: the subject, or the target whom it is about; none for the others."""
    if code == TO_SUBJECTS_PARENTS:
        return [each for each in families if each.party.role == Party.Role.SUBJECT]
    if code == TO_TARGETS_PARENTS:
        return [each for each in families if each.party.role == Party.Role.TARGET and party_id in (None, each.party.pk)]
    return []


def offered_to(recipients: Sequence[Recipient], families: Sequence[Family]) -> list[tuple[str, str]]:
    """Code and words of each recipient whom a notice may be recorded for, somebody else last."""
    found = [(each.code, _in_words(each, whose_parents(families, each.code))) for each in recipients]
    return [*found, (ELSE, _("Somebody else; write who below"))]


def _in_words(recipient: Recipient, students: Sequence[Family]) -> str:
    passed = [each for each in students if each.rights_have_passed]
    if not passed:
        return recipient.label
    if len(students) == 1:
        return passed[0].student_words
    return _("%(whom)s, or the student where the rights have passed") % {"whom": recipient.label}


def told_as(entry: NotificationEntry, label: str, families: Families) -> str:
    """How the ledger names whom an entry tells: the list's own words, or that the student stood in the place of the parents that day."""
    students = whose_parents(families.on(local_date(entry.told_at)), entry.recipient, entry.party_id)
    if any(each.rights_have_passed and each.is_the_student(entry.person) for each in students):
        return _("The student, in the place of the parents")
    return label


def targets_of(case: Case, parties: Sequence[Party] | None = None) -> list[Party]:
    """The targets that can be told: not the subject, who may be the target too; out of the `parties_of` the case where those are read."""
    known = parties_of(case) if parties is None else parties
    return [each for each in known if each.role == Party.Role.TARGET and each.kind != Party.Kind.SELF]


def missing_from(case: Case, duty: Obligation) -> list[ToTell]:
    """Required recipients who are neither reached nor explained since the classification that started this LVL-NTF duty."""
    signed = started_by(case, duty)
    if signed is None:
        return []
    entries = list(case.notificationentry_set.filter(outcome__in=SETTLED, recorded_at__gte=signed.recorded_at))
    return [each for each in to_tell(case, signed.level) if each.is_required and not any(each.is_about(entry) for entry in entries)]


def started_by(case: Case, duty: Obligation) -> Classification | None:
    """The classification that a level's duty was started by."""
    return case.classification_set.filter(pk=uuid.UUID(duty.trigger_ref.partition(":")[2])).first()
