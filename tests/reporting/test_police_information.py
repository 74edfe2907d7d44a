"""Police information on a student: apart from every record, seen by whom the law names, returned or destroyed (105 ILCS 5/22-20)."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password

from cases.actions.releases import ReleaseGiven
from cases.models import Case, NameToken, Person
from reporting.actions.packets import PacketGiven
from reporting.actions.papers import issue_case_file
from reporting.actions.police_information import end_information
from reporting.documents.case_kinds import PARENT_FILE, POLICE_FILE
from reporting.documents.choices import choices_of
from reporting.documents.pieces import name_key, pieces_of
from reporting.models import IssuedDocument, PoliceInformation, PoliceInformationReader
from tat import audit, clock, files, vault
from tat.models import AccessEntry, LogEntry, Notice, Seat
from tests.cases.families import party, with_a_target
from tests.cast import Cast, signed_in
from tests.reporting.checked import let_go
from tests.reporting.police import CANARY, told_by_police
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PR-5")]
At = Callable[[str], datetime]
PAGE, PASSWORD = "/police-information/", "prairie-dock-lantern"


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 09:00")


def read_by(user: Any, row: PoliceInformation) -> int:
    return signed_in(user).get(f"{PAGE}{row.pk}/").status_code


def test_the_principal_keeps_it_and_nobody_else_is_told_that_it_is_there(cast: Cast) -> None:
    browser = signed_in(cast.principal)
    wrong = send(browser, PAGE, f"{PAGE}keep/", student="Rowan Teller", text=CANARY, received_on="2026-09-20")
    said = flat(wrong.content.decode())
    assert wrong.status_code == 200 and CANARY in said and "Choose on which basis" in said and "This day has not come yet." in said
    typed = {"building": cast.building.pk, "student": "Rowan Teller", "agency": "County sheriff", "basis": "detained"}
    assert send(browser, PAGE, f"{PAGE}keep/", **typed, received_on="2026-09-12", text=CANARY).status_code == 302
    row = PoliceInformation.objects.get()
    assert CANARY in browser.get(f"{PAGE}{row.pk}/").content.decode() and CANARY not in browser.get(PAGE).content.decode()
    for user in (cast.counselor, cast.officer, cast.superintendent, cast.teacher, cast.outsider, cast.sysadmin):
        assert read_by(user, row) == 404
    assert [signed_in(user).get(PAGE).status_code for user in (cast.counselor, cast.superintendent, cast.outsider)] == [404, 404, 200]
    entry = LogEntry.objects.get(action="police_information_kept")
    assert (entry.code, entry.detail, entry.about_id) == ("", "", row.pk) and audit.verify() == []
    assert AccessEntry.objects.filter(kind=audit.UNTOLD_KIND, page="police_open", user_id=cast.principal.pk).exists()


def test_whom_the_principal_names_reads_it_until_it_is_shut_and_no_officer_is_named(cast: Cast) -> None:
    row = told_by_police(cast)
    page, act = f"{PAGE}{row.pk}/", f"{PAGE}{row.pk}/reader/"
    browser = signed_in(cast.principal)
    officer = send(browser, page, act, who=cast.officer.email, purpose="safety")
    assert Seat.objects.filter(user=cast.officer, statutory="LE").exists() or officer.status_code == 200
    assert officer.status_code == 200 and "the police have their own record" in flat(officer.content.decode())
    assert send(browser, page, act, who=cast.counselor.email).status_code == 200
    assert send(browser, page, act, who=cast.counselor.email, purpose="rehabilitate").status_code == 302
    assert read_by(cast.counselor, row) == 200 and CANARY in signed_in(cast.counselor).get(page).content.decode()
    assert signed_in(cast.counselor).post(act, {}).status_code == 404
    reader = PoliceInformationReader.objects.get()
    assert send(browser, page, f"{page}reader/{reader.pk}/end/").status_code == 302
    assert read_by(cast.counselor, row) == 404


@pytest.mark.req("SE-2")
def test_whom_the_principal_names_finds_it_on_home_until_it_is_opened_or_shut(cast: Cast) -> None:
    row = told_by_police(cast)
    page, title = f"{PAGE}{row.pk}/", "Read what your principal shares with you"
    reader, other = signed_in(cast.counselor), signed_in(cast.teacher)

    def on_home(browser: Any) -> bool:
        return title in flat(browser.get("/").content.decode())

    assert not on_home(reader)
    principal = signed_in(cast.principal)
    send(principal, page, f"{page}reader/", who=cast.counselor.email, purpose="safety")
    said = reader.get("/").content.decode()
    assert title in flat(said) and f'href="{page}"' in said and "Rowan" not in said and "feed store" not in said
    assert not on_home(other) and not on_home(principal)
    assert reader.get(page).status_code == 200 and not on_home(reader)

    send(principal, page, f"{page}reader/", who=cast.teacher.email, purpose="safety")
    assert on_home(other)
    ends = PoliceInformationReader.objects.get(person=cast.teacher)
    send(principal, page, f"{page}reader/{ends.pk}/end/")
    assert not on_home(other)
    send(principal, page, f"{page}reader/", who=cast.teacher.email, purpose="rehabilitate")
    assert on_home(other)
    end_information(information_id=row.pk, by=cast.principal, how="destroyed")
    assert not on_home(other)
    mails = Notice.objects.filter(about_id=row.pk)
    assert {(mail.code, mail.template) for mail in mails} == {("", "watch")} and not mails.filter(opened_at=None, state="waiting").exists()


def test_it_is_in_no_paper_packet_search_list_or_log_of_a_case_about_the_same_student(cast: Cast) -> None:
    case = with_a_target(cast)
    before = Person.objects.count(), NameToken.objects.count(), Case.objects.values().get(pk=case.pk)
    told_by_police(cast)
    assert (Person.objects.count(), NameToken.objects.count(), Case.objects.values().get(pk=case.pk)) == before
    for choice in choices_of(case):
        IssuedDocument.objects.filter(state="waiting").update(issued_at=datetime(2026, 1, 1, tzinfo=clock.UTC))
        issue_case_file(case=case, by=cast.principal, choice=choice.key)
    keys = [piece.key for piece in pieces_of(case).offered if piece.group != "names"] + [name_key(party(case))]
    for face, basis in ((PARENT_FILE, "parent"), (POLICE_FILE, "consent")):
        words = {"person": "Somebody", "purpose": "To read it.", "basis": basis, "consent": "Folder 3", "whose_id": party(case).pk}
        release = ReleaseGiven(what="", **words)
        let_go(case, cast.principal, cast.counselor, PacketGiven(face=face, release=release, keys=keys))
    for paper in IssuedDocument.objects.filter(case=case):
        assert "feed store" not in b"".join(files.open_chunks(paper.html)).decode(), paper.kind
    browser = signed_in(cast.principal)
    for url in (f"/cases/{case.code}/", f"/cases/{case.code}/records/", f"/cases/{case.code}/access/", "/cases/", "/"):
        assert "feed store" not in browser.get(url).content.decode(), url
    assert not re.search("feed store|Teller", str(list(LogEntry.objects.values_list("detail", "code"))))


def test_no_model_of_a_case_points_at_it_and_it_points_at_none(cast: Cast) -> None:
    ours = {PoliceInformation, PoliceInformationReader}
    there = {field.related_model for model in ours for field in model._meta.concrete_fields if field.is_relation} - ours
    assert not {each for each in there if each._meta.app_label in ("cases", "triage")}
    for model in set(apps.get_models()) - ours:
        assert not [field for field in model._meta.concrete_fields if field.is_relation and field.related_model in ours], model


def test_what_is_returned_or_destroyed_is_gone_and_stays_on_the_list_as_such(cast: Cast) -> None:
    row = told_by_police(cast)
    cast.principal.password = make_password(PASSWORD)
    cast.principal.save(update_fields=["password"])
    page = f"{PAGE}{row.pk}/"
    browser = signed_in(cast.principal)
    wrong = send(browser, page, f"{page}end/", **{"end-how": "destroyed", "end-password": "wrong"})
    assert wrong.status_code == 200 and not PoliceInformation.objects.get().ended
    assert send(browser, page, f"{page}end/", **{"end-how": "destroyed", "end-password": PASSWORD}).status_code == 302
    ended = PoliceInformation.objects.select_related("key").get()
    with pytest.raises(vault.Shredded):
        assert ended.text
    shown = flat(browser.get(page).content.decode())
    assert "Nothing of it is left." in shown and "Rowan" not in shown and "Destroyed" in flat(browser.get(PAGE).content.decode())
    assert LogEntry.objects.get(action="police_information_ended").detail == "destroyed"
