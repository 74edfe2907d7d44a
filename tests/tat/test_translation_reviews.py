"""Spanish is called reviewed once a named person has read every text of its kind, and until a text changes."""

import pytest
from django.core.exceptions import PermissionDenied
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from tat import clock
from tat.actions.translations import CHANGED, WRONG, ReviewGiven, review_translation
from tat.models import LogEntry, TranslationReview
from tat.statutes import local_date
from tat.translations import Kind, marks_of, standing_review, texts_of
from tat.workflow import Blocked
from tests.cast import Cast, signed_in
from tests.typed import flat, form_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("PF-3")]
PAGE = "/settings/translations/"
TIP = "/tip/bluestem-bend-chs/?lang=es"


def given(cast: Cast, kind: str = "public", **more: object) -> ReviewGiven:
    said = {"reviewer": "Ana Ruiz", "position": "traductora certificada", "right": True, "marks": marks_of(kind)}
    return ReviewGiven(**{**said, "read_on": local_date(clock.now()), **more})  # type: ignore[arg-type]


def test_each_kind_has_its_texts_and_each_text_has_spanish() -> None:
    counted = {kind: len(texts_of(kind)) for kind in Kind}
    assert min(counted.values()) > 40, counted
    assert not [text for kind in Kind for text in texts_of(kind) if not text.english or not text.spanish]
    assert {text.english for text in texts_of("public")} > {"Your four words", "Yes"}
    assert "%d note of the team. / %d notes of the team." in {text.english for text in texts_of("copies")}


def test_the_public_pages_name_who_read_them_once_somebody_has(cast: Cast) -> None:
    assert "aún no ha sido revisada" in Client().get(TIP).content.decode()
    review_translation(by=cast.superintendent, kind="public", given=given(cast))
    for page in (TIP, "/tip/?lang=es", "/tip/back/?lang=es", "/check/?lang=es"):
        shown = flat(Client().get(page).content.decode())
        assert "Traducción revisada por Ana Ruiz, traductora certificada, " in shown, page
        assert "aún no ha sido revisada" not in shown
    assert "Ana Ruiz" not in Client().get("/tip/bluestem-bend-chs/?lang=en").content.decode()


def test_a_text_that_changes_is_not_reviewed_any_more(cast: Cast) -> None:
    review_translation(by=cast.superintendent, kind="letters", given=given(cast, "letters"))
    assert standing_review("letters", cast.district.pk) and standing_review("copies", cast.district.pk) is None
    row = TranslationReview.objects.get()
    changed = [*row.texts[1:], "0" * 16]
    TranslationReview.objects.update(texts=changed)
    assert standing_review("letters", cast.district.pk) is None
    page = flat(signed_in(cast.superintendent).get(f"{PAGE}letters/").content.decode())
    assert page.index("New or changed: not read yet") < page.index("Read before")


def test_what_is_found_wrong_stands_on_file_and_the_pages_go_on_saying_so(cast: Cast) -> None:
    review_translation(by=cast.superintendent, kind="public", given=given(cast))
    with pytest.raises(Blocked) as refused:
        review_translation(by=cast.superintendent, kind="public", given=given(cast, right=False))
    assert refused.value.problems == (WRONG,)
    review_translation(by=cast.superintendent, kind="public", given=given(cast, right=False, note="“Aviso” should be “informe”."))
    assert "aún no ha sido revisada" in Client().get(TIP).content.decode()
    assert "some text wrong" in signed_in(cast.superintendent).get(f"{PAGE}public/").content.decode()


def test_what_was_read_is_what_stood_on_the_page(cast: Cast) -> None:
    browser = signed_in(cast.superintendent)
    sent = form_of(browser.get(f"{PAGE}public/"), f"{PAGE}public/review/")
    typed = {"reviewer": "Ana Ruiz", "position": "Translator", "read_on": "09/01/2026", "right": "right"}
    answer = browser.post(f"{PAGE}public/review/", sent | typed | {"texts": " ".join(sent["texts"][0].split()[1:])})
    page = answer.content.decode()
    assert answer.status_code == 200 and CHANGED in page and 'value="Ana Ruiz"' in page and not TranslationReview.objects.exists()
    again = form_of(answer, f"{PAGE}public/review/") | {"right": "right"}
    assert browser.post(f"{PAGE}public/review/", again).status_code == 302
    assert TranslationReview.objects.get().reviewer == "Ana Ruiz"


def test_it_is_for_who_sets_the_district_up_of_this_district_and_is_logged(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        review_translation(by=cast.principal, kind="public", given=given(cast))
    row = review_translation(by=cast.superintendent, kind="public", given=given(cast))
    (entry,) = LogEntry.objects.filter(action="translation_reviewed")
    assert entry.about_id == row.pk and "Ruiz" not in entry.detail
    assert standing_review("public", cast.district.pk + 1) is None


def test_english_says_nothing_of_a_translation(cast: Cast) -> None:
    line = Template('{% load look %}{% translation_line "public" %}')
    assert line.render(Context()) == ""
    with translation.override("es"):
        assert "aún no" in line.render(Context())
