"""Dates to watch in a managed case of the demonstration: a list that is posted, an anniversary, a break, and a return without a day."""

from datetime import timedelta

from cases.actions.dates import DateGiven, add_date
from cases.watching import When
from reporting.management.demo.story import Story
from tat.clock import CENTRAL


def watch(story: Story) -> None:
    """Four dates, counted from the real today, so that one of them is looked after while the demonstration is shown."""
    manager, engager = story.team[-1], story.team[-2]
    today = story.real_now.astimezone(CENTRAL).date()
    given = (
        DateGiven(
            kind="PRE-1",
            when=When.EXACT,
            on_day=today + timedelta(days=4),
            event="The list for the spring season is posted on the gym door.",
            effect="Being left out again, in front of everybody.",
            mitigation="The band director tells it in person the evening before.",
            owner=engager,
        ),
        DateGiven(
            kind="PRE-5",
            when=When.YEARLY,
            month=2,
            day=29,
            event="The day on which the older brother died.",
            effect="Was withdrawn for a week last year.",
            owner=manager,
        ),
        DateGiven(
            kind="P-08",
            when=When.WINDOW,
            from_on=today + timedelta(days=25),
            until_on=today + timedelta(days=39),
            event="Two weeks without classes.",
            effect="The daily check-in falls away.",
            mitigation="A call on Mondays and Thursdays.",
            owner=manager,
        ),
        DateGiven(kind="PRE-3", when=When.UNKNOWN, event="The order is to be served; the court has not said when.", owner=manager),
    )
    for each in given:
        add_date(case=story.fresh(), by=manager, given=each)
