"""The Spanish texts: what each kind says, and who has read it through."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tat.actions.translations import review_translation
from tat.forms.translations import TranslationForm, as_mark
from tat.idempotency import once
from tat.models import TranslationReview
from tat.permissions import needs, request_scope
from tat.roles import Permission
from tat.translations import Kind, latest_review, standing_review, texts_of, unread_in
from tat.views.mending import on_what_stands, taken

SHOWN = 10


@needs(Permission.SET_UP_DISTRICT, "GET")
def translation_list(request: HttpRequest) -> HttpResponse:
    """The kinds of texts, each with who has read it, and how many came or changed since."""
    district_id = request_scope(request).district_id
    rows = []
    for kind in Kind:
        latest = latest_review(kind, district_id)
        rows.append({"kind": kind, "texts": len(texts_of(kind)), "latest": latest, "unread": len(unread_in(kind, latest))})
    return render(request, "tat/translations.html", {"rows": rows})


@needs(Permission.SET_UP_DISTRICT, "GET")
def translation_detail(request: HttpRequest, texts: str) -> HttpResponse:
    """Every text of a kind beside its English, what is new first, and the form. Raises Http404 for no kind."""
    return show(request, a_kind(texts))


def a_kind(texts: str) -> Kind:
    """The kind that an address names. Raises Http404."""
    if texts not in Kind:
        raise Http404
    return Kind(texts)


def show(request: HttpRequest, kind: Kind, form: TranslationForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    district_id = request_scope(request).district_id
    latest = latest_review(kind, district_id)
    new = unread_in(kind, latest)
    known = [text for text in texts_of(kind) if text not in new]
    context = {
        "kind": kind,
        "new": new,
        "known": known,
        "stands": standing_review(kind, district_id),
        "reviews": TranslationReview.objects.filter(kind=kind, district_id=district_id).order_by("-recorded_at")[:SHOWN],
        "form": form or TranslationForm(kind=kind),
    }
    return render(request, "tat/translation.html", context)


@needs(Permission.SET_UP_DISTRICT, "POST")
@once
def review(request: HttpRequest, texts: str) -> HttpResponse:
    """Put a reading on file. Raises Http404 for no kind."""
    kind = a_kind(texts)
    form = TranslationForm(request.POST, kind=kind)
    row = taken(form, lambda: review_translation(by=request.user, kind=kind, given=form.given()))  # type: ignore[arg-type]
    if row is None:
        return show(request, kind, on_what_stands(form, texts=as_mark(kind)))
    said = (
        _("On file. Pages and papers name who read them.") if row.right else _("On file. They go on saying that nobody has reviewed them.")
    )
    messages.success(request, said)
    return redirect("translation_list")
