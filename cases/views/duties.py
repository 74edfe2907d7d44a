"""The page of one duty: time left, how it was worked out, who is told next, and how it ends."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, case_behind, case_view, duty_facts, request_door, seen_by_id
from cases.actions import duties as acts
from cases.actions.danger import may_submit
from cases.actions.delegates import REPORT
from cases.actions.gates import SIRS
from cases.actions.handing import delegate_duty, take_duty_back
from cases.actions.outside_proofs import calls_of_the_school, may_tell
from cases.actions.practice import TOLD_OUTSIDE, practise_duty
from cases.actions.restating import is_stated, restate_start
from cases.duty_facts import FACTS_OF
from cases.forms.duties import HandOverForm, SnoozeForm, StartForm, WaiveForm
from cases.forms.outside_proofs import PoliceToldForm
from cases.models import Case
from cases.views.arithmetic import arithmetic, told_next
from cases.views.calls import calls_of_rules
from cases.views.case import case_need
from cases.views.duty_places import place_url
from cases.views.handing import handing, offered_people, unreached, with_reasons
from cases.views.mending import mend
from tat import audit, home
from tat.addresses import address
from tat.idempotency import once
from tat.models import Obligation, ObligationEvent, User
from tat.models.prepared import Given, Prepared
from tat.obligations import can_be_put_off
from tat.permissions import may_in_building, request_scope, signed_in
from tat.roles import Permission
from tat.statutes import HAND_OVER, RULES, ActorRole
from tat.views.needs import need
from tat.workflow import Blocked


def opened(request: HttpRequest, obligation_id: uuid.UUID) -> tuple[Obligation, Case | None]:
    """The duty and, where the person may see it, its case. Raises Http404 when neither the case nor the duty is theirs."""
    duty = DUTY.first(pk=obligation_id)
    if duty is None or duty.district_id != request_scope(request).district_id:
        raise Http404
    case = None
    if duty.about_kind == "case":
        case = seen_by_id(request, duty.about_id)
    if case is None and not answers_for(request, duty):
        raise Http404
    return duty, case


DUTY: Prepared[Obligation] = Prepared(
    lambda: Obligation.objects.filter(pk=Given("pk")).select_related(
        "district", "building", "team", "actor", "handed_by", "waive_by", "waive_key"
    )
)


def answers_for(request: HttpRequest, duty: Obligation) -> bool:
    """Whether the duty is on this person's Home, was ended or handed on by them; that of a seat asks one in its team still."""
    scope = request_scope(request)
    in_place = duty.actor_role != ActorRole.SEAT or duty.team_id in scope.seated_in
    return (request.user.pk == duty.met_by_id and in_place) or home.is_handed_on(scope, duty) or home.is_theirs(scope, duty)


def may_answer(request: HttpRequest, duty: Obligation, case: Case | None) -> bool:
    """Whether the duty waits for this person: only they quiet its reminders. Who merely sees the case does not."""
    return home.is_theirs(request_scope(request), duty)


def may_waive(request: HttpRequest, duty: Obligation, case: Case | None) -> bool:
    """Whether this person may say that the duty does not apply: in this case, or by an office where the duty is theirs without the case.

    Whoever is asked to take a case accepts or refuses it, and does not put the question aside.
    """
    if duty.rule == HAND_OVER:
        return False
    if case is not None:
        return can(request_door(request), Permission.WAIVE_DUTY, case)
    teams = [duty.team_id] if duty.team_id else []
    return may_in_building(request_scope(request), Permission.WAIVE_DUTY, duty.building_id or 0, teams)


def worksheet_url(request: HttpRequest, duty: Obligation, case: Case | None) -> str:
    """Where the worksheet of the duty is, for who may open it: the team, who is accepted as submitter, who answers for SIRS; else ""."""
    if duty.practice:
        return ""
    prints = case is not None and can(request_door(request), Permission.PRINT_CASE, case)
    if duty.rule in SIRS:
        return address("sirs_worksheet", duty.id) if prints or answers_for(request, duty) else ""
    submits = duty.rule == REPORT and (prints or may_submit(request.user, case_behind(duty), duty, request_scope(request).at))  # type: ignore[arg-type]
    return address("isp_worksheet", duty.id) if submits else ""


def police_form(request: HttpRequest, duty: Obligation, case: Case | None, typed: PoliceToldForm | None) -> PoliceToldForm | None:
    """The call to the police, for whom the duty waits and who keeps no ledger of its case."""
    keeps = case is not None and can(request_door(request), Permission.NOTIFY, case)
    if typed is not None or keeps or not may_tell(request.user, duty, request_scope(request).at):  # type: ignore[arg-type]
        return typed
    return PoliceToldForm(calls=calls_of_the_school(duty))


def facts_url(request: HttpRequest, duty: Obligation, case: Case | None) -> str:
    """Where the facts of the incident are entered, for who sees its case and may write in it; else ""."""
    asked = duty.rule in FACTS_OF and case is not None and can(request_door(request), Permission.ASSESS, case)
    return address("case_gate_facts", duty.code) if asked else ""


@signed_in("GET")
def duty_detail(request: HttpRequest, obligation_id: uuid.UUID) -> HttpResponse:
    """One duty. Without the case, only the frozen facts that this duty needs; each look is recorded."""
    return show(request, *opened(request, obligation_id))


def show(request: HttpRequest, duty: Obligation, case: Case | None, **forms: Any) -> HttpResponse:
    """The page of a duty, with a form's errors where there are any."""
    at = request_scope(request).at
    answers = may_answer(request, duty, case)
    events = EVENTS(obligation=duty)
    is_open = duty.state == Obligation.State.OPEN
    context = {
        "duty": duty,
        "rule": RULES[duty.rule],
        "case": case,
        "facts": duty_facts(request.user, duty),
        "need": need(duty, at, viewer_id=request.user.pk, through_case=case is not None or duty.rule == HAND_OVER),
        "now": at,
        "is_open": is_open,
        "steps": arithmetic(duty, events),
        "ladder": told_next(duty, at),
        "unreached": unreached(duty, at),
        "events": with_reasons(events),
        "calls": calls_of_rules([duty.rule], district_id=duty.district_id, building=duty.building, at=at) if is_open else None,
        "place_url": place_url(request, duty, case, answers),
        "worksheet_url": worksheet_url(request, duty, case),
        "facts_url": facts_url(request, duty, case),
        "police_form": police_form(request, duty, case, forms.get("police_form")),
        "waive_form": forms.get("waive_form") or WaiveForm(),
        "snooze_form": forms.get("snooze_form") or SnoozeForm(),
        "start_form": (forms.get("start_form") or StartForm()) if may_restate(request, duty, case) else None,
        **handing(request, duty, case, answers, forms.get("hand_form")),
        "may_answer": answers,
        "may_put_off": answers and can_be_put_off(duty),
        "may_waive": may_waive(request, duty, case),
        "may_practise": is_open and may_practise(request, duty, case),
        "may_confirm": duty.waive_by_id is not None and duty.waive_by_id != request.user.pk,
    }
    audit.record_access(request.user, kind="duty", page="duty_detail", ref=(duty.about_id, duty.code), at=at)
    return render(request, "cases/duty.html", context)


@case_view(Permission.VIEW_CASE, "GET")
def case_duties(request: HttpRequest, case: Case) -> HttpResponse:
    """All duties of one case, open ones first."""
    at = request_scope(request).at
    rows = DUTIES(case=case.id)
    running = [case_need(request, case, row) for row in rows if row.state == Obligation.State.OPEN]
    ended = [{"row": row, "rule": RULES[row.rule]} for row in rows if row.state != Obligation.State.OPEN]
    may = can(request_door(request), Permission.WAIVE_DUTY, case)
    return render(request, "cases/duties.html", {"case": case, "needs": running, "ended": ended, "now": at, "may_waive": may})


EVENTS: Prepared[ObligationEvent] = Prepared(
    lambda: ObligationEvent.objects.filter(obligation=Given("obligation")).select_related("by", "from_person", "to_person").order_by("at")
)
DUTIES: Prepared[Obligation] = Prepared(
    lambda: (
        Obligation.objects.about("case", Given("case")).select_related("building", "district", "actor").order_by("target_due_at", "rule")
    )
)


def _post(
    act: Callable[..., Any],
    allowed: Callable[..., bool],
    name: str,
    form_class: Any = None,
    offers: Callable[[HttpRequest, Obligation], dict[str, Any]] | None = None,
) -> Callable[..., HttpResponse]:
    """A POST on one duty: open it, ask whether the act is this person's, take the form once, act, go back to the page."""

    @once
    def taken(request: HttpRequest, duty: Obligation, case: Case | None) -> HttpResponse:
        form = form_class(request.POST, **(offers(request, duty) if offers else {})) if form_class else None
        if form is not None and not form.is_valid():
            return show(request, duty, case, **{name: form})
        try:
            words = act(request, duty) if form is None else act(request, duty, **form.cleaned_data)
        except Blocked as blocked:
            if form is None:
                messages.error(request, " ".join(map(str, blocked.problems)))
                return redirect("duty_detail", obligation_id=duty.id)
            mend(form, blocked)
            return show(request, duty, case, **{name: form})
        messages.success(request, words)
        return redirect("duty_detail", obligation_id=duty.id)

    def view(request: HttpRequest, obligation_id: uuid.UUID) -> HttpResponse:
        duty, case = opened(request, obligation_id)
        if not allowed(request, duty, case):
            raise PermissionDenied
        return taken(request, duty, case)

    return signed_in("POST")(view)


def _acknowledge(request: HttpRequest, duty: Obligation) -> str:
    acts.acknowledge_duty(duty=duty, by=request.user)
    return _("Seen. The duty stays open until it is done.")


def _snooze(request: HttpRequest, duty: Obligation, until: Any, reason_code: str) -> str:
    acts.snooze_duty(duty=duty, by=request.user, until=until, reason_code=reason_code)
    return _("The reminders wait until then. The clock does not.")


def _waive(request: HttpRequest, duty: Obligation, reason: str) -> str:
    row = acts.waive_duty(duty=duty, by=request.user, reason=reason)
    if row.state == Obligation.State.OPEN:
        return _("Recorded. The duty stays open until a second person confirms on this page that it does not apply.")
    return _("Recorded. The duty is closed as not applicable.")


def _confirm(request: HttpRequest, duty: Obligation) -> str:
    acts.confirm_duty_waiver(duty=duty, by=request.user)
    return _("Confirmed. The duty is closed as not applicable.")


def _delegate(request: HttpRequest, duty: Obligation, to: User, reason_code: str) -> str:
    delegate_duty(duty=duty, by=request.user, to=to, reason_code=reason_code)  # type: ignore[arg-type]
    return _("%(name)s has it now and is told. You are told when it is late.") % {"name": to.full_name}


def _take_back(request: HttpRequest, duty: Obligation) -> str:
    take_duty_back(duty=duty, by=request.user)  # type: ignore[arg-type]
    return _("Taken back. It waits where it waited before.")


def may_restate(request: HttpRequest, duty: Obligation, case: Case | None) -> bool:
    """Whether this person may say that the time from which the duty counts was stated wrongly."""
    is_open = duty.state == Obligation.State.OPEN and case is not None and case.is_open()
    return is_open and is_stated(duty) and can(request_door(request), Permission.NOTIFY, case)  # type: ignore[arg-type]


def _restate(request: HttpRequest, duty: Obligation, started_at: Any, why: str) -> str:
    case = case_behind(duty)
    before = duty.due_at()
    moved = restate_start(case=case, duty=duty, by=request.user, started_at=started_at, reason=why).due_at() != before  # type: ignore[arg-type]
    return _("Recorded. The due time is earlier now; the old one stays in view.") if moved else _("Recorded. The due time stays.")


def may_hand(request: HttpRequest, duty: Obligation, case: Case | None) -> bool:
    """Whether the duty is with this person, or was handed on from here: what the rule allows is told in words."""
    return may_answer(request, duty, case) or home.is_handed_on(request_scope(request), duty)


def may_practise(request: HttpRequest, duty: Obligation, case: Case | None) -> bool:
    """Whether this person ends the duty with what the exercise said: a player, of a duty that would tell somebody outside."""
    return case is not None and duty.practice and duty.rule in TOLD_OUTSIDE


def _practise(request: HttpRequest, duty: Obligation) -> str:
    practise_duty(duty=duty, by=request.user)  # type: ignore[arg-type]
    return _("Done in the exercise. Nobody was told.")


practise = _post(_practise, may_practise, "practise")
acknowledge = _post(_acknowledge, may_answer, "acknowledge")
snooze = _post(_snooze, may_answer, "snooze_form", SnoozeForm)
delegate = _post(_delegate, may_hand, "hand_form", HandOverForm, offered_people)
take_back = _post(_take_back, may_hand, "take_back")
restate = _post(_restate, may_restate, "start_form", StartForm)
waive = _post(_waive, may_waive, "waive_form", WaiveForm)
confirm_waiver = _post(_confirm, may_waive, "confirm")
