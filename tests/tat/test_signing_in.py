"""Help with sign-in: set-up words, breached passwords, a lost factor released by two, sessions listed and ended."""

import socket

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from tat.actions.accounts import enable_accounts, end_account
from tat.actions.deliver import deliver_waiting
from tat.actions.signing_in import hand_word
from tat.actions.sweep import sweep
from tat.models import FactorRelease, LogEntry, SetUpWord, User
from tat.roles import Role
from tests.cast import Cast, a_person, appoint
from tests.codes import PASSWORD, password_typed, signed_in_by_two, with_factor, with_password
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PF-2")]
PAGE = "/account/set-up/"


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-09-14 08:00")


@pytest.fixture
def secretary(cast: Cast) -> User:
    found = a_person(cast.district, "secretary", "Opal Wren", "Secretary to the Superintendent")
    appoint(found, Role.SECRETARY)
    return found


def handed(by: Client, person: User) -> str:
    """The word that the page shows once."""
    page = f"/settings/people/{person.pk}/"
    text = by.post(f"{page}word/").content.decode()
    word = text.partition('<strong id="word">')[2].partition("<")[0]
    assert len(word) == 23 and word not in by.get(page).content.decode()
    return word


def used(person: User, word: str, password: str = PASSWORD, **typed: str) -> str:
    """What the page answers; the address where it leads on."""
    fields = {"email": person.email, "word": word, "password1": password, "password2": password} | typed
    answer = Client().post(PAGE, fields)
    return answer.headers.get("Location", "") or flat(answer.content.decode())


def acts() -> list[str]:
    return list(LogEntry.objects.order_by("seq").values_list("action", flat=True))


def test_an_enabled_account_sets_its_first_password_with_a_word_once(cast: Cast) -> None:
    chief, person = signed_in_by_two(cast.superintendent), cast.counselor
    word = handed(chief, person)
    assert not person.has_usable_password() and word.replace("-", "") not in str(SetUpWord.objects.values())

    assert "do not belong together" in used(person, "AAAAA-BBBBB-CCCCC-DDDDD")
    assert "do not belong together" in used(cast.teacher, word)
    assert used(person, f" {word.lower().replace('-', ' ')} ") == "/account/login/"
    assert password_typed(person).get("/").status_code == 200
    assert "do not belong together" in used(person, word)
    deliver_waiting()
    assert [each.to for each in mail.outbox] == [[person.email]] and word not in mail.outbox[0].body
    assert acts() == ["set_up_word_made", "password_set"]
    assert list(LogEntry.objects.values_list("detail", flat=True)) == [f"user:{person.pk}", ""]


def test_a_word_runs_out_is_replaced_and_ends_with_the_account(cast: Cast, at) -> None:
    first = hand_word(by=cast.superintendent, user_id=cast.counselor.pk)
    second = hand_word(by=cast.superintendent, user_id=cast.counselor.pk)
    assert "do not belong together" in used(cast.counselor, first)
    at("2026-09-17 08:00:02")
    assert "do not belong together" in used(cast.counselor, second)

    third = hand_word(by=cast.superintendent, user_id=cast.counselor.pk)
    end_account(by=cast.superintendent, user_id=cast.counselor.pk)
    enable_accounts(by=cast.superintendent, user_ids=[cast.counselor.pk])
    assert "do not belong together" in used(cast.counselor, third)


def test_guessing_words_is_locked_and_what_was_typed_stays(cast: Cast) -> None:
    word = hand_word(by=cast.superintendent, user_id=cast.counselor.pk)
    for _ in range(5):
        assert cast.counselor.email in used(cast.counselor, "AAAAA-BBBBB-CCCCC-DDDDD")
    assert "Too many wrong words" in used(cast.counselor, word)


def test_nobody_hands_a_word_where_it_is_not_theirs(cast: Cast, secretary: User) -> None:
    with pytest.raises(PermissionDenied):
        hand_word(by=cast.principal, user_id=cast.counselor.pk)
    with pytest.raises(PermissionDenied):
        hand_word(by=secretary, user_id=cast.superintendent.pk)
    assert not SetUpWord.objects.exists()


@pytest.mark.parametrize("breached", ["iloveyou1234", "Qwertyuiop12", "correcthorsebatterystaple"])
def test_a_password_of_the_public_lists_is_refused_without_asking_anybody(cast: Cast, monkeypatch, breached: str) -> None:
    word = hand_word(by=cast.superintendent, user_id=cast.counselor.pk)
    real = socket.socket.connect

    def at_home(own: socket.socket, address: object) -> None:
        here = own.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "::1", "localhost")  # type: ignore[index]
        assert here, "a password is judged without the network"
        real(own, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", at_home)
    assert "stands on a public list of stolen passwords" in used(cast.counselor, word, breached)
    assert used(cast.counselor, word, "copper kettle morning") == "/account/login/"


def test_two_different_people_release_a_lost_factor_and_the_person_is_told(cast: Cast, secretary: User) -> None:
    person = cast.counselor
    lost, one, two = signed_in_by_two(person), signed_in_by_two(cast.superintendent), signed_in_by_two(secretary)
    page = f"/settings/people/{person.pk}/"
    assert send(one, page, f"{page}factor/ask/").status_code == 302
    assert f"{page}factor/release/" not in one.get(page).content.decode()
    assert lost.get("/").status_code == 200 and Authenticator.objects.filter(user=person).exists()

    assert send(two, page, f"{page}factor/release/").status_code == 302
    assert not Authenticator.objects.filter(user=person).exists()
    assert lost.get("/").url == "/account/login/?next=/"  # type: ignore[attr-defined]
    deliver_waiting()
    told = mail.outbox[0]
    assert told.to == [person.email] and "/account/factor/" in told.body and person.full_name not in told.body + told.subject
    assert "Ursula Kemp and Opal Wren released your second factor" in flat(password_typed(person).get("/account/factor/").content.decode())
    assert acts() == ["factor_release_asked", "factor_released"]
    names = list(LogEntry.objects.order_by("seq").values_list("actor_name", "detail"))
    assert names == [("Ursula Kemp", f"user:{person.pk}"), ("Opal Wren", f"user:{person.pk}")]


def test_the_second_of_two_finds_the_asking_on_home_until_it_is_decided_or_has_run_out(cast: Cast, secretary: User, at) -> None:
    with_factor(cast.counselor)
    page, title = f"/settings/people/{cast.counselor.pk}/", "Release a lost second factor, or not"
    send(signed_in_by_two(cast.superintendent), page, f"{page}factor/ask/")
    deliver_waiting()
    assert [message.to for message in mail.outbox] == [[secretary.email]] and "Ortiz" not in mail.outbox[0].body
    second = signed_in_by_two(secretary)
    home = second.get("/").content.decode()
    assert title in home and f'href="{page}"' in home
    assert title not in password_typed(with_password(cast.superintendent)).get("/").content.decode()
    at("2026-09-17 08:00:02")
    sweep()
    Authenticator.objects.exclude(user=cast.counselor).delete()
    assert title not in signed_in_by_two(secretary).get("/").content.decode(), "nobody decided in three days"
    Authenticator.objects.exclude(user=cast.counselor).delete()
    send(signed_in_by_two(cast.superintendent), page, f"{page}factor/ask/")
    late = signed_in_by_two(secretary)
    assert title in late.get("/").content.decode()
    send(late, page, f"{page}factor/release/")
    assert title not in late.get("/").content.decode()


def test_one_person_alone_releases_nothing_and_an_asking_runs_out(cast: Cast, secretary: User, at) -> None:
    with_factor(cast.counselor)
    chief = signed_in_by_two(cast.superintendent)
    page = f"/settings/people/{cast.counselor.pk}/"
    send(chief, page, f"{page}factor/ask/")
    row = FactorRelease.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorRelease.objects.filter(pk=row.pk).update(released_by=row.asked_by, released_at=row.asked_at)
    at("2026-09-17 08:00:02")
    late = signed_in_by_two(secretary)
    assert f"{page}factor/release/" not in late.get(page).content.decode()
    assert Authenticator.objects.filter(user=cast.counselor).exists()


def test_the_own_sessions_are_listed_and_ended_one_or_all_others(cast: Cast) -> None:
    here, there, away = (password_typed(with_password(cast.counselor)), *(password_typed(cast.counselor) for _ in "12"))
    text = here.get("/account/sessions/").content.decode()
    assert text.count("/end/") == 2 and "This one" in text
    number = next(part.partition("/end/")[0] for part in text.split("/account/sessions/")[1:] if "/end/" in part)
    assert here.post(f"/account/sessions/{number}/end/").status_code == 302
    assert sorted(each.get("/").status_code for each in (here, there, away)) == [200, 200, 302]
    assert here.post("/account/sessions/").status_code == 302
    assert [each.get("/").status_code for each in (here, there, away)] == [200, 302, 302]
    assert acts() == ["sessions_ended_own"] * 2
    stranger = password_typed(with_password(cast.teacher))
    stranger.post(f"/account/sessions/{cast.counselor.usersession_set.get().pk}/end/")
    assert here.get("/").status_code == 200


def test_a_session_is_ended_by_who_proved_it_a_moment_ago(cast: Cast, at) -> None:
    here, there = password_typed(with_password(cast.report_taker)), password_typed(cast.report_taker)
    number = next(
        part.partition("/end/")[0]
        for part in here.get("/account/sessions/").content.decode().split("/account/sessions/")[1:]
        if "/end/" in part
    )
    at("2026-09-14 08:06")
    for answer in (here.post(f"/account/sessions/{number}/end/"), here.post("/account/sessions/")):
        assert answer.status_code == 302 and "reauthenticate" in answer["Location"]
    assert there.get("/").status_code == 200
    here.post(answer["Location"], {"password": PASSWORD})
    assert here.post("/account/sessions/").status_code == 302 and there.get("/").status_code == 302


def test_two_other_roles_end_all_sessions_of_a_person(cast: Cast, secretary: User) -> None:
    page = f"/settings/people/{cast.counselor.pk}/"
    for by in (cast.superintendent, secretary):
        open_ones = [password_typed(with_password(cast.counselor)), password_typed(cast.counselor)]
        assert send(signed_in_by_two(by), page, f"{page}sessions/end/").status_code == 302
        assert [each.get("/").status_code for each in open_ones] == [302, 302]
        assert password_typed(cast.counselor).get("/").status_code == 200
    assert acts() == ["sessions_ended"] * 2


def test_who_leaves_leaves_no_factor_and_no_session(cast: Cast) -> None:
    browser = signed_in_by_two(cast.counselor)
    assert browser.get("/").status_code == 200
    end_account(by=cast.superintendent, user_id=cast.counselor.pk)
    enable_accounts(by=cast.superintendent, user_ids=[cast.counselor.pk])
    assert browser.get("/").status_code == 302
    assert not Authenticator.objects.filter(user=cast.counselor).exists() and not cast.counselor.usersession_set.exists()


def test_a_password_is_changed_by_who_proved_it_a_moment_ago(cast: Cast, at) -> None:
    browser = signed_in_by_two(cast.counselor)
    browser.get("/account/password/")
    at("2026-09-14 08:06")
    assert browser.get("/account/password/").url.startswith("/account/factor/again/")  # type: ignore[attr-defined]
    at("2026-09-14 08:04")
    typed = {"oldpassword": PASSWORD, "password1": "four wooden spoons", "password2": "four wooden spoons"}
    assert browser.post("/account/password/", typed).status_code == 302 and browser.get("/").status_code == 200
    assert acts() == ["password_changed"]
