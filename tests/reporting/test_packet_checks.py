"""What leaves with names taken out is checked by a second person: a packet, and a picture of a document (handbook 9.4)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from cases.actions.attachments import add_attachments
from cases.models import Case, Disclosure
from reporting.actions.packet_checks import OWN, OWN_PICTURE, as_given, check_packet, check_picture, give_packet, prepare_packet
from reporting.actions.packets import CHECK, look_at, release_packet
from reporting.models import IssuedDocument, PictureCopy, PreparedPacket
from tat import clock
from tat.models import LogEntry
from tat.workflow import Blocked
from tests.cases.families import MONDAY, party
from tests.cast import Cast, signed_in
from tests.reporting.pictured import a_copy, begun
from tests.reporting.test_packets import At, a_case, key_of, looked, name_key, sent, shown, words_of
from tests.typed import form_of, send
from tests.uploads.samples import a_picture

pytestmark = [pytest.mark.django_db, pytest.mark.req("PR-4"), pytest.mark.req("NT-3")]
FAMILY = {"basis": "parent", "person": "Marisol Teller", "capacity": "Mother", "purpose": "To read it.", "threat": ""}


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at(MONDAY)


def typed(cast: Cast, case: Case) -> dict[str, Any]:
    return FAMILY | {"reported": [key_of(cast, case, "nature")], "names": [name_key(case, "subject")]}


def waiting(cast: Cast, case: Case) -> PreparedPacket:
    """Prepared by the principal through the page."""
    seen = looked(cast, case, **typed(cast, case))
    assert "Have it checked" in seen.content.decode() and "Release this packet" not in seen.content.decode(), words_of(seen)
    assert sent(signed_in(cast.principal), case, seen, ask="yes").status_code == 302
    return PreparedPacket.objects.latest("recorded_at")


def test_a_masked_packet_does_not_leave_before_somebody_else_found_it_right(cast: Cast) -> None:
    case = a_case(cast)
    row = waiting(cast, case)
    page, act = f"/cases/{case.code}/packets/{row.pk}/", f"/cases/{case.code}/packets/{row.pk}/check/"
    with pytest.raises(Blocked) as found:
        release_packet(case=case, by=cast.principal, given=replace(as_given(row), looked=row.digest))
    assert found.value.problems == (str(CHECK),) and not IssuedDocument.objects.exists()
    mine = words_of(signed_in(cast.principal).get(page))
    assert OWN in mine and "You check it" not in mine
    with pytest.raises(Blocked):
        check_packet(case=case, by=cast.principal, packet_id=row.pk, verdict="right", note="")
    with pytest.raises(Blocked):
        give_packet(case=case, by=cast.principal, packet_id=row.pk)
    other = signed_in(cast.counselor)
    assert "[target] would be sorry" in words_of(other.get(page))
    assert send(other, page, act).status_code == 200
    assert send(other, page, act, verdict="right").status_code == 302
    assert send(signed_in(cast.principal), page, f"{page}give/").status_code == 302
    row.refresh_from_db()
    assert row.checked_by == cast.counselor and row.paper == IssuedDocument.objects.get(kind="release_packet")
    assert Disclosure.objects.get().person == "Marisol Teller" and row.paper.legal_basis == "parent"
    acts = LogEntry.objects.filter(code=case.code, action__startswith="packet_").order_by("seq").values_list("action", flat=True)
    assert list(acts) == ["packet_prepared", "packet_checked", "packet_released"]


def test_a_packet_that_was_found_wrong_or_has_changed_since_does_not_leave(cast: Cast) -> None:
    case = a_case(cast)
    row = waiting(cast, case)
    page, act = f"/cases/{case.code}/packets/{row.pk}/", f"/cases/{case.code}/packets/{row.pk}/check/"
    other = signed_in(cast.counselor)
    refused = send(other, page, act, verdict="wrong")
    assert refused.status_code == 200 and "Write what must not leave" in words_of(refused)
    assert send(other, page, act, verdict="wrong", note="“Her brother” leads to one family.").status_code == 302
    with pytest.raises(Blocked):
        give_packet(case=case, by=cast.principal, packet_id=row.pk)
    again = waiting(cast, case)
    subject = party(case)
    assert subject.person is not None
    subject.person.name = "Rowan Tellers"
    subject.person.save(update_fields=["name"])
    changed = words_of(other.get(f"/cases/{case.code}/packets/{again.pk}/"))
    assert "has changed since it was prepared" in changed and "You check it" not in changed
    with pytest.raises(Blocked):
        check_packet(case=case, by=cast.counselor, packet_id=again.pk, verdict="right", note="")
    assert not IssuedDocument.objects.exists() and not Disclosure.objects.exists()


def test_an_emergency_waits_for_nobody_and_what_masks_nobody_needs_no_check(cast: Cast) -> None:
    case = a_case(cast)
    emergency = typed(cast, case) | {"basis": "emergency", "threat": "Words that name a person and a day."}
    assert "Release this packet" in looked(cast, case, **emergency).content.decode()
    assert "Release this packet" in looked(cast, case, **(FAMILY | {"reported": [key_of(cast, case, "place")]})).content.decode()


def test_the_database_knows_no_check_by_who_prepared_it_and_other_cases_know_nothing_of_it(cast: Cast) -> None:
    case, elsewhere = a_case(cast), a_case(cast)
    row = waiting(cast, case)
    with pytest.raises(IntegrityError), transaction.atomic():
        PreparedPacket.objects.update(verdict="right", checked_by=cast.principal, checked_at=clock.now())
    assert signed_in(cast.principal).get(f"/cases/{elsewhere.code}/packets/{row.pk}/").status_code == 404
    assert signed_in(cast.outsider).get(f"/cases/{case.code}/packets/{row.pk}/").status_code == 404
    with pytest.raises(Http404):
        check_packet(case=case, by=cast.outsider, packet_id=row.pk, verdict="right", note="")


def test_who_covered_a_picture_does_not_check_it_and_an_unchecked_one_is_not_given(cast: Cast) -> None:
    case = a_case(cast)
    add_attachments(case=case, by=cast.principal, given=[a_picture()])
    with pytest.raises(Blocked):
        check_picture(case=case, by=cast.counselor, picture_id=begun(case, cast.principal).pk)
    row = a_copy(case, cast.principal)
    page, act = f"/cases/{case.code}/pictures/", f"/cases/{case.code}/pictures/{row.pk}/check/"
    own = send(signed_in(cast.principal), page, act)
    assert own.status_code == 200 and OWN_PICTURE in words_of(own)
    chosen = FAMILY | {"pictures": [f"picture:{row.pk}"]}
    assert "No second person has checked this picture yet" in words_of(looked(cast, case, **chosen))
    assert "Not checked by a second person yet" in words_of(shown(cast, case))
    assert send(signed_in(cast.counselor), page, act).status_code == 302
    assert PictureCopy.objects.get(pk=row.pk).checked_by == cast.counselor
    assert "Have it checked" in looked(cast, case, **chosen).content.decode()
    assert LogEntry.objects.filter(action="picture_checked").count() == 1


def test_the_prepared_packet_is_what_was_looked_at(cast: Cast) -> None:
    case = a_case(cast)
    row = waiting(cast, case)
    assert look_at(case=case, given=as_given(row), at=clock.now()).digest == row.digest
    with pytest.raises(Blocked):
        prepare_packet(case=case, by=cast.principal, given=as_given(row))
    assert form_of(signed_in(cast.counselor).get(f"/cases/{case.code}/packets/{row.pk}/"), f"/cases/{case.code}/packets/{row.pk}/check/")
