"""Who is told in a student's place: rights that have passed, orders that bar a person. For those alone who tell families something."""

import uuid
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import case_view
from cases.actions.families import Families, Family, families_of, order_is_missing
from cases.actions.family_rules import end_family_rule, record_family_rule
from cases.forms.family import EndForm, OrderForm, RightsForm, RuleForm
from cases.models import Case, FamilyRule
from cases.views.acting import act, refusal
from cases.views.rail import rail
from tat.idempotency import once
from tat.permissions import request_scope
from tat.roles import Permission
from tat.statutes import local_date

RAIL_PLACE = 5


@case_view(Permission.NOTIFY, "GET")
def case_family(request: HttpRequest, case: Case) -> HttpResponse:
    """Each student with what is in force, what begins later, and what has ended."""
    return show(request, case)


def show(
    request: HttpRequest, case: Case, rights: RightsForm | None = None, order: OrderForm | None = None, ending: EndForm | None = None
) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    families = families_of(case)
    today = local_date(request_scope(request).at)
    may = case.is_open()
    students = [_student(each, families, today, ending, may) for each in families.on(today)]
    writes = may and bool(students)
    context: dict[str, Any] = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "students": students,
        "rights_form": (rights or RightsForm(students=families.students)) if writes else None,
        "order_form": (order or OrderForm(students=families.students)) if writes else None,
        "order_is_missing": order_is_missing(case, families),
    }
    ends = [row["form"] for student in students for row in student["rules"]]
    context |= refusal(request, (rights, order, ending), [context["rights_form"], context["order_form"], *ends])
    return render(request, "cases/family.html", context)


def _student(family: Family, families: Families, today: date, ending: EndForm | None, may: bool) -> dict[str, Any]:
    rules = [_rule(rule, today, ending, may) for rule in families.about(family.party)]
    return {"family": family, "rules": sorted(rules, key=lambda row: row["state"] == "ended")}


def _rule(rule: FamilyRule, today: date, ending: EndForm | None, may: bool) -> dict[str, Any]:
    """One entry with how it stands: in force, later, run out or ended; and the form that ends it."""
    state = "ended" if rule.ended_at else "now" if rule.holds_on(today) else "later" if rule.from_on > today else "over"
    mine = ending if ending is not None and ending.prefix == str(rule.pk) else None
    return {
        "rule": rule,
        "state": state,
        "form": (mine or EndForm(prefix=str(rule.pk))) if may and state != "ended" else None,
        "open": mine,
    }


@case_view(Permission.NOTIFY, "POST")
@once
def rights(request: HttpRequest, case: Case) -> HttpResponse:
    """The rights have passed to a student."""
    form = RightsForm(request.POST, students=families_of(case).students)
    return _record(request, case, form, lambda: show(request, case, rights=form), _l("It is recorded that the rights have passed."))


@case_view(Permission.NOTIFY, "POST")
@once
def order(request: HttpRequest, case: Case) -> HttpResponse:
    """An order bars a person."""
    form = OrderForm(request.POST, students=families_of(case).students)
    return _record(request, case, form, lambda: show(request, case, order=form), _l("The order is recorded."))


def _record(request: HttpRequest, case: Case, form: RuleForm, again: Any, done: Any) -> HttpResponse:
    return act(
        request,
        case,
        form,
        do=lambda: record_family_rule(case=case, by=request.user, given=form.given()),
        again=again,
        done=done,
        go="case_family",
    )


@case_view(Permission.NOTIFY, "POST")
@once
def end(request: HttpRequest, case: Case) -> HttpResponse:
    """An entry holds no longer."""
    try:
        rule_id = uuid.UUID(request.POST.get("rule_id", ""))
    except ValueError:
        raise Http404 from None
    form = EndForm(request.POST, prefix=str(rule_id))
    return act(
        request,
        case,
        form,
        do=lambda: end_family_rule(case=case, by=request.user, rule_id=rule_id, reason=form.cleaned_data["reason"]),
        again=lambda: show(request, case, ending=form),
        done=_l("The entry is ended, and can still be read."),
        go="case_family",
    )
