"""The ledger of notices: who is told at this level, who was, and the measures that a level brings."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.families import order_is_missing
from cases.actions.measures import OUTCOMES, Measure, Outcome, record_measure
from cases.actions.notifications import METHODS, record_notice
from cases.actions.police import RULE as OTHER_THREAT
from cases.actions.police import ask_for_police
from cases.actions.recipients import ToTell, to_tell, told_as
from cases.actions.releases import BASES
from cases.forms.notices import MeasureForm, NoticeForm, PoliceForm
from cases.models import Case, LevelMeasure, NotificationEntry, Recipient
from cases.views.acting import act, refusal
from cases.views.calls import calls_of_rules
from cases.views.notice_sheet import Sheet, by_firmness, sheet_of
from cases.views.rail import rail
from tat.idempotency import once
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission
from tat.statutes import RULES


@case_view(Permission.VIEW_CASE, "GET", at_once=True)
def case_notices(request: HttpRequest, case: Case) -> HttpResponse:
    """Who must be told, who was, and what was done."""
    return show(request, case)


def show(
    request: HttpRequest,
    case: Case,
    form: NoticeForm | None = None,
    measure: MeasureForm | None = None,
    police: PoliceForm | None = None,
) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    keeps = can(request_door(request), Permission.NOTIFY, case)
    may = keeps and case.is_open()
    at = request_scope(request).at
    sheet, entries = sheet_of(case, at), LEDGER(case=case)
    told = to_tell(case, case.level, sheet.recipients, sheet.parties, sheet.today)
    waiting = [duty.rule for duty in sheet.duties]
    labels = {recipient.code: recipient.label for recipient in sheet.recipients}
    context: dict[str, Any] = {
        "case": case,
        "stages": rail(case, 5),
        "listed": [(words, [_listed(each, entries) for each in rows]) for words, rows in by_firmness(told)],
        "entries": [_entry(entry, labels, sheet) for entry in entries],
        "measures": measures(sheet, measure, request.GET.get("measure", "") if may else None),
        "form": (form or sheet.form(initial=sheet.typed_ahead(request.GET.dict()))) if may else None,
        "police": (police or _police(sheet)) if may else None,
        "calls": calls_of_rules(waiting, district_id=case.district_id, building=case.building, at=at) if may else None,
        "note": Recipient().note_shown,
        "keeps": keeps,
        "order_is_missing": may and order_is_missing(case, sheet.families),
    }
    shown = [context["form"], context["police"], *(row["form"] for row in context["measures"])]
    context |= refusal(request, (form, measure, police), shown)
    return render(request, "cases/notices.html", context)


def _police(sheet: Sheet) -> PoliceForm | None:
    """The form of the decision, unless it waits already."""
    return None if any(duty.rule == OTHER_THREAT for duty in sheet.duties) else PoliceForm()


def _listed(told: ToTell, entries: Sequence[NotificationEntry]) -> dict[str, Any]:
    return {"to": told, "entries": [entry for entry in entries if told.is_about(entry)]}


def _entry(entry: NotificationEntry, labels: Mapping[str, str], sheet: Sheet) -> dict[str, Any]:
    """One line of the ledger, in words."""
    label = told_as(entry, labels.get(entry.recipient, str(_l("Somebody else"))), sheet.families)
    about = next((each.shown_name() for each in sheet.targets if each.pk == entry.party_id), "")
    return {
        "entry": entry,
        "label": label,
        "about": about,
        "method": METHODS.get(entry.method, ""),
        "basis": BASES.get(entry.legal_basis, ""),
    }


LEDGER: Prepared[NotificationEntry] = Prepared(lambda: NotificationEntry.objects.filter(case=Given("case")).order_by("told_at"))
TAKEN: Prepared[LevelMeasure] = Prepared(lambda: LevelMeasure.objects.filter(case=Given("case")).order_by("done_at"))


def measures(sheet: Sheet, typed: MeasureForm | None, asked: str | None) -> list[dict[str, Any]]:
    """Each measure that an open duty waits for, or that was recorded; its form is open where it was `asked` for, None: nobody may write.

    What is `apart` is recorded on a page of its own.
    """
    open_rules = {duty.rule for duty in sheet.duties}
    done = TAKEN(case=sheet.case)
    names = {party.id: party.shown_name() for party in sheet.targets}
    rows = []
    for rule in Measure:
        mine = typed if typed is not None and typed.rule == rule.value else None
        waits = asked is not None and rule.value in open_rules
        apart = rule.value not in OUTCOMES
        form = mine or (MeasureForm(rule=rule.value) if waits and asked == rule.value and not apart else None)
        recorded = [
            {"entry": each, "words": Outcome(each.answer).label, "about": names.get(each.party_id, "")}
            for each in done
            if each.rule == rule.value
        ]
        if waits or form or recorded:
            found = {"rule": rule, "duty": RULES[rule.value].duty, "form": form, "waits": waits, "recorded": recorded, "apart": apart}
            rows.append(found)
    return rows


@case_view(Permission.NOTIFY, "POST", at_once=True)
@once
def record(request: HttpRequest, case: Case) -> HttpResponse:
    """Add an entry to the ledger."""
    form = sheet_of(case, request_scope(request).at).form(request.POST)
    return act(
        request,
        case,
        form,
        do=lambda: record_notice(case=case, by=request.user, given=form.given()),
        again=lambda: show(request, case, form),
        done=_l("The notice is recorded."),
        go="case_notices",
    )


@case_view(Permission.NOTIFY, "POST", at_once=True)
@once
def measure(request: HttpRequest, case: Case) -> HttpResponse:
    """Record a measure; the duty that it proves is done."""
    rule = request.POST.get("rule", "")
    if rule not in OUTCOMES:
        raise Http404
    form = MeasureForm(request.POST, rule=rule)
    return act(
        request,
        case,
        form,
        do=lambda: record_measure(case=case, by=request.user, given=form.given()),
        again=lambda: show(request, case, measure=form),
        done=_l("The measure is recorded."),
        go="case_notices",
    )


@case_view(Permission.NOTIFY, "POST", at_once=True)
@once
def police(request: HttpRequest, case: Case) -> HttpResponse:
    """Decide that law enforcement is told of a threat that no other rule names."""
    form = PoliceForm(request.POST)
    return act(
        request,
        case,
        form,
        do=lambda: ask_for_police(case=case, by=request.user, reason=form.cleaned_data["reason"]),
        again=lambda: show(request, case, police=form),
        done=_l("Decided. It is listed until the notice is recorded."),
        go="case_notices",
    )
