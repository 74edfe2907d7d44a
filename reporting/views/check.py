"""Is this paper genuine? Anybody may ask, by code or with the file; the answer names the district and the day, and shows no content."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from reporting.documents import as_printed
from reporting.documents.exercise_kind import EXERCISE
from reporting.floods import CHECKS
from reporting.forms.check import CheckForm
from reporting.models import IssuedDocument
from reporting.views.check_upload import DigestHandler, DigestOf
from tat import clock
from tat.addresses import address
from tat.permissions import public
from triage.views.tips import address_of, in_their_language, languages

GUESSED = ("none", "changed", "other")
"""Answers that count: who asks for papers that are there is never asked to wait."""


@public("GET")
@in_their_language
def paper_check(request: HttpRequest, check_code: str) -> HttpResponse:
    """By the code alone, as a paper prints it: issued or not. Whether it is unchanged only its file tells."""
    if refused := wait(request):
        return refused
    code = as_printed(check_code[:40])
    return answer(request, CheckForm(initial={"check_code": code}), code, None, address("paper_check", check_code))


@public("GET")
@in_their_language
def check_start(request: HttpRequest) -> HttpResponse:
    """The empty form."""
    return page(request, form=CheckForm())


@csrf_exempt
@public("POST")
def check_ask(request: HttpRequest) -> HttpResponse:
    """By code, by file, or by both. Nothing is written, and of a file nothing is kept but its digest, until the answer is sent."""
    request.upload_handlers = [DigestHandler(request)]  # before the form is read, which tells its language
    return asked(request)


@in_their_language
def asked(request: HttpRequest) -> HttpResponse:
    """The answer to a form, in its language."""
    if refused := wait(request):
        return refused
    form = CheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, form=form)
    return answer(request, form, as_printed(form.cleaned_data["check_code"]), form.cleaned_data["file"])


def page(request: HttpRequest, status: int = 200, here: str = "", **context: Any) -> HttpResponse:
    """The page, with its switch to the other language."""
    shown = {"languages": languages(), "here": here or address("check_start"), **context}
    return render(request, "reporting/check.html", shown, status=status)


def wait(request: HttpRequest) -> HttpResponse | None:
    """The page that asks for patience, where too much was asked from this address within the hour that found nothing."""
    if not CHECKS.is_over(address_of(request), clock.now()):
        return None
    return page(request, 429, says="wait")


def answer(request: HttpRequest, form: CheckForm, code: str, file: DigestOf | None, here: str = "") -> HttpResponse:
    """No kind, no person, no copy: whoever holds the paper has those. Of practice only an exercise's own record is a paper.

    `here` is the address where the same answer stands in the other language; what was sent with a form has none.
    """
    real = IssuedDocument.objects.filter(~Q(case__practice=True) | Q(kind=EXERCISE))
    papers = real.select_related("district").order_by("issued_at", "id")
    by_code = papers.filter(check_code=code).first() if code else None
    by_file = papers.filter(sha256=file.digest).first() if file else None
    found = says(code, file, by_code, by_file)
    if found in GUESSED:
        CHECKS.add(address_of(request), clock.now())
    return page(request, form=form, says=found, paper=by_file or by_code, here=here)


def says(code: str, file: DigestOf | None, by_code: IssuedDocument | None, by_file: IssuedDocument | None) -> str:
    """Which sentence answers: unchanged, issued, changed, other, or none."""
    if by_file:
        return "unchanged" if not code or by_file == by_code else "other"
    if file:
        return "changed" if by_code else "none"
    return "issued" if by_code else "none"
