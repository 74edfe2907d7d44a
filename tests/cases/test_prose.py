"""FORT's check of prose, against two sets of invented sentences with hand-set marks."""

from pathlib import Path

import pytest

from cases.fort import check_prose

HERE = Path(__file__).parent
MARKS = {"o": "opinion", "h": "hearsay"}


def kinds(text):
    return [remark.kind for remark in check_prose(text)]


def figures(name, mark):
    """Precision and recall of one kind on a file of marked sentences."""
    rows = [line.split("\t") for line in (HERE / name).read_text(encoding="utf-8").splitlines()]
    pairs = [(mark in marks, MARKS[mark] in kinds(sentence)) for marks, sentence in rows]
    right = pairs.count((True, True))
    return len(rows), right / (right + pairs.count((False, True))), right / (right + pairs.count((True, False)))


@pytest.mark.req("AS-6")
@pytest.mark.parametrize("mark", MARKS)
def test_four_in_five_marks_are_right_and_four_in_five_are_found(mark, capsys):
    size, precision, recall = figures("prose_corpus.tsv", mark)
    with capsys.disabled():
        print(f"\nprose check, {MARKS[mark]}, {size} sentences it was made with: precision {precision:.2f}, recall {recall:.2f}")
    assert size >= 200
    assert precision >= 0.8 and recall >= 0.8


@pytest.mark.req("AS-6")
@pytest.mark.parametrize("mark", MARKS)
def test_on_sentences_it_was_not_made_with_it_marks_few_wrongly_and_misses_some(mark, capsys):
    size, precision, recall = figures("prose_unseen.tsv", mark)
    with capsys.disabled():
        print(f"\nprose check, {MARKS[mark]}, {size} sentences it was not made with: precision {precision:.2f}, recall {recall:.2f}")
    assert precision >= 0.8 and recall >= 0.6


@pytest.mark.req("AS-6")
def test_a_remark_names_the_words_and_what_to_do():
    (remark,) = check_prose("He is probably lonely on most days of the week.")[:1]
    assert (remark.kind, remark.phrase) == ("opinion", "He is probably")
    assert "FORT, Objective" in remark.advice


@pytest.mark.req("AS-6")
def test_quoted_words_are_not_the_writers_opinion():
    assert kinds("The note reads “he is a freak and everybody knows it” and has no date.") == []
    assert kinds('The note reads "he is a freak" and has no date.') == []


@pytest.mark.req("AS-6")
def test_a_date_turns_hearsay_into_a_report():
    assert kinds("A neighbor heard that the subject was arrested.") == ["hearsay"]
    assert kinds("A neighbor heard on October 4 that the subject was arrested.") == []


@pytest.mark.req("AS-6")
def test_a_text_without_the_subjects_account_says_so_once():
    facts = "The locker was searched. Two books were found. The parent was present."
    assert kinds(facts) == ["voice"]
    assert kinds(facts + " The subject said that the books are his.") == []
    assert kinds(facts + " The worksheet reads “I want it to stop.”") == []
    assert kinds("The locker was searched at 10 a.m. with the parent. Two books were found.") == []


@pytest.mark.req("AS-6")
def test_remarks_come_in_the_texts_order():
    text = "Clearly, the locker was empty. There is a rumor about a list.\nThe door was shut at 3:05 p.m. by the aide."
    assert kinds(text) == ["opinion", "hearsay", "voice"]
    assert check_prose("") == () == check_prose(" \n ")


@pytest.mark.req("AS-6")
def test_a_hostile_text_takes_no_long_time():
    assert len(check_prose("a " * 10_000 + "“" * 500 + "he is " * 2000)) <= 2002
