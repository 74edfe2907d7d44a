"""The review of a case's file as a student temporary record: when it is due, what was found, a change of attendance center."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import case_view
from cases.actions.families import parties_of
from cases.actions.record_statements import insert_statement, statements_of
from cases.actions.releases import nameable
from cases.models import Case
from cases.views.acting import act, refusal
from reporting.actions.record_reviews import RULE, is_temporary_record, record_move, review_record, standing_of
from reporting.actions.retention import record_left
from reporting.forms.record_steps import LeaveForm, MoveForm, ReviewForm, StatementForm
from reporting.models import LegalHold
from tat.idempotency import once
from tat.models import Obligation
from tat.roles import Permission
from tat.statutes import RULES


@case_view(Permission.REVIEW_RECORD, "GET")
def case_record_review(request: HttpRequest, case: Case) -> HttpResponse:
    """When the file is reviewed next, and the reviews so far."""
    return show(request, case)


def show(request: HttpRequest, case: Case, **sent: Any) -> HttpResponse:
    """The page, with a form's errors where there are any. A closed case's file is reviewed too."""
    may, stands = case.merged_into_id is None, standing_of(case)
    review, move, leave, statement = (sent.get(name) for name in ("review", "move", "leave", "statement"))
    students = nameable(parties_of(case))
    waiting = Obligation.objects.open().about("case", case.pk).filter(rule=RULE).order_by("legal_due_at").first()
    context: dict[str, Any] = {
        "case": case,
        "stands": stands,
        "reviews": list(reversed(stands.reviews)),
        "waiting": waiting,
        "is_temporary": is_temporary_record(case),
        "rule": RULES[RULE],
        "review_form": (review or ReviewForm()) if may else None,
        "move_form": (move or MoveForm()) if may else None,
        "leave_form": (leave or LeaveForm()) if may and is_temporary_record(case) else None,
        "statement_form": (statement or StatementForm(students=students)) if may and students else None,
        "statements": statements_of(case),
        "holds": LegalHold.objects.filter(case=case, lifted_at=None).order_by("recorded_at"),
    }
    context |= refusal(request, sent.values(), [context[f"{name}_form"] for name in ("review", "move", "leave", "statement")])
    return render(request, "reporting/record_review.html", context)


@case_view(Permission.REVIEW_RECORD, "POST")
@once
def done(request: HttpRequest, case: Case) -> HttpResponse:
    """The file was reviewed."""
    form = ReviewForm(request.POST)
    return act(
        request,
        case,
        form,
        do=lambda: review_record(case=case, by=request.user, **form.cleaned_data),  # type: ignore[arg-type]
        again=lambda: show(request, case, review=form),
        done=_l("The review is recorded. The next four years begin with it."),
        go="case_record_review",
    )


@case_view(Permission.REVIEW_RECORD, "POST")
@once
def moved(request: HttpRequest, case: Case) -> HttpResponse:
    """The student changes the attendance center."""
    form = MoveForm(request.POST)
    return act(
        request,
        case,
        form,
        do=lambda: record_move(case=case, by=request.user, **form.cleaned_data),  # type: ignore[arg-type]
        again=lambda: show(request, case, move=form),
        done=_l("Recorded. The file is reviewed by that day."),
        go="case_record_review",
    )


@case_view(Permission.REVIEW_RECORD, "POST")
@once
def left(request: HttpRequest, case: Case) -> HttpResponse:
    """The student left for good: the years of retention count from that day."""
    form = LeaveForm(request.POST)
    return act(
        request,
        case,
        form,
        do=lambda: record_left(case=case, by=request.user, **form.cleaned_data),  # type: ignore[arg-type]
        again=lambda: show(request, case, leave=form),
        done=_l("Recorded. The years of retention count from that day."),
        go="case_record_review",
    )


@case_view(Permission.REVIEW_RECORD, "POST")
@once
def state(request: HttpRequest, case: Case) -> HttpResponse:
    """A statement of the parents or the student is put into the record."""
    form = StatementForm(request.POST, students=nameable(parties_of(case)))
    return act(
        request,
        case,
        form,
        do=lambda: insert_statement(case=case, by=request.user, given=form.given()),  # type: ignore[arg-type]
        again=lambda: show(request, case, statement=form),
        done=_l("The statement is in the record. Every later copy and release carries it."),
        go="case_record_review",
    )
