"""Acting as a person does: the page is opened, its form typed into, and sent."""

from typing import Any

from django.http import HttpResponse
from django.urls import get_resolver, reverse

from tests.cast import signed_in
from tests.forms.rendered import Form, Shown
from tests.forms.table import FORMS


def do(cast: Any, name: str, /, by: str = "", *, page: str = "", query: str = "", confirm: str = "", **typed: Any) -> HttpResponse:
    """Send the form of that name (tests/forms/table.py) with what the page has in it and what is `typed`, as its person or as `by`.

    Words that are parts of its address (code, obligation_id ...) stand among `typed`. `confirm` is the button of a page that asks again.
    """
    place = FORMS[name]
    client = signed_in(getattr(cast, by or place.person))
    parts = {word: typed[word] for word in _parts(name) | _parts(page or place.page) if word in typed}
    action = _address(name, parts)
    shown = client.get(_address(page or place.page, parts) + (query or place.query))
    assert shown.status_code == 200, f"{place.page} answers {shown.status_code}"
    forms = Shown(shown.content.decode()).forms_to(action)
    assert forms, f"no form for {name} on {page or place.page}"
    form = max(forms, key=lambda each: len(each.visible()))
    own = {word: value for word, value in typed.items() if word not in parts or word in form.controls}
    values = form.values() | {_named(form, word): value for word, value in own.items()}
    answer = client.post(action, values)
    if answer.status_code == 200 and confirm:
        again = Shown(answer.content.decode()).forms_to(action)[0]
        answer = client.post(action, again.values() | {confirm: "yes"})
    assert answer.status_code == 302, f"{name} answers {answer.status_code}: {_said(answer)}"
    return answer


def _named(form: Form, word: str) -> str:
    """A control by its name, or by its name without the form's prefix."""
    found = [name for name in form.controls if name == word or name.endswith(f"-{word}")]
    assert len(found) == 1, f"{word} is {found} of {list(form.controls)}"
    return found[0]


def _said(answer: HttpResponse) -> str:
    """What a page that came back says is to be mended."""
    page = Shown(answer.content.decode())
    found = page.summaries() or list(page.tree.iter("main"))
    return " ".join(" ".join(element.text_content() for element in found).split())[:600]


def _parts(name: str) -> set[str]:
    (found, *_), *_ = get_resolver().reverse_dict.getlist(name)[0]
    return set(found[1])


def _address(name: str, parts: dict[str, Any]) -> str:
    return reverse(name, kwargs={word: parts[word] for word in _parts(name)})
