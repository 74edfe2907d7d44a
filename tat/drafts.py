"""What was typed and not yet sent: saved, shown again, thrown away; a draft is its writer's alone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict

from tat import audit
from tat.models import DataKey, Draft, User
from tat.models.prepared import Given, Prepared

NEVER_KEPT = {"csrfmiddlewaretoken", "idempotency_key"}
DESCRIPTOR = "descriptor_"
Door = Callable[[Mapping[str, list[str]]], bool]


def save_draft(user: User, form: str, object_ref: str, body: Mapping[str, object], at: datetime) -> tuple[Draft, bool]:
    """Keep what stands in the form; the second value says whether it changed anything.

    Never kept: tokens, passwords, and the descriptors of a CPD worksheet, which are typed for copying only. A draft of a case is
    saved and opened by the floor that has the door to it.
    """
    kept = _kept(body)
    first = {"key": DataKey.objects.mint, "body": kept, "rev": 1, "at": at}
    with transaction.atomic():
        mine = _own(user, form, object_ref).select_for_update(of=("self",))
        draft, is_new = mine.get_or_create(user=user, form=form, object_ref=object_ref, defaults=first)
        changed = not is_new and draft.body != kept
        if changed:
            draft.body, draft.rev, draft.at = kept, draft.rev + 1, at
            draft.save(update_fields=["body", "rev", "at"])
    return draft, is_new or changed


def open_draft(user: User, form: str, object_ref: str, at: datetime, within: Door = lambda body: True) -> QueryDict | None:
    """The typed fields for binding to a form, or None; showing them again leaves an AccessEntry.

    `within` is the door that the form itself stands behind: what it does not let through stays sealed and is kept.
    """
    draft = OWN.first(user=user, form=form, object_ref=object_ref)
    if draft is None or not within(draft.body):
        return None
    audit.record_access(user, kind="draft", page=form, ref=(draft.id, object_ref[:20]), at=at)
    fields = QueryDict(mutable=True)
    for name, values in draft.body.items():
        fields.setlist(name, values)
    return fields


def unfinished(user_id: int, forms: Sequence[str]) -> list[tuple[str, str, datetime]]:
    """Form, reference and time (UTC) of what the person left in these forms that make something new, the latest first."""
    return UNFINISHED(user=user_id, forms=list(forms))


def open_drafts(user: User, form_prefix: str, object_ref: str, at: datetime) -> dict[str, QueryDict]:
    """The drafts of several forms of one page, by the form's name; one statement where there is none."""
    rows = [form for form in NAMES(user=user, object_ref=object_ref) if form.startswith(form_prefix)]
    found = ((form, open_draft(user, form, object_ref, at)) for form in rows)
    return {form: body for form, body in found if body is not None}


def discard(user: User, form: str, object_ref: str) -> None:
    """Throw the draft away, its key with it; harmless when there is none. The act that saves the form calls it."""
    with transaction.atomic():
        for draft in _own(user, form, object_ref):
            draft.delete()
            draft.key.delete()


def _own(user: User | Given, form: str | Given, object_ref: str | Given) -> QuerySet[Draft]:
    return Draft.objects.select_related("key").filter(user=user, form=form, object_ref=object_ref)


OWN: Prepared[Draft] = Prepared(lambda: _own(Given("user"), Given("form"), Given("object_ref")))
UNFINISHED: Prepared[tuple[str, str, datetime]] = Prepared(
    lambda: (
        Draft.objects.filter(user=Given("user"), form__any_of=Given("forms"), object_ref__startswith="new")
        .order_by("-at")
        .values_list("form", "object_ref", "at")
    )
)
NAMES: Prepared[str] = Prepared(
    lambda: Draft.objects.filter(user=Given("user"), object_ref=Given("object_ref")).order_by("form").values_list("form", flat=True)
)


def _kept(body: Mapping[str, object]) -> dict[str, list[str]]:
    lists = body.lists() if isinstance(body, QueryDict) else ((name, _as_list(value)) for name, value in body.items())
    return {name: [str(value) for value in values] for name, values in lists if _may_keep(name)}


def _as_list(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else [value]


def _may_keep(name: str) -> bool:
    """A form with a prefix (`target-0-descriptor_hair`) is held to the same rule."""
    plain = name.rpartition("-")[2].lower()
    return plain not in NEVER_KEPT and not plain.startswith(DESCRIPTOR) and "password" not in plain
