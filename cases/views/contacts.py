"""The contact log: what the plan's monitoring asks, when the next contact is due, one entry more, and what was recorded before."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, case_view, request_door
from cases.actions.contacts import record_contact
from cases.actions.locks import Overtaken
from cases.actions.on_record import on_record
from cases.forms.contacts import ContactForm, entry_initial
from cases.models import Case, Contact, Party
from cases.views import drafts
from cases.views.case import subject_name
from cases.views.mending import as_left, beside, mend, saved_by
from cases.views.rail import rail
from cases.views.rhythm import mode_of, watch
from cases.workflow import Circle
from cases.workflow.contacts import ContactKind
from tat import notices, paging
from tat.addresses import address
from tat.idempotency import once
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission
from tat.templatetags.moments import weekday
from tat.workflow import Blocked

RAIL_PLACE = 7
FORM, PAGE, KEYS = "contact", 20, ("occurred_at", "recorded_at", "id")


@case_view(Permission.VIEW_CASE, "GET")
def case_contacts(request: HttpRequest, case: Case) -> HttpResponse:
    """The log, the latest first; a change that is shown and waited for the person is open from now on."""
    return show(request, case)


@case_view(Permission.SUBMIT_UPDATE, "POST")
@once
def add(request: HttpRequest, case: Case) -> HttpResponse:
    """Add one entry, or a correction of one."""
    record = on_record(case, request_scope(request).at)
    form = contact_form(request, case, mode_of(record), request.POST)
    if not form.is_valid():
        return show(request, case, form)
    try:
        entry = record_contact(case=case, by=request.user, given=form.given(), corrects=form.cleaned_data["corrects"])
    except Overtaken as overtaken:
        return compare(request, case, form, overtaken.current)
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, form)
    if entry.replaces_id is None:
        drafts.done(request, case, FORM)
    said(request, case, entry)
    return redirect("case_contacts", code=case.code)


def said(request: HttpRequest, case: Case, entry: Contact) -> None:
    """Say what was saved, and what follows."""
    messages.success(request, _("Recorded as tried.") if entry.kind == ContactKind.TRIED else _("Contact recorded."))
    found = watch(case, on_record(case, request_scope(request).at), request_scope(request).at)
    if found.due_at:
        words = _("The planned contact still waits: it was due %(day)s.") if found.late else _("The next planned contact: by %(day)s.")
        messages.success(request, words % {"day": weekday(found.due_at)})
    if entry.is_change:
        messages.success(request, _("Each seat has a notice of the change."))
    if entry.subject_is == Contact.SubjectIs.WORSE:
        messages.warning(request, _("You recorded “worse than before”. Say in an update whether the level still fits."))


def show(request: HttpRequest, case: Case, form: ContactForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    at = request_scope(request).at
    record = on_record(case, at)
    entries, after = paging.page(log_of(case), KEYS, request.GET.get("after", ""), PAGE, newest_first=True)
    notices.mark_opened(request.user.pk, case.id, at, kind=FORM, only={str(entry.pk) for entry in entries})
    may_write = case.is_open() and case.circle == Circle.TAT and can(request_door(request), Permission.SUBMIT_UPDATE, case)
    context = {
        "case": case,
        "subject": subject_name(case),
        "stages": rail(case, RAIL_PLACE),
        "watch": watch(case, record, at),
        "form": (form or fresh_form(request, case, mode_of(record))) if may_write else None,
        "may_write": may_write,
        "entries": entries,
        "after": after,
    }
    return render(request, "cases/contacts.html", context)


def log_of(case: Case) -> QuerySet[Any]:
    """Every entry, corrected ones included, each with what it corrects and whether a later one stands in its place."""
    later = Contact.objects.filter(replaces=OuterRef("pk"))
    rows = case.contact_set.annotate(is_corrected=Exists(later))
    return rows.select_related("replaces", "party__person__key", "party__case__key")


def contact_form(request: HttpRequest, case: Case, mode: str, data: QueryDict | None, earlier: Contact | None = None) -> ContactForm:
    """The form for what the plan's mode asks, with the people of the case to choose from."""
    return ContactForm(data, parties=PARTIES(case=case), mode=mode, at=request_scope(request).at, earlier=earlier)


def _parties() -> QuerySet[Party]:
    rows = Party.objects.filter(case=Given("case"), person__isnull=False).exclude(role=Party.Role.REPORTING)
    subject_first = rows.annotate(is_subject=Exists(Party.objects.filter(pk=OuterRef("pk"), role=Party.Role.SUBJECT)))
    return subject_first.select_related("person__key", "case__key").order_by("-is_subject", "recorded_at", "id")


PARTIES: Prepared[Party] = Prepared(_parties)


def fresh_form(request: HttpRequest, case: Case, mode: str) -> ContactForm:
    """The form with an earlier entry to correct, else empty, or as the person left it unsaved."""
    if earlier := wanted(request, case):
        return contact_form(request, case, mode, None, earlier)
    left = drafts.typed(request, case, FORM)
    return as_left(contact_form(request, case, mode, left), left)


def wanted(request: HttpRequest, case: Case) -> Contact | None:
    """The entry that the address names for a correction, while it stands."""
    try:
        entry_id = uuid.UUID(request.GET.get("corrects", ""))
    except ValueError:
        return None
    return case.contact_set.filter(pk=entry_id, replaced_by=None).first()


def compare(request: HttpRequest, case: Case, form: ContactForm, current: Contact) -> HttpResponse:
    """Somebody corrected the same entry meanwhile: both texts, and the typed one once more, on the entry that stands now."""
    data = request.POST.copy()
    data["corrects"] = str(current.pk)
    mode = mode_of(on_record(case, request_scope(request).at))
    page = {"template": "cases/contacts/_form.html", "sentence": saved_by(current), "back_url": address("case_contacts", case.code)}
    again = contact_form(request, case, mode, data)
    return beside(request, case, form=form, again=again, theirs=entry_initial(current), page=page)
