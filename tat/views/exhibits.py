"""The exhibits E1 to E5: what each is about, the edition in force, and who of a team has read which on which day."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tat import audit
from tat.actions import exhibits as acts
from tat.actions.acknowledging import who_has_acknowledged
from tat.actions.team_doors import team_read
from tat.forms.exhibits import EditionForm, ReadForm
from tat.idempotency import once
from tat.models import Exhibit, ExhibitEdition
from tat.permissions import Scope, may, needs, request_scope, signed_in
from tat.roles import Permission
from tat.statutes import local_date
from tat.uploads import KINDS, takes_files
from tat.uploads.waiting import FILES, FilesSent
from tat.views.files import download
from tat.views.mending import mend
from tat.workflow import Blocked

FORM, NEW = "exhibit", "new"


def own_scope(request: HttpRequest) -> Scope:
    """The scope of a person of a district. Raises PermissionDenied for an account of none."""
    scope = request_scope(request)
    if scope.district_id is None:
        raise PermissionDenied
    return scope


@signed_in("GET")
def exhibit_list(request: HttpRequest) -> HttpResponse:
    """The five exhibits, each with the edition in force and when this person read it."""
    return show_list(request)


def show_list(request: HttpRequest, form: EditionForm | None = None, sent: FilesSent | None = None) -> HttpResponse:
    """The page, with the form of a new edition for whoever keeps the district's guidance."""
    scope = own_scope(request)
    current, mine = acts.in_force(scope.district_id, local_date(scope.at)), acts.reads_of([scope.user_id])
    rows = []
    for exhibit in Exhibit:
        read, is_current = acts.latest_read(mine.get((scope.user_id, exhibit), []), current.get(exhibit))
        rows.append(
            {"exhibit": exhibit, "about": acts.ABOUT[exhibit], "edition": current.get(exhibit), "read": read, "current": is_current}
        )
    keeps = may(scope, Permission.EDIT_GUIDANCE)
    context = {"rows": rows, "as_printed": acts.AS_PRINTED, "form": (form or EditionForm()) if keeps else None, "sent": sent}
    return render(request, "tat/exhibits.html", context)


@signed_in("GET")
def exhibit_detail(request: HttpRequest, exhibit: str) -> HttpResponse:
    """One exhibit: the edition in force, its text or file, and the form that says when it was read."""
    return show(request, exhibit)


def show(request: HttpRequest, exhibit: str, form: ReadForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any. Raises Http404 for what is no exhibit."""
    scope = own_scope(request)
    if exhibit not in Exhibit.values:
        raise Http404
    today = local_date(scope.at)
    rows = ExhibitEdition.objects.filter(district=scope.district_id or 0, exhibit=exhibit).order_by("-adopted_on", "-recorded_at")
    editions = list(rows)
    edition = next((row for row in editions if row.adopted_on <= today), None)
    context = {
        "exhibit": Exhibit(exhibit),
        "about": acts.ABOUT[Exhibit(exhibit)],
        "edition": edition,
        "as_printed": acts.AS_PRINTED,
        "others": [row for row in editions if row is not edition],
        "reads": acts.reads_of([scope.user_id]).get((scope.user_id, exhibit), []),
        "form": form or ReadForm(initial={"on": today}),
    }
    return render(request, "tat/exhibit.html", context)


@signed_in("POST")
@once
def read(request: HttpRequest, exhibit: str) -> HttpResponse:
    """Record that it was read."""
    own_scope(request)
    form = ReadForm(request.POST)
    if not form.is_valid():
        return show(request, exhibit, form)
    try:
        acts.record_read(by=request.user, exhibit=exhibit, on=form.cleaned_data["on"])  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, exhibit, form)
    messages.success(request, _("Recorded. It stands in your team’s log of reading."))
    return redirect("exhibit_list")


@needs(Permission.EDIT_GUIDANCE, "POST")
@once
@takes_files
def edition_add(request: HttpRequest) -> HttpResponse:
    """Enter the district's own edition, as text or as a file; a file that was accepted waits while the form is mended."""
    sent = FilesSent(request.user, FORM, NEW, request.POST, request.FILES.getlist(FILES))
    form = EditionForm(request.POST)
    form.is_valid()
    for sentence in sent.sentences():
        form.add_error(FILES, sentence)
    if not form.errors and _added(request, form, sent):
        return redirect("exhibit_list")
    sent.keep(request_scope(request).at)
    return show_list(request, form, sent)


def _added(request: HttpRequest, form: EditionForm, sent: FilesSent) -> bool:
    try:
        acts.add_edition(by=request.user, given=form.given(sent.all()))  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return False
    sent.done()
    messages.success(request, _("The edition is entered. From its day on it is the one to be read."))
    return True


@signed_in("GET")
def exhibit_file(request: HttpRequest, edition_id: uuid.UUID) -> StreamingHttpResponse:
    """The copy of an edition that came as a file. Raises Http404 outside the district."""
    scope = request_scope(request)
    rows = ExhibitEdition.objects.filter(pk=edition_id, district=scope.district_id or 0).select_related("display__key")
    edition = rows.first()
    if edition is None or edition.display is None:
        raise Http404
    digest = bytes(edition.display.sha256)
    audit.record_access(request.user, kind="file", page="exhibit_file", ref=(edition.pk, ""), at=scope.at, digest=digest)  # type: ignore[arg-type]
    return download(request, edition.display, f"{edition.exhibit}-{edition.adopted_on}.{KINDS[edition.extension].shown_as}")


@signed_in("GET")
def team_reading(request: HttpRequest, team_ref: uuid.UUID) -> HttpResponse:
    """Each member of a team: whether the year is acknowledged, and which exhibit was read in which edition on which day."""
    scope = request_scope(request)
    team = team_read(scope, team_ref)
    people = who_has_acknowledged(team, scope.at)
    current, reads = acts.in_force(team.district_id, local_date(scope.at)), acts.reads_of([person.pk for person, _at in people])
    rows: list[dict[str, Any]] = []
    for person, at in people:
        latest = [(each, *acts.latest_read(reads.get((person.pk, each), []), current.get(each))) for each in Exhibit]
        rows.append({"person": person, "at": at, "reads": latest})
    context = {"team": team, "rows": rows, "exhibits": list(Exhibit), "current": current, "as_printed": acts.AS_PRINTED}
    return render(request, "tat/team_reading.html", context)
