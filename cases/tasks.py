"""What beat and the worker run for cases: each task calls one action; running it twice, or two at once, is harmless."""

from celery import shared_task

from cases.actions import agreements, portal_tests
from cases.actions.drift import check_access, remove_expired_grants
from cases.actions.handing import return_adrift
from cases.actions.reconcile import reconcile as reconcile_cases


@shared_task
def reconcile() -> int:
    """Start the duties that facts ask for and no row stands for, and give back what was handed to somebody who is not named any more.

    The facts are those of cases, of the directory of agencies, and of the State Police's portal. Beat calls it every five minutes.
    Gives how many.
    """
    return reconcile_cases() + agreements.reconcile() + portal_tests.reconcile() + return_adrift()


@shared_task
def remove_grants() -> int:
    """Take away grants whose end has passed. Beat calls it every hour."""
    return remove_expired_grants()


@shared_task
def compare_access(after: int = 0) -> int:
    """Check that what lists cases and what opens one agree, some people at a time; the next ones by a task of their own.

    Beat calls it once a night. Gives how many differences these people have: 0.
    """
    last, found = check_access(after)
    if last:
        compare_access.delay(last)
    return found
