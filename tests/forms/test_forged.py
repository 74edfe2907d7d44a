"""What no page of ours ever sends: ids of another district, places to be led to, bodies that are no form."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from cases.models import Case
from tests.forms.district import Forms
from tests.forms.rendered import TEXTS
from tests.forms.sending import FORM_TYPE, Open, opened, undone
from tests.forms.table import FORMS
from tests.forms.tenants import far_district, references, theirs
from tests.hostile.planting import EVERY, rounds, twin
from tests.hostile.shape import Watched, different, watched
from tests.processes.evidence import FULL, note, reach, share

pytestmark = pytest.mark.req("PR-1")
OURS = ("localhost", "testserver", "")
AWAY = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "///evil.example/",
    "https:evil.example",
    "http:///evil.example/",
    "\thttps://evil.example/",
    "https://localhost@evil.example/",
    "https://evil.example\\@localhost/",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "/\t/evil.example/",
    "https://evil.example%2f@localhost",
)
NAMES_OF_NEXT = ("next", "back", "return", "to", "url", "redirect", "page")
FOREIGN_LINK = re.compile(rb"""(?:href|action|formaction|src)=["']?\s*(?:[a-z]+:)?[/\\]{2}evil|(?:href|action)=["']?(?:javascript|data):""")


def a_browser_like(other: Client) -> Client:
    """One with the same cookies, so that what comes back changes nothing for the next test."""
    found = Client(raise_request_exception=False)
    found.cookies.update(other.cookies)
    return found


def leads_away(answer: HttpResponse) -> bool:
    """Whether a person who follows the answer leaves this site."""
    there = answer.get("Location", "")
    plain = there.strip().replace("\\", "/").replace("\t", "")
    parts = urlsplit(plain)
    elsewhere = plain.startswith("//") or (parts.netloc.partition(":")[0] not in OURS) or parts.scheme not in ("", "http")
    return elsewhere or bool(FOREIGN_LINK.search(b"" if answer.streaming else answer.content))


@pytest.fixture
def far(forms: Forms) -> Case:
    return far_district()


def attempts(form: Open, case: Case) -> list[dict[str, list[str]]]:
    """In a full run each id in each field alone; otherwise each field once, all of them at once."""
    fields = {name: theirs(control, case) for name, control in form.form.controls.items()}
    chosen = {name: values for name, values in fields.items() if values and name not in ("csrfmiddlewaretoken", "idempotency_key")}
    if FULL:
        return [{name: [value]} for name, values in chosen.items() for value in values]
    choices = {name: [values[0]] for name, values in chosen.items() if len(values) == 1 or "@" not in values[0]}
    people = {name: [values[0]] for name, values in chosen.items() if "@" in form.place.typed.get(name, "") and "@" in values[0]}
    return [each for each in (choices, people) if each]


@pytest.mark.parametrize("name", share(FORMS, 0, 3))
def test_an_id_of_another_district_is_taken_in_no_field(forms: Forms, far: Case, name: str) -> None:
    form, before, wrong = opened(forms, name), references(), []
    for sent in attempts(form, far):
        with undone():
            answer = form.send(form.filled() | sent)
            after = references()
        wrong += [f"{sent}: answered {answer.status_code}"] if answer.status_code >= 500 else []
        wrong += [f"{sent}: wrote {after.items() - before.items()}"] if after != before else []
        shown = b"" if answer.streaming else answer.content
        wrong += [f"{sent}: names {word!r}" for word in (b"Zia Orr", b"Ola Grey", b"Far High School", b"Farland Police") if word in shown]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", share(FORMS, 1, 3))
def test_no_form_leads_to_another_site(forms: Forms, name: str) -> None:
    form, wrong = opened(forms, name), []
    for place in AWAY if FULL or "next" in form.form.controls else AWAY[:2]:
        with undone():
            answer = form.send(
                form.filled() | {each: [place] for each in NAMES_OF_NEXT if each == "next" or each not in form.form.controls}
            )
        wrong += [f"{place!r}: {answer.status_code} {answer.get('Location', 'a link on the page')}"] if leads_away(answer) else []
    assert not wrong, "\n".join(wrong)


PAGES = sorted({(place.page, place.person, place.at, place.query) for place in FORMS.values()})


@pytest.mark.parametrize(("page", "person", "at", "query"), share(PAGES, 2, 3))
def test_no_page_is_led_away_by_its_address(forms: Forms, page: str, person: str, at: str, query: str) -> None:
    wrong = []
    for place in AWAY if FULL or page.startswith(("account", "mfa", "acknowledgement")) else AWAY[:1]:
        address = forms.address(page, at)
        with undone():
            answer = a_browser_like(forms.browsers[person]).get(
                address, dict.fromkeys(NAMES_OF_NEXT, place), headers={"Referer": place.strip()}
            )
        wrong += [f"{place!r}: {answer.status_code} {answer.get('Location', 'a link on the page')}"] if leads_away(answer) else []
    assert not wrong, "\n".join(wrong)


TAKEN_OR_NOT = (200, 302, 400, 403, 404, 409, 415)
PARTS = "multipart/form-data; boundary=x"
BODIES: dict[str, tuple[bytes, str, tuple[int, ...]]] = {
    "3 MB of form": (b"text=" + b"x" * 3_000_000, FORM_TYPE, (400, 413)),
    "1,001 fields": (b"&".join(b"f%d=1" % number for number in range(1_001)), FORM_TYPE, (400, 413)),
    "no boundary": (b"--x\r\n", "multipart/form-data", (400,)),
    "an empty boundary": (b"--\r\n", "multipart/form-data; boundary=", (400,)),
    "a cut part": (
        b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhalf',
        PARTS,
        TAKEN_OR_NOT,
    ),
    "a part without a name": (
        b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--",
        PARTS,
        TAKEN_OR_NOT,
    ),
    "a part in base64 that is none": (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--',
        PARTS,
        TAKEN_OR_NOT,
    ),
    "JSON": (b'{"text": "a"}', "application/json", TAKEN_OR_NOT),
    "XML that calls out": (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "http://evil.example/">]><x>&e;</x>',
        "text/xml",
        TAKEN_OR_NOT,
    ),
    "another character set": ("text=Ĥ".encode("utf-16"), FORM_TYPE + "; charset=utf-16", TAKEN_OR_NOT),
    "a character set that is none": (b"text=a", FORM_TYPE + "; charset=no-such", TAKEN_OR_NOT),
    "bytes of no text": (bytes(range(256)), FORM_TYPE, TAKEN_OR_NOT),
    "broken percent signs": (b"text=%&%zz=%u0000&=&&", FORM_TYPE, TAKEN_OR_NOT),
    "a key that is no id": (b"idempotency_key=' or 1=1 --&text=a", FORM_TYPE, TAKEN_OR_NOT),
    "a thousand brackets": (b"a" + b"[b]" * 1_000 + b"=1", FORM_TYPE, TAKEN_OR_NOT),
}


@pytest.mark.parametrize("name", share(FORMS, 2, 3))
def test_a_body_that_is_no_form_of_ours_is_answered_in_words_and_is_no_fault(forms: Forms, name: str) -> None:
    form, wrong = opened(forms, name), []
    turn, reads = list(FORMS).index(name), set(form.form.controls) - {"csrfmiddlewaretoken", "idempotency_key"}
    for number, (what, (sent, kind, refused)) in enumerate(BODIES.items()):
        right = refused if reads else TAKEN_OR_NOT  # of a button alone the token is read, and this browser is not asked for one
        if FULL or number % 3 == turn // 3 % 3:
            with undone():
                answer = a_browser_like(forms.browsers[form.place.person]).generic("POST", form.form.action, sent, content_type=kind)
            wrong += [f"{what}: {answer.status_code}"] if answer.status_code not in (*right, 403, 404) else []
            wrong += [f"{what}: no page"] if answer.status_code == 400 and b"<h1" not in answer.content else []
    assert not wrong, "\n".join(wrong)


PACK = 24
ROUNDS = reach("F15_FORMS", 1, rounds(PACK))
SENT: Counter[str] = Counter()


@pytest.fixture(scope="module")
def browser() -> Iterator[Watched]:
    """Chromium's parser; what was sent is counted into the figure at the end."""
    with watched() as found:
        yield found
    if SENT:
        note("F15-forms", "every string in every text of every form, shown again where it is refused: 0 wrong", **SENT)


def typed_into(form: Open, number: int, *, harmless: bool) -> dict[str, list[str]]:
    """A pack of hostile strings, or of their twins, in each text of a form; each field has another pack."""
    texts = [name for name, control in form.form.controls.items() if control.kind in TEXTS]
    strings: dict[str, list[str]] = {}
    for place, name in enumerate(texts):
        first = (place * 7 + number) % rounds(PACK) * PACK
        strings[name] = [EVERY[(first + each) % len(EVERY)] for each in range(PACK)]
    return {name: [" ".join(map(twin, found) if harmless else found)] for name, found in strings.items()}


@pytest.mark.browser
@pytest.mark.parametrize("name", share(FORMS, 1, 2))
def test_f15_what_a_form_shows_again_is_text(forms: Forms, browser: Watched, name: str) -> None:
    form, wrong = opened(forms, name), []
    for number in range(ROUNDS):
        shapes = []
        for harmless in (False, True):
            with undone():
                answer = form.send(form.filled() | typed_into(form, number, harmless=harmless))
            is_page = not answer.streaming and answer.get("Content-Type", "").startswith("text/html")
            shapes.append(browser.shape(answer.content.decode()) if is_page else str(answer.status_code))
        SENT.update(sent=1, strings=PACK * len(typed_into(form, number, harmless=True)), pages=is_page, wrong=bool(different(*shapes)))
        wrong += different(shapes[1], shapes[0])
    assert not wrong, "\n".join(wrong[:9])
