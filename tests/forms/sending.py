"""Filling a form rightly, and sending it with one thing wrong; what was sent is undone."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import quote_plus

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.forms.district import PASSWORD, Forms
from tests.forms.rendered import Control, Form, Shown, Values
from tests.forms.table import FORMS, Place

WORDS = "Two teachers saw it on Monday and wrote it down."
NOW, TODAY = "2026-09-14T09:00", "2026-09-14"
NUMBERS = count()
"""Each sender has an address of its own, so that nobody waits for the others' wrong words."""
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass
class Open:
    """A form on its page, opened by the person of the table."""

    forms: Forms
    name: str
    place: Place
    form: Form

    def filled(self) -> Values:
        """The form filled rightly."""
        found = {name: filled(control) for name, control in self.form.controls.items()}
        return found | {name: [each] if isinstance(each, str) else each for name, each in self.place.typed.items()}

    def send(self, values: Mapping[str, Any], **headers: str) -> HttpResponse:
        """Send it as a browser would, byte by byte; its cookies stay as they were."""
        browser = Client(raise_request_exception=False, REMOTE_ADDR=f"198.51.{next(NUMBERS) // 250 % 250}.{next(NUMBERS) % 250}")
        browser.cookies.update(self.forms.browsers[self.place.person].cookies)
        return browser.generic("POST", self.form.action, body(values), content_type=FORM_TYPE, **headers)


def body(values: Mapping[str, Any]) -> str:
    """The fields as a browser encodes them; bytes go as they are."""
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, sent in values.items() for value in sent)


def filled(control: Control) -> list[str]:
    """What somebody types who mends nothing that stands there already."""
    if control.kind == "hidden" or any(control.values):
        return list(control.values)
    if control.offered:
        single = control.kind == "checkbox" and len(control.offered) == 1
        return [] if single else [next(value for value in control.offered if value)]
    usual = {"date": TODAY, "datetime-local": NOW, "password": PASSWORD}
    return [usual.get(control.kind, WORDS)]


def opened(forms: Forms, name: str) -> Open:
    """The form of that name on its page, opened once for all that is sent; where several of a kind stand there, the longest."""
    place = FORMS[name]
    if name not in forms.opened:
        page = forms.browsers[place.person].get(forms.address(place.page, place.at) + forms.query(place.query, place.at))
        assert page.status_code == 200, f"{place.page} answers {page.status_code}"
        action = forms.address(name, place.at)
        found = Shown(page.content.decode()).forms_to(action)
        assert found, f"no form for {name} on {place.page}"
        forms.opened[name] = max(found, key=lambda form: len(form.visible()))
    return Open(forms, name, place, forms.opened[name])


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
