"""Letters: to whom, in which language, and what none of them says; each kept as a paper, tagged, in its own language."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cases.actions.notifications import record_notice
from cases.models import Affiliation, Case, Disclosure, NotificationEntry
from reporting import pdf
from reporting.actions.letters import LetterGiven, make_letter
from reporting.actions.papers import make_pdf
from reporting.documents.letter_kinds import TITLES
from reporting.models import IssuedDocument
from tat import files
from tat.models import AccessEntry, LogEntry
from tests.cases.families import (
    FATHER,
    MONDAY,
    MOTHER,
    TARGET,
    WRONG_SPELLINGS,
    a_notice,
    about_an_adult,
    an_order,
    party,
    post,
    refused,
    rights_passed,
    with_a_target,
)
from tests.cases.managed import closed, planned, updated
from tests.cases.test_case_pages import statements
from tests.cast import Cast, PartyGiven, a_case, as_practice, signed_in
from tests.reporting.tags import read, squeezed
from tests.typed import form_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("NT-1"), pytest.mark.req("NT-3"), pytest.mark.req("DO-1")]
At = Callable[[str], datetime]
SUBJECT, REPORTER = ("Rowan", "Teller"), ("Wren", "Abara")
OWN = "The bus driver saw it too, and we have talked with everybody who was there."
ENGLISH = r"\b(?:the|you|your|what|and|school|team|this|with|help|please)\b"


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at(MONDAY)


def a_letter(cast: Cast, case: Case, code: str = "letter_pgs", **changes: Any) -> IssuedDocument:
    role = "subject" if code == "letter_pgs" else "target"
    given = {"code": code, "party_id": party(case, role).pk, "names_subject": "no"} | changes
    return make_letter(case=case, by=cast.counselor, given=LetterGiven(**given))


def stored(file: Any) -> bytes:
    return b"".join(files.open_chunks(file))


def text_of(paper: IssuedDocument) -> str:
    """What its page says, without tags."""
    body = stored(paper.html).decode().partition("<main>")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def fields(client: Client, case: Case) -> dict[str, list[str]]:
    address = f"/cases/{case.code}/letters/"
    return form_of(client.get(address), f"{address}make/")


def made(paper: IssuedDocument) -> IssuedDocument:
    paper = make_pdf(paper_id=paper.pk, limits=pdf.IN_WORKER)
    assert paper.state == "ready", paper.failure
    return paper


def test_a_letter_is_made_by_its_page_kept_and_listed_with_the_papers(cast: Cast) -> None:
    case = with_a_target(cast)
    client = signed_in(cast.counselor)
    words = {"to": f"letter_pgs:{party(case).pk}", "addressee": MOTHER, "language": "en", "own_words": OWN, "phone": "217-555-0142"}
    assert post(client, case, "letters/make", **words).status_code == 302

    paper = IssuedDocument.objects.get(case=case)
    assert (paper.kind, paper.copy_number, paper.issued_by, paper.legal_basis) == ("letter_pgs", 1, cast.counselor, "")
    text = text_of(paper)
    for said in (
        f"To {MOTHER}",
        OWN,
        "Dana Whitlow",
        "Cordgrass High School",
        "217-555-0142",
        "September 14, 2026",
        "An interpreter costs",
    ):
        assert said in text, said
    assert "Rowan Teller" in text and cast.counselor.full_name not in text and case.code not in text
    for page in ("letters", "papers"):
        listed = client.get(f"/cases/{case.code}/{page}/").content.decode()
        assert "Letter to the subject’s family" in listed and paper.check_code in listed
    assert client.get(f"/papers/{paper.pk}/").status_code == 200
    assert AccessEntry.objects.filter(user_id=cast.counselor.pk, kind="paper", about_id=case.pk).count() == 1
    assert LogEntry.objects.filter(action="letter_made", code=case.code).count() == 1


def test_the_same_form_sent_twice_makes_one_letter_and_the_next_one_is_number_two(cast: Cast) -> None:
    case = with_a_target(cast)
    client, address = signed_in(cast.counselor), f"/cases/{case.code}/letters/"
    body = fields(client, case) | {"to": f"letter_pgs:{party(case).pk}", "language": "en"}
    assert [client.post(f"{address}make/", body).status_code for _ in range(2)] == [302, 302]
    assert IssuedDocument.objects.filter(case=case).count() == 1
    assert a_letter(cast, case).copy_number == 2 and a_letter(cast, case, language="es").copy_number == 1


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("code", ["letter_pgt", "letter_tgt"])
def test_neither_page_nor_pdf_to_a_target_has_the_subject_or_the_reporter(cast: Cast, code: str, language: str) -> None:
    case = with_a_target(cast)
    paper = made(a_letter(cast, case, code, language=language, own_words=OWN))
    html, content = stored(paper.html).decode(), stored(paper.file)
    layer = read(content).document.text
    assert squeezed(TARGET) in layer and squeezed(OWN) in layer
    for part in (*SUBJECT, *REPORTER, "Level", case.code):
        assert part not in html.replace(f"/cases/{case.code}/letters/", ""), part
        assert squeezed(part) not in layer and part.encode() not in content, part


def test_the_subject_is_named_only_with_a_basis_and_giving_it_is_one_release(cast: Cast) -> None:
    case = with_a_target(cast)
    client = signed_in(cast.principal)
    words = {"to": f"letter_pgt:{party(case, 'target').pk}", "addressee": "Berit Lund", "language": "en"}
    assert "Answer whether the letter names the subject." in post(client, case, "letters/make", **words).content.decode()
    named = words | {"names_subject": "yes"}
    answer = post(client, case, "letters/make", **named)
    assert answer.status_code == 200 and "needs its legal basis" in answer.content.decode() and "Berit Lund" in answer.content.decode()
    assert not IssuedDocument.objects.exists()

    assert post(client, case, "letters/make", **named, legal_basis="emergency").status_code == 302
    paper = IssuedDocument.objects.get()
    assert paper.legal_basis == "emergency" and "It is about Rowan Teller." in text_of(paper)
    assert not any(part in text_of(paper) for part in REPORTER)
    page = client.get(f"/cases/{case.code}/letters/").content.decode()
    link = re.search(r'href="([^"]*notices/\?to=NTF-PGT[^"]*)"', page)[1].replace("&amp;", "&")
    assert "Lund" not in link and "Teller" not in link and paper.check_code in link
    stands = form_of(client.get(link.partition("#")[0]), f"/cases/{case.code}/notices/record/")
    assert (stands["recipient"], stands["method"], stands["legal_basis"]) == (["NTF-PGT"], ["letter"], ["emergency"])
    given = {"told_at": "2026-09-14T13:00", "outcome": "reached", "person": "Berit Lund", "purpose": "Her child’s safety."}
    threat = {"release_threat": "A message that names a person."}
    assert client.post(f"/cases/{case.code}/notices/record/", stands | given | threat).status_code == 302
    assert NotificationEntry.objects.get().content == f"By letter, check code {paper.check_code}."
    assert Disclosure.objects.get().whose == party(case)


@pytest.mark.parametrize("spelling", [FATHER, *WRONG_SPELLINGS])
def test_no_letter_is_made_for_the_barred_father_in_whatever_spelling(cast: Cast, spelling: str) -> None:
    case = with_a_target(cast)
    an_order(cast, case)
    barred = {"addressee": spelling, "not_barred": True}
    assert "An order about this student bars this." in refused(lambda: a_letter(cast, case, **barred))
    assert a_letter(cast, case, addressee=MOTHER, not_barred=True).kind == "letter_pgs"
    assert IssuedDocument.objects.count() == 1


def test_while_an_order_is_in_force_a_letter_needs_a_named_person_and_the_confirmation_and_says_nothing_of_it(cast: Cast) -> None:
    case = with_a_target(cast)
    assert "not_barred" not in fields(signed_in(cast.counselor), case)
    an_order(cast, case)
    an_order(cast, case, "target", person="Ivo Lund")
    client = signed_in(cast.counselor)
    to = {"to": f"letter_pgs:{party(case).pk}", "language": "en"}
    answer = post(client, case, "letters/make", **to, not_barred="on")
    assert answer.status_code == 200 and "so the letter goes to a named person only" in answer.content.decode()
    answer = post(client, case, "letters/make", **to, addressee=MOTHER)
    assert answer.status_code == 200 and "Confirm that this is not the person named in the order." in answer.content.decode()
    assert "Quandt" not in answer.content.decode()
    assert post(client, case, "letters/make", **to, addressee=MOTHER, not_barred="on").status_code == 302
    a_letter(cast, case, "letter_pgt", addressee="Berit Lund", not_barred=True)
    assert "bars this" in refused(lambda: a_letter(cast, case, "letter_tgt", addressee="Lund, Ivo"))
    for paper in IssuedDocument.objects.select_related("html__key"):
        assert not re.search(r"Quandt|Ivo|\border\b|protection|26 OP", text_of(paper))


def test_once_the_rights_have_passed_the_letter_is_the_students_own(cast: Cast) -> None:
    case = with_a_target(cast)
    assert "That is why this letter comes to you" not in text_of(a_letter(cast, case))
    rights_passed(cast, case)
    rights_passed(cast, case, "target")
    assert (
        "in the place of the parents (rights have passed: 18 years old"
        in signed_in(cast.counselor).get(f"/cases/{case.code}/letters/").content.decode()
    )
    own = text_of(a_letter(cast, case))
    assert "To Rowan Teller" in own and "The rights of parents in school records are yours now." in own
    assert "You may look at your school records" in own and "parents or guardians of" not in own
    to_target = text_of(a_letter(cast, case, "letter_pgt"))
    assert f"To {TARGET}" in to_target and "your safety" in to_target and "Rowan" not in to_target
    assert "The rights have passed to the student" in refused(lambda: a_letter(cast, case, addressee="Marisol Quill"))


def test_an_adult_as_recorded_gets_the_letter_and_a_minor_target_reads_whose_the_rights_are(cast: Cast) -> None:
    assert "To Rowan Teller" in text_of(a_letter(cast, about_an_adult(cast)))
    assert "Your parents or guardians may look at your school records" in text_of(a_letter(cast, with_a_target(cast), "letter_tgt"))
    teacher = PartyGiven(role="target", name="Ada Brink", affiliation=Affiliation.EMPLOYEE_CURRENT)
    case = a_case(cast, targets=(teacher,))
    assert "records" not in text_of(a_letter(cast, case, "letter_tgt"))
    offered = signed_in(cast.counselor).get(f"/cases/{case.code}/letters/").content.decode()
    assert "The target: Ada Brink" in offered and "Parents or guardians of the target" not in offered


def test_the_writers_paragraph_names_nobody_else_of_the_case(cast: Cast) -> None:
    case = with_a_target(cast)
    for words in ("We spoke with Rowan about it.", "we spoke with rowan teller.", "It was “Teller” again."):
        assert "somebody else of this case" in refused(lambda words=words: a_letter(cast, case, "letter_pgt", own_words=words))
    assert "somebody else" in refused(lambda: a_letter(cast, case, own_words="Please keep away from Ana."))
    fine = {"own_words": "Ana spoke with us. A row and a bank teller are no names."}
    assert a_letter(cast, case, "letter_pgt", **fine)
    named = {"own_words": "Rowan spoke with us.", "names_subject": "yes", "legal_basis": "consent"}
    assert a_letter(cast, case, "letter_pgt", **named)


@pytest.mark.parametrize("passed", [False, True])
@pytest.mark.parametrize("code", ["letter_pgs", "letter_pgt", "letter_tgt"])
def test_a_spanish_letter_is_spanish_throughout_and_says_that_nobody_reviewed_it(cast: Cast, code: str, passed: bool) -> None:
    case = with_a_target(cast)
    if passed:
        rights_passed(cast, case, "subject" if code == "letter_pgs" else "target")
    changes = {} if code == "letter_pgs" else {"names_subject": "yes", "legal_basis": "consent"}
    paper = made(a_letter(cast, case, code, language="es", **changes))
    html = stored(paper.html).decode()
    assert paper.kind == f"{code}_es" and '<html lang="es">' in html
    text = text_of(paper).replace("Cordgrass High School", "")
    assert re.findall(ENGLISH, text, re.IGNORECASE) == []
    assert "14 de septiembre de 2026" in text and "Esta traducción aún no ha sido revisada" in text
    assert str(read(stored(paper.file)).pdf.Root.Lang) == "es"
    english = text_of(a_letter(cast, case, code, **changes))
    assert "not yet reviewed" not in english and "septiembre" not in english


def test_of_a_practice_case_no_letter_is_written(cast: Cast) -> None:
    case = with_a_target(cast)
    as_practice(case, cast.principal, cast.counselor)
    with pytest.raises(PermissionDenied):
        a_letter(cast, case)


def test_wrong_choices_and_long_texts_get_their_sentence_and_keep_the_rest(cast: Cast) -> None:
    case, other = with_a_target(cast), with_a_target(cast)
    client = signed_in(cast.counselor)
    good = {"to": f"letter_pgt:{party(case, 'target').pk}", "language": "en", "own_words": OWN, "names_subject": "no", "addressee": MOTHER}
    for wrong in (
        {"to": ""},
        {"to": f"letter_pgt:{party(other, 'target').pk}"},
        {"to": "letter_pgt:nobody"},
        {"language": "fr"},
        {"own_words": "x" * 2001},
        {"addressee": "x" * 201},
        {"names_subject": "perhaps"},
    ):
        answer = post(client, case, "letters/make", **(good | wrong))
        text = answer.content.decode()
        assert answer.status_code == 200 and 'class="error"' in text, wrong
        assert all(value in text for name, value in good.items() if name not in wrong), wrong
    elsewhere = party(other, "target").pk
    assert "Choose to whom" in refused(lambda: a_letter(cast, case, "letter_pgt", party_id=elsewhere))
    assert not IssuedDocument.objects.exists()


def test_a_closed_case_shows_its_letters_and_makes_none(cast: Cast) -> None:
    case = planned(cast)
    paper = a_letter(cast, case)
    client = signed_in(cast.counselor)
    body = fields(client, case) | {"to": f"letter_pgs:{party(case).pk}", "language": "en", "own_words": OWN}
    updated(cast, case)
    closed(cast, case)
    page = client.get(f"/cases/{case.code}/letters/").content.decode()
    assert paper.check_code in page and "its letters can be read" in page and "Record that it was given" not in page
    answer = client.post(f"/cases/{case.code}/letters/make/", body)
    assert answer.status_code == 200 and "This case is closed." in answer.content.decode() and OWN in answer.content.decode()
    assert "closed" in refused(lambda: a_letter(cast, case))
    assert IssuedDocument.objects.filter(case=case).count() == 1
    assert client.get(f"/papers/{paper.pk}/").status_code == 200


def test_a_letter_recorded_as_given_without_a_name_is_no_release(cast: Cast) -> None:
    case = with_a_target(cast)
    a_letter(cast, case)
    record_notice(case=case, by=cast.principal, given=a_notice(method="letter"))
    assert not Disclosure.objects.exists()


def test_every_letter_has_a_title_and_the_page_takes_a_fixed_number_of_statements(cast: Cast) -> None:
    assert all(str(title).startswith("Letter to ") for title in TITLES.values())
    case = with_a_target(cast)
    client, address = signed_in(cast.counselor), f"/cases/{case.code}/letters/"
    a_letter(cast, case)
    few = statements(client, address)
    for language in ("en", "es"):
        for code in ("letter_pgs", "letter_pgt", "letter_tgt"):
            a_letter(cast, case, code, language=language)
    assert statements(client, address) == few <= 10
