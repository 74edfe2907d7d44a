"""Disposal of case files: who must have agreed, what stops it, what is destroyed and what is left (handbook 9.8; 105 ILCS 10/4(h))."""

import json
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, transaction
from django.http import Http404

from cases.actions.circle import record_conflict
from cases.models import Case, NameToken, Party
from reporting.actions import disposals
from reporting.actions.carrying_out import JOURNAL, carry_out, hash_of, lay_down
from reporting.actions.repeating import repeat_disposals
from reporting.actions.retention import place_hold
from reporting.actions.shredding import rows_with_keys
from reporting.models import DisposalAgreement, IssuedDocument, LegalHold, RecordsStep, Tombstone
from reporting.workflow import BatchFacts, agreement_problems, execution_problems
from tat import audit, clock, files, vault
from tat.models import AccessEntry, DataKey, LogEntry, Obligation, StoredFile, User
from tat.workflow import Blocked
from tests.cast import Cast, signed_in
from tests.reporting.disposed import certified, closed, foia_officer, gone, proposed, ready, told
from tests.reporting.matters import a_request, custodian
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PR-4")]
At = Callable[[str], datetime]
TODAY, PASSWORD = "2026-09-14 09:00", "prairie-dock-lantern"
DAY = date(2026, 9, 14)
RIGHT = {
    "cases": 2,
    "certificate": "LRC 1",
    "certified": 2,
    "planned_on": DAY,
    "day": DAY,
    "proposed_by": frozenset([1]),
    "agreed": frozenset([2, 3]),
}


@pytest.fixture(autouse=True)
def witness(settings: Any, tmp_path: Path) -> Path:
    """The folder outside the box."""
    settings.CHECKPOINT_DIR = str(tmp_path / "witness")
    return tmp_path / "witness"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"done": True}, "carried out already"),
        ({"cases": 0}, "No case"),
        ({"standing": ("CHS-26-AAAA",)}, "CHS-26-AAAA"),
        ({"untold": ("CHS-26-AAAA",)}, "105 ILCS 10/4(h)"),
        ({"certificate": ""}, "44 IAC 4000.40"),
        ({"certified": 1}, "The certificate is for 1 records"),
        ({"day": date(2026, 9, 13)}, "has not come"),
        ({"agreed": frozenset([2])}, "1 of them have not"),
        ({"agreed": frozenset([1, 2])}, "1 of them have not"),
    ],
)
def test_each_thing_stands_before_a_disposal_by_itself(changed: dict[str, Any], said: str) -> None:
    found = execution_problems(BatchFacts(**(RIGHT | changed)))  # type: ignore[arg-type]
    assert len(found) == bool(said) and said in "".join(found)


def test_who_proposed_it_or_agreed_already_does_not_agree() -> None:
    facts = BatchFacts(**RIGHT)  # type: ignore[arg-type]
    assert not agreement_problems(facts, 4)
    assert "Two other people" in agreement_problems(facts, 1)[0] and "already" in agreement_problems(facts, 2)[0]


def signing(*people: User) -> None:
    for person in people:
        person.password = make_password(PASSWORD)
        person.save(update_fields=["password"])


def blocked(matter: Any, keeper: Any) -> str:
    with pytest.raises(Blocked) as found:
        carry_out(matter_id=matter.pk, by=keeper)
    assert not Tombstone.objects.exists()
    return " ".join(found.value.problems)


def test_nothing_is_destroyed_before_family_certificate_two_others_and_day(cast: Cast, at: At) -> None:
    at(TODAY)
    keeper, case = custodian(cast), gone(cast, subject_name="Ivo Quandt")
    matter = proposed(cast, keeper, [case])
    said = blocked(matter, keeper)
    assert all(words in said for words in ("were not told", "44 IAC", "has not come", "2 of them"))
    with pytest.raises(Blocked):
        disposals.agree(matter_id=matter.pk, by=keeper)
    disposals.agree(matter_id=matter.pk, by=cast.superintendent)
    with pytest.raises(Blocked):
        disposals.agree(matter_id=matter.pk, by=cast.superintendent)
    assert "1 of them" in blocked(matter, keeper)
    certified(keeper, matter)
    told(keeper, matter, case)
    disposals.agree(matter_id=matter.pk, by=foia_officer(cast))
    assert blocked(matter, keeper) == "The day for which it is planned has not come."
    at("2026-11-13 09:00")
    assert len(carry_out(matter_id=matter.pk, by=keeper)) == 1


def test_a_hold_or_a_request_of_the_last_minute_stops_it_and_a_changed_list_is_agreed_to_anew(cast: Cast, at: At) -> None:
    at(TODAY)
    keeper, case, other = custodian(cast), gone(cast, subject_name="Ivo Quandt"), gone(cast, subject_name="Rowan Teller")
    matter = ready(cast, keeper, [case, other])
    a_request(cast, keeper)
    assert other.code in blocked(matter, keeper)
    place_hold(by=keeper, case=case.code, reason="A lawsuit was announced by letter.")
    assert case.code in blocked(matter, keeper)
    disposals.remove_case(matter_id=matter.pk, by=keeper, code=case.code, reason="It is held since this morning.")
    assert "2 of them" in blocked(matter, keeper) and DisposalAgreement.objects.count() == 2


def test_the_record_is_gone_and_the_tombstone_the_log_and_the_other_case_remain(
    cast: Cast, at: At, witness: Path, django_capture_on_commit_callbacks: Any
) -> None:
    at(TODAY)
    keeper = custodian(cast)
    case, twin = gone(cast, subject_name="Ivo Quandt"), closed(cast, subject_name="Ivo Quandt")
    person = Party.objects.filter(case=case, role="subject").get().person
    matter = ready(cast, keeper, [case])
    with django_capture_on_commit_callbacks(execute=True):
        (stone,) = carry_out(matter_id=matter.pk, by=keeper)
    case = Case.objects.get(pk=case.pk)
    with pytest.raises(vault.Shredded):
        case.data_key()
    assert case.disposed_at and case.key.wrapped in (b"", memoryview(b"")) and hash_of(stone) == bytes(stone.sha256)
    assert Party.objects.filter(case=case, person__isnull=False).count() == 0 and twin.data_key()
    assert not Obligation.objects.open().about("case", case.pk).exists() and not list(audit.verify())
    assert (stone.certificate, stone.first_by, stone.second_by) == (
        "LRC 26-0815",
        cast.superintendent.full_name + ", " + cast.superintendent.position,
        "Fay Orley, FOIA Officer",
    )
    line = json.loads((witness / JOURNAL).read_text())
    assert line["code"] == case.code and lay_down() == 0 and "Ivo" not in (witness / JOURNAL).read_text()
    assert LogEntry.objects.filter(action="disposal_carried_out", code=matter.code).count() == 1
    assert RecordsStep.objects.filter(matter=matter, what="carried").count() == 1
    assert person is not None and str(case.key_id) in stone.keys


def test_a_person_of_that_case_alone_is_destroyed_with_it_and_files_go_from_the_disk(
    cast: Cast, at: At, django_capture_on_commit_callbacks: Any
) -> None:
    at(TODAY)
    keeper, case = custodian(cast), gone(cast, subject_name="Lone Rider")
    person = Party.objects.filter(case=case, role="subject").get().person
    assert person is not None
    kept = files.store(BytesIO(b"what was attached"), key=case.key, kind="text/plain", at=clock.now())
    matter = ready(cast, keeper, [case])
    with django_capture_on_commit_callbacks(execute=True):
        (stone,) = carry_out(matter_id=matter.pk, by=keeper)
    assert DataKey.objects.get(pk=person.key_id).shredded_at and not NameToken.objects.filter(person=person).exists()
    assert not files.path_of(kept.pk).exists() and StoredFile.objects.filter(pk=kept.pk).exists()
    assert bytes(kept.sha256).hex() in stone.files


def test_whoever_could_see_it_is_led_to_the_tombstone_and_nobody_else(cast: Cast, at: At) -> None:
    at(TODAY)
    keeper, case = custodian(cast), gone(cast, subject_name="Ivo Quandt")
    carry_out(matter_id=ready(cast, keeper, [case]).pk, by=keeper)
    page, stone = f"/cases/{case.code}/", f"/cases/{case.code}/disposed/"
    browser = signed_in(cast.principal)
    for url in (page, f"{page}papers/", f"{page}record-review/", f"{page}access/"):
        assert browser.get(url)["Location"] == stone, url
    shown = flat(browser.get(stone).content.decode())
    assert "LRC 26-0815" in shown and "Ivo" not in shown
    assert AccessEntry.objects.filter(page="case_disposed", code=case.code).count() == 1
    assert [signed_in(each).get(url).status_code for each in (cast.report_taker, cast.outsider) for url in (page, stone)] == [404] * 4
    assert case.code not in browser.get("/cases/?stage=closed").content.decode()
    assert case.code not in signed_in(keeper).get("/records/retention/").content.decode()
    assert signed_in(cast.principal).get("/").status_code == signed_in(cast.superintendent).get("/district/").status_code == 200


def test_the_database_itself_refuses_to_destroy_what_is_held_or_to_change_a_tombstone(cast: Cast, at: At) -> None:
    at(TODAY)
    keeper, case, other = custodian(cast), gone(cast, subject_name="Ivo Quandt"), gone(cast, subject_name="Rowan Teller")
    carry_out(matter_id=ready(cast, keeper, [case]).pk, by=keeper)
    place_hold(by=keeper, case=other.code, reason="A lawsuit was announced by letter.")
    for attempt in (
        lambda: other.key.shred(at=clock.now()),
        lambda: Case.objects.filter(pk=other.pk).update(disposed_at=clock.now()),
        lambda: Tombstone.objects.update(certificate="another"),
        lambda: Tombstone.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    LegalHold.objects.update(lifted_at=clock.now(), lifted_by=keeper)
    with pytest.raises(DatabaseError), transaction.atomic():  # without a tombstone
        Case.objects.filter(pk=other.pk).update(disposed_at=clock.now())


def test_after_a_restore_the_list_destroys_again_and_what_is_held_is_kept(cast: Cast, at: At, witness: Path) -> None:
    at(TODAY)
    keeper = custodian(cast)
    case, held = gone(cast, subject_name="Ivo Quandt"), gone(cast, subject_name="Rowan Teller")
    matter = ready(cast, keeper, [case, held])
    mark = transaction.savepoint()
    carry_out(matter_id=matter.pk, by=keeper)
    lay_down()
    transaction.savepoint_rollback(mark)  # the backup of an hour ago
    vault.forget()
    assert Case.objects.get(pk=case.pk).data_key()
    place_hold(by=keeper, case=held.code, reason="A lawsuit was announced by letter.")
    lines = [json.loads(line) for line in (witness / JOURNAL).read_text().splitlines()]
    found = repeat_disposals(lines=[*lines, {**lines[0], "code": "CHS-20-ZZZZ"}])
    assert (found.done, found.kept, found.absent) == ([case.code], [held.code], ["CHS-20-ZZZZ"])
    with pytest.raises(vault.Shredded):
        Case.objects.get(pk=case.pk).data_key()
    assert Case.objects.get(pk=held.pk).data_key() and Tombstone.objects.get().code == case.code
    assert repeat_disposals(lines=lines).done == [] and LogEntry.objects.filter(action="disposals_repeated").count() == 1


def test_every_row_with_a_key_of_its_own_is_found_from_its_case_or_is_none_of_a_case() -> None:
    own = {
        "Draft": "removed whole",
        "WaitingFile": "removed whole",
        "Obligation": "the reason of a waiver, by its own column",
        "StoredFile": "under one of the keys",
        "Exhibit": "the district's paper",
        "ExhibitEdition": "the district's paper",
        "TrainingFile": "of a training",
        "ContagionSweep": "of the district, without personal data",
        "Direction": "of the district",
        "EnvironmentalFinding": "of the district, without a key to a case",
        "KitHolder": "of the district; a closed case stands in no kit",
        "PoliceInformation": "about no case; ended by itself",
        "SavedFilter": "a name that a person gave to filters; of no case",
        "ExportRequest": "what a table is asked for, without a word of a case",
        "ReadingAlert": "of a reader; which cases is not in it",
        "RecordsMatter": "a matter of records law, about no case",
    }
    with_key = {
        model.__name__
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is DataKey
    }
    assert with_key - own.keys() == rows_with_keys([]).keys()


def test_it_goes_through_its_pages_and_the_certificate_is_printed(cast: Cast, at: At, client: Any) -> None:
    at(TODAY)
    keeper, case = custodian(cast), gone(cast, subject_name="Ivo Quandt")
    fay = foia_officer(cast)
    signing(keeper, fay, cast.superintendent)
    browser = signed_in(keeper)
    assert case.code in browser.get("/records/retention/").content.decode()
    answer = send(
        browser,
        "/records/new/disposal/",
        "/records/new/disposal/save/",
        record_class="student_temp",
        schedule="14:052",
        count="1",
        asks="Temporary records.",
        planned_on="2026-11-13",
    )
    page = answer["Location"].replace("/records/", "/records/disposals/")
    assert page in browser.get(answer["Location"]).content.decode()
    assert send(browser, page, f"{page}add/", **{"add-cases": []}).status_code == 200
    assert send(browser, page, f"{page}add/", **{"add-cases": [case.code]}).status_code == 302
    early = send(browser, page, f"{page}told/", **{"told-codes": [case.code], "told-on": "2026-09-20", "told-method": "letter"})
    assert early.status_code == 200 and "has not come yet" in flat(early.content.decode())
    typed = {
        "told-codes": [case.code],
        "told-on": "2026-09-14",
        "told-method": "certified",
        "told-note": "Last known address; copy offered.",
    }
    assert send(browser, page, f"{page}told/", **typed).status_code == 302
    steps = answer["Location"]
    for step in ({"what": "sent", "on": "2026-09-14", "method": "certified"}, {"what": "approved", "on": "2026-09-14", "text": "LRC 26-1"}):
        assert (
            send(browser, steps, f"{steps}certificate/", **{f"certificate-{name}": word for name, word in step.items()}).status_code == 302
        )
    for person in (cast.superintendent, fay):
        other = signed_in(person)
        assert page in other.get("/records/disposals/").content.decode()
        shown = flat(other.get(page).content.decode())
        assert case.code in shown and "Ivo" not in shown and "Last known address" not in shown
        assert send(other, page, f"{page}agree/").status_code == 200
        assert send(other, page, f"{page}agree/", **{"agree-sure": "on", "agree-password": PASSWORD}).status_code == 302
    assert "has not come" in browser.get(page).content.decode()
    at("2026-11-13 09:00")
    browser = signed_in(keeper)
    assert send(browser, page, f"{page}carry-out/").status_code == 200 and not Tombstone.objects.exists()
    assert send(browser, page, f"{page}carry-out/", **{"carry-sure": "on", "carry-password": PASSWORD}).status_code == 302
    assert "tombstone" in flat(browser.get(page).content.decode()).lower()
    assert send(browser, page, f"{page}print/").status_code == 302
    paper = IssuedDocument.objects.get(kind="disposal_certificate")
    html = browser.get(f"{page}papers/1/").content.decode()
    assert case.code in html and "LRC 26-1" in html and "Ivo" not in html and paper.copy_number == 1


def test_who_is_kept_out_of_one_of_its_cases_is_not_told_of_the_disposal(cast: Cast, at: At) -> None:
    at(TODAY)
    keeper, case = custodian(cast), gone(cast, subject_name="Ivo Quandt")
    matter = proposed(cast, keeper, [case])
    record_conflict(case=case, by=cast.principal, person=cast.superintendent)
    assert signed_in(cast.superintendent).get(f"/records/disposals/{matter.pk}/").status_code == 404
    with pytest.raises(Http404):
        disposals.agree(matter_id=matter.pk, by=cast.superintendent)


def test_a_restricted_case_and_one_whose_years_run_are_not_offered(cast: Cast, at: At) -> None:
    at(TODAY)
    keeper, wall, early = custodian(cast), gone(cast, subject_name="Ivo Quandt"), closed(cast, subject_name="Rowan Teller")
    Case.objects.filter(pk=wall.pk).update(restricted=True)
    for case in (wall, early):
        with pytest.raises(Blocked):
            proposed(cast, keeper, [case])
    assert not Tombstone.objects.exists()
