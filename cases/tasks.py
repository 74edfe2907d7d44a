"""What beat and the worker run for cases: each task calls one action; running it twice, or two at once, is harmless."""

from celery import shared_task

from cases.actions.handing import return_adrift
from cases.actions.reconcile import reconcile as reconcile_cases


@shared_task
def reconcile() -> int:
    """Start the duties that facts ask for and no row stands for, and give back what was handed to somebody who is not named any more.

    Beat calls it every five minutes. Gives how many.
    """
    return reconcile_cases() + return_adrift()
