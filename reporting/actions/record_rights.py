"""Whether who asks may see a student's record (105 ILCS 10/2(g), 10/5; handbook 9.4), and whether an order on file bars the person."""

from datetime import date

from django.utils.translation import gettext as _

from cases.actions.people import agree, people_named
from cases.models import FamilyRule
from reporting.models import AccessRequest
from tat.templatetags.moments import on

Capacity, Record = AccessRequest.Capacity, AccessRequest.Record
MINOR, ORDER, PASSED = "minor", "order", "passed"

ONLY_PERMANENT = (
    "A student under 18 may see the permanent record only (105 ILCS 10/5). The temporary record is denied; "
    "a parent may ask for it. Tell the student so."
)
AN_ORDER = (
    "An order of protection bars this person from this student’s record (105 ILCS 10/5). It is denied, and the order is not mentioned "
    "to anybody else."
)
HAVE_PASSED = (
    "The rights passed to the student on %(day)s (105 ILCS 10/2(g)). The parent’s request is held: it is granted only on another basis, "
    "such as the student’s own consent."
)


def bar_of(*, capacity: str, record: str, barred: bool, passed_on: date | None, day: date) -> str:
    """What stands against a grant on that local day: an order, the age of the student, rights that have passed; "" for nothing."""
    if barred:
        return ORDER
    if capacity == Capacity.STUDENT and record != Record.PERMANENT:
        return MINOR
    return PASSED if capacity == Capacity.PARENT and passed_on is not None and passed_on <= day else ""


def bar_on(request: AccessRequest, day: date) -> str:
    """The same of a request on record."""
    return bar_of(capacity=request.capacity, record=request.record, barred=request.barred, passed_on=request.passed_on, day=day)


def bar_words(request: AccessRequest, day: date) -> str:
    """The sentence for who keeps records; "" where nothing stands against a grant."""
    found = bar_on(request, day)
    if found == PASSED:
        return _(HAVE_PASSED) % {"day": on(request.passed_on)}
    return _({MINOR: ONLY_PERMANENT, ORDER: AN_ORDER}[found]) if found else ""


def order_on_file(*, district_id: int, student: str, person: str, day: date) -> bool:
    """Whether an order in force is on file with the district that may bar this person from this student's record.

    The answer is for who keeps records, and names no case.
    """
    ids = people_named(student, district_id=district_id)
    rules = FamilyRule.objects.filter(party__person__in=ids, ended_at=None).exclude(kind=FamilyRule.Kind.RIGHTS)
    rows = rules.filter(case__practice=False).select_related("case__key")
    return any(rule.holds_on(day) and agree(person, rule.person) for rule in rows)
