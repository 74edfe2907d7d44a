"""Catalogues: what a page is translated from is what stands in the catalogue, and the public pages are Spanish throughout."""

import gettext
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from devstack.console import ROOT
from tests.cast import Cast
from tests.typed import form_of

LOCALES = sorted((ROOT / "locale").iterdir())
PUBLIC = [
    *sorted((ROOT / "templates" / "triage" / "tip").glob("*.html")),
    ROOT / "triage" / "forms" / "tip.py",
    ROOT / "triage" / "views" / "tips.py",
    ROOT / "templates" / "plain.html",
    ROOT / "templates" / "reporting" / "check.html",
    ROOT / "reporting" / "forms" / "check.py",
]
PAPERS = [
    *(ROOT / "templates" / "documents" / f"{name}.html" for name in ("letter", "release_packet", "target_plan", "paper", "_checkpoint")),
    *sorted((ROOT / "templates" / "documents").glob("_letter_*.html")),
    *(
        ROOT / "reporting" / "documents" / f"{name}.py"
        for name in ("piece", "pieces", "pieces_judged", "release_packet", "people", "pictures")
    ),
    ROOT / "cases" / "actions" / "date_words.py",
]
ALIKE = ("No", "No.", "Plan: %(domain)s")
COUNTED = re.compile(r'ngettext\(\s*"([^"]+)",\s*"([^"]+)"')
PAIR = re.compile(r'^msgid ((?:".*"\n)+)(?:msgid_plural (?:".*"\n)+)?msgstr(?:\[0\])? ((?:".*"\n?)+)', re.MULTILINE)
SPOKEN = re.compile(r"""\{%\s*translate\s+(?:"([^"]+)"|'([^']+)')|\b_l?\(\s*"((?:[^"\\]|\\.)+)"\s*\)""")
TRIMMED = re.compile(r"\{% blocktranslate trimmed[^%]*%\}(.*?)\{%", re.DOTALL)


def joined(lines: str) -> str:
    return "".join(line[1:-1] for line in lines.split("\n") if line).replace(r"\"", '"').replace(r"\n", "\n")


@pytest.mark.parametrize("folder", LOCALES, ids=lambda folder: folder.name)
def test_the_compiled_catalogue_is_that_of_the_words(folder: Path) -> None:
    words = folder / "LC_MESSAGES" / "django.po"
    pairs = {joined(source): joined(said) for source, said in PAIR.findall(words.read_text()) if joined(source)}
    with (words.with_suffix(".mo")).open("rb") as compiled:
        known = gettext.GNUTranslations(compiled)
    assert len(pairs) > 20
    assert {
        source: known.ngettext(source, source, 1) if known.gettext(source) == source else known.gettext(source) for source in pairs
    } == pairs
    assert "fuzzy" not in words.read_text()


@pytest.mark.parametrize("path", [*PUBLIC, *PAPERS], ids=lambda path: path.name)
@pytest.mark.req("IN-2")
@pytest.mark.req("PF-3")
def test_no_word_of_public_pages_and_of_papers_for_families_is_without_spanish(path: Path) -> None:
    text = path.read_text()
    said = ["".join(found) for found in SPOKEN.findall(text)]
    said += [re.sub(r"\{\{ ?(\w+) ?\}\}", r"%(\1)s", " ".join(found.split())) for found in TRIMMED.findall(text)]
    with translation.override("es"):
        assert [words for words in said if translation.gettext(words) == words and words not in ALIKE] == []
        assert [one for one, many in COUNTED.findall(text) if translation.ngettext(one, many, 2) == many] == []


@pytest.mark.req("IN-2")
@pytest.mark.django_db
def test_a_spanish_page_has_no_english_sentence_left(cast: Cast) -> None:
    browser = Client(HTTP_ACCEPT_LANGUAGE="es")
    for page in ("/tip/bluestem-bend-chs/", "/check/", "/check/ABCD-EFGH-JKLM/"):
        assert english_in(browser.get(page).content.decode()) == [], page


def english_in(page: str) -> list[str]:
    text = re.sub(r"<[^>]+>", " ", page)
    return re.findall(r"\b(?:the|you|your|what|and|school|team|paper|file)\b", text.replace("School", ""), re.IGNORECASE)


@pytest.mark.req("DO-3")
@pytest.mark.django_db
def test_who_checks_a_paper_in_spanish_is_answered_in_spanish_and_is_told_that_nobody_reviewed_it(cast: Cast) -> None:
    english = Client().get("/check/ABCD-EFGH-JKLM/").content.decode()
    assert 'href="/check/ABCD-EFGH-JKLM/?lang=es"' in english and "Translation not yet reviewed" not in english
    shown = Client().get("/check/?lang=es").content.decode()
    assert '<html lang="es"' in shown and "aún no ha sido revisada" in shown and 'href="/check/?lang=en"' in shown
    asked = form_of(Client().get("/check/?lang=es"), "/check/ask/")
    for sent, words in (({"check_code": ""}, "Escriba el código"), ({"check_code": "ABCD-EFGH-JKLM"}, "Aquí no se emitió")):
        answer = Client().post("/check/ask/", asked | sent).content.decode()
        assert words in answer and english_in(answer) == []
    assert 'href="/check/?lang=es"' in Client(HTTP_ACCEPT_LANGUAGE="es").get("/tip/bluestem-bend-chs/").content.decode()
