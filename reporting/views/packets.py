"""A case's packets: those that were released, and a new one, looked at before it is made."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import case_view
from cases.actions.families import parties_of
from cases.actions.releases import nameable
from cases.models import Case
from cases.views.acting import act, on_what_stands, refusal
from cases.views.mending import mend
from cases.workflow import Stage
from reporting.actions.packet_checks import prepare_packet
from reporting.actions.packets import LOOK, look_at, release_packet
from reporting.documents.case_kinds import PACKET, PARENT_FILE, POLICE_FILE, RELEASES
from reporting.documents.letter_kinds import SPANISH
from reporting.documents.pieces import pieces_of
from reporting.documents.release_packet import ReleasePacket
from reporting.forms.packets import PacketForm
from reporting.models import IssuedDocument, PreparedPacket
from reporting.views.papers import PAGE, listed
from tat import paging
from tat.idempotency import once
from tat.permissions import request_scope
from tat.roles import Permission
from tat.workflow import Blocked

WAITING_SHOWN = 20
FACES = (
    (PACKET, _l("Single pieces")),
    (PARENT_FILE, _l("Parents’ copy")),
    (PARENT_FILE + SPANISH, _l("Parents’ copy in Spanish")),
    (POLICE_FILE, _l("Police copy")),
)


@case_view(Permission.NOTIFY, "GET")
def case_packets(request: HttpRequest, case: Case) -> HttpResponse:
    """The packets of a case, the latest first."""
    return show(request, case)


def show(
    request: HttpRequest, case: Case, form: PacketForm | None = None, packet: ReleasePacket | None = None, *, unseen: bool = False
) -> HttpResponse:
    """The page, with the packet that the form makes where somebody looks at it; `unseen`: it was to be released as it is not.

    A closed case releases too.
    """
    rows = IssuedDocument.objects.filter(case=case, kind__in=RELEASES).select_related("issued_by", "html__key")
    papers, after = paging.page(rows, ("issued_at", "id"), request.GET.get("after", ""), PAGE, newest_first=True)
    may = case.stage != Stage.MERGED
    asked = request.GET.get("face", "")
    shown = (form or a_form(case, face=asked if asked in RELEASES else PACKET)) if may else None
    face = shown["face"].value() if shown else PACKET
    context: dict[str, Any] = {"case": case, "papers": listed(papers, case), "after": after, "form": shown, "face": face, "faces": FACES}
    context["waiting"] = PreparedPacket.objects.filter(case=case, paper=None).order_by("-recorded_at", "-id")[:WAITING_SHOWN]
    if packet:
        context |= {"packet": packet, "unseen": LOOK if unseen else ""}
    context |= refusal(request, (form,), [shown])
    return render(request, "reporting/packets.html", context)


def a_form(case: Case, data: Any = None, face: str = PACKET) -> PacketForm:
    """The form with the pieces that the case has now."""
    return PacketForm(data, students=nameable(parties_of(case)), pieces=pieces_of(case), face=face)


def looked_at(request: HttpRequest, case: Case, form: PacketForm, *, unseen: bool = False) -> HttpResponse:
    """The page with the packet as its recipient would read it, where nothing is missing for it; what was typed stands."""
    if not form.is_valid():
        return show(request, case, form)
    try:
        packet = look_at(case=case, given=form.packet(), at=request_scope(request).at)
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, form)
    return show(request, case, on_what_stands(form, looked=packet.digest), packet, unseen=unseen)


@case_view(Permission.NOTIFY, "POST")
@once
def release(request: HttpRequest, case: Case) -> HttpResponse:
    """Release the packet that was looked at; any button but the last one shows it, and nothing is written."""
    form = a_form(case, request.POST)
    if "ask" in request.POST:
        return act(
            request,
            case,
            form,
            do=lambda: prepare_packet(case=case, by=request.user, given=form.packet()),  # type: ignore[arg-type]
            again=lambda: looked_at(request, case, a_form(case, request.POST), unseen=True),
            done=_l("The packet waits below for a second person. It has not left."),
            go="case_packets",
        )
    if "release" not in request.POST:
        return looked_at(request, case, form)

    return act(
        request,
        case,
        form,
        do=lambda: release_packet(case=case, by=request.user, given=form.packet()),
        again=lambda: looked_at(request, case, a_form(case, request.POST), unseen=True),
        done=_l("The packet is made, kept, and entered in the record of release. Print it and give it."),
        go="case_packets",
    )
