"""What the page of one duty shows of handing it over, and of people whom mail about it does not reach."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _l

from cases.actions.handing import GONE, candidates, may_hand_over, may_take_back, why_it_stays
from cases.forms.duties import HANDED, HandOverForm
from cases.models import Case
from tat import home
from tat.forms.people import ACCOUNTS
from tat.models import Obligation, ObligationEvent, User
from tat.models.prepared import Given, Prepared
from tat.obligations.roster import roster
from tat.permissions import may, request_scope
from tat.roles import Permission

HANDINGS = (ObligationEvent.Kind.HANDED, ObligationEvent.Kind.TAKEN_BACK)
WORDS: dict[str, Any] = {**HANDED, GONE: _l("who had it is not named for it any more")}


def handing(request: HttpRequest, duty: Obligation, case: Case | None, answers: bool, sent: HandOverForm | None) -> dict[str, Any]:
    """The form for who may hand it over, whether it may be taken back, and what to do where nobody is named for it."""
    scope = request_scope(request)
    if duty.state != Obligation.State.OPEN or not (answers or home.is_handed_on(scope, duty)):
        return {}
    stays = why_it_stays(duty)
    people = roster([duty], scope.at) if not stays or duty.handed_by_id else None
    may_hand = people is not None and not stays and may_hand_over(duty, scope.user_id, people)
    found = candidates(duty, scope.user_id, people, case) if people is not None and may_hand else []
    if sent is not None:
        sent.fields["to"].offer(found)  # type: ignore[attr-defined]
    return {
        "hand_form": sent or (HandOverForm(people=found) if found else None),
        "may_hand": may_hand or sent is not None,
        "may_take_back": people is not None and may_take_back(duty, scope.user_id, people),
        "may_designate": may(scope, Permission.DESIGNATE),
    }


def offered_people(request: HttpRequest, duty: Obligation) -> dict[str, Any]:
    """Everybody of the district: to whom the duty cannot go is refused by the act, in words."""
    return {"people": lambda: ACCOUNTS(district=duty.district_id)}


def with_reasons(events: Iterable[ObligationEvent]) -> list[ObligationEvent]:
    """The events of the duty's record, each with the words of its reason where it was handed over or back; reminders left out."""
    shown = [event for event in events if event.kind != ObligationEvent.Kind.STEP]
    for event in shown:
        event.why = WORDS.get(event.reason_code, "") if event.kind in HANDINGS else ""  # type: ignore[attr-defined]
    return shown


def unreached(duty: Obligation, at: datetime) -> list[User]:
    """Who answers for the open duty, and is not reached by mail."""
    found = UNREACHED(district=duty.district_id) if duty.state == Obligation.State.OPEN else []
    asked = roster([duty], at) if found else None
    return [user for user in found if asked is not None and user.pk in {*asked.actors(duty), *duty.escalated_to}]


UNREACHED: Prepared[User] = Prepared(
    lambda: User.objects.filter(district=Given("district"), is_active=True, mail_returned_at__isnull=False).order_by("full_name")
)
"""The people of a district to whom mail came back."""
