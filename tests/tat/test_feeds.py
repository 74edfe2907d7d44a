"""The private calendar address: what it tells, to whom, and how it ends."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from icalendar import Calendar

from tat import audit, clock
from tat.actions.feeds import duties_of, feed_of, read_by, secret_of, switch_off
from tat.actions.feeds import make_address as make
from tat.actions.mail_choices import SIGNER
from tat.models import AccessEntry, LogEntry, Obligation, User
from tests.cast import Cast, a_case, signed_in
from tests.typed import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("OB-6")]
PAGE, NEW, END = "/account/calendar/", "/account/calendar/new/", "/account/calendar/end/"


@pytest.fixture(autouse=True)
def monday(at: Callable[[str], datetime]) -> datetime:
    return at("2026-09-14 14:02")


def address_on(page: str) -> str:
    found = re.search(r'id="feed-address">([^<]+)<', page)
    assert found is not None
    return found[1].strip()


def make_address(by: User) -> str:
    return secret_of(make(by=by))


def read(secret: str) -> Calendar:
    answer = Client().get(f"/calendar/{secret}.ics")
    assert answer.status_code == 200 and answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    return Calendar.from_ical(answer.content)


def test_an_address_is_made_and_read_without_signing_in(cast: Cast) -> None:
    a_case(cast, "triage")
    client = signed_in(cast.principal)
    assert "No address is on" in client.get(PAGE).content.decode()
    assert send(client, PAGE, NEW).status_code == 302
    shown = client.get(PAGE).content.decode()
    secret = address_on(shown).rsplit("/", 1)[1].removesuffix(".ics")
    assert "Not yet" in shown and read(secret).walk("VEVENT")
    assert "Not yet" not in client.get(PAGE).content.decode()
    assert [entry.action for entry in LogEntry.objects.filter(action__startswith="calendar_")] == ["calendar_address_made"]
    assert secret not in str(list(LogEntry.objects.values()))


def test_nobody_reads_by_the_id_alone_or_by_a_forged_secret(cast: Cast) -> None:
    feed, other = make(by=cast.principal), make(by=cast.counselor)
    swapped = f"{feed.pk}:{secret_of(other).partition(':')[2]}"
    of_another_kind = SIGNER.sign(str(feed.pk))
    for forged in (str(feed.id), feed.id.hex, f"{feed.pk}:", swapped, of_another_kind, secret_of(feed)[:-4] + "AAAA"):
        assert Client().get(f"/calendar/{forged}.ics").status_code == 404
    assert read_by(secret_of(feed)) == cast.principal


def test_an_entry_ends_at_the_due_time_and_names_nobody(cast: Cast) -> None:
    case = a_case(cast, "triage", subject_name="Avery Stone")
    found = read(make_address(by=cast.principal)).walk("VEVENT")
    duties = Obligation.objects.open().filter(about_id=case.pk).exclude(legal_due_at=None, target_due_at=None)
    mine = {str(duty.pk): duty.due_at() for duty in duties}
    told = {str(each["uid"]).partition("@")[0]: each for each in found}
    assert mine.keys() & told.keys()
    for number in mine.keys() & told.keys():
        entry = told[number]
        assert entry["dtend"].dt == mine[number].replace(microsecond=0).astimezone(UTC)
        assert entry["dtend"].dt - entry["dtstart"].dt == timedelta(minutes=30)
        assert str(entry["summary"]) == f"{case.short_code}: something needs you"
        assert str(entry["url"]).endswith(f"/duties/{number}/")
    whole = str(read(make_address(by=cast.principal)).to_ical())
    for words in ("Avery", "Stone", cast.building.name, cast.principal.full_name, case.code, "imminen", "triage"):
        assert words not in whole


def test_it_tells_what_home_tells_and_leaves_one_entry_with_the_digest_of_the_codes(cast: Cast) -> None:
    a_case(cast, "triage")
    a_case(cast, "intake", subject_name="Rowan Teller")
    secret = make_address(by=cast.principal)
    codes = [duty.code for duty in duties_of(cast.principal, clock.now())]
    assert len(read(secret).walk("VEVENT")) == len(codes) > 1
    entry = AccessEntry.objects.get(page="calendar_feed")
    assert (entry.user_id, entry.kind, bytes(entry.digest)) == (cast.principal.pk, "list", audit.digest_of(codes))
    assert read(make_address(by=cast.outsider)).walk("VEVENT") == []


def test_practice_is_none_of_it(cast: Cast) -> None:
    case = a_case(cast, "triage")
    secret = make_address(by=cast.principal)
    assert read(secret).walk("VEVENT")
    Obligation.objects.filter(about_id=case.pk).update(practice=True)
    assert read(secret).walk("VEVENT") == []


def test_a_new_address_stops_the_former_and_it_can_be_switched_off(cast: Cast) -> None:
    client = signed_in(cast.principal)
    send(client, PAGE, NEW)
    former = address_on(client.get(PAGE).content.decode())
    send(client, PAGE, NEW)
    later = address_on(client.get(PAGE).content.decode())
    assert Client().get(former).status_code == 404 and Client().get(later).status_code == 200
    assert send(client, PAGE, END).status_code == 302
    assert Client().get(later).status_code == 404 and feed_of(cast.principal) is None
    assert "No address is on" in client.get(PAGE).content.decode()
    assert switch_off(by=cast.principal) is False
    assert LogEntry.objects.filter(action="calendar_address_ended").count() == 1


def test_the_address_ends_with_the_account_and_a_wrong_one_is_nothing(cast: Cast) -> None:
    secret = make_address(by=cast.principal)
    for wrong in (secret[:-1], secret + "A", "x", "%00", "a" * 5000):
        assert Client().get(f"/calendar/{wrong}.ics").status_code == 404
    get_user_model().objects.filter(pk=cast.principal.pk).update(is_active=False)
    assert Client().get(f"/calendar/{secret}.ics").status_code == 404 and read_by(secret) is None


def test_the_feed_takes_a_fixed_number_of_statements(cast: Cast, django_assert_max_num_queries: Callable[[int], object]) -> None:
    for number in range(5):
        a_case(cast, "triage", subject_name=f"Rowan {number}")
    secret = make_address(by=cast.principal)
    read(secret)
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        assert len(read(secret).walk("VEVENT")) > 5
