"""Help beside the forms: our own words, or the text that the district entered for the exhibit; never the procedure's."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tat import clock
from tat.actions.exhibits import EditionGiven, add_edition
from tat.models import Exhibit
from tat.statutes import local_date
from tat.templatetags.exhibit_help import HELP, LONGEST
from tests.cases.managed import planned
from tests.cast import Cast, a_case, signed_in

pytestmark = pytest.mark.django_db
OWN = "Look under the desk, and then ask the bell ringer."
BESIDE = {"triage": "E1", "assessment": "E1", "questions": "E3", "classification": "E4", "plan": "E5"}


@pytest.mark.req("PF-5")
def test_each_form_has_the_help_of_its_exhibit_beside_it(cast: Cast, at) -> None:
    at("2026-09-14 14:02")
    case, client = planned(cast), signed_in(cast.principal)
    pages = {f"/cases/{case.code}/{page}/": exhibit for page, exhibit in BESIDE.items()} | {"/reports/new/": "E2"}
    for address, exhibit in pages.items():
        answer = client.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode()
        assert f"Help: {Exhibit(exhibit).label}" in text, address
        assert str(HELP[exhibit][0]).replace("’", "")[:40] in text.replace("’", "")
        assert f'href="/exhibits/{exhibit}/"' in text
    assert {*pages.values()} == set(Exhibit.values)


@pytest.mark.req("PF-5")
def test_the_districts_text_takes_its_place_from_its_day_on_and_no_other_districts_does(cast: Cast) -> None:
    case, client = a_case(cast, "assessment"), signed_in(cast.principal)
    today = local_date(clock.now())
    words = {"exhibit": "E3", "title": "Exhibit E3, our own", "text": f"{OWN} <b>" + "x" * LONGEST}
    add_edition(by=cast.superintendent, given=EditionGiven(adopted_on=today + timedelta(days=2), **words))
    address = f"/cases/{case.code}/questions/"
    assert OWN not in client.get(address).content.decode()
    add_edition(by=cast.superintendent, given=EditionGiven(adopted_on=date(2020, 8, 1), **words))
    text = client.get(address).content.decode()
    assert f"{OWN} &lt;b&gt;" in text and "Exhibit E3, our own" in text and str(HELP["E3"][1]) not in text
    assert "x" * LONGEST not in text  # the whole stands on the exhibit's own page


@pytest.mark.req("PF-5")
def test_our_words_are_not_the_procedures() -> None:
    sources = sorted((Path(__file__).resolve().parents[3] / "shared" / "sources").glob("*.txt"))
    printed = " ".join(" ".join(path.read_text().lower().split()) for path in sources)
    said = [str(sentence).lower() for sentences in HELP.values() for sentence in sentences]
    assert len(said) > 20
    for sentence in said:
        words = sentence.split()
        for n in range(len(words) - 7):
            assert " ".join(words[n : n + 8]) not in printed, sentence
