"""Low-level notes: the question, the note, the list of a building, and one note with those on the same person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, request_door
from cases.models.catalogue import OFFICIAL_NOTE
from cases.views.mending import mend
from tat import audit, drafts, paging
from tat.idempotency import once
from tat.permissions import needs, request_scope
from tat.roles import Permission
from tat.workflow import Blocked
from triage.access import own_notes, seen_notes
from triage.actions.counted import people_alike
from triage.actions.low_notes import keep_note, turn_into_report
from triage.forms.low_note import HarmForm, LowNoteForm, as_report
from triage.models import LowLevelNote
from triage.views.intake import DRAFT as REPORT
from triage.views.intake import buildings_of, keys_of
from triage.views.left import left_in
from triage.workflow import HarmAnswer

PAGE, OTHERS = 25, 25
KEYS = ("recorded_at", "id")
FORM, NEW = "low_note", "new"


@needs(Permission.LOG_REPORT, "GET")
def low_note_new(request: HttpRequest) -> HttpResponse:
    """The question alone; after “no” the note's form, or the draft that was left. Any other answer goes on as a report."""
    cited = cited_note(request, request.GET.get("corrects", ""))
    draft = drafts.open_draft(request.user, FORM, draft_ref(cited), at=request_scope(request).at)  # type: ignore[arg-type]
    if draft is not None:
        return show(request, make_form(request, draft, cited).without_errors(), cited, is_draft=True)
    asked = HarmForm(request.GET if {"harm", "go"} & request.GET.keys() else None, use_required_attribute=False)
    if asked.is_bound and asked.is_valid():
        if asked.cleaned_data["harm"] != HarmAnswer.NO:
            return redirect("report_new")
        return show(request, make_form(request, None, cited), cited)
    return render(request, "triage/low_note_ask.html", {"form": asked, "cited": cited})


@needs(Permission.LOG_REPORT, "POST")
@once
def low_note_save(request: HttpRequest) -> HttpResponse:
    """Keep the note, go on with it as a report where the answer is not “no”, or show what must be mended."""
    if request.POST.get("harm") in (HarmAnswer.YES, HarmAnswer.UNSURE):
        return carried_over(request)
    cited = cited_note(request, request.POST.get("corrects", ""))
    form = make_form(request, request.POST, cited)
    if not form.is_valid():
        return show(request, form, cited)
    try:
        note = keep_note(by=request.user, given=form.given())  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, form, cited)
    drafts.discard(request.user, FORM, draft_ref(cited))  # type: ignore[arg-type]
    messages.success(request, _("The note is kept. The principal and the Triage Team can read it."))
    return redirect("low_note_detail", note_id=note.pk)


def carried_over(request: HttpRequest) -> HttpResponse:
    """The report's form with what was typed into the note's, as a draft; nothing of an earlier draft is lost."""
    at, cited = request_scope(request).at, cited_note(request, request.POST.get("corrects", ""))
    left = left_in(request, REPORT, keys_of(buildings_of(request_scope(request))))
    drafts.save_draft(request.user, REPORT, left.ref, as_report(request.POST.dict(), left.body), at)  # type: ignore[arg-type]
    drafts.discard(request.user, FORM, draft_ref(cited))  # type: ignore[arg-type]
    messages.info(request, _("What you wrote stands in the report below. It is not saved yet."))
    return redirect("report_new")


def cited_note(request: HttpRequest, word: str) -> LowLevelNote | None:
    """One's own note that the new one puts right; None for a word that is no id. Raises Http404 for a note that is not one's own."""
    try:
        note_id = UUID(word)
    except ValueError:
        return None
    found: LowLevelNote | None = own_notes(request_door(request)).filter(pk=note_id).first()
    if found is None:
        raise Http404
    return found


def draft_ref(cited: LowLevelNote | None) -> str:
    """Each correction has a draft of its own."""
    return f"{NEW}-{cited.pk.hex}" if cited else NEW


def make_form(request: HttpRequest, data: QueryDict | None, cited: LowLevelNote | None) -> LowNoteForm:
    """The form for this person's buildings; a correction stays in its note's. Raises PermissionDenied where there are none."""
    scope = request_scope(request)
    buildings = [place for place in buildings_of(scope) if cited is None or place.pk == cited.building_id]
    if not buildings:
        raise PermissionDenied
    first = {"harm": HarmAnswer.NO, "corrects": cited.pk if cited else None}
    return LowNoteForm(data, by=request.user, buildings=buildings, at=scope.at, initial=first)  # type: ignore[arg-type]


def show(request: HttpRequest, form: LowNoteForm, cited: LowLevelNote | None, *, is_draft: bool = False) -> HttpResponse:
    """The form with what was typed."""
    building = form.fields["building"].initial
    context = {"form": form, "cited": cited, "is_draft": is_draft, "building": building, "draft_ref": draft_ref(cited)}
    return render(request, "triage/low_note_new.html", {**context, **counting(building.district)})


def counting(district: Any) -> dict[str, Any]:
    """From how many notes within how many days a report opens, and what kind of rule that is."""
    return {"threshold": district.note_threshold, "days": district.note_window_days, "default_note": _(OFFICIAL_NOTE)}


@needs(Permission.REVIEW_REPORT, "GET")
def low_note_list(request: HttpRequest) -> HttpResponse:
    """The notes that the person may read, the latest first, a page at a time."""
    rows, after = paging.page(seen_notes(request_door(request)), KEYS, request.GET.get("after", ""), PAGE, newest_first=True)
    at = request_scope(request).at
    audit.record_access(request.user, kind="list", page="low_note_list", at=at, digest=audit.digest_of([str(row.pk) for row in rows]))  # type: ignore[arg-type]
    return render(request, "triage/low_notes.html", {"rows": rows, "after": after, **counting(request.user.district)})  # type: ignore[union-attr]


@needs(Permission.LOG_REPORT, "GET")
def low_note_detail(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """One note for who may read it; one word about it for who wrote it. The look is recorded."""
    way = request_door(request)
    seen = seen_notes(way).filter(pk=note_id).first()
    note = seen or own_notes(way).filter(pk=note_id).first()
    if note is None:
        raise Http404
    audit.record_access(request.user, kind="low_note", page="low_note_detail", ref=(note.pk, ""), at=way.scope.at)  # type: ignore[arg-type]
    is_last = note.report_id is None and not LowLevelNote.objects.filter(corrects=note).exists()
    context = {"note": note, "is_last": is_last, "may_correct": is_last and note.recorded_by_id == way.scope.user_id}
    if seen is None:
        return render(request, "triage/low_note_own.html", context)
    return render(request, "triage/low_note.html", {**context, **beside(request, note), **counting(note.district)})


def beside(request: HttpRequest, note: LowLevelNote) -> dict[str, Any]:
    """Other notes that the person may read: on the same person, and the one that this one corrects or is corrected by."""
    seen = seen_notes(request_door(request)).exclude(pk=note.pk).order_by("-recorded_at", "-id")
    alike = people_alike(note.person) if note.person else ()
    return {
        "others": seen.filter(person_id__in=alike)[:OTHERS] if alike else [],
        "versions": list(seen.filter(Q(pk=note.corrects_id) | Q(corrects=note))),
    }


@needs(Permission.REVIEW_REPORT, "POST")
@once
def low_note_turn(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Turn the note into a report, which lands in a case."""
    note = seen_notes(request_door(request)).filter(pk=note_id).first()
    if note is None:
        raise Http404
    try:
        report, way = turn_into_report(note=note, by=request.user)  # type: ignore[arg-type]
    except Blocked as blocked:
        for problem in blocked.problems:
            messages.error(request, problem)
        return redirect("low_note_detail", note_id=note.pk)
    messages.success(request, _("It is a report now, in %(code)s.") % {"code": report.case.code})  # type: ignore[union-attr]
    if can(way, Permission.VIEW_CASE, report.case):  # type: ignore[arg-type]
        return redirect("case_report", code=report.case.code)  # type: ignore[union-attr]
    return redirect("low_note_list")
