"""Who is told at a level: the district's list, spelled out for the parties of one case (handbook 6.3)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from cases.actions.gates import subject_is_student
from cases.levels import NOTIFIED, Level
from cases.models import Affiliation, Case, Classification, NotificationEntry, Party, Recipient
from tat.models import Obligation
from tat.models.prepared import Given, Prepared

REQUIRED = "yes"
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

    @property
    def is_required(self) -> bool:
        return self.firmness == REQUIRED

    def is_about(self, entry: NotificationEntry) -> bool:
        """Whether this entry speaks of this recipient."""
        mine = entry.recipient == self.recipient.code
        return mine and (self.party is None or entry.party_id == self.party.id)


def to_tell(case: Case, level: str, recipients: Sequence[Recipient] | None = None, targets: Sequence[Party] | None = None) -> list[ToTell]:
    """The list at this level, in its order. Recipients that the case does not have are left out; what was read already may be given."""
    if level not in NOTIFIED:
        return []
    targets = targets_of(case) if targets is None else targets
    student = subject_is_student(case)
    found = []
    for recipient in Recipient.offered(case.district_id) if recipients is None else recipients:
        firmness = recipient.at_level(Level(level))
        if not firmness or (recipient.code == TO_SUBJECTS_PARENTS and not student):
            continue
        if recipient.code in ABOUT_A_TARGET:
            told = targets if recipient.code == TO_TARGET else [party for party in targets if may_be_a_student(party)]
            found += [ToTell(recipient, firmness, party) for party in told]
        else:
            found.append(ToTell(recipient, firmness))
    return found


def targets_of(case: Case) -> list[Party]:
    """The targets that can be told: not the subject, who may be the target too."""
    return TARGETS(case=case)


def _targets() -> QuerySet[Party]:
    rows = Party.objects.filter(case=Given("case"), role=Party.Role.TARGET).exclude(kind=Party.Kind.SELF)
    return rows.select_related("person__key").order_by("recorded_at", "id")


TARGETS: Prepared[Party] = Prepared(_targets)


def may_be_a_student(party: Party) -> bool:
    """Whether the party has parents to tell; a person whose affiliation is not known yet counts as a student."""
    known = party.connection()
    return (
        party.kind == Party.Kind.PERSON and bool(party.person or party.affiliation) and (known.is_student or known == Affiliation.UNKNOWN)
    )


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
