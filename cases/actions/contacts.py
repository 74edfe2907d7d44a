"""The contact log: entries are only ever added, a correction is a later entry that names the earlier one (handbook 7.6, 9.2)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.actions.changes import tell_team
from cases.actions.locks import Overtaken, locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.rhythm import keep_rhythm
from cases.actions.stamps import stamp
from cases.models import Case, Contact, Party
from cases.workflow import Circle
from cases.workflow.contacts import ContactKind
from tat import clock, obligations
from tat.models import User
from tat.roles import Permission
from tat.workflow import Blocked

TOO_EARLY = "The contact log begins once the full team is convened. Until then record an interview."
WHO = "Choose with whom it was."
KIND = "Choose how it was: in person, by phone, by video, seen at a distance, or tried and not reached."
SAID = "Write what was seen and said, or what was tried. One sentence is enough."
WHEN = "Write when it was."
NOT_YET = "This time has not come yet. Enter when it was."
BEFORE = "This lies before the report that opened the case. Check the time; what was known earlier is a finding."
HOW = "Choose how the subject is: as before, better, worse, or not known."
WHICH = "Choose a person of the case, or write who it was."
NOT_OF_CASE = "This person is not offered in this case. Choose one of the list, or write who it was."
NOT_SUBJECT = "The person chosen is not the subject. Choose the subject, or change with whom it was."
GONE = "This entry is not in the log of this case. Open the page again."
CHANGED = "Somebody corrected this entry meanwhile. Your text is still here. Compare it with the one that stands now, and save again."
Who = Contact.Who


@dataclass(frozen=True, kw_only=True)
class ContactGiven:
    """One entry as it is typed; `occurred_at` is a UTC instant, as stated. `watch_items_checked` None: it was not asked."""

    who: str
    kind: str
    said: str
    occurred_at: datetime | None
    party: Party | None = None
    person: str = ""
    subject_is: str = Contact.SubjectIs.UNKNOWN
    watch_items_checked: bool | None = None
    is_change: bool = False


@transaction.atomic
def record_contact(*, case: Case, by: User, given: ContactGiven, corrects: UUID | None = None) -> Contact:
    """Add one entry, or with `corrects` a correction: the earlier one stays readable (105 ILCS 10/4(d)).

    The contact that the plan wants meets the running CHK-IN, and its local date is day 0 of the next; one that was tried is an attempt. A
    change is told to each seat. Raises Blocked with what is wrong, Overtaken where somebody corrected the same entry meanwhile.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.SUBMIT_UPDATE)
    if locked.circle != Circle.TAT:
        raise Blocked((TOO_EARLY,))
    _check(locked, given, at)
    earlier = _standing(locked, corrects) if corrects else None
    words = vars(given) | {"said": given.said.strip(), "person": given.person.strip()}
    entry = Contact.objects.create(case=locked, replaces=earlier, **words, **stamp(by, at))
    running = keep_rhythm(locked, by=by, at=at, why="contact_corrected", entry=entry)
    if entry.kind == ContactKind.TRIED and earlier is None and running:
        obligations.attempt(running, at=at, by=by)
    ref = f"contact:{entry.id}"
    if entry.is_change:
        tell_team(locked, ref=ref, by=by, at=at)
    log_case("contact_corrected" if earlier else "contact_recorded", locked, by=by, at=at, occurred_at=entry.occurred_at, detail=ref)
    return entry


def _check(case: Case, given: ContactGiven, at: datetime) -> None:
    """Raise Unfit with what keeps the entry from being added. People state minutes, so the report's seconds do not count."""
    occurred_at, party, person = given.occurred_at, given.party, given.person.strip()
    reported_at = case.reported_at.replace(second=0, microsecond=0)
    strange = party is not None and (party.case_id != case.pk or party.role == Party.Role.REPORTING)
    refuse(
        ("who", WHO, given.who not in Who.values),
        ("kind", KIND, given.kind not in ContactKind.values),
        ("said", SAID, not given.said.strip()),
        ("subject_is", HOW, given.subject_is not in Contact.SubjectIs.values),
        ("occurred_at", WHEN, occurred_at is None),
        ("occurred_at", NOT_YET, occurred_at is not None and occurred_at > at),
        ("occurred_at", BEFORE, occurred_at is not None and occurred_at < reported_at),
        ("party", NOT_OF_CASE, strange),
        ("party", NOT_SUBJECT, given.who == Who.SUBJECT and party is not None and party.role != Party.Role.SUBJECT),
        ("person", WHICH, given.who == Who.OTHER and party is None and not person),
    )


def _standing(case: Case, entry_id: UUID) -> Contact:
    """The entry that is to be corrected, while it stands."""
    after = {each.replaces_id: each for each in case.contact_set.filter(replaces__isnull=False)}
    if entry_id in after:
        found = after[entry_id]
        while found.pk in after:
            found = after[found.pk]
        raise Overtaken(CHANGED, found)
    entry = case.contact_set.filter(pk=entry_id).first()
    if entry is None:
        raise Blocked((GONE,))
    return entry
