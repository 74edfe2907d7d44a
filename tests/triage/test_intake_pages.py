"""The intake page: everything typed is kept, three answers are enough, and nothing stands between an emergency and action."""

import re

import pytest
from django.urls import reverse

from tests.cast import NATURE, a_case, signed_in
from triage.models import Report, ReporterIdentity

pytestmark = pytest.mark.django_db


def fields(page, action):
    """What the form that goes to `action` would send, as the page stands."""
    from reporting.management.demo.visitor import Forms

    parser = Forms()
    parser.feed(page.content.decode())
    form = next(form for form in parser.found if form.action == action)
    return {name: values for name, values in form.fields.items()}


def intake(client):
    return fields(client.get(reverse("report_new")), reverse("report_save"))


@pytest.mark.req("IN-1")
def test_three_answers_save_a_report(cast):
    client = signed_in(cast.principal)
    answer = client.post(reverse("report_save"), {**intake(client), "nature": NATURE})
    report = Report.objects.get()
    assert answer.status_code == 302, answer.content.decode()
    assert answer.url == reverse("case_imminence", args=[report.case.code])
    assert (report.facts.nature, report.received_by, report.received_name) == (NATURE, cast.principal, "Dana Whitlow, Building Principal")


@pytest.mark.parametrize("name", ["case_detail", "case_report", "case_imminence", "case_containment", "case_triage", "case_interviews", "case_records"])
@pytest.mark.parametrize("stage", ["intake", "containment", "triage", "closed", "assessment"])
def test_every_page_of_the_first_half_opens_at_every_stage(cast, stage, name):
    case = a_case(cast, stage)
    page = signed_in(cast.principal).get(reverse(name, args=[case.code]))
    assert page.status_code == 200
    assert case.code in page.content.decode()
