"""Fields of every form: what cannot be kept is refused with a sentence, and what was typed stays on the page."""

import gettext
import re
from datetime import UTC, date, datetime

import pytest
from django import forms
from django.conf import settings
from django.http import QueryDict

from tat.forms.fields import CheckCards, ChoiceCards, CleanTextField, LocalDateField, LocalDateTimeField, YesNoField


class Intake(forms.Form):
    """Stands for any form."""

    what = CleanTextField(label="What was said or done?", lines=5, help_text="Facts first.")
    at = LocalDateTimeField(label="When?", required=False)
    on = LocalDateField(label="Which day?", required=False)
    danger = YesNoField(label="Is anyone in danger?", hints={"yes": "Stop writing."}, reveals={"yes": "imminent"})
    how = forms.ChoiceField(label="How?", choices=[("a", "In person"), ("b", "Phone")], widget=ChoiceCards)
    signs = forms.MultipleChoiceField(
        label="Signs", required=False, choices=[("1", "Intent")], widget=CheckCards(hints={"1": "Said or shown."})
    )


def form(**typed: str) -> Intake:
    data = QueryDict(mutable=True)
    data.update({"what": "x", "danger": "no", "how": "a"} | typed)
    return Intake(data)


def _clean(found: Intake, name: str) -> object:
    assert found.is_valid(), found.errors
    return found.cleaned_data[name]


def error(found: Intake, name: str) -> str:
    return " ".join(found.errors.get(name, []))


def test_text_keeps_what_was_typed_with_plain_line_ends() -> None:
    assert _clean(form(what="one\r\ntwo"), "what") == "one\ntwo"


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b"])
def test_a_character_that_cannot_be_kept_is_refused_and_the_rest_stays_on_the_page(bad: str) -> None:
    found = form(what=bad)

    assert "has a character in it that cannot be kept" in error(found, "what")
    assert "a\ufffdb</textarea>" in str(found).encode().decode()


def test_text_over_the_limit_is_refused_with_both_numbers() -> None:
    assert "20001 characters long, and 20000 are the most" in error(form(what="x" * 20_001), "what")
    assert form(what="x" * 20_000).is_valid()


def test_missing_text_and_a_missing_yes_or_no_are_asked_for() -> None:
    found = form(what=" ", danger="")

    assert error(found, "what") == "An answer is needed here."
    assert error(found, "danger") == "Choose yes or no."


def test_yes_and_no_become_true_and_false_and_nothing_is_ticked_beforehand() -> None:
    assert _clean(form(danger="yes"), "danger") is True
    assert _clean(form(danger="no"), "danger") is False
    assert "checked" not in str(Intake()["danger"])
    assert 'value="no" id="id_danger_1" checked' in str(Intake(initial={"danger": False})["danger"]).replace(
        ' aria-describedby="id_danger_1_hint"', ""
    )


@pytest.mark.parametrize(
    "typed",
    ["2026-10-14T15:10", "2026-10-14T15:10:30", "2026-10-14 15:10", "10/14/2026 3:10 PM", "10/14/2026 15:10"],
)
def test_a_wall_time_becomes_one_instant(typed: str) -> None:
    found = _clean(form(at=typed), "at")

    assert found.replace(second=0) == datetime(2026, 10, 14, 20, 10, tzinfo=UTC)


def test_a_time_that_does_not_exist_is_refused_by_a_sentence_and_stays_typed() -> None:
    found = form(at="2027-03-14T02:30")

    assert "does not exist, because the clocks go forward then" in error(found, "at")
    assert 'type="datetime-local" name="at" value="2027-03-14T02:30"' in str(found)


def test_a_time_that_happens_twice_asks_which_and_takes_the_answer() -> None:
    asked = form(at="2026-11-01T01:30")

    assert "happens twice" in error(asked, "at")
    assert str(asked).count('name="at_fold"') == 2
    assert _clean(form(at="2026-11-01T01:30", at_fold="0"), "at") == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert _clean(form(at="2026-11-01T01:30", at_fold="1"), "at") == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    assert 'name="at_fold"' not in str(form(at="2026-11-01T03:30"))


def test_the_second_of_two_equal_hours_comes_back_as_the_second() -> None:
    shown = str(Intake(initial={"at": datetime(2026, 11, 1, 7, 30, tzinfo=UTC)})["at"])

    assert 'value="2026-11-01T01:30"' in shown
    assert 'value="1" id="id_at_second" checked' in shown


@pytest.mark.parametrize("typed", ["2026-13-40T09:00", "yesterday", "2026-10-14T25:00", "\x00"])
def test_a_time_that_cannot_be_read_stays_as_text_to_be_mended(typed: str) -> None:
    found = form(at=typed)

    assert error(found, "at") == "Write the date and the time like 10/14/2026 3:10 PM."
    assert f'<input type="text" name="at" value="{typed}"'.replace("\x00", "\ufffd") in str(found)


def test_an_odd_year_is_questioned() -> None:
    assert (
        error(form(at="0001-01-01T00:00"), "at") == error(form(on="9999-12-31"), "on") == "Check the year: it is before 1900 or after 2199."
    )


def test_a_day_is_read_as_browsers_and_people_write_it() -> None:
    assert _clean(form(on="2026-10-14"), "on") == _clean(form(on="10/14/2026"), "on") == date(2026, 10, 14)
    assert error(form(on="2026-02-30"), "on") == "Write the date like 10/14/2026."
    assert '<input type="text" name="on" value="2026-02-30"' in str(form(on="2026-02-30"))


class Past(forms.Form):
    """Asks for what has happened."""

    at = LocalDateTimeField(past=True)
    on = LocalDateField(past=True)


def test_what_has_happened_cannot_lie_ahead_of_the_one_clock(at) -> None:
    at("2026-09-14 14:02")

    assert Past({"at": "2026-09-14T14:02", "on": "2026-09-14"}).is_valid()
    found = Past({"at": "2026-09-14T14:10", "on": "2026-09-15"})
    assert "This time has not come yet." in str(found.errors["at"])
    assert "This day has not come yet." in str(found.errors["on"])


def test_seconds_that_nobody_asked_for_make_no_change() -> None:
    class Edit(forms.Form):
        at = LocalDateTimeField()

    initial = {"at": datetime(2026, 10, 14, 20, 10, 42, tzinfo=UTC)}

    assert not Edit({"at": "2026-10-14T15:10"}, initial=initial).has_changed()
    assert Edit({"at": "2026-10-14T15:11"}, initial=initial).has_changed()
    assert Edit({"at": "soon"}, initial=initial).has_changed()


def test_a_choice_that_was_not_offered_is_refused_without_repeating_it() -> None:
    assert error(form(how="<script>"), "how") == "Choose one of the answers listed here."


def test_a_row_has_its_hint_tied_to_it_and_names_what_it_opens() -> None:
    rows = str(Intake()["danger"])

    assert 'aria-describedby="id_danger_0_hint" data-reveals="imminent"' in rows
    assert '<p class="hint" id="id_danger_0_hint">Stop writing.</p>' in rows


def test_label_hint_error_and_input_stand_in_that_order_and_are_tied_together() -> None:
    shown = Intake({"what": ""})["what"].as_field_group()

    parts = [shown.index(part) for part in ("<label", 'class="hint"', 'class="error"', "<textarea")]
    assert parts == sorted(parts)
    assert 'aria-invalid="true"' in shown and 'aria-describedby="id_what_helptext id_what_error"' in shown
    assert "required" not in shown.replace("An answer is needed", "")


def test_the_summary_links_to_each_field_and_a_group_of_rows_to_its_first() -> None:
    page = str(Intake({}))

    assert 'role="alert"' in page and "3 things to mend" in page
    assert 'href="#id_what"' in page and 'href="#id_danger_0"' in page
    assert "<fieldset" in page and '<legend class="legend">Is anyone in danger?' in page


def test_only_what_may_stay_open_is_called_optional() -> None:
    page = str(Intake())

    assert page.count('<span class="opt">(optional)</span>') == 3


def test_the_compiled_catalogue_says_what_the_written_one_says() -> None:
    folder = settings.ROOT / "locale/en/LC_MESSAGES"
    written = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', (folder / "django.po").read_text(), re.M)
    with (folder / "django.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)

    assert len(written) > 30
    assert [catalogue.gettext(said) for said, _ in written] == [ours for _, ours in written]
