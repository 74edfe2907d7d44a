"""Mail that came back: kept on its notice and on the person, who is then told of beside until mail is known to arrive again."""

import re
from datetime import datetime
from smtplib import SMTPRecipientsRefused

from django.db import transaction
from django.db.models import Q

from tat import audit, clock, notices
from tat.actions.status_reports import read_report
from tat.models import Notice, Obligation, User
from tat.obligations.people import beside
from tat.obligations.roster import roster

NO_SUCH_PLACE = frozenset({550, 551, 552, 553, 556})
ENHANCED = re.compile(r"\b(5\.\d{1,3}\.\d{1,3})\b")
ABOUT_US = "5.7."
"""The server refuses us, not the address (RFC 3463): a server that is set up wrongly must not make everybody unreachable."""


@transaction.atomic
def take_bounce(raw: bytes) -> bool:
    """Keep what a mail server reports of a mail of ours that came back for good. Anything else changes nothing; whether it did.

    What is forged would have to know the Message-ID, which is a hash of random ids and stands in no page; the same report twice is one.
    """
    found = read_report(raw)
    if found is None:
        return False
    at = clock.now()
    notice = notices.claim_sent(found.message_ids)
    if notice is None or (found.email and found.email.casefold() != notice.recipient.email.casefold()):
        return False
    keep_return(notice, found.code, at)
    return True


def refused_for_good(error: Exception | None) -> str:
    """The status code where the server refused the recipient's address for good; "" for every other failure, which is tried again."""
    if not isinstance(error, SMTPRecipientsRefused) or not error.recipients:
        return ""
    code, text = next(iter(error.recipients.values()))
    words = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    enhanced = ENHANCED.search(words)
    if not 500 <= code < 600 or (enhanced and enhanced[1].startswith(ABOUT_US)):
        return ""
    return enhanced[1] if enhanced else str(code) if code in NO_SUCH_PLACE else ""


def keep_return(notice: Notice, code: str, at: datetime) -> None:
    """On the notice and on the person; somebody beside is told of the duty now. A mail of before the address was set right tells nothing
    of it. The caller holds the notice's lock.
    """
    notices.mark_returned(notice, at, code)
    person = notice.recipient
    since = notice.sent_at or at
    words = {"mail_returned_at": at, "mail_returned_code": code, "mail_returned_email": person.email}
    rows = User.objects.filter(Q(mail_works_at=None) | Q(mail_works_at__lt=since), pk=person.pk)
    if rows.update(**words):
        _tell_beside(notice, at)
    audit.record("mail_returned", by=None, at=at, district_id=person.district_id, detail=f"user:{person.pk} {code} notice:{notice.pk}")


def _tell_beside(notice: Notice, at: datetime) -> None:
    rows = Obligation.objects.open().select_related("district").select_for_update(of=("self",))
    duty = rows.filter(pk=notice.obligation_id).first()
    if duty is None:
        return
    others = beside(roster([duty], at), duty, notice.recipient_id)
    notices.tell([notices.Telling(duty, notice.step, user) for user in others], at=at)
    duty.escalated_to = [*dict.fromkeys((*duty.escalated_to, *others))]
    duty.save(update_fields=["escalated_to"])


@transaction.atomic
def say_mail_works(*, user: User) -> bool:
    """The person says that mail arrives again; whether it had come back."""
    return arrives_again(user, clock.now(), by=user)


def arrives_again(user: User, at: datetime, *, by: User | None) -> bool:
    """Nobody is told beside this person any more. Call inside a transaction; writes the log where it changed something."""
    words = {"mail_returned_at": None, "mail_returned_code": "", "mail_returned_email": "", "mail_works_at": at}
    changed = bool(User.objects.filter(pk=user.pk, mail_returned_at__isnull=False).update(**words))
    if changed:
        audit.record("mail_works", by=by, at=at, district_id=user.district_id, detail=f"user:{user.pk}")
    return changed
