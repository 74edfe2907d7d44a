"""The page of a case's briefs: people added one by one while everything typed stays, refusals beside their fields, who has opened what."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cases.actions.briefs import NOBODY, TOO_LONG, BriefGiven, write_brief
from cases.actions.circle import grant_access, record_conflict
from cases.models import Brief, BriefReader, Case
from reporting.actions.papers import issue_case_file
from tat import clock, files
from tat.models import User
from tat.statutes import local_date
from tests.cases.test_case_pages import statements
from tests.cast import Cast, a_case, a_person, signed_in
from tests.forms.rendered import Shown

pytestmark = pytest.mark.django_db
TYPED = {"know": "He sits alone by the north door.", "do": "Say his name.", "turn_to": "Room 112.", "why": "Lunch duty at that door."}
SPOKEN = {"know": "Know it.", "do": "Do it.", "turn_to": "Turn there.", "why": "Because."}


@pytest.fixture
def case(cast: Cast) -> Case:
    return a_case(cast, "assessment")


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.principal)


def end() -> str:
    return (local_date(clock.now()) + timedelta(days=10)).isoformat()


def sent(client: Client, case: Case, to: str, **fields: Any) -> Any:
    words = {**TYPED, "until_on": end(), "idempotency_key": uuid.uuid4(), **fields}
    return client.post(f"/cases/{case.code}/briefs/{to}/", words)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def form(answer: Any, case: Case) -> dict[str, list[str]]:
    (found,) = Shown(answer.content.decode()).forms_to(f"/cases/{case.code}/briefs/write/")
    return found.values()


def ticked(answer: Any, case: Case) -> set[str]:
    return set(form(answer, case).get("people", []))


@pytest.mark.req("NT-4")
def test_people_are_added_one_by_one_and_everything_typed_stays(cast: Cast, case: Case, client: Client) -> None:
    first = sent(client, case, "find", who="rae.marsh nobody")
    assert "Nobody with an account in this district has this name" in text(first) and form(first, case)["who"] == ["rae.marsh nobody"]
    second = sent(client, case, "find", who="officer@bluestem.example")
    assert ticked(second, case) == {str(cast.officer.pk)} and form(second, case)["who"] == [""]
    third = sent(client, case, "find", who=" TOBIN boyce ", people=[cast.officer.pk])
    assert ticked(third, case) == {str(cast.officer.pk), str(cast.teacher.pk)}
    for answer in (first, second, third):
        assert {name: form(answer, case)[name] for name in (*TYPED, "until_on")} == {
            **{name: [words] for name, words in TYPED.items()},
            "until_on": [end()],
        }
        assert "Write what they need to know" not in text(answer)
    assert sent(client, case, "write", people=[cast.officer.pk, cast.teacher.pk]).status_code == 302
    assert {row.user for row in BriefReader.objects.all()} == {cast.officer, cast.teacher}


@pytest.mark.req("NT-4")
def test_of_several_with_one_name_nobody_is_ticked_and_those_of_the_building_come_first(cast: Cast, case: Case, client: Client) -> None:
    far = a_person(cast.district, "ana", "Ana Castell", "Bus Driver")
    answer = sent(client, case, "find", who="castell")
    shown = re.findall(r'name="people" value="(\d+)"', answer.content.decode())
    assert shown == [str(each.pk) for each in (cast.psychologist, far, cast.outsider)] and ticked(answer, case) == set()
    assert "Several people have this in their names." in text(answer) and form(answer, case)["who"] == ["castell"]


@pytest.mark.req("NT-4", "IN-1")
def test_a_name_that_two_thousand_share_is_refused_without_a_list(cast: Cast, case: Case, client: Client) -> None:
    User.objects.bulk_create(
        User(email=f"a{n}@x.example", full_name=f"Alex Number{n}", position="Aide", district=cast.district) for n in range(2000)
    )
    page = sent(client, case, "find", who="alex")
    assert "More than 12 people have this in their names." in text(page) and 'name="people"' not in text(page)
    assert len(page.content) < 40_000 and len(client.get(f"/cases/{case.code}/briefs/").content) < 40_000


@pytest.mark.req("NT-4", "IN-1")
def test_who_has_left_is_named_in_the_refusal_and_people_of_another_district_are_not_found(cast: Cast, case: Case, client: Client) -> None:
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)
    assert "Rae Marsh: this account has ended" in text(sent(client, case, "find", who="marsh"))
    page = sent(client, case, "write", people=[cast.officer.pk, cast.teacher.pk])
    assert "Rae Marsh: this account has ended, so nobody would read the brief." in text(page)
    assert ticked(page, case) == {str(cast.officer.pk), str(cast.teacher.pk)} and form(page, case)["know"] == [TYPED["know"]]
    assert "Several people" not in text(page) and not Brief.objects.exists()
    for people in ([987_654], ["x"], ["9" * 30], ["\u0663"]):
        refused = text(sent(client, case, "write", people=people))
        assert "has no account in this district" in refused or "Name at least one person" in refused
    assert not Brief.objects.exists()


@pytest.mark.req("NT-4", "TM-6")
def test_a_person_in_conflict_is_refused_by_name(cast: Cast, case: Case, client: Client) -> None:
    record_conflict(case=case, by=cast.principal, person=cast.psychologist)
    page = text(sent(client, case, "write", people=[cast.psychologist.pk]))
    assert "Ines Castell: in conflict with this case" in page and not Brief.objects.exists()


@pytest.mark.req("NT-4")
def test_a_name_that_was_typed_and_not_added_counts_only_where_it_is_the_whole_name(cast: Cast, case: Case, client: Client) -> None:
    page = sent(client, case, "write", who="castell", people=[cast.teacher.pk])
    assert "This was typed and nobody was added yet." in text(page) and ticked(page, case) == {str(cast.teacher.pk)}
    assert "Nobody with an account" in text(sent(client, case, "write", who="nobody at all", people=[cast.teacher.pk]))
    assert not Brief.objects.exists()
    assert sent(client, case, "write", who="rae  MARSH", people=[cast.teacher.pk]).status_code == 302
    assert {row.user for row in BriefReader.objects.all()} == {cast.officer, cast.teacher}


@pytest.mark.req("NT-4", "IN-1")
def test_what_is_missing_or_too_long_is_said_beside_its_field_and_nothing_typed_is_lost(case: Case, client: Client) -> None:
    empty = text(sent(client, case, "write", know="", do="", turn_to="", why="", until_on=""))
    assert "6 things to mend" in empty and NOBODY in empty
    long = "word " * 60_000
    page = sent(client, case, "write", know="x" * 301, who=long, until_on="2020-01-01")
    assert "301 characters long, and 300" in text(page) and "200 are the most" in text(page)
    assert form(page, case)["know"] == ["x" * 301] and form(page, case)["who"] == [long] and form(page, case)["until_on"] == ["2020-01-01"]
    assert "200 are the most" in text(sent(client, case, "find", who=long))
    assert TOO_LONG not in text(page) and not Brief.objects.exists()


@pytest.mark.req("NT-4")
def test_a_day_that_has_passed_or_is_too_far_is_refused_with_the_people_kept(cast: Cast, case: Case, client: Client) -> None:
    for day, sentence in (("2020-01-01", "This day has passed."), ("2099-01-01", "180 days at most")):
        page = sent(client, case, "write", people=[cast.teacher.pk], until_on=day)
        assert sentence in text(page) and ticked(page, case) == {str(cast.teacher.pk)}
    fresh = form(client.get(f"/cases/{case.code}/briefs/"), case)
    assert fresh["until_on"] == [(local_date(clock.now()) + timedelta(days=30)).isoformat()]


@pytest.mark.req("NT-4")
def test_the_page_says_who_has_the_case_anyway(cast: Cast, case: Case, client: Client) -> None:
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now() + timedelta(days=5), reason="consultant")
    has_it = (cast.officer, cast.consultant, cast.principal)
    page = sent(client, case, "find", people=[each.pk for each in (*has_it, cast.report_taker, cast.backup)])
    hints = dict(re.findall(r'value="(\d+)"[^>]*id="(id_people_\d+)"', page.content.decode()))
    marked = {key for key, row in hints.items() if f'id="{row}_hint">sees the case anyway' in page.content.decode()}
    assert marked == {str(each.pk) for each in has_it}


@pytest.mark.req("NT-4", "PR-1")
def test_everybody_who_sees_the_case_reads_the_list_and_the_team_alone_writes_and_withdraws(cast: Cast, case: Case, client: Client) -> None:
    sent(client, case, "write", people=[cast.report_taker.pk])
    brief = Brief.objects.get()
    signed_in(cast.report_taker).get(f"/briefs/{brief.pk}/")
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now() + timedelta(days=5), reason="consultant")
    guest = signed_in(cast.consultant)
    page = text(guest.get(f"/cases/{case.code}/briefs/"))
    assert TYPED["know"] in page and re.search(r"Alba Quill, Office Secretary.{0,40}opened [A-Z][a-z]{2} \d", page)
    assert "Withdraw it" not in page and "Write a brief" not in page
    assert [sent(guest, case, to).status_code for to in ("write", "find", f"{brief.pk}/withdraw")] == [403, 403, 403]
    assert signed_in(cast.outsider).get(f"/cases/{case.code}/briefs/").status_code == 404
    assert sent(client, case, f"{uuid.uuid4()}/withdraw").status_code == 404
    assert sent(client, case, f"{brief.pk}/withdraw").status_code == 302
    assert "withdrawn" in text(client.get(f"/cases/{case.code}/briefs/"))


@pytest.mark.req("NT-4", "IN-1")
def test_a_brief_to_a_case_that_was_closed_meanwhile_is_refused_and_shown_again(cast: Cast, case: Case, client: Client) -> None:
    Case.objects.filter(pk=case.pk).update(stage="closed", closed_at=clock.now(), closed_reason="resolved")
    for to in ("write", "find"):
        page = text(sent(client, case, to, people=[cast.teacher.pk], who="marsh"))
        assert "This case is closed." in page and TYPED["know"] in page and "Write the brief" not in page
    assert not Brief.objects.exists()


@pytest.mark.req("NT-4")
def test_a_printed_page_of_a_brief_holds_one_sentence(cast: Cast, case: Case, client: Client) -> None:
    sent(client, case, "write", people=[cast.report_taker.pk])
    tree = Shown(signed_in(cast.report_taker).get(f"/briefs/{Brief.objects.get().pk}/").content.decode()).tree
    (apart,) = tree.xpath('//*[contains(@class, "never-printed")]')
    said = {words: words in apart.text_content() for words in (TYPED["know"], TYPED["do"], TYPED["turn_to"])}
    assert all(said.values())
    apart.drop_tree()
    assert not [words for words in said if words in tree.text_content()]
    assert tree.xpath('string(//*[@class="only-printed"])') == "Briefs are not printed. Who is named in one signs in and reads it."


@pytest.mark.req("NT-4", "DO-1")
def test_the_case_file_lists_briefs_with_who_opened_them(cast: Cast, case: Case, client: Client) -> None:
    sent(client, case, "write", people=[cast.report_taker.pk, cast.teacher.pk])
    signed_in(cast.report_taker).get(f"/briefs/{Brief.objects.get().pk}/")
    paper = issue_case_file(case=case, by=cast.principal)
    page = " ".join(re.sub(r"<[^>]+>", " ", b"".join(files.open_chunks(paper.html)).decode()).split())
    part = page.partition("9. Need-to-know briefs")[2].partition("10. Who opened")[0]
    for words in (*TYPED.values(), "Tobin Boyce, Teacher Not opened", "Alba Quill, Office Secretary"):
        assert words in part
    assert "Alba Quill" not in page.partition("10. Who opened")[2] and "Dana Whitlow" in page.partition("10. Who opened")[2]


@pytest.mark.req("PF-5", "NT-4")
def test_the_page_costs_the_same_at_two_briefs_and_at_fifteen(cast: Cast, case: Case, client: Client) -> None:
    given = {**SPOKEN, "until_on": local_date(clock.now()), "people": (cast.teacher.pk, cast.officer.pk, cast.report_taker.pk)}
    counts = {}
    for wanted in (2, 15):
        while Brief.objects.count() < wanted:
            write_brief(case=case, by=cast.principal, given=BriefGiven(**given))
        counts[wanted] = statements(client, f"/cases/{case.code}/briefs/")
    assert counts[2] == counts[15] <= 8
