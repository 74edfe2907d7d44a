"""Long words in a paper: where they may break, that nothing of them is lost or parted, and how quickly they are laid out."""

from unicodedata import category

import pypdfium2
import pytest

from reporting import pdf
from reporting.pdf.child import BREAK, LONGEST_WORD, PIECE, broken
from tests.reporting.test_pdf import page

pytestmark = pytest.mark.req("DO-1")
ADDRESS = "https://example.org/" + "a" * 50 + "?from=" + "b" * 30
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
ACCENTS = "e\u0301" * 60
HOSTILE = (ADDRESS, "x" * 5_000, ACCENTS, FAMILY * 30, "\u0301" * 500, "=" * 90, "\u0e01\u0e34\u0e48" * 40, "\U0001f44d\U0001f3fd" * 50)


@pytest.mark.parametrize(
    "text", ["", "x" * LONGEST_WORD, "An ordinary sentence, uncharacteristically long-winded.", f"{'y' * 40} {'z' * 40}"]
)
def test_words_of_up_to_forty_letters_stay_as_they_are(text: str) -> None:
    assert broken(text) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_longer_word_may_break_and_loses_nothing(text: str) -> None:
    pieces = broken(f"Before {text} after.").removeprefix("Before ").removesuffix(" after.").split(BREAK)
    assert "".join(pieces) == text and len(pieces) > 1
    assert max(map(len, pieces)) <= LONGEST_WORD and min(map(len, pieces[:-1])) >= PIECE


@pytest.mark.parametrize("text", [ACCENTS, FAMILY * 30, HOSTILE[-1], HOSTILE[-2]])
def test_no_accent_and_no_joined_sign_is_parted_from_what_it_belongs_to(text: str) -> None:
    for piece in broken(text).split(BREAK)[1:]:
        assert category(piece[0]) not in {"Mn", "Sk", "Cf"}
    assert "\u200d" + BREAK not in broken(text)


def test_what_is_copied_out_of_a_paper_is_the_word_itself() -> None:
    made = pdf.render(page(f'<p class="said">{ADDRESS}</p>'), pdf.IN_REQUEST)
    (one,) = pypdfium2.PdfDocument(made.content)
    copied = one.get_textpage().get_text_range()
    assert ADDRESS in copied.replace("\r\n", "")
    assert BREAK not in copied


def test_words_in_a_list_of_facts_and_in_a_narrow_cell_take_seconds_at_most() -> None:
    word = "x" * 5_000
    facts = "".join(f"<dt>Where</dt><dd>{word}</dd>" for _ in range(6))
    narrow = "".join(f'<tr><th scope="row" class="letter">S</th><td class="short">{word}</td><td>a</td></tr>' for _ in range(3))
    head = '<thead><tr><th scope="col" class="letter">a</th><th scope="col" class="short">b</th><th scope="col">c</th></tr></thead>'
    table = f"<table><caption>t</caption>{head}<tbody>{narrow}</tbody></table>"
    pdf.render(page(f"<dl>{facts}</dl>{table}"), pdf.Limits(cpu_seconds=15, wall_seconds=60, memory=pdf.IN_REQUEST.memory))
