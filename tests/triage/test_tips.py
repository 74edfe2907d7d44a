"""The public form: what a reporter without an account sends, is shown, comes back to, and what a flood of it does."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Attachment
from tat import clock
from tat.audit import verify
from tat.files import open_chunks
from tat.models import Appointment, Designation, IdempotencyKey, LogEntry, Notice, Obligation, StoredFile
from tat.roles import Role
from tests.cast import Cast, signed_in
from tests.uploads import samples
from triage import receipts
from triage.actions.inbox import TakingUp, take_up
from triage.actions.tips import keep_tips
from triage.floods import GUESSES, TIPS, Counter
from triage.models import Report, ReporterIdentity, Tip

pytestmark = [pytest.mark.django_db, pytest.mark.req("IN-2")]
At = Callable[[str], datetime]
WHAT = "He said in the bus: “on Friday they will see.” Two of us heard it."
FORM = "/tip/bluestem-bend-chs/"
MOST_STATEMENTS = 12


@pytest.fixture(autouse=True)
def nobody_counted() -> None:
    TIPS.clear()
    GUESSES.clear()


@pytest.fixture
def school(cast: Cast, at: At) -> Cast:
    at("2026-09-14 10:00")
    return cast


def opened(browser: Client, at: At, form: str = FORM, sent_on: str = "2026-09-14 10:01") -> dict[str, Any]:
    """What the form holds by itself, a minute after it was opened."""
    at("2026-09-14 10:00")
    page = browser.get(form).content.decode()
    at(sent_on)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def sent(browser: Client, at: At, form: str = FORM, **typed: str) -> Any:
    given = {"what": WHAT, "school": "CHS", **opened(browser, at, form), **typed}
    return browser.post(form.split("?")[0] + "send/", given)


def words_on(page: str) -> str:
    found = re.search(r'<ol class="words".*?</ol>', page, re.DOTALL)
    return " ".join(re.findall(r"<li>([^<]+)</li>", found.group())) if found else ""


def receipt(browser: Client, at: At, **typed: str) -> str:
    answer = sent(browser, at, **typed)
    assert answer.status_code == 302
    return words_on(browser.get(answer["Location"]).content.decode())


def test_a_tip_needs_one_sentence_and_no_account_and_waits_in_the_buildings_inbox(school: Cast, at: At) -> None:
    answer = sent(Client(), at)
    tip = Tip.objects.get()
    assert answer["Location"] == f"/tip/sent/{answer['Location'].split('/')[3]}/?lang=en"
    assert (tip.what, tip.report.building, tip.report.case, tip.report.state) == (WHAT, school.building, None, "received")
    assert (tip.key_id is not None, tip.with_district, tip.status) == (True, False, "received")
    assert not ReporterIdentity.objects.exists()
    duty = Obligation.objects.get()
    assert (duty.rule, duty.about_kind, duty.about_id, duty.code) == ("RPT-REV", "report", tip.report_id, tip.code)
    assert (duty.target_due_at - duty.triggered_at).total_seconds() == 15 * 60
    told = {notice.recipient for notice in Notice.objects.all()}
    assert school.principal in told
    assert LogEntry.objects.latest("seq").action == "tip_received"


def test_no_cookie_no_session_and_nothing_of_the_sender_is_kept(school: Cast, at: At) -> None:
    browser = Client(REMOTE_ADDR="203.0.113.77")
    answer = sent(browser, at)
    page = browser.get(answer["Location"])
    assert not browser.cookies
    assert not page.cookies
    assert not IdempotencyKey.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_session")
        assert cursor.fetchone() == (0,)
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'select count(*) from "{table}" t where t::text like %s', ["%203.0.113.77%"])
            assert cursor.fetchone() == (0,), table


def test_the_words_are_shown_twice_within_fifteen_minutes_and_then_gone_from_everywhere(school: Cast, at: At) -> None:
    browser = Client()
    place = sent(browser, at)["Location"]
    first = words_on(browser.get(place).content.decode())
    assert (len(first.split()), words_on(browser.get(place).content.decode())) == (4, first)
    assert words_on(browser.get(place).content.decode()) == ""
    assert Tip.objects.get().words == ""


def test_words_that_nobody_looked_at_are_wiped_after_fifteen_minutes(school: Cast, at: At) -> None:
    place = sent(Client(), at)["Location"]
    at("2026-09-14 10:15")
    keep_tips()
    assert Tip.objects.get().words != ""
    at("2026-09-14 10:17")
    assert words_on(Client().get(place).content.decode()) == ""
    keep_tips()
    assert Tip.objects.get().words == ""


def test_who_comes_back_reads_the_state_and_answers_however_the_words_are_typed(school: Cast, at: At) -> None:
    words = receipt(Client(), at)
    typed = ", ".join(words.split()).upper() + "  "
    page = Client().post("/tip/back/read/", {"words": typed}).content.decode()
    assert "Nobody has opened it yet." in page
    answer = Client().post("/tip/back/answer/", {"words": words, "text": "It was bus 12."})
    assert "The team has what you added." in answer.content.decode()
    message = Tip.objects.get().messages.get()
    assert (message.text, message.from_team, message.by) == ("It was bus 12.", False, None)
    assert Obligation.objects.open().filter(trigger_ref__endswith=str(message.pk)).count() == 1


def test_wrong_words_read_the_same_as_no_words_of_anybody_and_ten_tries_are_the_most(school: Cast, at: At) -> None:
    words = receipt(Client(), at)
    wrong = [Client(REMOTE_ADDR="198.51.100.1").post("/tip/back/read/", {"words": "maple lantern eleven kite"}) for _ in range(12)]
    assert {answer.status_code for answer in wrong[:10]} == {200}
    assert "These words do not open a tip." in wrong[0].content.decode()
    assert {answer.status_code for answer in wrong[10:]} == {429}
    assert Client(REMOTE_ADDR="198.51.100.1").post("/tip/back/read/", {"words": words}).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.2").post("/tip/back/read/", {"words": words}).status_code == 200


def test_guessing_from_many_addresses_leaves_one_try_each_and_is_on_record(at: At, db: None) -> None:
    now = at("2026-09-14 10:00")
    guesses = Counter(GUESSES.window, for_one=GUESSES.for_one, for_all=GUESSES.for_all)
    for number in range(300):
        guesses.add(f"192.0.2.{number}", now)
    assert not guesses.is_over("203.0.113.5", now)
    guesses.add("203.0.113.5", now)
    assert guesses.is_over("203.0.113.5", now)


def test_four_words_hold_forty_three_bits_in_both_languages() -> None:
    for language in ("en", "es"):
        words = receipts.words_of(language)
        assert len(words) == len(set(words))
        assert len(words) ** 4 >= 2**43
    assert receipts.digest("Ácido  LIMÓN, pera-uva") == receipts.digest("acido limon pera uva")


def test_a_named_reporter_is_kept_apart_and_an_anonymous_one_leaves_no_name_even_where_one_was_typed(school: Cast, at: At) -> None:
    sent(Client(), at, known="confidential", name="Wren Abara", contact="555-0100")
    sent(Client(), at, known="anonymous", name="Wren Abara", contact="555-0100")
    identity = ReporterIdentity.objects.get()
    assert (identity.name, identity.contact, identity.keep_from_subject) == ("Wren Abara", "555-0100", True)
    assert Tip.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "with_district"),
    [
        ({"about_staff": "yes"}, True),
        ({"school": "unsure"}, True),
        ({"who": "Ms. Whitlow"}, True),
        ({"who": "the Principal"}, True),
        ({"who": "a boy named Rowan Teller"}, False),
        ({"about_staff": "no"}, False),
    ],
)
def test_a_tip_about_one_who_would_read_it_goes_to_the_superintendent_first(
    school: Cast, at: At, typed: dict[str, str], with_district: bool
) -> None:
    sent(Client(), at, **typed)
    tip, duty = Tip.objects.get(), Obligation.objects.get()
    assert tip.with_district is with_district
    assert (duty.actor, duty.building) == ((school.superintendent, None) if with_district else (None, school.building))
    told = {notice.recipient for notice in Notice.objects.all()}
    assert (school.superintendent in told) is with_district
    assert (school.principal in told) is not with_district
    for person, sees in (
        (school.superintendent, with_district),
        (school.principal, not with_district),
        (school.counselor, not with_district),
    ):
        assert (signed_in(person).get(f"/reports/{tip.code}/").status_code == 200) is sees
        assert (tip.code in signed_in(person).get("/reports/" if person != school.superintendent else "/").content.decode()) is sees


def test_the_same_form_twice_is_one_tip_with_one_receipt_and_a_changed_one_is_asked_about(school: Cast, at: At) -> None:
    browser = Client()
    given = {"what": WHAT, "school": "CHS", **opened(browser, at)}
    first, again = browser.post(FORM + "send/", given), browser.post(FORM + "send/", given)
    assert first["Location"] == again["Location"]
    assert (Tip.objects.count(), Obligation.objects.count()) == (1, 1)
    changed = browser.post(FORM + "send/", {**given, "what": "Now he says it is today."})
    page = changed.content.decode()
    assert (changed.status_code, "Your first message was sent." in page, "Now he says it is today." in page) == (200, True, True)
    fresh = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    at("2026-09-14 10:02")
    assert browser.post(FORM + "send/", {**given, **fresh, "what": "Now he says it is today."}).status_code == 302
    assert Tip.objects.count() == 2


@pytest.mark.parametrize("spoiled", ["too soon", "too old", "forged", "missing", "trap filled"])
def test_a_form_that_looks_like_a_machines_keeps_what_was_typed_and_passes_when_sent_once_more(school: Cast, at: At, spoiled: str) -> None:
    browser = Client()
    given = {"what": WHAT, "school": "CHS", **opened(browser, at)}
    if spoiled == "too soon":
        at("2026-09-14 10:00")
    if spoiled == "too old":
        at("2026-09-15 10:02")
    given |= {"forged": {"token": "abc"}, "missing": {"token": ""}, "trap filled": {"website": "https://x.example"}}.get(spoiled, {})
    first = browser.post(FORM + "send/", given)
    page = first.content.decode()
    assert (first.status_code, WHAT.split("“")[0].strip() in page, Tip.objects.count()) == (200, True, 0)
    fresh = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    at("2026-09-15 10:03" if spoiled == "too old" else "2026-09-14 10:03")
    assert browser.post(FORM + "send/", {**given, "website": "", **fresh}).status_code == 302
    assert Tip.objects.get().what == WHAT


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"what": "  "}, "Write at least one sentence about what was said or done."),
        ({"what": "x" * 100_000}, "the most that fit here"),
        ({"what": "nul \x00 here"}, "cannot be kept"),
        ({"known": "named"}, "Write your name or a way to reach you"),
        ({"school": "a school that is not there"}, "Choose one of the answers listed here."),
    ],
)
def test_wrong_input_gets_its_sentence_and_keeps_the_rest(school: Cast, at: At, typed: dict[str, str], sentence: str) -> None:
    answer = sent(Client(), at, who="Somebody in grade 9", **typed)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "Somebody in grade 9" in page, Tip.objects.count()) == (200, True, True, 0)


def test_markup_right_to_left_marks_and_emoji_arrive_as_they_were_written(school: Cast, at: At) -> None:
    hostile = "<script>alert(1)</script> \u202eabc \u202c 😨 {{ 7 }}"
    sent(Client(), at, what=hostile)
    tip = Tip.objects.get()
    page = signed_in(school.principal).get(f"/reports/{tip.code}/").content.decode()
    assert tip.what == hostile
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_tip_from_opening_to_saved_asks_twelve_statements_however_many_there_are(school: Cast, at: At) -> None:
    sent(Client(), at)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert sent(Client(), at).status_code == 302
        ours = [each["sql"] for each in asked if "SAVEPOINT" not in each["sql"] and "pg_relation_size" not in each["sql"]]
        counts.append([sql for sql in ours if "tat_now" not in sql])
    assert len(counts[0]) == len(counts[1]) <= MOST_STATEMENTS, "\n".join(counts[1])


def test_a_flood_from_one_address_loses_no_tip_and_mails_nobody_for_each(school: Cast, at: At) -> None:
    at("2026-09-14 10:00")
    forms = [re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', Client().get(FORM).content.decode()) for _ in range(45)]
    at("2026-09-14 10:01")
    for number, form in enumerate(forms):
        typed = {**dict(form), "what": f"Number {number} of many.", "school": "CHS"}
        assert Client().post(FORM + "send/", typed).status_code == 302
    assert Tip.objects.count() == 45
    duties = Obligation.objects.filter(rule="RPT-REV")
    assert duties.count() == 21  # twenty one by one, then one for all the rest
    mails = Notice.objects.filter(recipient=school.principal).count()
    assert mails <= 21
    assert sent(Client(REMOTE_ADDR="203.0.113.9"), at, what="An honest one.").status_code == 302
    assert Tip.objects.count() == 46
    assert keep_tips() == 0
    assert verify() == []


def test_a_tip_whose_duty_was_lost_gets_it_back_from_the_sweep(school: Cast, at: At) -> None:
    sent(Client(), at)
    Obligation.objects.update(rule="ACT-TAT")
    assert keep_tips() == 1
    assert keep_tips() == 0
    assert Obligation.objects.filter(rule="RPT-REV", about_id=Report.objects.get().pk).count() == 1


def test_the_page_is_spanish_where_the_browser_is_and_says_that_nobody_has_reviewed_it(school: Cast, at: At) -> None:
    page = Client(HTTP_ACCEPT_LANGUAGE="es-MX,es;q=0.9").get(FORM)
    assert page["Content-Language"] == "es"
    assert '<html lang="es"' in page.content.decode()
    assert "aún no ha sido revisada" in page.content.decode()
    assert Client(HTTP_ACCEPT_LANGUAGE="es").get(FORM + "?lang=en")["Content-Language"] == "en"
    words = receipt(Client(), at, lang="es")
    assert set(words.split()) <= set(receipts.words_of("es"))


def test_the_short_version_asks_four_things_and_takes_the_rest_as_not_known(school: Cast, at: At) -> None:
    page = Client().get(FORM + "?short=1").content.decode()
    assert "May the team know who you are?" not in page
    assert sent(Client(), at, FORM + "?short=1", who="A big kid").status_code == 302
    tip = Tip.objects.get()
    assert (tip.who, tip.about_staff) == ("A big kid", "unsure")
    assert not ReporterIdentity.objects.exists()


def test_a_school_that_is_not_there_is_not_found(school: Cast) -> None:
    assert Client().get("/tip/bluestem-bend-xyz/").status_code == 404
    assert Client().get("/tip/elsewhere/").status_code == 404
    assert Client().get("/tip/bluestem-bend/").status_code == 200
    assert Client().get("/tip/").status_code == 200


def test_the_superintendents_designee_reads_what_is_about_staff_first(school: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    designate(school)
    sent(Client(), at, about_staff="yes")
    tip, duty = Tip.objects.get(), Obligation.objects.get()
    assert duty.actor == school.consultant
    assert signed_in(school.consultant).get(f"/reports/{tip.code}/").status_code == 200
    assert signed_in(school.counselor).get(f"/reports/{tip.code}/").status_code == 404
    assert Appointment.objects.filter(role=Role.SUPERINTENDENT).exists()


def designate(cast: Cast) -> None:
    today = clock.now().astimezone(clock.CENTRAL).date()
    Designation.objects.create(
        district=cast.district,
        acts_for=Role.SUPERINTENDENT,
        designee=cast.consultant,
        rules=["RPT-REV"],
        from_on=today,
        by=cast.superintendent,
    )


def with_a_picture(browser: Client, at: At, *names: str) -> Any:
    given = {"what": WHAT, "school": "CHS", **opened(browser, at)}
    files = [SimpleUploadedFile(name, samples.picture("JPEG", exif=True)) for name in names]
    return browser.post(FORM + "send/", {**given, "files": files})


def test_a_picture_reaches_the_team_without_its_place_and_becomes_a_file_of_the_case(school: Cast, at: At) -> None:
    assert with_a_picture(Client(), at, "my house.jpg").status_code == 302
    tip = Tip.objects.get()
    answer = signed_in(school.principal).get(f"/reports/{tip.code}/files/1/")
    shown = b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == f'attachment; filename="{tip.code}-1.jpg"'
    assert samples.GPS.encode() not in shown
    take_up(tips=[tip], by=school.principal, given=TakingUp(subject_name="Rowan Teller"))
    kept = Attachment.objects.get()
    assert (kept.way, kept.name, kept.original.key_id) == ("tip", "my house.jpg", kept.case.key_id)
    assert samples.GPS.encode() in b"".join(open_chunks(kept.original))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("notes.txt", "Only pictures and PDF are taken here."),
        ("page.html", "Files of this kind are not taken."),
        ("photo.png", "is not what its name says"),
    ],
)
def test_a_file_that_is_not_taken_is_named_and_the_text_stays(school: Cast, at: At, name: str, sentence: str) -> None:
    answer = with_a_picture(Client(), at, name) if name != "notes.txt" else text_file(at)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, WHAT.split("“")[0].strip() in page, Tip.objects.count()) == (200, True, True, 0)
    assert not StoredFile.objects.exists()


def text_file(at: At) -> Any:
    browser = Client()
    given = {"what": WHAT, "school": "CHS", **opened(browser, at)}
    return browser.post(FORM + "send/", {**given, "files": [SimpleUploadedFile("notes.txt", b"He wrote it down.")]})


def test_more_than_five_pictures_are_too_many(school: Cast, at: At) -> None:
    page = with_a_picture(Client(), at, *(f"{number}.jpg" for number in range(6))).content.decode()
    assert "5 files are the most." in page
    assert "Choose the others again" in page


def test_over_budget_a_tip_is_taken_without_its_files(school: Cast, at: At) -> None:
    browser = Client(REMOTE_ADDR="203.0.113.8")
    now = at("2026-09-14 10:00")
    for _ in range(20):
        TIPS.add("203.0.113.8", now)
    answer = with_a_picture(browser, at, "one.jpg")
    assert "No files can be taken at this moment." in answer.content.decode()
    assert sent(browser, at).status_code == 302
    assert Tip.objects.get().burst is not None
