"""The guides for each role: one text for the repository and the product, whose addresses lead somewhere."""

import re

import pytest

from tat.views.guides import CODE, FOLDER, GUIDES, as_html, is_page
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.req("PF-5")
def test_each_guide_of_the_repository_is_shown_word_for_word(cast: Cast) -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} - {"README"} == set(GUIDES)
    client = signed_in(cast.teacher)
    listed = client.get("/help/").content.decode()
    for guide in GUIDES:
        assert f'href="/help/{guide}/"' in listed
        shown = re.sub(r"<[^>]+>", " ", client.get(f"/help/{guide}/").content.decode())
        written = re.sub(r"[#`*]|^- |^\d+\. ", " ", (FOLDER / f"{guide}.md").read_text(), flags=re.MULTILINE)
        words = set(re.findall(r"[\w’]+", written))
        assert words - set(re.findall(r"[\w’]+", shown)) == set(), guide
    assert client.get("/help/nobody/").status_code == 404


@pytest.mark.req("PF-5")
def test_each_address_that_a_guide_names_leads_to_a_page() -> None:
    named = {words for guide in GUIDES for words in CODE.findall((FOLDER / f"{guide}.md").read_text()) if words.startswith("/")}
    assert len(named) > 10
    assert {words for words in named if words.endswith("/") and not is_page(words)} == set()
    assert not is_page("/nowhere/") and not is_page("cases/access.py")


@pytest.mark.req("PF-5")
def test_a_guide_has_headings_lists_and_links_and_nothing_of_the_marks(cast: Cast) -> None:
    for guide in GUIDES:
        title, body = as_html(guide)
        assert title.startswith(("For ", "Open ")) and "<h2>" in body and "<li>" in body
        assert "**" not in body and "`" not in body and "\n# " not in body
    assert '<a href="/cases/">' in as_html("team")[1]


@pytest.mark.req("PF-5")
def test_the_menu_of_every_page_leads_to_the_guides(cast: Cast) -> None:
    assert 'href="/help/"' in signed_in(cast.counselor).get("/").content.decode()
