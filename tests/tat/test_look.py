"""What pages are drawn with: icons, levels, rungs, the time rule, times in words, furniture, and the budgets of the files."""

import gzip
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template, TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tat.calendar import CENTRAL
from tat.icons import icon
from tat.statutes import RULES
from tat.templatetags import furniture, moments
from tat.templatetags.browsers import browser
from tat.templatetags.time_rule import tick_times, time_rule
from tests.typed import flat

START = datetime(2026, 10, 13, 20, 10, tzinfo=UTC)
DUE = START + timedelta(hours=24)
NOW = START + timedelta(hours=19, minutes=40)
TEMPLATES = settings.ROOT / "templates"
STATIC = settings.ROOT / "static"
ICONS = sorted(file.stem for file in (TEMPLATES / "icons").glob("*.svg"))


def drawn(text: str, **context: object) -> str:
    return Template("{% load look %}" + text).render(Context(context))


def test_the_icons_are_those_of_the_design() -> None:
    assert len(ICONS) == 27


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_one_hidden_svg_without_style(name: str) -> None:
    svg = icon(name)

    assert svg.startswith('<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">')
    assert svg.endswith("</svg>") and "style" not in svg and "\n" not in svg


def test_an_icon_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(TemplateDoesNotExist):
        icon("no-such-icon")


@pytest.mark.parametrize(
    ("code", "pips", "words"),
    [
        ("routine", 0, "Routine / No Known Concern"),
        ("low", 1, "Low Level"),
        ("moderate", 2, "Moderate Level"),
        ("high", 3, "High Level"),
        ("imminent", 4, "Imminent"),
    ],
)
def test_a_level_is_its_word_and_as_many_pips(code: str, pips: int, words: str) -> None:
    mark = drawn("{% level code %}", code=code)

    assert mark.count("<circle") == 4
    assert mark.count('class="on"') == pips
    assert f'class="level level-{pips}"' in mark
    assert mark.endswith(f"</svg>{words}</span>")


def test_without_a_level_the_mark_says_so() -> None:
    assert drawn('{% level "" %}') == '<span class="level level-none">Not classified yet</span>'


@pytest.mark.parametrize("rung", [1, 3, 5])
def test_rungs_fill_up_to_the_rung_and_say_it(rung: int) -> None:
    picture = drawn("{% rungs rung %}", rung=rung)

    assert picture.count("<rect") == 5
    assert picture.count('class="on"') == rung
    assert picture.endswith(f'<span class="vh">Intrusiveness:</span> Rung {rung} of 5')


def test_a_running_rule_shows_what_is_gone_and_what_is_left() -> None:
    rule = time_rule(START, DUE, NOW)

    assert '<rect class="spent" x="0%" y="3" width="81.94%" height="8"/>' in rule
    assert '<rect class="left" x="81.94%" y="3" width="18.06%" height="8"/>' in rule
    assert '<line class="now" x1="81.94%" x2="81.94%"' in rule
    assert "over" not in rule and 'aria-hidden="true"' in rule and "style=" not in rule


def test_a_rule_past_due_shows_how_far() -> None:
    rule = time_rule(START, DUE, DUE + timedelta(hours=8))

    assert '<rect class="over" x="75%" y="3" width="25%" height="8"/>' in rule
    assert '<line class="due" x1="75%"' in rule
    assert 'class="now"' not in rule and "rule-late" in rule
    assert rule.count("M3.12 3v8") == 1 and rule.count("3v8") == 23


def test_a_rule_that_has_not_begun_or_has_no_length_stays_in_its_frame() -> None:
    assert '<rect class="spent" x="0%" y="3" width="0%" height="8"/>' in time_rule(START, DUE, START - timedelta(hours=1))
    assert '<rect class="spent" x="0%" y="3" width="100%" height="8"/>' in time_rule(START, START, START)


@pytest.mark.parametrize(
    ("span", "ticks"),
    [(timedelta(minutes=15), 2), (timedelta(hours=24), 23), (timedelta(days=30), 30), (timedelta(days=365), 52)],
)
def test_ticks_are_minutes_hours_days_or_weeks(span: timedelta, ticks: int) -> None:
    assert len(list(tick_times(START, START + span))) == ticks


def test_a_day_tick_stands_at_local_midnight_on_both_sides_of_the_clock_change() -> None:
    start = datetime(2026, 10, 31, 12, tzinfo=CENTRAL)

    found = [at.astimezone(CENTRAL).strftime("%d %H:%M") for at in tick_times(start, start + timedelta(days=3))]

    assert found == ["01 00:00", "02 00:00", "03 00:00"]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("when", "Wednesday, October 14, 2026, 3:10 PM"),
        ("at_clock", "3:10 PM"),
        ("on", "October 14, 2026"),
        ("weekday", "Wednesday, October 14, 2026"),
        ("day", "Wed, Oct 14"),
        ("short", "Oct 14, 3:10 PM"),
    ],
)
def test_a_moment_reads_on_the_wall_of_central_time(form: str, words: str) -> None:
    assert drawn("{% moment at form %}", at=DUE, form=form) == f'<time datetime="2026-10-14T20:10:00+00:00">{words}</time>'
    assert drawn(f"{{{{ at|{form} }}}}", at=DUE) == words
    assert drawn(f"{{{{ at|{form} }}}}", at=None) == ""


def test_a_date_is_not_moved_by_a_time_zone() -> None:
    assert moments.on(date(2026, 10, 14)) == "October 14, 2026"
    assert moments.iso(date(2026, 10, 14)) == "2026-10-14"


def test_time_left_and_time_late_are_said_in_words() -> None:
    assert moments.time_left(DUE, NOW) == "4 h 20 min left"
    assert moments.time_left(DUE, DUE + timedelta(days=1)) == "1 day late"
    assert 'data-until="2026-10-14T20:10:00+00:00" data-now="2026-10-14T15:50:00+00:00">4 h 20 min left<' in moments.live_left(DUE, NOW)


@pytest.mark.parametrize(
    ("count", "words"), [(0, "Nothing needs you"), (1, "One thing needs you"), (5, "Five things need you"), (12, "12 things need you")]
)
def test_home_counts_in_words(count: int, words: str) -> None:
    assert moments.things(count) == words


@pytest.mark.parametrize("kind", ["done", "needs", "late", "open"])
def test_a_status_is_an_icon_and_a_word(kind: str) -> None:
    mark = drawn('{% status kind "Today" %}', kind=kind)

    assert f'class="status status-{kind}"' in mark and "<svg" in mark and mark.endswith("Today</span>")


def test_a_rendered_form_has_a_key_of_its_own_unless_the_view_gives_one_back() -> None:
    first, second = drawn("{% idempotency %}"), drawn("{% idempotency %}")

    assert first != second
    assert re.fullmatch(r'<input type="hidden" name="idempotency_key" value="[0-9a-f-]{36}">', first)
    assert 'value="kept"' in drawn("{% idempotency %}", idempotency_key="kept")


def test_furniture_escapes_what_it_is_given_and_keeps_the_markup_inside() -> None:
    note = drawn(
        "{% margin_note title cite=law %}<p>{{ words }}</p>{% endmargin_note %}", title="<Why>", law=["430 ILCS 66/105", ""], words="<b>"
    )

    assert note == '<div class="note"><h2>&lt;Why&gt;</h2><p>&lt;b&gt;</p><cite class="law">430 ILCS 66/105</cite></div>'


def test_a_notice_and_a_step_carry_their_parts() -> None:
    assert drawn('{% notice "late" %}<p>x</p>{% endnotice %}').startswith('<div class="notice notice-late"><svg')
    assert (
        '<span class="tab-letter" aria-hidden="true">S</span><h3>Subject</h3><a href="/x">Add<span class="vh">: Subject</span></a>'
        in drawn('{% step "S" "Subject" "/x" "Add" %}<p>x</p>{% endstep %}')
    )


def test_a_fold_opens_by_itself_over_a_field_that_must_be_mended() -> None:
    assert '<details class="more"><summary>' in furniture.more('<div class="field">', "Background")
    assert '<details class="more" open>' in furniture.more('<div class="field bad">', "Background")
    assert '<details class="more" open>' in furniture.more('<div class="errors stack-2">', "Background")
    assert '<details class="more" open>' in furniture.more("", "Background", open_it=True)


def test_partials_print_numbers_beside_their_drawings() -> None:
    bars = render_to_string("partials/_bars.html", {"bars": [("Low Level", 5, 100, 1)]})
    figures = flat(render_to_string("partials/_figures.html", {"figures": [("Open cases", 11, "7 opened")]}))

    assert 'width="100%"' in bars and '<strong class="num">5</strong>' in bars
    assert "<dt>Open cases</dt><dd>11<small" in figures


def test_the_files_stay_within_their_budgets() -> None:
    css, js = (STATIC / "site.css").read_bytes(), (STATIC / "site.js").read_bytes()
    fonts = sum(file.stat().st_size for file in (STATIC / "vendor").glob("*.woff2"))

    assert len(css) <= 40 * 1024 and len(gzip.compress(css, 9)) <= 10 * 1024
    assert len(js) <= 6 * 1024
    assert fonts <= 75 * 1024


def test_every_font_is_vendored_with_its_licence() -> None:
    named = set(re.findall(r'url\("([^"]+)"\)', (STATIC / "site.css").read_text() + (STATIC / "print.css").read_text()))

    assert named == {f"vendor/{file.name}" for file in (STATIC / "vendor").glob("*.woff2")}
    assert len(list((STATIC / "vendor").glob("*.LICENSE.txt"))) == 2 and (TEMPLATES / "icons/LICENSE.txt").exists()


def templates() -> list[Path]:
    return [file for file in TEMPLATES.rglob("*") if file.suffix in {".html", ".svg"}]


def test_no_template_carries_a_style_a_script_or_unescaped_text() -> None:
    for file in templates():
        text = file.read_text()
        scripts = [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag and 'type="application/json"' not in tag]
        assert not scripts, file
        assert not re.search(
            r"<style|\sstyle=|\son[a-z]+=\"|javascript:|\|\s*safe\b|autoescape off|data:", text.replace('!= "data:"', "")
        ), file


def test_the_script_moves_nodes_and_never_markup() -> None:
    script = (STATIC / "site.js").read_text()

    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|localStorage|sessionStorage|indexedDB|\beval\b", script)


def test_a_component_names_no_color_but_dark_text_on_yellow() -> None:
    css = (STATIC / "site.css").read_text()
    components = css[css.index("@layer components") : css.index("@layer states")]

    assert set(re.findall(r"#[0-9a-f]{3,6}\b", components)) <= {"#221700", "#1c1300", "#ffc23d", "#fff"}


ON_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"
SAID_OF = {
    f"{ON_WINDOWS} Edg/131.0": "Edge on Windows",
    ON_WINDOWS: "Chrome on Windows",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36": "Chrome on ChromeOS",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1": "Safari on iPhone",
    "Mozilla/5.0 (Linux; Android 14; K) SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36": "Samsung Internet on Android",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0": "Firefox on Mac",
    "curl/8.9": "A browser that we do not know",
    "": "A browser that we do not know",
}


@pytest.mark.req("PF-2")
@pytest.mark.parametrize(("sent", "words"), SAID_OF.items())
def test_a_session_names_its_browser_in_words(sent: str, words: str) -> None:
    assert browser(sent) == words


@pytest.mark.req("OB-2")
def test_a_duty_of_the_product_alone_names_no_law() -> None:
    said = furniture.margin_note(SafeString(""), "Why", RULES["REASSESS"].citation)
    assert "No law asks for it" in said and "law" not in re.findall(r'class="(.*?)"', said)
