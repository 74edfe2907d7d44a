"""Help that was offered in a case, in few words: for each person how much, and what is still open."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.actions.referrals import Answer, Outcome, declined
from cases.models import Referral
from tat.templatetags.moments import on


def by_person(referrals: Iterable[Referral]) -> list[dict[str, Any]]:
    """Each person to whom help was offered, in the order of the first offer, with the counts in words; what was taken back counts for none.

    One whose part was copied when cases were merged is one person.
    """
    found: dict[tuple[object, ...], list[Referral]] = {}
    for row in reversed([each for each in referrals if not each.is_withdrawn]):
        found.setdefault(_key(row), []).append(row)
    return [{"name": rows[0].whom, "role": rows[0].role_words, "words": _counts(rows)} for rows in found.values()]


def _key(row: Referral) -> tuple[object, ...]:
    if row.party is None:
        return "", row.person.casefold()
    return row.party.role, row.party.person_id or row.party.label.casefold() or row.party_id


def _counts(rows: list[Referral]) -> str:
    accepted = sum(row.is_accepted for row in rows)
    refused = sum(row.answer_now == Answer.DECLINED for row in rows)
    waiting = sum(row.is_open for row in rows)
    counted = (
        (len(rows), ngettext("%(n)s offer", "%(n)s offers", len(rows))),
        (accepted, ngettext("%(n)s accepted", "%(n)s accepted", accepted)),
        (refused, ngettext("%(n)s declined", "%(n)s declined", refused)),
        (waiting, ngettext("%(n)s still open", "%(n)s still open", waiting)),
    )
    return ", ".join(words % {"n": count} for count, words in counted if count)


def still_open(referrals: Iterable[Referral]) -> list[dict[str, Any]]:
    """Those of which something is still to come, the earliest first, each with what."""
    rows = [row for row in referrals if row.is_open]
    return [{"row": row, "words": standing_words(row)} for row in sorted(rows, key=lambda row: (row.offered_on, row.recorded_at))]


def standing_words(row: Referral) -> str:
    """How one offer stands, in a few words."""
    if row.is_accepted and row.outcome_now:
        return str(Outcome(row.outcome_now).label)
    if row.is_accepted:
        first = row.appointment_now
        return _("Accepted, first appointment %(day)s") % {"day": on(first)} if first else _("Accepted, what came of it is open")
    return str(Answer(row.answer_now or Answer.WAITING).label)


def standing_sign(row: Referral) -> str:
    """Which sign stands beside these words: something is to come, something asks for a new look, or it is done."""
    if declined(row):
        return "needs"
    return "open" if row.is_open or row.is_withdrawn else "done"
