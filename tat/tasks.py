"""What beat and the worker run: each task takes ids and calls one action; running one twice, or two at once, is harmless."""

import uuid
from datetime import timedelta

from celery import shared_task

from tat import clock, health, notices
from tat.actions.checkpoints import check_log, mail_checkpoint, make_checkpoint
from tat.actions.deliver import ServerAway, deliver, deliver_waiting
from tat.actions.digest import write_digests
from tat.actions.sweep import sweep
from tat.actions.sweep_files import sweep_files
from tat.actions.team_reconcile import reconcile
from tat.actions.watcher import tell_watcher

QUEUE_IS_SLOW = timedelta(minutes=2)


@shared_task
def sweep_obligations() -> int:
    """Climb what has come. Where notices have waited two minutes the senders' queue is stuck: deliver from here."""
    swept = sweep()
    if notices.oldest_waiting(clock.now()) > QUEUE_IS_SLOW:
        deliver_waiting()
    return swept


@shared_task
def deliver_notices() -> int:
    """Deliver what waits."""
    return deliver_waiting()


@shared_task
def deliver_notice(notice_id: str) -> bool:
    """Deliver one notice."""
    try:
        return deliver(uuid.UUID(notice_id))
    except ServerAway:
        return False


@shared_task
def beat_heartbeat() -> None:
    """The whole way from beat through the broker to a worker is open."""
    health.beat(health.BEAT, clock.now())


@shared_task
def nightly_digest() -> int:
    """Write today's daily lists, once, after 6:00 local."""
    return write_digests()


@shared_task
def remove_files() -> int:
    """Remove files that nobody came back for."""
    return sweep_files()


@shared_task
def ping_watcher() -> bool:
    """Tell the outside watcher that all is well, where it is."""
    return tell_watcher()


@shared_task
def reconcile_teams() -> int:
    """Bring up to date what rosters, trainings and reporting channels ask for."""
    return reconcile()


@shared_task
def sign_checkpoint() -> bool:
    """Sign where the log stands, once an hour, and hand the day's last one to the custodians."""
    made = make_checkpoint() is not None
    mail_checkpoint()
    return made


@shared_task(soft_time_limit=110, time_limit=115)
def verify_log() -> int:
    """Work the chain out again, within the time after which a broker hands a task out anew; a longer log has its own timer."""
    return len(check_log())
