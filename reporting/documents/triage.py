"""The case file's second part: what was checked, the panel, and the opinions that are open."""

from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.concurrence import Answer
from cases.models import Case
from cases.workflow import Stage
from tat.models import Seat
from triage.models import TriageOpinion, TriageSeat

LEFT = {
    TriageSeat.Left.ASIDE: _l("Stepped aside"),
    TriageSeat.Left.ABSENT: _l("Absent"),
    TriageSeat.Left.CONFLICT: _l("In conflict"),
}


def triage_part(case: Case) -> dict[str, Any]:
    """Records, panels with opened opinions, crisis responses, meetings. A sealed opinion is counted, never read."""
    opinions = list(case.triageopinion_set.order_by("recorded_at"))
    latest = {each.seat_id: each for each in opinions}
    seats = list(case.panel.order_by("panel", "seated_at", "id"))
    panels = [
        {"number": number, "seats": [_seat(case, seat, latest.get(seat.id)) for seat in same]}
        for number, same in groupby(seats, key=lambda seat: seat.panel)
    ]
    return {
        "records": list(case.recordsreview_set.order_by("recorded_at")),
        "attachments": [
            {"row": row, "sha256": bytes(row.original.sha256).hex()}
            for row in case.attachment_set.select_related("original").order_by("number")
        ],
        "panels": panels,
        "opened": [_opened(each) for each in opinions if each.opened_at],
        "sealed": sum(each.opened_at is None for each in opinions),
        "crises": list(case.crisisresponse_set.order_by("recorded_at")),
        "meetings": _meetings(case),
    }


def _seat(case: Case, seat: TriageSeat, opinion: TriageOpinion | None) -> dict[str, Any]:
    """One line of a panel: who, and where the opinion stands; its words only once the seal is open."""
    if opinion and opinion.opened_at:
        return {"seat": seat, "conclusion": Answer(opinion.answer).label, "at": opinion.recorded_at}
    if opinion:
        return {"seat": seat, "conclusion": _("Sealed"), "at": None}
    return {"seat": seat, "conclusion": _absent(case, seat), "at": None}


def _absent(case: Case, seat: TriageSeat) -> str:
    if seat.left:
        return str(LEFT[TriageSeat.Left(seat.left)])
    if case.stage == Stage.MERGED:
        return _("Not given: the case was merged")
    convened = case.convened_at is not None and case.convened_at >= seat.seated_at
    return _("Not given: full team already convened") if convened else _("Not yet")


def _opened(opinion: TriageOpinion) -> dict[str, Any]:
    return {"entry": opinion, "conclusion": Answer(opinion.answer).label}


def _meetings(case: Case) -> list[dict[str, Any]]:
    meetings = list(case.meeting_set.order_by("held_at"))
    numbers = {number for meeting in meetings for number in (*meeting.attended, *meeting.absent)}
    names = {seat.id: seat.user.full_name if seat.user else "" for seat in Seat.objects.filter(pk__in=numbers).select_related("user")}
    return [
        {"entry": each, "attended": [names.get(n, "") for n in each.attended], "absent": [names.get(n, "") for n in each.absent]}
        for each in meetings
    ]
