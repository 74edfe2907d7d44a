"""The sender: one transaction for each notice, its row locked while the mail server takes it; at least once, one Message-ID."""

import contextlib
import logging
import time
import uuid
from collections.abc import Iterator
from datetime import datetime
from smtplib import SMTPException, SMTPResponseException

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from tat import clock, emails, health, home, notices
from tat.actions.mail_choices import secret_for
from tat.actions.returned_mail import arrives_again, keep_return, refused_for_good
from tat.audit import checkpoints
from tat.models import Checkpoint, Notice, Obligation, Standing
from tat.notices.restored import paused, was_sent
from tat.obligations.roster import REMOVED
from tat.permissions import scope_of
from tat.statutes import local_date

AT_A_TIME = 200
LONGEST_ROUND = 30  # seconds: with the mail server's own 20 it stays within the task's limit of 60
DIGEST_ROWS = 50

journal = logging.getLogger("tat.send_journal")


class ServerAway(Exception):
    """The mail server does not answer: the rest of this round would only wait for it too."""


def deliver_waiting() -> int:
    """Deliver what waits, the longest waiting first, for half a minute at most; the next round is hinted at when more waits.

    Stops early when the mail server is away; sends nothing while a restore waits to be confirmed. Returns how many were sent.
    """
    ends = time.monotonic() + LONGEST_ROUND
    sent = 0
    if paused():
        return 0
    with _connection() as server, contextlib.suppress(ServerAway):
        while batch := _batch(server, ends):
            sent += batch
        if time.monotonic() > ends:
            notices.publish()
    health.beat(health.SENDER, clock.now())
    return sent


def _batch(server: BaseEmailBackend, ends: float) -> int:
    ids = notices.waiting(clock.now(), AT_A_TIME)
    return sum(deliver(notice_id, server) for notice_id in ids if time.monotonic() < ends)


def deliver(notice_id: uuid.UUID, server: BaseEmailBackend | None = None) -> bool:
    """Send one notice unless another sender has it. A kill before the commit repeats the mail with the same Message-ID.

    Raises ServerAway, after the attempt was recorded, when no connection could be made.
    """
    with transaction.atomic():
        at = clock.now()
        notice = notices.claim(notice_id, at)
        if notice is None:
            return False
        if paused():
            return False
        if was_sent(notice):
            notices.mark_sent(notice, at)
            return False
        mail = _mail(notice, at)
        if mail is None:
            notices.mark_withdrawn(notice)
            return False
        error = _send(mail, server or get_connection())
        if error is None:
            notices.mark_sent(notice, at)
            journal.info("%s %s", notice.pk, notice.message_id)
            _reached(notice, at)
            return True
        if code := refused_for_good(error):
            keep_return(notice, code, at)
            return False
        notices.mark_failed(notice, at, _words(error))
    if isinstance(error, OSError) and not isinstance(error, SMTPException):
        raise ServerAway
    return False


def _reached(notice: Notice, at: datetime) -> None:
    """Another address than the one from which mail came back takes it."""
    person = notice.recipient
    if person.mail_returned_at and person.mail_returned_email != person.email:
        arrives_again(person, at, by=None)


def _mail(notice: Notice, at: datetime) -> EmailMessage | None:
    """The mail, or None where it is not needed any more: the duty ended, the person left or is in conflict by now."""
    if not notice.recipient.is_active:
        return None
    if notice.template == notices.DIGEST:
        if not notice.recipient.daily_list:
            return None
        duties = home.rows_for(scope_of(notice.recipient, at)).filter(practice=False)
        count = duties.count()
        return emails.of_digest(notice, count, duties[:DIGEST_ROWS], off=secret_for(notice.recipient)) if count else None
    if notice.template == notices.CHANGE:
        return None if notice.opened_at or _is_removed(notice, notice.about_id, at) else emails.of_change(notice)
    if notice.template == notices.BRIEF:
        over = notice.opened_at or notice.step < local_date(at).isoformat()
        return None if over or _is_removed(notice, notice.about_id, at) else emails.of_brief(notice)
    if notice.template == notices.QUESTION:
        return None if notice.opened_at else emails.of_question(notice)
    if notice.template == notices.WATCH:
        return None if notice.opened_at else emails.of_watch(notice)
    if notice.template == notices.ACCOUNT:
        return emails.of_account(notice)
    if notice.template == notices.CHECKPOINT:
        row = Checkpoint.objects.filter(pk=notice.about_id).first()
        return emails.of_checkpoint(notice, checkpoints.of_row(row)) if row else None
    duty = notice.obligation
    if duty is None or duty.state != Obligation.State.OPEN or _is_removed(notice, duty.about_id, at):
        return None
    return emails.of_duty(notice, duty, at)


def _is_removed(notice: Notice, about_id: uuid.UUID | None, at: datetime) -> bool:
    if about_id is None:
        return False
    rows = Standing.objects.filter(about_id=about_id, person_id=notice.recipient_id, capacity__in=REMOVED)
    return rows.filter(from_at__lte=at).exclude(until_at__lte=at).exists()


def _send(mail: EmailMessage, server: BaseEmailBackend) -> Exception | None:
    """None when the server took it, else what went wrong; the connection is made anew after a failure."""
    try:
        server.open()
        server.send_messages([mail])
    except (OSError, SMTPException) as error:
        server.close()
        return error
    return None


def _words(error: Exception) -> str:
    """Class and code: the server's own text may hold an address."""
    code = error.smtp_code if isinstance(error, SMTPResponseException) else getattr(error, "errno", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


@contextlib.contextmanager
def _connection() -> Iterator[BaseEmailBackend]:
    server = get_connection()
    try:
        yield server
    finally:
        server.close()
