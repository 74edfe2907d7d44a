"""Copies for families and targets in Spanish: the frame and every choice are translated, what people wrote stays as it was written."""

import re

import pytest
from django.utils import translation

from cases.actions.releases import ReleaseGiven
from cases.models import Disclosure
from reporting.actions.packets import PacketGiven, look_at
from reporting.actions.target_papers import LANGUAGE, print_target_plan
from reporting.documents.case_kinds import PARENT_FILE
from reporting.documents.letter_kinds import SPANISH
from reporting.documents.pieces import pieces_of
from tat import clock, files
from tat.workflow import Blocked
from tests.cases.target_plans import target, two_targets, written
from tests.cast import Cast, a_case
from tests.reporting.checked import let_go
from tests.reporting.test_faces import a_case as a_rich_case
from tests.typed import flat

pytestmark = [pytest.mark.django_db, pytest.mark.req("PF-3"), pytest.mark.req("DO-2")]
ENGLISH = re.compile(r"\b(?:the|was|and|of|with|recorded|reported|named|level|since|copy)\b", re.IGNORECASE)


def given(case, language: str = SPANISH) -> PacketGiven:  # type: ignore[no-untyped-def]
    keys = [piece.key for piece in pieces_of(case).offered if piece.group != "names"]
    family = {"person": "Marisol Teller", "purpose": "Para leerlo.", "basis": "parent"}
    return PacketGiven(face=PARENT_FILE + language, release=ReleaseGiven(what="", **family), keys=keys)


def frame_of(html: str) -> str:
    """The page without what people typed, as the templates mark it, and without names of the district's catalogue."""
    page = re.sub(r'<(p|dd|span) class="said">.*?</\1>', " ", html, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<head>.*?</head>|<nav.*?</nav>", " ", page))


def test_the_parents_copy_speaks_spanish_and_the_record_of_release_english(cast: Cast) -> None:
    case = a_rich_case(cast)
    paper = let_go(case, cast.principal, cast.counselor, given(case))
    html = flat(b"".join(files.open_chunks(paper.html)).decode())
    assert paper.kind == "parent_file_es" and '<html lang="es">' in html
    for words in ("Lo que se informó", "Razones del nivel", "Nivel moderado", "idioma en que se escribió", "aún no ha sido revisada"):
        assert words in html, words
    assert re.search(r"Anotado por Tobin Boyce, Teacher, \d+ de [a-z]+ de 20\d\d", html)
    frame = frame_of(html)
    assert [found[0] for found in ENGLISH.finditer(frame)] == [], frame
    (row,) = Disclosure.objects.filter(case=case)
    assert "Reasons for the level" in row.what and "Razones" not in row.what


def test_both_languages_give_the_same_words_of_the_record(cast: Cast) -> None:
    case = a_rich_case(cast)
    spanish, english = (look_at(case=case, given=given(case, language), at=clock.now()) for language in (SPANISH, ""))
    assert [len(part.rows) for part in spanish.parts] == [len(part.rows) for part in english.parts]
    assert spanish.digest != english.digest and translation.get_language() != "es"
    typed = "AL is a chemical sign"
    assert sum(typed in row[1] for part in spanish.parts for row in part.rows) == sum(
        typed in row[1] for part in english.parts for row in part.rows
    )


def test_a_targets_plan_is_printed_in_spanish(cast: Cast) -> None:
    case = a_case(cast, "assessment", targets=two_targets())
    written(cast, case, ends_when="Después de las vacaciones.")
    paper = print_target_plan(case=case, by=cast.counselor, party_id=target(case).pk, kind="target_plan_es")
    html = flat(b"".join(files.open_chunks(paper.html)).decode())
    assert '<html lang="es">' in html and "Un plan para su seguridad" in html and "Después de las vacaciones." in html
    assert [found[0] for found in re.finditer(r"\b(?:the|you|your|of)\b", frame_of(html))] == []
    with pytest.raises(Blocked) as refused:
        print_target_plan(case=case, by=cast.counselor, party_id=target(case).pk, kind="case_file")
    assert refused.value.problems == (LANGUAGE,)
