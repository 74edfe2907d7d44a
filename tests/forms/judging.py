"""What an answer to a wrong form must be: a list of what is to be mended, each sentence tied to its field, everything typed kept."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse

from tat.forms.text import UNKEEPABLE
from tests.forms.rendered import OURS, Form, Shown, Values
from tests.forms.sending import Open
from tests.forms.wrong import CHOSEN, DATED, Attempt

STATUSES = (200, 302, 400, 403, 409)
NEVER_SHOWN = ("password", "hidden")


def problems(form: Open, attempt: Attempt, sent: Values, answer: HttpResponse) -> list[str]:
    """What is wrong with the answer, in words."""
    hidden = any(form.form.controls[name].kind == "hidden" for name in attempt.wrong)
    if answer.status_code not in (STATUSES + ((404,) if hidden else ())):
        return [f"answered {answer.status_code}{_fault(answer)}"]
    if answer.status_code not in (200, 409):
        return []
    shown = Shown(answer.content.decode())
    found = shown.untied()
    if answer.status_code == 200 and form.place.answers == 302 and not shown.summaries():
        found.append("no list of what is to be mended")
    again = _same(shown.forms_to(form.form.action), sent)
    if form.place.carries:
        found += ["the form is not on the page any more"] if again is None else _lost(form.form, again, attempt, sent, form.place.cleared)
    return found


def _fault(answer: Any) -> str:
    if not getattr(answer, "exc_info", None):
        return ""
    kind, value, trace = answer.exc_info
    while trace.tb_next:
        trace = trace.tb_next
    return f": {kind.__name__} {str(value)[:200]} ({trace.tb_frame.f_code.co_filename}:{trace.tb_lineno})"


def _same(found: list[Form], sent: Values) -> Form | None:
    """The form that was sent, among those of the page that go to the same address."""
    alike = [form for form in found if set(form.controls) - set(OURS) & set(sent)]
    return max(alike, key=lambda form: len(set(form.controls) & set(sent)), default=None)


def _lost(before: Form, again: Form, attempt: Attempt, sent: Values, cleared: tuple[str, ...]) -> Iterator[str]:
    """Names of what was typed and does not stand on the page any more."""
    for name, control in before.controls.items():
        if control.kind in NEVER_SHOWN or name in (*OURS, *cleared) or (name in attempt.wrong and not _can_stay(control.kind, attempt)):
            continue
        stands = again.controls[name].values if name in again.controls else None
        expected = [_as_shown(value) for value in sent.get(name, [])]
        if stands != expected and not (stands in ([], [""]) and expected in ([], [""])):
            yield f"{name} was {_short(expected)} and is {_short(stands)} now"


def _can_stay(kind: str, attempt: Attempt) -> bool:
    """Whether a wrong value can stand in such a control: a choice that is not offered cannot, and half a character arrives as a mark."""
    return kind not in CHOSEN and attempt.word not in ("half a character", "two values") and not (kind in DATED and attempt.word == "a NUL")


def _as_shown(value: Any) -> str:
    return UNKEEPABLE.sub("\ufffd", value).replace("\r\n", "\n")


def _short(values: Any) -> str:
    return "gone" if values is None else repr([f"{value[:30]}… ({len(value)})" if len(value) > 40 else value for value in values])
