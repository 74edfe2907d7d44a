"""The district's directory of help: by whom it is kept, within which limits, and what of it stands in a case."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from cases.actions.locks import Overtaken
from cases.actions.services import (
    KNOWN,
    LONG,
    LONG_NAME,
    MOST,
    NOT_OFFERED,
    SAME,
    TOO_MANY,
    ServiceGiven,
    change_service,
    offer_service,
    stop_service,
)
from cases.models import Service
from tat import clock
from tat.models import Appointment, District, LogEntry
from tat.workflow import Blocked
from tests.cases.offers import a_service, an_offer
from tests.cases.test_case_pages import statements
from tests.cast import a_case, a_person, signed_in
from tests.typed import form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-2")]
PAGE = "/settings/services/"
GOOD = {"name": "Big Bend Mentors", "kind": "mentoring", "for_whom": ["subject", "staff"], "reach": "Room 112", "terms": "Free", "note": ""}


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-09-14 14:02")


def text(answer):
    return " ".join(answer.content.decode().split())


def refused(act):
    with pytest.raises(Blocked) as found:
        act()
    return " ".join(found.value.problems)


def changed(cast, row, **changes):
    given = {name: getattr(row, name) for name in GOOD} | changes
    version = given.pop("version", row.version)
    by = given.pop("by", cast.superintendent)
    return change_service(district=cast.district, by=by, service_id=row.pk, version=version, given=ServiceGiven(**given))


def test_the_superintendent_keeps_the_directory_by_its_pages(cast):
    client = signed_in(cast.superintendent)
    assert PAGE in client.get("/district/").content.decode()
    assert send(client, PAGE, f"{PAGE}add/", **GOOD).status_code == 302
    row = Service.objects.get()
    assert (row.for_whom, row.whom_words, row.changed_by) == (["subject", "staff"], "A subject of concern, Staff", cast.superintendent)
    one = f"{PAGE}{row.pk}/"
    assert send(client, one, f"{one}change/", reach="Room 114", for_whom=["subject", "anybody"]).status_code == 302
    send(client, PAGE, f"{one}stop/")
    row.refresh_from_db()
    assert (row.reach, row.for_whom, row.active, row.version) == ("Room 114", ["anybody"], False, 3)
    page = text(client.get(PAGE))
    assert "Not offered" in page and "Room 114" in page
    send(client, PAGE, f"{one}offer/")
    assert Service.objects.get().active


def test_each_act_leaves_one_entry_with_names_of_fields_and_no_words(cast):
    row = a_service(cast)
    row = changed(cast, row, reach="555-0199", note="Ask for the school line.")
    for act in (stop_service, stop_service, offer_service):
        act(district=cast.district, by=cast.superintendent, service_id=row.pk)
    entries = LogEntry.objects.filter(action__startswith="service").order_by("seq").values_list("action", "changed", "detail")
    assert list(entries) == [
        ("service_added", [], ""),
        ("service_changed", ["reach", "note"], ""),
        ("service_stopped", ["active"], ""),
        ("service_offered", ["active"], ""),
    ]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Write what the service is called."),
        ({"kind": ""}, "Choose which kind of help it is."),
        ({"for_whom": []}, "Choose for whom it is"),
        ({"reach": ""}, "Write how to reach it"),
        ({"name": "prairie  TALKS"}, KNOWN),
        ({"name": "x" * 151}, "150 are the most that fit here"),
        ({"note": "x" * 1001}, "1000 are the most that fit here"),
    ],
)
def test_what_is_missing_gets_its_sentence_and_all_else_stays(cast, wrong, sentence):
    a_service(cast)
    answer = send(signed_in(cast.superintendent), PAGE, f"{PAGE}add/", **(GOOD | wrong))
    page = text(answer)
    assert (answer.status_code, sentence in page) == (200, True)
    assert all(value in page for name, value in GOOD.items() if isinstance(value, str) and name not in wrong)
    assert Service.objects.count() == 1


def test_the_act_itself_refuses_what_no_form_would_send(cast):
    row = a_service(cast)
    assert "Choose which kind" in refused(lambda: a_service(cast, name="Two", kind="wishes"))
    assert "Choose for whom" in refused(lambda: a_service(cast, name="Two", for_whom=["nobody"]))
    assert LONG_NAME in refused(lambda: a_service(cast, name="x" * 151))
    assert LONG in refused(lambda: a_service(cast, name="Two", terms="x" * 1001))
    assert SAME in refused(lambda: changed(cast, row))
    stop_service(district=cast.district, by=cast.superintendent, service_id=row.pk)
    assert NOT_OFFERED in refused(lambda: a_service(cast))


def test_the_directory_ends_at_a_hundred_and_says_so(cast):
    a_service(cast)
    stamped = {"district": cast.district, "kind": "other", "for_whom": ["anybody"], "changed_by": cast.superintendent}
    Service.objects.bulk_create(Service(name=f"Service {n}", reach="-", changed_at=clock.now(), **stamped) for n in range(MOST - 1))
    assert TOO_MANY in refused(lambda: a_service(cast, name="One more"))
    assert f"{PAGE}add/" not in text(signed_in(cast.superintendent).get(PAGE))


def test_the_second_of_two_editors_sees_both_texts_and_nothing_is_overwritten(cast):
    row = a_service(cast)
    client, one = signed_in(cast.superintendent), f"{PAGE}{row.pk}/"
    typed = form_of(client.get(one), f"{one}change/")
    changed(cast, row, reach="555-0111")
    answer = client.post(f"{one}change/", {**typed, "reach": "555-0122"})
    page = text(answer)
    assert answer.status_code == 409 and "555-0111" in page and "555-0122" in page and "Ursula Kemp saved it at" in page
    assert Service.objects.get().reach == "555-0111"
    again = form_of(answer, f"{one}change/")
    assert again["reach"] == ["555-0122"] and client.post(f"{one}change/", again).status_code == 302
    assert Service.objects.get().reach == "555-0122"
    with pytest.raises(Overtaken):
        changed(cast, row, terms="Five dollars")


def test_only_the_superintendent_of_the_district_keeps_it(cast):
    row = a_service(cast)
    other = District.objects.create(name="Farland", slug="farland")
    theirs = a_person(other, "wim", "Wim Ash", "Superintendent")
    Appointment.objects.create(user=theirs, role="superintendent", district=other, from_on="2020-08-01")
    for by in (cast.principal, cast.sysadmin, theirs):
        with pytest.raises(PermissionDenied):
            changed(cast, row, by=by, reach="Elsewhere")
    with pytest.raises(Http404):
        stop_service(district=other, by=theirs, service_id=row.pk)
    assert signed_in(cast.principal).get(PAGE).status_code == 403
    assert signed_in(theirs).get(f"{PAGE}{row.pk}/").status_code == 404
    assert "Prairie Talks" not in text(signed_in(theirs).get(PAGE)) and "Prairie Talks" in text(signed_in(cast.superintendent).get(PAGE))
    assert Service.objects.get().reach == "555-0142"


def test_every_seated_member_reads_it_in_a_case_and_an_offer_keeps_the_name_of_its_day(cast):
    case, row = a_case(cast, "assessment"), a_service(cast, note="Ask for the school line.")
    stopped = a_service(cast, name="Gone by now")
    stop_service(district=cast.district, by=cast.superintendent, service_id=stopped.pk)
    page = text(signed_in(cast.teacher).get(f"/cases/{case.code}/referrals/"))
    assert all(words in page for words in ("Prairie Talks", "555-0142", "Ask for the school line.")) and "Gone by now" not in page
    an_offer(cast, case, service_id=row.pk, service_name="")
    changed(cast, row, name="Prairie Talks and More")
    page = text(signed_in(cast.teacher).get(f"/cases/{case.code}/referrals/"))
    assert "Rowan Teller: Prairie Talks</h3>" in page and "Prairie Talks and More" in page


def test_the_pages_take_as_many_statements_for_twenty_entries_as_for_one(cast):
    client, row = signed_in(cast.superintendent), a_service(cast)
    pages = (PAGE, f"{PAGE}{row.pk}/")
    few = [statements(client, page) for page in pages]
    for number in range(19):
        a_service(cast, name=f"Service {number}")
    assert [statements(client, page) for page in pages] == few
    assert max(few) <= 6
