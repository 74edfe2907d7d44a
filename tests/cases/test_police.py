"""Police told of another threat (OTH-LE): a person decides it, a note says why, and the ledger's notice ends it."""

import pytest

from cases.models import Note
from tat.models import Obligation
from tests.cases.families import MONDAY, a_notice, post, typed
from tests.cast import a_case, signed_in
from tests.typed import form_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("OB-1"), pytest.mark.req("NT-1")]
WHY = "A neighbor of the subject was threatened outside school."


def test_the_decision_is_listed_without_a_due_time_until_the_ledger_has_the_notice(cast, at):
    at(MONDAY)
    case = a_case(cast, "triage")
    client = signed_in(cast.principal)
    assert post(client, case, "notices/police", **{"police-reason": WHY}).status_code == 302
    duty = Obligation.objects.get(rule="OTH-LE", about_id=case.pk)
    assert (duty.state, duty.due_at(), duty.next_step_at) == ("open", None, None)
    assert WHY in Note.objects.get(pk=duty.trigger_ref.partition(":")[2]).text
    page = client.get(f"/cases/{case.code}/notices/").content.decode()
    assert "police-reason" not in page and str(duty.pk) in page
    told = typed(a_notice(recipient="NTF-LE"), meets=[str(duty.pk)])
    assert post(client, case, "notices/record", **told).status_code == 302
    duty.refresh_from_db()
    assert (duty.state, duty.proof_ref[:7]) == ("met", "notice:")


def test_it_needs_a_reason_keeps_what_waits_and_asks_only_once(cast):
    case = a_case(cast, "triage")
    client = signed_in(cast.principal)
    assert "Write why law enforcement is to be told" in post(client, case, "notices/police", **{"police-reason": " "}).content.decode()
    address, other = f"/cases/{case.code}/notices/police/", {"police-reason": "Once more, in other words."}
    kept = form_of(client.get(f"/cases/{case.code}/notices/"), address) | other
    post(client, case, "notices/police", **{"police-reason": WHY})
    again = client.post(address, kept).content.decode()
    assert "decided already" in again and "Once more, in other words." in again
    assert Obligation.objects.filter(rule="OTH-LE").count() == 1
    assert signed_in(cast.report_taker).post(address, other).status_code == 404
