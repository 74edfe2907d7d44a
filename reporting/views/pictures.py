"""Pictures of documents: the copies of a case, a new one, each page to be covered, and the copy as it was made."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import case_view
from cases.models import Attachment, Case
from cases.views.acting import act, refusal
from cases.views.attachments import kept_name
from cases.workflow import Stage
from reporting.actions import pictures as acts
from reporting.actions.packet_checks import check_picture
from reporting.forms.pictures import PageForm, PictureForm
from reporting.models import PictureCopy
from reporting.pdf import PdfFailed, pictures
from tat import files, paging
from tat.idempotency import once
from tat.roles import Permission
from tat.uploads import KINDS
from tat.views.files import download
from tat.views.mending import taken
from tat.workflow import Blocked

PAGE = 20


@case_view(Permission.NOTIFY, "GET")
def case_pictures(request: HttpRequest, case: Case) -> HttpResponse:
    """The copies of a case, the latest first."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: PictureForm | None = None, wrong: tuple[str, ...] = ()) -> HttpResponse:
    """The page, with a form's errors where there are any. A closed case has them too; of a merged one they are only read."""
    rows = PictureCopy.objects.filter(case=case).select_related("attachment", "file")
    found, after = paging.page(rows, ("recorded_at", "id"), request.GET.get("after", ""), PAGE, newest_first=True)
    for row in found:
        row.case = row.attachment.case = case
    offered, others = _files(case)
    shown = (form or PictureForm(offered=offered)) if case.stage != Stage.MERGED and offered else None
    context: dict[str, Any] = {"case": case, "pictures": found, "after": after, "form": shown, "others": others}
    context |= refusal(request, (form,), [shown])
    return render(request, "reporting/pictures.html", context | ({"refused": wrong} if wrong else {}))


def _files(case: Case) -> tuple[list[tuple[int, str]], list[str]]:
    """The files that can be drawn, by number, and the names of the others."""
    rows = list(case.attachment_set.order_by("number"))
    drawn = [(row.number, _called(case, row)) for row in rows if acts.can_be_drawn(row)]
    return drawn, [kept_name(case, row, row.extension) for row in rows if not acts.can_be_drawn(row)]


def _called(case: Case, row: Attachment) -> str:
    return ", ".join(filter(None, (kept_name(case, row, row.extension), row.caption or row.name)))


@case_view(Permission.NOTIFY, "POST")
@once
def begin(request: HttpRequest, case: Case) -> HttpResponse:
    """Begin a copy, and go to its first page."""
    form = PictureForm(request.POST, offered=_files(case)[0])
    row = taken(form, lambda: acts.begin_picture(case=case, by=request.user, given=form.given()))  # type: ignore[arg-type]
    if row is None:
        return show(request, case, form)
    return redirect("picture_page", code=case.code, picture_id=row.id, page=1)


@case_view(Permission.NOTIFY, "GET")
def picture_page(request: HttpRequest, case: Case, picture_id: uuid.UUID, page: int) -> HttpResponse:
    """One page with squares over it."""
    row = _row(case, picture_id, page)
    return show_page(request, case, row, page)


def show_page(request: HttpRequest, case: Case, row: PictureCopy, page: int, form: PageForm | None = None) -> HttpResponse:
    """A page with its squares; a copy that is made does not change, and has none."""
    shown = None if row.made_at else form or PageForm(rows=row.rows[page - 1], ticked=row.squares.get(page, ()))
    context: dict[str, Any] = {"case": case, "picture": row, "page": page, "form": shown, "letters": pictures.LETTERS}
    return render(request, "reporting/picture_page.html", context | refusal(request, (form,), [shown]))


@case_view(Permission.NOTIFY, "POST")
@once
def cover(request: HttpRequest, case: Case, picture_id: uuid.UUID, page: int) -> HttpResponse:
    """Keep what is covered of a page, and go on to the next one that nobody went through, or back to the list."""
    row = _row(case, picture_id, page)
    form = PageForm(request.POST, rows=row.rows[page - 1])
    following = next((each for each in [*range(page + 1, row.pages + 1), *range(1, page)] if each not in row.looked), None)
    return act(
        request,
        case,
        form,
        do=lambda: acts.cover_page(case=case, by=request.user, picture_id=row.id, page=page, squares=form.covered()),  # type: ignore[arg-type]
        again=lambda: show_page(request, case, row, page, form),
        done=_("Page %(n)d is kept.") % {"n": page},
        go="picture_page" if following else "case_pictures",
        to={"picture_id": row.id, "page": following} if following else None,
    )


@case_view(Permission.NOTIFY, "POST")
@once
def make(request: HttpRequest, case: Case, picture_id: uuid.UUID) -> HttpResponse:
    """Make the copy."""
    acts.picture_of(case, picture_id)
    try:
        acts.make_picture(case=case, by=request.user, picture_id=picture_id)  # type: ignore[arg-type]
    except Blocked as blocked:
        return show(request, case, wrong=blocked.problems)
    return redirect("case_pictures", code=case.code)


@case_view(Permission.NOTIFY, "POST")
@once
def check(request: HttpRequest, case: Case, picture_id: uuid.UUID) -> HttpResponse:
    """A second person found the made copy right."""
    acts.picture_of(case, picture_id)
    try:
        check_picture(case=case, by=request.user, picture_id=picture_id)  # type: ignore[arg-type]
    except Blocked as blocked:
        return show(request, case, wrong=blocked.problems)
    return redirect("case_pictures", code=case.code)


@case_view(Permission.NOTIFY, "GET")
def picture_shown(request: HttpRequest, case: Case, picture_id: uuid.UUID, page: int) -> HttpResponse:
    """One page as it is, uncovered, for the page on which it is covered. Raises Http404 for what cannot be drawn any more."""
    row = _row(case, picture_id, page)
    shown = row.attachment.display
    assert shown
    try:
        drawn = pictures.page_picture(KINDS[row.attachment.extension].shown_as, files.open_chunks(shown), page)
    except PdfFailed:
        raise Http404 from None
    return HttpResponse(drawn, content_type="image/jpeg")


@case_view(Permission.NOTIFY, "GET")
def picture_file(request: HttpRequest, case: Case, picture_id: uuid.UUID) -> StreamingHttpResponse:
    """The copy as it was made, as a download. Raises Http404 while there is none."""
    row = acts.picture_of(case, picture_id)
    if row.file is None:
        raise Http404
    response = download(request, row.file, f"{row.name}.pdf")
    response.shown = bytes(row.file.sha256)  # type: ignore[attr-defined]
    return response


def _row(case: Case, picture_id: uuid.UUID, page: int) -> PictureCopy:
    row = acts.picture_of(case, picture_id)
    if not 1 <= page <= row.pages:
        raise Http404
    return row
