"""One case from its report to its closing by hand, in a real browser whose scripts are off: every page does its work without them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from reporting.management.commands.walk_demo_case import walk_through
from reporting.management.demo.cases import make_cases, plans
from reporting.management.demo.school import make_school
from tat import clock
from tests.browser.conftest import served
from tests.browser.hand import HandWalk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.req("PF-3")]
HEADINGS = {
    "": "Ellery Finch",
    "report/": "The report",
    "imminence/": "Does an imminent threat exist?",
    "records/": "What the records say",
    "interviews/": "Interviews",
    "triage/": "Triage",
    "triage/opinion/": "Convene the full team?",
    "assessment/": "STEP assessment: Ellery Finch",
    "questions/": "Key questions",
    "gaps/": "What we do not know",
    "danger/": "Clear and present danger",
    "danger/determine/": "Record this determination?",
    "classification/": "Classification",
    "notices/": "Who is told, and who was",
    "plan/": "Case plan: Ellery Finch",
    "updates/": "Updates: Ellery Finch",
    "closing/": "Closing: Ellery Finch",
    "reopening/": "Open again: Ellery Finch",
}


@pytest.fixture(scope="module")
def walk(chromium: Browser, django_db_setup: None, django_db_blocker: object) -> Iterator[HandWalk]:
    """The people, and the one earlier case whose name the search finds."""
    with served(django_db_blocker) as base:
        make_school(clock.now().astimezone(clock.CENTRAL).date())
        make_cases([plan for plan in plans() if plan["key"] == "closed_triage"])
        found = HandWalk(base, lambda line: None, browser=chromium)
        yield found
        for hand in found.visitors.values():
            hand.screen.context.close()


def test_a_case_goes_from_report_to_closing_without_a_script(walk: HandWalk) -> None:
    walk_through(walk, imminent=False)

    shown = {(path.replace(walk.code, "CODE"), heading) for path, heading in walk.headings}
    assert not [path for path, heading in shown if not heading], "a page without a heading"
    assert {(f"/cases/CODE/{page}", heading) for page, heading in HEADINGS.items()} - shown == set()
