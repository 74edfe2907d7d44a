"""What a monitoring program reads of this installation: numbers alone, of no person and no case, in Prometheus' text form."""

from datetime import datetime, timedelta

from django.db.models import Q

from tat import health, notices
from tat.models import LogCheck, LogHead, Notice, Obligation
from tat.notices.restored import paused

LOOPS = (health.SWEEP, health.SENDER, health.BEAT, health.CHECKPOINT, health.BACKUP)
NEVER = -1.0


def figures(at: datetime) -> list[tuple[str, str, float]]:
    """Name, what it means, value; ages in seconds, -1 where something never happened."""
    waiting = Notice.objects.filter(state=Notice.State.WAITING)
    open_duties = Obligation.objects.open().filter(practice=False)
    past = Q(legal_due_at__lt=at) | Q(legal_due_at=None, target_due_at__lt=at)
    first_bad = LogCheck.objects.order_by("-at").values_list("first_bad", flat=True).first()
    return [
        *(
            (f"tat_seconds_since_{name}", f"Seconds since the last {name}; -1: never.", _seconds(health.silence(at, name)))
            for name in LOOPS
        ),
        ("tat_oldest_notice_seconds", "How long the longest waiting mail has waited.", notices.oldest_waiting(at).total_seconds()),
        ("tat_notices_waiting", "Mails that wait.", waiting.count()),
        ("tat_notices_dead", "Mails given up after 72 hours.", Notice.objects.filter(state=Notice.State.DEAD).count()),
        ("tat_duties_open", "Open duties.", open_duties.count()),
        ("tat_duties_past_due", "Open duties past their time.", open_duties.filter(past).count()),
        ("tat_log_entries", "Entries of the log.", LogHead.objects.values_list("seq", flat=True).first() or 0),
        ("tat_log_first_bad_entry", "First entry that does not hold, by the last nightly check; 0: all hold.", first_bad or 0),
        ("tat_restore_waits", "1: a restore waits for a person to confirm it, and no mail leaves.", paused()),
        ("tat_clock_ahead_seconds", "This host's clock minus the database's.", health.host_skew().total_seconds()),
    ]


def as_text(found: list[tuple[str, str, float]]) -> str:
    """Prometheus' exposition format, version 0.0.4."""
    return "".join(f"# HELP {name} {words}\n# TYPE {name} gauge\n{name} {float(value):g}\n" for name, words, value in found)


def _seconds(age: timedelta | None) -> float:
    return NEVER if age is None else age.total_seconds()
