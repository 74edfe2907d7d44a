"""The words of outgoing mail: code, due time and link; no name, no kind of a case's duty, nothing of its content."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tat import notices
from tat.addresses import address
from tat.audit.checkpoints import Kept
from tat.calendar import clock_words, local_date
from tat.models import Notice, Obligation
from tat.statutes import CENTRAL, RULES, ClockKind

AT_ONCE = frozenset({ClockKind.NOW, ClockKind.ASAP})
MACHINE_MADE = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def of_duty(notice: Notice, duty: Obligation, at: datetime) -> EmailMessage:
    """The mail about one duty. Every mail about a case reads the same, whoever gets it and whatever it is about."""
    link = settings.SITE_URL + address("duty_detail", duty.pk)
    subject = _subject(duty, at)
    if notice.practice:
        subject = _("PRACTICE %(subject)s") % {"subject": subject}
    return _mail(notice, subject, _("%(line)s Sign in: %(link)s") % {"line": _line(duty), "link": link})


def of_change(notice: Notice) -> EmailMessage:
    """The mail about a change in a case: it reads like every other mail about a case."""
    link = settings.SITE_URL + address("case_detail", notice.code)
    subject = _("%(code)s: something needs you") % {"code": notice.code.rsplit("-", 1)[-1]}
    if notice.practice:
        subject = _("PRACTICE %(subject)s") % {"subject": subject}
    return _mail(notice, subject, _("%(line)s Sign in: %(link)s") % {"line": f"{notice.code}.", "link": link})


def of_brief(notice: Notice) -> EmailMessage:
    """The mail about a brief: who is named in one does not have its case, so there is no code in it, and no word of what waits."""
    subject = _("Something needs you")
    if notice.practice:
        subject = _("PRACTICE %(subject)s") % {"subject": subject}
    link = settings.SITE_URL + address("brief_detail", notices.brief_of(notice))
    return _mail(notice, subject, _("Sign in: %(link)s") % {"link": link})


def of_question(notice: Notice) -> EmailMessage:
    """The mail about a question to a team, or its answer: it belongs to no case, and no word of it stands here."""
    link = settings.SITE_URL + address("consultation_detail", notice.about_id)
    return _mail(notice, _("Something needs you"), _("Sign in: %(link)s") % {"link": link})


def of_watch(notice: Notice) -> EmailMessage:
    """The mail about what two people watch over: who read what, or wants to take it along, stands behind the sign-in alone."""
    return _mail(notice, _("Something needs you"), _("Sign in: %(link)s") % {"link": settings.SITE_URL + address("home")})


def of_account(notice: Notice) -> EmailMessage:
    """The mail about the own sign-in: what was done to it stands behind the sign-in alone."""
    link = settings.SITE_URL + address("mfa_index")
    words = _("Your sign-in was changed with the help of administrators. If you did not ask for it, tell them at once. Sign in: %(link)s")
    return _mail(notice, _("Something needs you"), words % {"link": link})


def of_checkpoint(notice: Notice, kept: Kept) -> EmailMessage:
    """The mail that makes its reader a witness of the log: entry, hash, time and signature; nothing to do but to keep it."""
    said = kept.statement
    body = _(
        "Keep this mail. It shows where the log of %(origin)s stood: entry %(seq)s, hash %(hash)s. "
        "Nobody can change the log before that entry without this line telling it.\n\n%(line)s"
    ) % {"origin": said.origin, "seq": said.seq, "hash": said.hash.hex(), "line": kept.line()}
    return _mail(notice, _("Keep: checkpoint of the log, entry %(seq)s") % {"seq": said.seq}, body)


def of_digest(notice: Notice, count: int, duties: Iterable[Obligation], *, off: str) -> EmailMessage:
    """The daily list: how many, and codes and due times of the most pressing, soonest first.

    It is the one mail that can be switched off: by the address at its end, or by the mail program's own button (RFC 8058). `off` is the
    secret of that address.
    """
    subject = ngettext("%(count)s thing needs you", "%(count)s things need you", count) % {"count": count}
    lines = [_line(duty) for duty in duties]
    link, home = (settings.SITE_URL + each for each in (address("daily_list_off", off), address("home")))
    ends = (_("Sign in: %(link)s") % {"link": home}, _("Switch off this daily list: %(link)s") % {"link": link})
    message = _mail(notice, subject, "\n".join([*lines, *ends]))
    message.extra_headers |= {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return message


def _mail(notice: Notice, subject: str, body: str) -> EmailMessage:
    headers = MACHINE_MADE | {"Message-ID": notice.message_id}
    return EmailMessage(subject, body + "\n", to=[notice.recipient.email], headers=headers)


def _subject(duty: Obligation, at: datetime) -> str:
    """Safe on a lock screen. Only a duty without a case is named (filing, training, channels)."""
    rule = RULES[duty.rule]
    return name_of(duty) if rule.needs_case else _("%(duty)s: %(left)s") % {"duty": rule.duty, "left": _days_left(duty, at)}


def name_of(duty: Obligation) -> str:
    """What stands for the duty where others may look on: the short code of its case, or its own name where it has no case."""
    rule = RULES[duty.rule]
    if not rule.needs_case:
        return rule.duty
    code = duty.code.rsplit("-", 1)[-1]
    return _("%(code)s: something needs you") % {"code": code} if code else _("Something needs you")


def _days_left(duty: Obligation, at: datetime) -> str:
    due_at = duty.due_at()
    if due_at is None:
        return _("no due time")
    days = (local_date(due_at) - local_date(at)).days
    if due_at < at:
        return _("past due")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days} if days else _("due today")


def _line(duty: Obligation) -> str:
    rule = RULES[duty.rule]
    name = duty.code if rule.needs_case else rule.duty
    return " ".join(part for part in (f"{name}." if name else "", _due(duty)) if part)


def _due(duty: Obligation) -> str:
    if RULES[duty.rule].clock.running(duty.urgent).kind in AT_ONCE:
        return _("Due: immediately.")
    due_at = duty.due_at()
    if due_at is None:
        return ""
    local = due_at.astimezone(CENTRAL)
    day, time = f"{local:%B} {local.day}, {local.year}", clock_words(local)
    return _("Due %(day)s, %(time)s.") % {"day": day, "time": time}
