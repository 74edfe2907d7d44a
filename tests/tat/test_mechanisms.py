"""Reporting channels: the register, the monthly test, mending on the same day, the week before a break; who may and what is refused."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tat import clock, emails
from tat.actions.mechanisms import MessageGiven, record_test
from tat.actions.team_reconcile import reconcile
from tat.calendar import SchoolCalendar
from tat.models import Designation, LogEntry, MechanismCheck, Notice, Obligation, ReportingMechanism, User
from tat.obligations import confirm_waiver, waive
from tests.cast import Cast, signed_in
from tests.tat.channels import a_channel
from tests.typed import flat, form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("TM-5"), pytest.mark.req("OB-1")]
At = Callable[[str], datetime]
LIST, ADD = "/teams/mechanisms/", "/teams/mechanisms/add/"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 09:00")


def a_test(row: ReportingMechanism, by: User, outcome: str = "arrived", **changes: object) -> MechanismCheck:
    sent_at = changes.pop("sent_at", clock.now() - HOUR)
    received_at = None if outcome == "lost" else sent_at + timedelta(minutes=5)
    given = {"sent_at": sent_at, "outcome": outcome, "received_at": received_at, "result": "Alba Quill read it.", "mended": ""}
    return record_test(channel_id=row.pk, by=by, given=MessageGiven(**(given | changes)))


def duties(row: ReportingMechanism, rule: str = "MECH-CHK") -> list[Obligation]:
    return list(Obligation.objects.filter(rule=rule, about_id=row.pk).order_by("triggered_at", "trigger_ref"))


def due(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=clock.CENTRAL)


def typed_channel(cast: Cast) -> dict[str, str]:
    words = {"kind": "email", "name": "Tips by e-mail", "reach": "tips@bluestem.example", "hours": "Every day at 8:00"}
    return words | {"owner": str(cast.counselor.pk), "since": "2026-09-01"}


def test_a_recorded_channel_is_tested_within_a_month_and_each_test_starts_the_next_month(cast: Cast, at: At) -> None:
    client = signed_in(cast.principal)
    answer = send(client, LIST, ADD, **typed_channel(cast))
    row = ReportingMechanism.objects.get()
    page = f"/teams/mechanisms/{row.pk}/"
    assert (answer.status_code, answer["Location"], row.code, row.building) == (302, page, "CHS-EMAIL", cast.building)
    (first,) = duties(row)
    assert (first.legal_due_at, first.due_at(), first.code) == (None, due("2026-10-14T23:59:59"), "CHS-EMAIL")
    home = flat(client.get("/").content.decode())
    assert "Test the reporting channel" in home and "CHS-EMAIL" in home and f'href="{page}"' in home

    at("2026-10-16 10:00")
    client = signed_in(cast.principal)
    typed = {"test-sent_at": "2026-10-16T09:00", "test-outcome": "arrived", "test-received_at": "2026-10-16T09:04"}
    assert send(client, page, f"{page}test/", **typed, **{"test-result": "Sol read it."}).status_code == 302
    first, second = duties(row)
    assert (first.state, first.was_late(), first.proof_ref) == ("met", True, MechanismCheck.objects.get().ref), "late stays late"
    assert (second.state, second.due_at()) == ("open", due("2026-11-16T23:59:59"))
    assert "Sol read it." in client.get(page).content.decode()


def test_a_failed_test_is_mended_on_the_same_day_and_proven_by_a_message_that_arrives(cast: Cast, at: At) -> None:
    row = a_channel(cast)
    a_test(row, cast.report_taker, "lost", result="Nobody got it.")
    (fix,) = duties(row, "MECH-FIX")
    assert (fix.state, fix.building, fix.due_at()) == ("open", cast.building, due("2026-09-14T16:00:00"))
    assert "Mend the reporting channel" in signed_in(cast.principal).get("/").content.decode()
    page = f"/teams/mechanisms/{row.pk}/"
    typed = {"test-sent_at": "2026-09-14T08:50", "test-outcome": "arrived", "test-received_at": "2026-09-14T08:55", "test-result": "Read."}
    refused = send(signed_in(cast.report_taker), page, f"{page}test/", **typed)
    assert refused.status_code == 200 and "Write what was mended since" in refused.content.decode() and "Read." in refused.content.decode()
    at("2026-09-14 16:30")
    a_test(row, cast.principal, mended="The number was forwarded anew.")
    (fix,) = duties(row, "MECH-FIX")
    assert (fix.state, fix.was_late()) == ("met", False), "the message arrived before 16:00"
    assert [each.state for each in duties(row)] == ["met", "met", "open"]


def test_mail_names_the_kind_of_duty_and_nobody(cast: Cast) -> None:
    row = a_channel(cast)
    (duty,) = duties(row)
    mail = emails.of_duty(Notice(recipient=cast.principal, obligation=duty, message_id="<1@x>"), duty, clock.now())
    assert mail.subject == "Test the reporting channel: 30 days left"
    assert "Quill" not in mail.body and "815" not in mail.body and f"/duties/{duty.pk}/" in mail.body


def test_in_the_last_week_before_a_break_each_channel_is_tested_once_more(cast: Cast, at: At) -> None:
    at("2026-12-01 09:00")
    row, other = a_channel(cast), a_channel(cast, name="Box", kind="box")
    at("2026-12-11 09:00")
    a_test(other, cast.principal)
    reconcile()
    assert len(duties(row)) == 1, "the last school day is December 18"
    at("2026-12-12 00:10")
    reconcile()
    assert reconcile() == 0
    for each, number in ((row, 2), (other, 3)):
        held = duties(each)
        assert len(held) == number
        before = next(duty for duty in held if duty.trigger_ref == "break:2026-12-18")
        assert before.due_at() == due("2026-12-18T23:59:59")
        assert "the last school day before a break" in " ".join(before.explanation)
    at("2026-12-14 10:00")
    a_test(row, cast.principal)
    assert [duty.state for duty in duties(row)].count("open") == 1
    assert SchoolCalendar(frozenset({date(2026, 9, 4), date(2026, 9, 8), date(2026, 9, 14)})).last_days_before_breaks(5) == (
        date(2026, 9, 8),
        date(2026, 9, 14),
    )


def test_a_lost_row_is_made_again_and_a_month_put_aside_is_followed_by_the_next(cast: Cast, at: At) -> None:
    row = a_channel(cast)
    a_test(row, cast.principal, "amiss", result="It came, and nobody read it.")
    (month,) = [duty for duty in duties(row) if duty.state == "open"]
    waive(month, reason="The school is closed for this whole month.", at=clock.now(), by=cast.principal)
    confirm_waiver(month, at=clock.now(), by=cast.superintendent)
    reconcile()
    assert sorted(duty.state for duty in duties(row)) == ["met", "waived"]
    at("2026-10-15 08:00")
    reconcile()
    after = duties(row)[-1]
    assert (after.state, after.trigger_ref, after.due_at()) == ("open", f"after:{month.pk}", due("2026-11-14T23:59:59"))


def test_who_may(cast: Cast) -> None:
    row = a_channel(cast)
    whole = a_channel(cast, by=cast.superintendent, building_id=None, name="District line", owner=cast.consultant, backup=None)
    page = f"/teams/mechanisms/{row.pk}/"
    (duty,) = duties(whole)
    assert (duty.actor, whole.code) == (cast.consultant, "ALL-PHONE")
    for person, status in ((cast.principal, 200), (cast.counselor, 200), (cast.superintendent, 200), (cast.report_taker, 200)):
        assert signed_in(person).get(page).status_code == status
    for person in (cast.outsider, cast.sysadmin, cast.consultant):
        assert signed_in(person).get(page).status_code == 404
        assert signed_in(person).post(f"{page}test/", {}).status_code == 404
    assert signed_in(cast.consultant).get(f"/teams/mechanisms/{whole.pk}/").status_code == 200, "whose duty it is opens its page"
    assert "District line" in signed_in(cast.outsider).get(LIST).content.decode()
    assert "Tip telephone" not in signed_in(cast.outsider).get(LIST).content.decode()
    for verb in ("change", "end"):
        assert signed_in(cast.report_taker).post(f"{page}{verb}/", {}).status_code == 404
        assert signed_in(cast.counselor).post(f"{page}{verb}/", {}).status_code == 404
    assert signed_in(cast.counselor).post(ADD, {}).status_code == 403
    with pytest.raises(PermissionDenied):
        a_channel(cast, by=cast.counselor)
    refused = send(signed_in(cast.outsider), LIST, ADD, **typed_channel(cast), building=str(cast.building.pk))
    assert refused.status_code == 200 and "Choose the building" in refused.content.decode()


@pytest.mark.req("TM-9")
def test_a_designee_of_the_principal_opens_the_channel_and_tests_it_while_its_duty_is_open(cast: Cast) -> None:
    row = a_channel(cast)
    page = f"/teams/mechanisms/{row.pk}/"
    place = {"district": cast.district, "building": cast.building, "from_on": date(2026, 9, 1), "by": cast.superintendent}
    Designation.objects.create(acts_for="principal", designee=cast.consultant, rules=["MECH-CHK"], **place)
    assert "Test the reporting channel" in signed_in(cast.consultant).get("/").content.decode()
    assert "Change the entry" not in signed_in(cast.consultant).get(page).content.decode()
    typed = {"test-sent_at": "2026-09-14T08:00", "test-outcome": "lost", "test-result": "Nobody got it."}
    assert send(signed_in(cast.consultant), page, f"{page}test/", **typed).status_code == 302
    assert Obligation.objects.get(about_id=row.pk, state="met").met_by == cast.consultant
    assert signed_in(cast.consultant).get("/teams/mechanisms/").status_code == 403


def test_wrong_times_get_their_sentence_and_what_was_typed_stays(cast: Cast) -> None:
    row = a_channel(cast)
    page, client = f"/teams/mechanisms/{row.pk}/", signed_in(cast.principal)
    good = {"sent_at": "2026-09-14T08:00", "outcome": "arrived", "received_at": "2026-09-14T08:10", "result": "Alba read it."}
    for wrong, sentence in (
        ({"received_at": "2026-09-14T07:59"}, "It cannot have arrived before it was sent."),
        ({"sent_at": "2026-09-14T09:30"}, "This time has not come yet."),
        ({"received_at": "2026-09-14T09:30"}, "This time has not come yet."),
        ({"sent_at": "2026-07-31T23:00"}, "The channel was not offered yet at that time."),
        ({"outcome": "lost"}, "It did not arrive, so there is no time of arrival."),
        ({"received_at": ""}, "Write when the test message arrived."),
        ({"result": " "}, "Write who read it, or what was wrong."),
    ):
        answer = send(client, page, f"{page}test/", **{f"test-{name}": value for name, value in (good | wrong).items()})
        text = answer.content.decode()
        assert answer.status_code == 200 and sentence in text, wrong
        assert all(value in text for name, value in good.items() if name not in wrong), wrong
    assert not MechanismCheck.objects.exists()


def test_a_channel_that_has_ended_takes_no_test_and_owes_nothing(cast: Cast) -> None:
    row = a_channel(cast)
    page, client = f"/teams/mechanisms/{row.pk}/", signed_in(cast.principal)
    stale = form_of(client.get(page), f"{page}test/")
    assert (
        "not offered yet on this day"
        in send(client, page, f"{page}end/", **{"end-ended_on": "2026-07-01", "end-why": "x"}).content.decode()
    )
    assert "the machine says: does it name 911" in client.get(page).content.decode(), "the steps of a test of a telephone"
    assert send(client, page, f"{page}end/", **{"end-ended_on": "2026-09-13", "end-why": "People use the form."}).status_code == 302
    assert page not in client.get(LIST).content.decode() and page in client.get(f"{LIST}?show=ended").content.decode()
    assert [duty.state for duty in duties(row)] == ["superseded"]
    typed = {"test-sent_at": ["2026-09-14T08:00"], "test-outcome": ["lost"], "test-result": ["Typed with care."]}
    answer = client.post(f"{page}test/", stale | typed)
    assert answer.status_code == 200 and "This channel has ended." in answer.content.decode()
    assert "Typed with care." in answer.content.decode()
    assert "Ended: offered until" in client.get(page).content.decode()
    assert reconcile() >= 0 and [duty.state for duty in duties(row)] == ["superseded"]


def test_a_stale_change_overwrites_nothing_and_a_new_owner_gets_the_duty_of_the_whole_district(cast: Cast) -> None:
    row = a_channel(cast, by=cast.superintendent, building_id=None)
    page, client = f"/teams/mechanisms/{row.pk}/", signed_in(cast.superintendent)
    stale = form_of(client.get(page), f"{page}change/")
    assert send(client, page, f"{page}change/", **{"change-owner": str(cast.teacher.pk)}).status_code == 302
    assert duties(row)[0].actor == cast.teacher
    answer = client.post(f"{page}change/", stale | {"change-hours": ["Nights too"]})
    assert answer.status_code == 200 and "Somebody changed this entry meanwhile" in answer.content.decode()
    assert "Nights too" in answer.content.decode()
    row.refresh_from_db()
    assert row.owner == cast.teacher and row.hours != "Nights too"
    assert LogEntry.objects.filter(action="channel_changed").count() == 1


def test_an_older_test_is_an_entry_of_the_log_and_the_list_asks_a_fixed_number_of_statements(cast: Cast) -> None:
    row = a_channel(cast)
    a_test(row, cast.principal)
    a_test(row, cast.principal, "lost", sent_at=clock.now() - timedelta(days=3))
    assert not duties(row, "MECH-FIX") and len(duties(row)) == 2
    client = signed_in(cast.principal)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(26):
        a_test(a_channel(cast, name=f"Box {number}", kind="box"), cast.principal)
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(few)
    text = client.get(LIST).content.decode()
    assert text.count('data-label="Last test"') == 25 and "Show the next ones" in text
