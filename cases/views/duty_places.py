"""Where a duty is done: the page to which its own page leads."""

import uuid

from django.http import HttpRequest

from cases.access import request_door
from cases.actions.emergencies import RULE as REVIEW
from cases.actions.emergencies import reviews
from cases.actions.practice import TOLD_OUTSIDE
from cases.actions.transfer_answers import may_open
from cases.models import Case, EmergencyOpening
from cases.views.signposts import leads
from tat.addresses import address
from tat.models import Obligation
from tat.permissions import request_scope
from tat.statutes import HAND_OVER
from tat.views.needs import A_TIP, OWN_PAGES, opens_page, place_of


def place_url(request: HttpRequest, duty: Obligation, case: Case | None, answers: bool) -> str:
    """Where the duty is done, for whom it waits and who has something to do there: a page of its case, the tip, the direction; or ""."""
    if duty.about_kind == A_TIP:
        return address("tip_detail", duty.code) if answers and opens_page(request_scope(request), duty) else ""
    if duty.rule == HAND_OVER:
        return transfer_url(request, duty, case)
    if duty.rule == REVIEW:
        return opening_url(request, duty)
    if duty.about_kind in OWN_PAGES:
        return address(OWN_PAGES[duty.about_kind], duty.about_id)
    if duty.practice and duty.rule in TOLD_OUTSIDE:
        return ""
    place = place_of(duty.rule)
    leads_on = case is not None and place != "duty_detail" and (answers or leads(request_door(request), place, case))
    return address(place, duty.code) if leads_on else ""


def transfer_url(request: HttpRequest, duty: Obligation, case: Case | None) -> str:
    """Where a request to take a case is answered, or seen by who asked; "" for who is only told of it."""
    transfer_id = uuid.UUID(duty.trigger_ref.partition(":")[2])
    if may_open(transfer_id, request_scope(request)):
        return address("transfer_answer", transfer_id)
    return address("case_transfer", case.code) if case else ""


def opening_url(request: HttpRequest, duty: Obligation) -> str:
    """Where an emergency opening is judged; "" for who opened it, and for who is only told of it."""
    opening_id = uuid.UUID(duty.trigger_ref.partition(":")[2])
    row = EmergencyOpening.objects.select_related("case").get(pk=opening_id)
    return address("opening_detail", opening_id) if reviews(request_scope(request), request_door(request), row) else ""
