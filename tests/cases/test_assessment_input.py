"""Wrong input in the forms of the middle of the walk: a sentence beside the field, everything typed kept, nothing saved, never a fault."""

import uuid
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from cases.actions.circle import grant_access
from cases.actions.classification import classify
from cases.actions.findings import add_finding
from cases.actions.positions import GIVEN, LEAD_ONLY, NO_SEAT
from cases.models import Case, Classification, DangerDetermination, Position
from tat import clock
from tat.models import LogEntry, Obligation, User
from tests.cases.assessed import a_finding, a_level, assessed, latest
from tests.cases.managed import classified
from tests.cast import Cast, a_case, signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "prairie-dock-lantern"
TYPED = "Typed with care on a Monday."
YES = {"answer": "yes", "subject_is_student": "yes", "capacity": "administrator"}
LONG = "x" * 20_001
NEVER, TWICE, FUTURE = "2026-03-08T02:30", "2026-11-01T01:30", "2099-01-04T10:00"


def at_now() -> str:
    return clock.now().astimezone(clock.CENTRAL).strftime("%Y-%m-%dT%H:%M")


def signer(user: User) -> Client:
    user.set_password(PASSWORD)
    user.save()
    return signed_in(user)


def send(client: Client, path: str, fields: dict[str, Any]) -> Any:
    return client.post(path, {"idempotency_key": uuid.uuid4(), **fields})


# Form: where it is sent, what is right in it, the field that keeps TYPED, and each wrong word by its field.
FORMS: dict[str, tuple[str, dict[str, Any], str, list[tuple[str, str]]]] = {
    "finding": (
        "assessment/finding",
        {"domain": "S", "S-kind": "WS", "S-status": "observed", "S-source": "interview", "S-basis": "fact"},
        "S-text",
        [
            ("S-text", LONG),
            ("S-text", "a\x00b"),
            ("S-kind", "nonsense"),
            ("S-status", "sure"),
            ("S-source", "rumor"),
            ("S-observed_on", "2099-01-04"),
            ("S-observed_on", "2026-02-30"),
            ("S-factor", "S-99"),
        ],
    ),
    "pathway": (
        "assessment/pathway",
        {"pathway-stage": "idea", "pathway-direction": "stalled", "pathway-grievance": "no"},
        "pathway-basis",
        [
            ("pathway-stage", "war"),
            ("pathway-direction", "up"),
            ("pathway-grievance", "perhaps"),
            ("pathway-basis", LONG),
            ("pathway-basis", "\x00"),
        ],
    ),
    "gap": (
        "gaps/add",
        {"gap-what": "Access to a weapon", "gap-due_on": "2099-01-04"},
        "gap-why",
        [("gap-what", ""), ("gap-what", "x" * 2001), ("gap-owner", "0"), ("gap-due_on", "2026-02-30"), ("gap-due_on", "2020-01-01")],
    ),
    "question": (
        "questions/answer",
        {"question": "KQ04", "KQ04-reading": "neutral"},
        "KQ04-text",
        [("KQ04-reading", "bad"), ("KQ04-text", LONG), ("KQ04-text", "a\x00"), ("KQ04-owner", "x")],
    ),
    "danger": (
        "danger/determine",
        {"answer": "no", "subject_is_student": "yes", "capacity": "administrator"},
        "reason",
        [
            ("answer", "maybe"),
            ("subject_is_student", ""),
            ("capacity", "king"),
            ("determined_at", FUTURE),
            ("determined_at", NEVER),
            ("determined_at", TWICE),
            ("determined_at", "soon"),
            ("facts", LONG),
            ("determined_by_name", "a\x00b"),
        ],
    ),
    "notice": (
        "notices/record",
        {"recipient": "NTF-LE", "outcome": "reached", "person": "Dispatcher", "capacity": "Dispatcher", "method": "phone"},
        "content",
        [
            ("recipient", "NTF-XX"),
            ("outcome", "maybe"),
            ("told_at", FUTURE),
            ("told_at", NEVER),
            ("told_at", TWICE),
            ("person", "x" * 201),
            ("method", "pigeon"),
            ("legal_basis", "because"),
            ("discloses_student", "perhaps"),
            ("release_threat", "a\x00b"),
        ],
    ),
}
TIMES = {"danger": "determined_at", "notice": "told_at"}


def amiss(answer: Any, sent: object, *shown: str) -> list[str]:
    """What a refusal of the wrong words that were `sent` lacks; `shown` is what else must stand on it."""
    page = answer.content.decode()
    lacks = [mark for mark in ('role="alert"', *shown) if mark not in page]
    lacks += [] if answer.status_code == 200 else [f"status {answer.status_code}"]
    return [f"{str(sent)[:80]}: {each}" for each in lacks]


@pytest.mark.parametrize("name", FORMS)
def test_each_wrong_word_gets_its_sentence_and_what_was_typed_stays(cast: Cast, name: str) -> None:
    case = classified(cast) if name == "notice" else a_case(cast, "assessment")
    path, good, kept, words = FORMS[name]
    fields = good | ({TIMES[name]: at_now()} if name in TIMES else {}) | ({"gap-owner": cast.teacher.pk} if name == "gap" else {})
    client, before, found = signed_in(cast.principal), LogEntry.objects.count(), []
    for field, wrong in words:
        answer = send(client, f"/cases/{case.code}/{path}/", fields | {kept: TYPED} | {field: wrong})
        found += amiss(answer, (field, wrong), 'class="error"', "" if field == kept else TYPED)
    assert found == []
    assert LogEntry.objects.count() == before


LEVEL = {
    "level": "moderate",
    "rationale": TYPED,
    "police_considered": "no",
    "police_considered_reason": "Talked over with the officer.",
    "further_intervention": "no",
    "further_intervention_reason": "The plan is enough.",
    "gate_danger": "no",
    "gate_danger_reason": "Asked today.",
    "fort_R": "The smallest steps that are enough.",
    "fort_T": "As soon as people could be reached.",
    "password": PASSWORD,
}
WRONG_LEVELS = [
    {"level": "severe"},
    {"level": ""},
    {"rationale": ""},
    {"rationale": LONG},
    {"rationale": "a\x00b"},
    {"police_considered": "perhaps"},
    {"police_considered_reason": ""},
    {"further_intervention": ""},
    {"fort_R": ""},
    {"gate_danger_reason": ""},
    {"gate_firearm": "nonsense"},
    {"password": ""},
    {"password": "wrong"},
    {"facts_version": "yesterday"},
    {"facts_version": "1"},
]


@pytest.mark.req("AS-5")
def test_a_level_with_something_wrong_is_not_signed_and_keeps_every_word(cast: Cast) -> None:
    case = assessed(cast)
    client, found = signer(cast.principal), []
    for wrong in WRONG_LEVELS:
        answer = send(client, f"/cases/{case.code}/classification/sign/", LEVEL | wrong)
        found += amiss(answer, wrong, "" if "police_considered_reason" in wrong else "Talked over with the officer.")
        assert PASSWORD not in answer.content.decode() and not Classification.objects.filter(case=case).exists(), wrong
    assert found == []
    right = LEVEL | {"facts_version": Case.objects.get(pk=case.pk).facts_version}
    assert send(client, f"/cases/{case.code}/classification/sign/", right).status_code == 302


@pytest.mark.req("AS-5")
def test_facts_that_changed_meanwhile_are_shown_before_the_signature(cast: Cast) -> None:
    case = assessed(cast)
    seen = case.facts_version
    add_finding(case=case, by=cast.teacher, given=a_finding(text="New words in the hall."))
    client = signer(cast.principal)
    answer = send(client, f"/cases/{case.code}/classification/sign/", LEVEL | {"facts_version": seen})
    now = Case.objects.get(pk=case.pk).facts_version
    page = answer.content.decode()
    assert "The facts changed since you opened the page." in page and TYPED in page
    assert f'name="facts_version" value="{now}"' in page


WRONG_SIGNATURES: dict[str, list[dict[str, str]]] = {
    "position": [
        {"position-stance": ""},
        {"position-stance": "abstain"},
        {"position-stance": "dissent", "position-reason": ""},
        {"position-classification": "nonsense"},
        {"position-classification": "01890000-0000-7000-8000-000000000001"},
        {"position-seat": str(2**63)},
        {"position-password": "wrong"},
        {"position-reason": "a\x00b"},
    ],
    "absent": [
        {"absent-seat": "0"},
        {"absent-reason": ""},
        {"absent-password": "wrong"},
    ],
    "raise": [
        {"raise-level": "low"},
        {"raise-level": ""},
        {"raise-rationale": ""},
        {"raise-password": "wrong"},
    ],
}


@pytest.mark.req("AS-5")
@pytest.mark.parametrize("place", WRONG_SIGNATURES)
def test_a_position_an_absence_or_a_raise_with_something_wrong_is_not_signed(cast: Cast, place: str) -> None:
    case = assessed(cast)
    classify(case=case, by=cast.principal, given=a_level())
    given, count = latest(case), Position.objects.count()
    seat = cast.seat(cast.psychologist).pk
    good = {
        "position": {"classification": given.pk, "seat": seat, "stance": "concur", "reason": TYPED, "password": PASSWORD},
        "absent": {"classification": given.pk, "seat": seat, "reason": TYPED, "password": PASSWORD},
        "raise": {"level": "high", "rationale": TYPED, "password": PASSWORD},
    }[place]
    client, found = signer(cast.psychologist if place == "position" else cast.principal), []
    path = f"/cases/{case.code}/classification/{'raise' if place == 'raise' else 'position'}/"
    for wrong in WRONG_SIGNATURES[place]:
        answer = send(client, path, {f"{place}-{name}": value for name, value in good.items()} | wrong)
        found += amiss(answer, wrong, "" if any(name.endswith(("reason", "rationale")) for name in wrong) else TYPED)
        assert Position.objects.count() == count and Classification.objects.filter(case=case).count() == 1, wrong
    assert found == []


@pytest.mark.req("AS-5")
def test_a_position_or_an_absence_that_is_not_this_persons_to_sign_is_refused_in_a_sentence_and_the_text_kept(cast: Cast) -> None:
    case = assessed(cast)
    classify(case=case, by=cast.principal, given=a_level())
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now() + timedelta(days=7), reason="consultant")
    fields = {"classification": latest(case).pk, "seat": cast.seat(cast.officer).pk, "stance": "dissent", "reason": TYPED}
    path, guest, officer = f"/cases/{case.code}/classification/position/", signer(cast.consultant), signer(cast.officer)

    def said(client: Client, place: str, password: str) -> str:
        typed = {f"{place}-{name}": value for name, value in {**fields, "password": password}.items()}
        return unescape(send(client, path, typed).content.decode())

    for place, sentence in (("position", NO_SEAT), ("absent", LEAD_ONLY)):
        for page in (said(guest, place, ""), said(guest, place, PASSWORD)):
            assert page.count(sentence) == 1 and 'role="alert"' in page and TYPED in page
            assert "Type your password" not in page and PASSWORD not in page
    assert said(officer, "position", PASSWORD) == ""
    late = said(officer, "position", PASSWORD)
    assert GIVEN in late and TYPED in late and Position.objects.filter(classification=latest(case)).count() == 2


@pytest.mark.req("AS-5")
def test_five_wrong_passwords_lock_the_signature_of_that_person_alone_and_keep_the_page(cast: Cast) -> None:
    case = assessed(cast)
    client, path = signer(cast.principal), f"/cases/{case.code}/classification/sign/"
    for _ in range(5):
        page = send(client, path, LEVEL | {"password": "wrong"}).content.decode()
        assert TYPED in page
    answer = send(client, path, LEVEL)
    assert answer.status_code == 200 and "Too many wrong passwords." in answer.content.decode() and TYPED in answer.content.decode()
    assert not Classification.objects.filter(case=case).exists()
    login = Client().post("/account/login/", {"login": cast.principal.email, "password": PASSWORD})
    assert login.status_code != 302
    signer(cast.psychologist)
    other = Client().post("/account/login/", {"login": cast.psychologist.email, "password": PASSWORD})
    assert other.status_code == 302


@pytest.mark.req("OB-2")
def test_going_back_from_the_read_back_keeps_what_was_typed_and_records_nothing(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    fields = YES | {"determined_at": at_now(), "facts": TYPED}
    client, path = signed_in(cast.principal), f"/cases/{case.code}/danger/determine/"
    assert "You record that Rowan Teller poses" in send(client, path, fields).content.decode()
    back = send(client, path, fields | {"back": "yes"})
    assert back.status_code == 200 and TYPED in back.content.decode() and "Record the answer" in back.content.decode()
    assert not DangerDetermination.objects.exists()


@pytest.mark.req("OB-2", "OB-3")
def test_a_corrected_determination_shows_the_old_time_beside_the_new_one_and_moves_the_due_time(cast: Cast, at) -> None:
    at("2026-09-14 09:30")
    case = a_case(cast, "assessment")
    client = signed_in(cast.principal)
    fields = {
        "answer": "yes",
        "subject_is_student": "yes",
        "capacity": "administrator",
        "determined_at": "2026-09-14T09:20",
        "facts": TYPED,
    }
    send(client, f"/cases/{case.code}/danger/determine/", fields | {"confirmed": "yes"})
    found = DangerDetermination.objects.get(case=case)
    wrong = {"correction-determination": found.pk, "correction-determined_at": "2026-09-14T08:50"}
    refused = send(client, f"/cases/{case.code}/danger/correct/", wrong)
    assert refused.status_code == 200 and "2026-09-14T08:50" in refused.content.decode()
    for bad in ("2026-09-14T09:31", "2026-03-08T02:30", ""):
        answer = send(client, f"/cases/{case.code}/danger/correct/", wrong | {"correction-determined_at": bad, "correction-reason": TYPED})
        assert answer.status_code == 200 and TYPED in answer.content.decode()
    assert send(client, f"/cases/{case.code}/danger/correct/", wrong | {"correction-reason": TYPED}).status_code == 302
    page = client.get(f"/cases/{case.code}/danger/").content.decode()
    assert "<s>Monday, September 14, 2026, 9:20 AM</s>" in page and "Monday, September 14, 2026, 8:50 AM" in page and TYPED in page
    duty = Obligation.objects.get(about_id=case.id, rule="CPD-ISP")
    shown = client.get(f"/duties/{duty.pk}/").content.decode()
    assert "<s>Sep 15, 9:20 AM</s> Sep 15, 8:50 AM" in shown
    assert send(client, f"/cases/{case.code}/danger/correct/", wrong | {"correction-determination": "x"}).status_code == 200


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("waive", {"reason": "Too short."}),
        ("waive", {"reason": ""}),
        ("waive", {"reason": "x" * 2001}),
        ("waive", {"reason": "A reason with \x00 in it, long enough."}),
        ("snooze", {"until": NEVER, "reason_code": "planned"}),
        ("snooze", {"until": "2020-01-01T10:00", "reason_code": "planned"}),
        ("snooze", {"until": FUTURE, "reason_code": "planned"}),
        ("snooze", {"until": "", "reason_code": "because"}),
    ],
)
def test_a_duty_is_neither_waived_nor_put_off_by_wrong_words(cast: Cast, act: str, fields: dict[str, str]) -> None:
    case = a_case(cast, "assessment")
    duty = Obligation.objects.get(about_id=case.id, rule="TAT-CLS")
    answer = send(signed_in(cast.principal), f"/duties/{duty.pk}/{act}/", fields)
    page = answer.content.decode()
    assert answer.status_code == 200 and 'role="alert"' in page
    duty.refresh_from_db()
    assert (duty.waive_by, duty.snoozed_until) == (None, None)


@pytest.mark.req("NT-1", "AS-7")
def test_outcomes_of_measures_are_shown_in_words(cast: Cast) -> None:
    case = classified(cast, "high")
    client = signed_in(cast.principal)
    held = {"rule": "LVL-CRI", "LVL-CRI-answer": "not_needed", "LVL-CRI-done_at": at_now(), "LVL-CRI-by_whom": "The team"}
    assert send(client, f"/cases/{case.code}/notices/measure/", held).status_code == 200
    assert send(client, f"/cases/{case.code}/notices/measure/", held | {"LVL-CRI-note": TYPED}).status_code == 302
    page = client.get(f"/cases/{case.code}/notices/").content.decode()
    assert "Not needed, with the reason" in page and "not_needed" not in page
    assert '<option value="NTF-LE" selected>' in client.get(f"/cases/{case.code}/notices/?to=NTF-LE").content.decode()
