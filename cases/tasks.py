"""What beat and the worker run for cases: each task calls one action; running it twice, or two at once, is harmless."""

from celery import shared_task

from cases.actions import agreements, portal_tests
from cases.actions.handing import return_adrift
from cases.actions.reconcile import reconcile as reconcile_cases


@shared_task
def reconcile() -> int:
    """Start the duties that facts ask for and no row stands for, and give back what was handed to somebody who is not named any more.

    The facts are those of cases, of the directory of agencies, and of the State Police's portal. Beat calls it every five minutes.
    Gives how many.
    """
    return reconcile_cases() + agreements.reconcile() + portal_tests.reconcile() + return_adrift()
