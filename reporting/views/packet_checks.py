"""A packet that waits: a second person looks at it and says whether it may leave; then it is released."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import case_view
from cases.models import Case
from cases.views.acting import act, refusal
from reporting.actions import packet_checks as acts
from reporting.forms.packet_checks import CheckForm
from reporting.models import PreparedPacket
from tat.idempotency import once
from tat.permissions import request_scope
from tat.roles import Permission
from tat.workflow import Blocked


@case_view(Permission.NOTIFY, "GET")
def packet_detail(request: HttpRequest, case: Case, packet_id: uuid.UUID) -> HttpResponse:
    """The packet as its recipient would read it."""
    return show(request, case, acts.prepared(case, packet_id))


def show(request: HttpRequest, case: Case, row: PreparedPacket, form: CheckForm | None = None) -> HttpResponse:
    """The page, with a form's errors where there are any; what changed since is said, and such a packet does not leave."""
    packet, changed = None, ""
    if row.paper_id is None:
        try:
            packet = acts.looked_at_again(case, row, request_scope(request).at)
        except Blocked as blocked:
            changed = " ".join(blocked.problems)
        else:
            changed = acts.CHANGED if packet.digest != row.digest else ""
    own = row.recorded_by_id == request.user.pk
    shown = (form or CheckForm()) if not own and not row.verdict and not changed else None
    context: dict[str, Any] = {
        "case": case,
        "row": row,
        "packet": packet,
        "changed": changed,
        "form": shown,
        "own": acts.OWN if own and not row.verdict else "",
        "may_give": row.verdict == PreparedPacket.Verdict.RIGHT and row.paper_id is None and not changed,
    }
    return render(request, "reporting/packet.html", context | refusal(request, (form,), [shown]))


@case_view(Permission.NOTIFY, "POST")
@once
def check(request: HttpRequest, case: Case, packet_id: uuid.UUID) -> HttpResponse:
    """Record what the second person found."""
    row, form = acts.prepared(case, packet_id), CheckForm(request.POST)
    return act(
        request,
        case,
        form,
        do=lambda: acts.check_packet(case=case, by=request.user, packet_id=packet_id, **form.cleaned_data),  # type: ignore[arg-type]
        again=lambda: show(request, case, row, form),
        done=_l("The check is recorded."),
        go="packet_detail",
        to={"packet_id": packet_id},
    )


@case_view(Permission.NOTIFY, "POST")
@once
def give(request: HttpRequest, case: Case, packet_id: uuid.UUID) -> HttpResponse:
    """Release what was found right."""
    row, form = acts.prepared(case, packet_id), CheckForm({"verdict": PreparedPacket.Verdict.RIGHT})
    return act(
        request,
        case,
        form,
        do=lambda: acts.give_packet(case=case, by=request.user, packet_id=packet_id),  # type: ignore[arg-type]
        again=lambda: show(request, case, row, form),
        done=_l("The packet is made, kept, and entered in the record of release. Print it and give it."),
        go="case_packets",
    )
