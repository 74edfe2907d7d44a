"""The contact log: entries only ever added, corrections that cite the earlier one, and its page for a phone in one hand."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.http import Http404, HttpResponse
from django.test import Client

from cases.actions.circle import grant_access
from cases.actions.locks import Overtaken, Unfit
from cases.actions.plan import save_plan
from cases.actions.plan_facts import current_plan
from cases.actions.rhythm import RULE
from cases.models import Case, Contact, Party
from reporting.documents.plan import plan_part
from tat import clock, home
from tat.models import AccessEntry, LogEntry, Notice, Obligation, User
from tat.permissions import scope_of
from tat.workflow import Blocked
from tests.cases.managed import adopted, classified, closed, contacted, drafted, planned, running, updated, words
from tests.cases.test_case_pages import statements
from tests.cast import Cast, a_case, a_cast, signed_in
from tests.typed import form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-6")]
At = Callable[[str], datetime]
MONDAY = "2026-09-14 14:02"
GOOD = {"who": "subject", "kind": "in_person", "said": "Sat with friends; said the week was fine."}


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at(MONDAY)


def page_of(case: Case) -> str:
    return f"/cases/{case.code}/contacts/"


def text(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def shown(user: User, case: Case, page: str = "contacts/") -> str:
    answer = signed_in(user).get(f"/cases/{case.code}/{page}")
    assert answer.status_code == 200
    return text(answer)


def post(client: Client, case: Case, **typed: Any) -> HttpResponse:
    return send(client, page_of(case), f"{page_of(case)}add/", **{**GOOD, **typed})


def refused(act: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(Unfit) as found:
        act()
    return found.value.by_field


def blocked(act: Callable[[], object]) -> str:
    with pytest.raises(Blocked) as found:
        act()
    return " ".join(map(str, found.value.problems))


def a_target(case: Case) -> Party:
    """A group that became known as a target after the case was classified."""
    subject = Party.objects.get(case=case, role="subject")
    stamped = {name: getattr(subject, name) for name in ("recorded_by", "recorded_name", "recorded_position", "recorded_at")}
    return Party.objects.create(case=case, role="target", kind="group", label="The band", **stamped)


def test_three_fields_make_an_entry_and_the_page_says_when_the_next_is_due(cast: Cast, at: At) -> None:
    case = planned(cast)
    at("2026-09-17 12:10")
    client = signed_in(cast.social_worker)
    before = text(client.get(page_of(case)))
    assert "Monitoring: Active" in before and "By Monday, September 21, 2026." in before and "None recorded yet" in before
    answer = post(client, case)
    assert answer.url == page_of(case)
    after = text(client.get(answer.url))
    assert "Contact recorded." in after and "The next planned contact: by Thursday, September 24, 2026." in after
    assert GOOD["said"] in after and "Thursday, September 17, 2026, 12:10 PM" in after
    entry = Contact.objects.get()
    assert (entry.recorded_name, entry.subject_is, entry.watch_items_checked) == (cast.social_worker.full_name, "unknown", False)


def test_an_entry_leaves_one_line_without_a_word_of_it_and_is_sealed(cast: Cast) -> None:
    case = planned(cast)
    lines = LogEntry.objects.count()
    entry = contacted(cast, case, who="other", person="An aunt", said="The aunt called the office.")
    (line,) = LogEntry.objects.order_by("seq")[lines:]
    assert (line.action, line.actor_id, line.detail, line.occurred_at) == (
        "contact_recorded",
        cast.social_worker.pk,
        f"contact:{entry.id}",
        entry.occurred_at,
    )
    with connection.cursor() as cursor:
        cursor.execute("select said, person from cases_contact")
        assert not any(b"aunt" in bytes(value) for value in cursor.fetchone())


def test_what_is_missing_or_cannot_be_gets_its_sentence_and_all_else_stays(cast: Cast) -> None:
    case = planned(cast)
    client = signed_in(cast.counselor)
    good = {"who": "parent", "kind": "phone", "said": "The mother sees no change.", "person": "His mother"}
    for wrong, sentence in (
        ({"who": []}, "Choose with whom it was."),
        ({"kind": []}, "Choose how it was"),
        ({"said": "  "}, "Write what was seen and said"),
        ({"occurred_at": ""}, "Write when it was."),
        ({"occurred_at": "2026-09-14T15:00"}, "This time has not come yet."),
        ({"occurred_at": "2026-08-01T09:00"}, "This lies before the report that opened the case."),
        ({"occurred_at": "noon"}, "Write the date and the time like"),
        ({"who": "other", "person": ""}, "Choose a person of the case, or write who it was."),
        ({"person": "x" * 201}, "200 are the most that fit here"),
    ):
        answer = post(client, case, **{**good, **wrong})
        page = text(answer)
        assert (answer.status_code, sentence in page) == (200, True), (wrong, sentence)
        assert all(str(value) in page for name, value in good.items() if name not in wrong), wrong
    assert Contact.objects.count() == 0


def test_the_action_refuses_by_itself_what_a_form_would(cast: Cast) -> None:
    case, elsewhere = planned(cast), planned(cast)
    target, subject = a_target(case), Party.objects.get(case=case, role="subject")
    tomorrow = clock.now() + timedelta(days=1)
    assert set(refused(lambda: contacted(cast, case, who="", kind="", said=" ", subject_is="", occurred_at=None))) == {
        *("who", "kind", "said", "subject_is", "occurred_at")
    }
    assert set(refused(lambda: contacted(cast, case, occurred_at=tomorrow))) == {"occurred_at"}
    assert set(refused(lambda: contacted(cast, case, party=target))) == {"party"}
    assert set(refused(lambda: contacted(cast, elsewhere, party=subject))) == {"party"}
    assert contacted(cast, case, party=subject).party == subject
    assert contacted(cast, case, occurred_at=case.reported_at.replace(second=0, microsecond=0)).pk


def test_a_case_at_triage_or_closed_takes_none(cast: Cast) -> None:
    early, ended = a_case(cast, "triage"), planned(cast)
    assert "once the full team is convened" in blocked(lambda: contacted(cast, early, by=cast.counselor))
    contacted(cast, ended, said="Before it closed.")
    updated(cast, ended)
    closed(cast, ended)
    assert "This case is closed." in blocked(lambda: contacted(cast, ended))
    page = shown(cast.principal, ended)
    assert "Before it closed." in page and "contacts/add/" not in page and "corrects=" not in page
    assert "Planned contacts stopped when the case was closed." in page


def test_the_team_writes_who_is_let_in_reads_and_nobody_else_sees_it(cast: Cast) -> None:
    case = planned(cast)
    contacted(cast, case)
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now() + timedelta(days=3), reason="consultant")
    page = shown(cast.consultant, case)
    assert "Sat with friends at lunch" in page and "contacts/add/" not in page
    assert "contacts/add/" in shown(cast.teacher, case)
    assert signed_in(cast.outsider).get(page_of(case)).status_code == 404
    for by, refusal in ((cast.consultant, PermissionDenied), (cast.outsider, Http404)):
        with pytest.raises(refusal):
            contacted(cast, case, by=by)
    assert AccessEntry.objects.filter(page="case_contacts", user_id=cast.consultant.pk).count() == 1


def test_a_correction_stands_in_place_of_the_earlier_entry_which_can_still_be_read(cast: Cast) -> None:
    case = planned(cast)
    entry = contacted(cast, case, said="Was at scool.", subject_is="worse")
    client, page = signed_in(cast.social_worker), page_of(case)
    opened = client.get(f"{page}?corrects={entry.pk}")
    typed = form_of(opened, f"{page}add/")
    assert (typed["said"], typed["subject_is"], typed["corrects"]) == (["Was at scool."], ["worse"], [str(entry.pk)])
    assert client.post(f"{page}add/", {**typed, "said": "Was at school."}).status_code == 302
    later = Contact.objects.get(replaces=entry)
    after = text(client.get(page))
    assert later.said == "Was at school." and "Was at scool." in after
    assert "A later entry stands in its place." in after and f"that {cast.social_worker.full_name} wrote." in after
    assert after.count("Correct this entry") == 1
    assert LogEntry.objects.filter(action="contact_corrected", detail=f"contact:{later.id}").count() == 1


def test_two_who_correct_the_same_entry_are_both_heard_and_nothing_is_overwritten(cast: Cast) -> None:
    case = planned(cast)
    entry = contacted(cast, case)
    client, page = signed_in(cast.teacher), page_of(case)
    typed = {**form_of(client.get(f"{page}?corrects={entry.pk}"), f"{page}add/"), "said": "The teacher's words."}
    stands = contacted(cast, case, corrects=entry, said="The social worker's words.", occurred_at=entry.occurred_at)
    with pytest.raises(Overtaken):
        contacted(cast, case, corrects=entry)
    answer = client.post(f"{page}add/", typed)
    both = text(answer)
    assert answer.status_code == 409
    assert "The teacher&#x27;s words." in both and "The social worker&#x27;s words." in both
    again = form_of(answer, f"{page}add/")
    assert again["corrects"] == [str(stands.pk)]
    assert client.post(f"{page}add/", again).status_code == 302
    assert Contact.objects.get(replaces=stands).said == "The teacher's words."


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_are_both_kept_and_one_contact_is_due(transactional_db: None) -> None:
    cast = a_cast()
    case = planned(cast)

    def save(person: User) -> None:
        contacted(cast, case, by=person, said=f"Written by {person.pk}.")
        connections.close_all()

    threads = [threading.Thread(target=save, args=(person,)) for person in (cast.social_worker, cast.counselor, cast.teacher)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Contact.objects.filter(case=case).count() == 3
    assert Obligation.objects.open().filter(about_id=case.id, rule=RULE).count() == 1


def test_a_change_is_told_to_each_seat_and_opened_by_the_log_that_shows_it(cast: Cast) -> None:
    case = planned(cast)
    entry = contacted(cast, case, is_change=True, subject_is="worse")
    told = set(Notice.objects.filter(dedup__startswith=f"change:contact:{entry.id}:").values_list("recipient_id", flat=True))
    assert told == set(cast.team.seats.filter(kind="core").values_list("user_id", flat=True)) - {cast.social_worker.pk}
    teacher = signed_in(cast.teacher)
    assert page_of(case) in text(teacher.get("/"))
    shown(cast.teacher, case, "updates/")
    assert home.changes_for(scope_of(cast.teacher, clock.now())).count() == 1
    teacher.get(page_of(case))
    assert home.changes_for(scope_of(cast.teacher, clock.now())).count() == 0


def test_the_planned_contact_stands_on_home_and_leads_to_the_log(cast: Cast) -> None:
    case = planned(cast)
    for person in (cast.social_worker, cast.counselor):
        page = text(signed_in(person).get("/"))
        assert "Planned contact" in page and page_of(case) in page
    assert "Planned contact" not in text(signed_in(cast.psychologist).get("/"))
    duty = running(case, RULE)
    assert "The last contact, or the plan" in text(signed_in(cast.social_worker).get(f"/duties/{duty.id}/"))


def test_plan_and_updates_say_when_somebody_last_looked_and_how_often_since(cast: Cast, at: At) -> None:
    case = planned(cast)
    assert "No contact is recorded yet." in shown(cast.teacher, case, "updates/")
    at("2026-09-15 09:00")
    contacted(cast, case)
    updated(cast, case)
    at("2026-09-18 09:00")
    assert "No contact is recorded since the last update." in shown(cast.teacher, case, "updates/")
    contacted(cast, case)
    first = contacted(cast, case, kind="tried", said="Called; nobody answered.")
    contacted(cast, case, kind="tried", said="Called at nine; nobody answered.", corrects=first, occurred_at=first.occurred_at)
    updates = shown(cast.teacher, case, "updates/")
    assert "1 contact since the last update. Tried once without reaching anybody." in updates
    assert "The last one was on Friday, September 18, 2026." in updates
    plan = shown(cast.teacher, case, "plan/")
    assert "Monitoring: Active" in plan and "Friday, September 18, 2026" in plan and "By Friday, September 25, 2026." in plan


def test_the_plan_asks_for_the_days_where_the_monitoring_is_periodic(cast: Cast) -> None:
    case = classified(cast)
    drafted(cast, case, monitoring="periodic_active")
    page, member = f"/cases/{case.code}/plan/", signed_in(cast.counselor)
    assert "The plan does not say how often" in text(member.get(page))
    assert "does not say how often" in blocked(lambda: adopted(cast, case))
    for wrong in ("0", "31", "often", "2.5"):
        answer = send(member, page, f"{page}save/", monitoring="periodic_active", contact_days=wrong)
        assert answer.status_code == 200 and "a whole number from 1 to 30" in text(answer) and f'value="{wrong}"' in text(answer)
    with pytest.raises(Unfit):
        save_plan(case=case, by=cast.counselor, version=current_plan(case).token, words=words(cast, contact_days=31))
    assert send(member, page, f"{page}save/", monitoring="periodic_active", contact_days="14").status_code == 302
    plan = adopted(cast, case)
    assert "Periodic active, at least every 14 days" in shown(cast.teacher, case, f"plan/versions/{plan.number}/")
    assert send(member, f"{page}?words", f"{page}save/", goals="Belonging.").status_code == 302
    assert current_plan(case).contact_days == 14, "the next draft keeps it"
    assert send(member, page, f"{page}save/", monitoring="active").status_code == 302
    assert current_plan(case).contact_days is None


def test_an_entry_left_unsaved_stands_there_again_and_one_sent_twice_is_one(cast: Cast) -> None:
    case = planned(cast)
    client, page = signed_in(cast.counselor), page_of(case)
    typed = {**form_of(client.get(page), f"{page}add/"), **GOOD}
    client.post(f"/cases/{case.code}/drafts/contact/", {**typed, "said": "Half a sentence"})
    left = text(client.get(page))
    assert "Half a sentence" in left and "This is the draft that you left." in left
    for _ in range(2):
        assert client.post(f"{page}add/", typed).status_code == 302
    assert Contact.objects.count() == 1
    assert "Half a sentence" not in text(client.get(page))


def test_the_log_is_read_page_by_page_in_as_many_statements_as_one_entry_takes(cast: Cast, at: At) -> None:
    case = planned(cast)
    at("2026-09-16 12:00")
    client, noon = signed_in(cast.social_worker), clock.now()
    target = a_target(case)
    contacted(cast, case, said="Entry 0.")
    few = statements(client, page_of(case))
    for n in range(1, 24):
        entry = contacted(cast, case, who="other", party=target, said=f"Entry {n}.", occurred_at=noon - timedelta(hours=n))
    contacted(cast, case, corrects=entry, said="Entry 23, corrected.", occurred_at=entry.occurred_at)
    assert statements(client, page_of(case)) == few <= 10
    first = text(client.get(page_of(case)))
    (_before, _link, rest) = first.partition('href="?after=')
    second = text(client.get(f"{page_of(case)}?after={rest.partition(chr(34))[0]}"))
    assert "Entry 19." in first and "Entry 20." not in first
    assert "Entry 20." in second and "Entry 23, corrected." in second and "Entry 19." not in second
    assert "Show earlier ones" not in second


def test_the_case_file_prints_the_log_with_its_corrections(cast: Cast) -> None:
    case = planned(cast)
    entry = contacted(cast, case)
    later = contacted(cast, case, corrects=entry, said="Sat alone.", occurred_at=entry.occurred_at)
    assert [each.pk for each in plan_part(case)["contacts"]] == [entry.pk, later.pk]
