"""The guidance that ships with the product, and its loader."""

import json
import re
import shutil
from collections import Counter

import pytest
from django.db import IntegrityError, transaction

from cases.catalogues import CATALOGUES, FOLDER, EditionRewritten, load_defaults, read
from cases.models import Factor, Indicator, InterviewTopic, KeyQuestion, Prompt, Recipient, ResponseOption, Strategy, WatchKind
from cases.models.catalogue import OFFICIAL_NOTE
from cases.step import Interviewee, StepDomain
from tat.models import District

COUNTS = {
    "factors": 66,
    "key_questions": 11,
    "prompts": 39,
    "interview_topics": 46,
    "strategies": 50,
    "responses": 27,
    "notifications": 9,
    "imminence_indicators": 8,
    "watch_kinds": 9,
}

AVOIDED = re.compile(
    r"\b(risk score|points|rating|weight|probability|profile|type of person|dangerous(ness)?|predict(ion)?|offender|perpetrator|suspect"
    r"|guilty|accused|victim|clear(ed)?|false alarm|hoax|official indicators|(low|moderate|high)-risk)\b",
    re.IGNORECASE,
)


@pytest.fixture
def district(db):
    return District.objects.create(name="Test District", slug="test")


@pytest.fixture
def edited(tmp_path):
    """A copy of the fixtures folder, and a function that rewrites one file in it."""
    folder = tmp_path / "fixtures"
    shutil.copytree(FOLDER, folder)

    def rewrite(name, change):
        path = folder / f"{name}.json"
        content = json.loads(path.read_text(encoding="utf-8"))
        change(content)
        path.write_text(json.dumps(content), encoding="utf-8")
        return folder

    return rewrite


@pytest.mark.req("AS-1")
def test_the_shipped_catalogues_are_whole():
    assert {name: len(read(name).rows) for name in CATALOGUES} == COUNTS
    assert {path.stem for path in FOLDER.glob("*.json")} >= set(CATALOGUES)


@pytest.mark.req("AS-1")
@pytest.mark.parametrize("name", list(CATALOGUES))
def test_no_word_to_avoid_is_in_a_catalogue(name):
    texts = [str(value) for row in read(name).rows for value in row.values()]
    assert [text for text in texts if AVOIDED.search(text)] == []


@pytest.mark.django_db
@pytest.mark.req("AS-1")
def test_loading_again_adds_nothing():
    assert set(load_defaults().values()) == {0}
    assert {name: model.objects.in_force(None).count() for name, model in CATALOGUES.items()} == COUNTS


@pytest.mark.django_db
@pytest.mark.req("AS-1")
def test_every_row_is_valid_for_its_model():
    for model in CATALOGUES.values():
        for row in model.objects.in_force(None):
            row.full_clean()
            assert str(row) == row.code


@pytest.mark.django_db
@pytest.mark.req("AS-2")
def test_prompts_belong_to_the_eleven_questions():
    questions = set(KeyQuestion.objects.values_list("code", flat=True))
    assert questions == {f"KQ{n:02}" for n in range(1, 12)}
    assert set(Prompt.objects.values_list("question", flat=True)) == questions
    assert Counter(InterviewTopic.objects.values_list("interviewee", flat=True)) == {
        Interviewee.REPORTER: 8,
        Interviewee.TARGET: 9,
        Interviewee.WITNESS: 6,
        Interviewee.SUBJECT: 11,
        Interviewee.PARENT: 7,
        Interviewee.COLLATERAL: 5,
    }


@pytest.mark.django_db
@pytest.mark.req("PL-1")
def test_the_exhibits_49_strategies_are_complete():
    of_exhibit = Strategy.objects.filter(district_addition=False)
    assert Counter(code.split("-")[0] for code in of_exhibit.values_list("code", flat=True)) == {"SUB": 27, "TGT": 9, "ENV": 7, "PRE": 6}
    assert [row.code for row in Strategy.objects.all() if row.is_separation] == ["SUB-5d", "SUB-5e"]
    assert [row.code for row in Strategy.objects.all() if row.offers_safeguard] == [
        *("SUB-3f", "SUB-4c", "SUB-5d", "SUB-5e", "SUB-5f", "SUB-5g"),
    ]


@pytest.mark.django_db
@pytest.mark.req("AS-4")
def test_factors_keep_their_kinds_apart():
    assert Counter(Factor.objects.values_list("domain", flat=True)) == {"S": 35, "T": 10, "E": 12, "P": 9}
    assert set(Factor.objects.filter(domain=StepDomain.PRECIPITATING).values_list("kind", flat=True)) == {"PE"}
    codes = set(Factor.objects.values_list("code", flat=True))
    assert set(WatchKind.objects.values_list("factor", flat=True)) <= codes


@pytest.mark.django_db
@pytest.mark.req("AS-1")
def test_a_list_that_no_official_source_gave_says_so():
    assert Indicator.objects.get(code="IND-01").note_shown == OFFICIAL_NOTE
    assert Strategy.objects.get(code="SUB-1a").note_shown == ""
    assert Strategy.objects.get(code="PARENT-CONF").note_shown == OFFICIAL_NOTE


@pytest.mark.django_db
@pytest.mark.req("NT-1")
def test_a_recipient_says_how_firmly_at_each_level():
    police = Recipient.objects.get(code="NTF-LE")
    assert [police.at_level(level) for level in ("routine", "low", "moderate", "high", "imminent")] == ["", "", "consider", "yes", "yes"]
    assert ResponseOption.objects.filter(level="high", required=True).count() == 8


@pytest.mark.req("AS-1")
def test_a_districts_row_replaces_the_default_for_that_district_alone(district):
    other = District.objects.create(name="Other District", slug="other")
    Indicator.objects.create(district=district, code="IND-01", label="Our words", text="Ours", edition="ours-1", order=1)
    Indicator.objects.create(district=district, code="IND-90", label="Added", text="Added", edition="ours-1", order=90)
    ours = {row.code: row.label for row in Indicator.objects.in_force(district.id)}
    assert (ours["IND-01"], len(ours)) == ("Our words", 9)
    assert Indicator.objects.in_force(other.id).get(code="IND-01").label == "Intent"
    assert Indicator.objects.in_force(None).count() == 8


@pytest.mark.req("AS-1")
def test_a_district_hides_a_default_with_a_row_that_is_not_offered(district):
    Indicator.objects.create(district=district, code="IND-08", label="Left out", text="-", edition="ours-1", active=False)
    assert "IND-08" not in {row.code for row in Indicator.objects.in_force(district.id)}


@pytest.mark.req("AS-1")
def test_loading_leaves_a_districts_rows_alone(district, edited):
    Indicator.objects.create(district=district, code="IND-01", label="Our words", text="Ours", edition="ours-1")
    load_defaults(folder=edited("imminence_indicators", lambda content: content.update(edition="2027-1")))
    assert Indicator.objects.in_force(district.id).get(code="IND-01").label == "Our words"


@pytest.mark.django_db
@pytest.mark.req("AS-1")
def test_a_new_edition_replaces_the_old_one_and_keeps_it(edited):
    def change(content):
        content["edition"] = "2027-1"
        content["rows"][0]["label"] = "Stated intent"
        del content["rows"][-1]

    counts = load_defaults(folder=edited("imminence_indicators", change))
    assert (counts["imminence_indicators"], counts["factors"]) == (7, 0)
    assert Indicator.objects.in_force(None).count() == 7
    assert Indicator.objects.in_force(None).get(code="IND-01").label == "Stated intent"
    assert Indicator.objects.get(code="IND-01", edition="2026-1").label == "Intent"


@pytest.mark.django_db
@pytest.mark.req("AS-1")
def test_going_back_to_an_earlier_edition_puts_its_rows_in_force_again(edited):
    load_defaults(folder=edited("imminence_indicators", lambda content: content.update(edition="2027-1")))
    assert load_defaults()["imminence_indicators"] == 0
    assert {row.edition for row in Indicator.objects.in_force(None)} == {"2026-1"}


@pytest.mark.django_db
@pytest.mark.req("AS-1")
def test_an_edition_that_cases_may_have_used_is_never_rewritten(edited):
    def change(content):
        content["rows"][0]["label"] = "Something else"

    with pytest.raises(EditionRewritten, match=r"imminence_indicators.json: IND-01"):
        load_defaults(folder=edited("imminence_indicators", change))
    assert Indicator.objects.get(code="IND-01").label == "Intent"


@pytest.mark.django_db
@pytest.mark.req("AS-1")
def test_two_defaults_of_one_code_cannot_be_in_force():
    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.create(code="IND-01", label="Twice", text="Twice", edition="2027-1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.create(code="IND-01", label="Twice", text="Twice", edition="2026-1", current=False)
