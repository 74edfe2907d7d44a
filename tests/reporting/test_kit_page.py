"""The page of the outage kit: the superintendent names somebody else as the holder, reads the passphrase once, and ends it."""

from pathlib import Path
from typing import Any

import pytest

from reporting.models import KitHolder
from reporting.tasks import write_outage_kits
from tat.models import LogEntry
from tests.cast import Cast, signed_in
from tests.reporting.test_outage_kit import text_of
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PF-4")]
PAGE = "/district/kit/"


def test_the_passphrase_is_on_the_page_once_and_opens_the_next_nights_kit(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.OUTAGE_KIT_DIR = str(tmp_path / "kits")
    browser = signed_in(cast.superintendent)
    assert "Nobody is named" in browser.get(PAGE).content.decode()
    named = send(browser, PAGE, f"{PAGE}name/", who=cast.principal.email)
    words = named.content.decode().partition('<strong id="passphrase">')[2].partition("<")[0]
    assert named.status_code == 200 and len(words.split()) == 8 and named["Cache-Control"] == "no-store"
    page = flat(browser.get(PAGE).content.decode())
    assert words not in page and "Dana Whitlow, Building Principal" in page
    assert write_outage_kits() == 1
    assert text_of(tmp_path / "kits" / f"outage-kit-{cast.district.slug}.pdf", words)
    entry = LogEntry.objects.get(action="kit_holder_named")
    assert (entry.actor_name, entry.detail) == ("Ursula Kemp", f"user {cast.principal.pk}")
    assert send(browser, PAGE, f"{PAGE}end/").status_code == 302
    assert not KitHolder.objects.exists() and write_outage_kits() == 0
    assert LogEntry.objects.filter(action="kit_ended").count() == 1


def test_who_names_the_holder_does_not_hold_it_and_what_was_typed_stays(cast: Cast, settings: Any) -> None:
    settings.OUTAGE_KIT_DIR = ""
    browser = signed_in(cast.superintendent)
    page = browser.get(PAGE).content.decode()
    assert "OUTAGE_KIT_DIR" in page
    own = send(browser, PAGE, f"{PAGE}name/", who=cast.superintendent.email).content.decode()
    assert "does not hold the envelope too" in own and cast.superintendent.email in own
    assert "Nobody with an account" in send(browser, PAGE, f"{PAGE}name/", who="nobody@example.org").content.decode()
    assert not KitHolder.objects.exists()
    assert [signed_in(person).get(PAGE).status_code for person in (cast.principal, cast.sysadmin)] == [403, 403]
