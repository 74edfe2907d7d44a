"""What the police told a school of a student: pages for its principal and whom the principal names; for others they are not there."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from reporting.actions import police_information as acts
from reporting.forms.police_information import EndForm, PoliceInformationForm, ReaderForm
from reporting.models import PoliceInformation
from tat import audit, paging
from tat.idempotency import once
from tat.models import Building
from tat.notices import told
from tat.permissions import request_scope, signed_in
from tat.views.mending import taken

PAGE = 20


@signed_in("GET")
def police_information(request: HttpRequest) -> HttpResponse:
    """What is kept, without its words. Raises Http404 for whom there is nothing."""
    return show(request)


def show(request: HttpRequest, form: PoliceInformationForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    scope = request_scope(request)
    rows = acts.kept_for(scope)
    if not scope.principal_of and not rows.exists():
        raise Http404
    found, after = paging.page(rows, ("recorded_at", "id"), request.GET.get("after", ""), PAGE, newest_first=True)
    context = {"rows": found, "after": after, "form": (form or _form(request)) if scope.principal_of else None}
    digest = audit.digest_of([str(each.pk) for each in found])
    audit.record_access(request.user, kind=audit.UNTOLD_KIND, page="police_information", at=scope.at, digest=digest)  # type: ignore[arg-type]
    return render(request, "reporting/police_information.html", context)


def _form(request: HttpRequest, data: Any = None) -> PoliceInformationForm:
    schools = Building.objects.filter(pk__in=request_scope(request).principal_of).order_by("name")
    return PoliceInformationForm(data, schools=schools)


def opened(request: HttpRequest, information_id: uuid.UUID, *, as_keeper: bool = False) -> PoliceInformation:
    """The entry, where it is this person's to read, or to keep. Raises Http404."""
    scope = request_scope(request)
    row: PoliceInformation | None = acts.kept_for(scope).filter(pk=information_id).first()
    if row is None or (as_keeper and not acts.is_keeper(scope, row)):
        raise Http404
    return row


@signed_in("GET")
def police_open(request: HttpRequest, information_id: uuid.UUID) -> HttpResponse:
    """One entry with its words; for whom the principal lets read it, it leaves Home."""
    row = opened(request, information_id)
    told.mark_told_opened(request.user.pk, row.pk, request_scope(request).at)  # type: ignore[arg-type]
    return show_one(request, row)


def show_one(request: HttpRequest, row: PoliceInformation, **sent: Any) -> HttpResponse:
    """The page, with a form's errors where there are any; of what was returned or destroyed that it was there, and nothing else."""
    scope = request_scope(request)
    keeps = acts.is_keeper(scope, row)
    context: dict[str, Any] = {"row": row, "keeps": keeps, "readers": [], "reader_form": None, "end_form": None}
    if keeps and not row.ended:
        context["readers"] = row.readers.filter(ended_at=None).select_related("person").order_by("recorded_at", "id")
        context["reader_form"] = ReaderForm(district_id=scope.district_id)
        context["end_form"] = EndForm(request=request)
    ref = (row.pk, "")
    audit.record_access(request.user, kind=audit.UNTOLD_KIND, page="police_open", ref=ref, at=scope.at)  # type: ignore[arg-type]
    return render(request, "reporting/police_information_one.html", context | sent)


def _principals_alone(request: HttpRequest) -> None:
    if not request_scope(request).principal_of:
        raise Http404


@signed_in("POST")
def keep(request: HttpRequest) -> HttpResponse:
    """Keep something that was told."""
    _principals_alone(request)
    return _keep(request)


@once
def _keep(request: HttpRequest) -> HttpResponse:
    form = _form(request, request.POST)
    row = taken(form, lambda: acts.keep_information(by=request.user, given=form.given()))  # type: ignore[arg-type]
    if row is None:
        return show(request, form)
    messages.success(request, _("It is kept here, apart from every record of the student."))
    return redirect("police_open", information_id=row.pk)


@signed_in("POST")
def reader(request: HttpRequest, information_id: uuid.UUID) -> HttpResponse:
    """Let somebody read it."""
    opened(request, information_id, as_keeper=True)
    return _reader(request, information_id)


@once
def _reader(request: HttpRequest, information_id: uuid.UUID) -> HttpResponse:
    form = ReaderForm(request.POST, district_id=request_scope(request).district_id)

    def name() -> Any:
        who, purpose = form.cleaned_data["who"], form.cleaned_data["purpose"]
        return acts.name_reader(information_id=information_id, by=request.user, person=who, purpose=purpose)  # type: ignore[arg-type]

    if taken(form, name) is None:
        return show_one(request, opened(request, information_id), reader_form=form)
    messages.success(request, _("The person can read it from now on, and finds it on Home."))
    return redirect("police_open", information_id=information_id)


@signed_in("POST")
def reader_end(request: HttpRequest, information_id: uuid.UUID, reader_id: int) -> HttpResponse:
    """Shut it to somebody."""
    opened(request, information_id, as_keeper=True)
    return _reader_end(request, information_id, reader_id)


@once
def _reader_end(request: HttpRequest, information_id: uuid.UUID, reader_id: int) -> HttpResponse:
    acts.end_reader(information_id=information_id, reader_id=reader_id, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("It is shut to that person."))
    return redirect("police_open", information_id=information_id)


@signed_in("POST")
def end(request: HttpRequest, information_id: uuid.UUID) -> HttpResponse:
    """It was returned, or is destroyed."""
    opened(request, information_id, as_keeper=True)
    return _end(request, information_id)


@once
def _end(request: HttpRequest, information_id: uuid.UUID) -> HttpResponse:
    form = EndForm(request.POST, request=request)
    how = lambda: acts.end_information(information_id=information_id, by=request.user, how=form.cleaned_data["how"])  # type: ignore[arg-type]  # noqa: E731
    if taken(form, how) is None:
        return show_one(request, opened(request, information_id), end_form=form)
    messages.success(request, _("Nothing of it is left but that it was there."))
    return redirect("police_information")
