"""Pieces of what the school judged and did about it: imminence, triage, levels, notices, updates; whose talk it rests on is left out."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cases.actions.danger import standing
from cases.actions.recipients import ABOUT_A_TARGET
from cases.actions.referrals import referrals_of
from cases.concurrence import Answer
from cases.models import Case, Classification, Party, Recipient, RecordsReview
from reporting.documents.piece import Group, Piece, said, stamped
from tat.templatetags.moments import on, when


def sentences(*words: object) -> str:
    """Those that there are, as sentences."""
    return ". ".join(text.rstrip(".") for word in words if (text := str(word).strip())) + "."


def judged(case: Case) -> Iterator[Piece]:
    """Whether it was imminent, what was looked into, the opinions whose seal is open. What police told is no record of the school's."""
    for row in case.imminencedetermination_set.order_by("recorded_at", "id"):
        words = sentences(said(row.get_answer_display()), row.rationale)
        yield Piece(
            f"imminence:{row.pk}", Group.JUDGED, _("Imminent threat, %(at)s") % {"at": when(row.determined_at)}, words, **stamped(row)
        )
    for look in case.recordsreview_set.exclude(source=RecordsReview.Source.LAW_ENFORCEMENT).order_by("recorded_at", "id"):
        words = sentences(said(look.get_result_display()), look.note)
        yield Piece(f"record:{look.pk}", Group.JUDGED, said(look.get_source_display()), words, **stamped(look))
    for opinion in case.triageopinion_set.filter(opened_at__isnull=False).order_by("recorded_at", "id"):
        words = sentences(said(Answer(opinion.answer).label), opinion.reason, opinion.addressed_by)
        day = {"day": on(opinion.recorded_at)}
        yield Piece(f"opinion:{opinion.pk}", Group.JUDGED, _("Opinion in triage, %(day)s") % day, words, **stamped(opinion))
    if case.convened_at:
        yield Piece(
            f"convened:{case.pk}", Group.JUDGED, _("Outcome"), _("The full team was convened, %(at)s.") % {"at": when(case.convened_at)}
        )


def positions(case: Case, given: Classification) -> Iterator[Piece]:
    """The seats' positions on the level that governs, and the answers on a clear and present danger that stand."""
    for row in case.position_set.filter(classification=given, void_at=None).order_by("recorded_at", "id"):
        words = sentences(said(row.get_stance_display()), row.reason)
        yield Piece(f"position:{row.pk}", Group.DECIDED, _("Position on the level"), words, **stamped(row))


def dangers(case: Case) -> Iterator[Piece]:
    """The answers on a clear and present danger that stand (430 ILCS 66/105)."""
    for row in reversed(standing(case)):
        title = _("Clear and present danger, %(at)s") % {"at": when(row.determined_at)}
        yield Piece(
            f"danger:{row.pk}", Group.DECIDED, title, sentences(said(row.get_answer_display()), row.facts, row.reason), **stamped(row)
        )


def told(case: Case) -> Iterator[Piece]:
    """Notices, without those to targets and their families: they are of somebody else's record. Who took the call is not named."""
    rows = list(case.notificationentry_set.exclude(recipient__in=ABOUT_A_TARGET).order_by("told_at", "recorded_at", "id"))
    labels = {each.code: str(each.label) for each in Recipient.objects.filter(code__in={row.recipient for row in rows}).order_by("edition")}
    for row in rows:
        title = f"{said(labels.get(row.recipient, 'Somebody else'))}, {when(row.told_at)}"
        yield Piece(
            f"notice:{row.pk}", Group.TOLD, title, sentences(said(row.get_outcome_display()), row.content, row.reason), **stamped(row)
        )


def followed(case: Case) -> Iterator[Piece]:
    """Help offered to the subject, updates without what a target said, closings."""
    for offer in reversed(referrals_of(case)):
        if offer.party and offer.party.role == Party.Role.SUBJECT:
            words = sentences(offer.service_name, offer.why)
            yield Piece(
                f"help:{offer.pk}", Group.FOLLOWED, _("Help offered, %(day)s") % {"day": on(offer.offered_on)}, words, **stamped(offer)
            )
    for row in case.caseupdate_set.order_by("recorded_at", "id"):
        words = sentences(row.status_of_subject, row.responses, row.new_information, row.coming_up, said(row.get_level_fits_display()))
        yield Piece(f"update:{row.pk}", Group.FOLLOWED, _("Update, %(day)s") % {"day": on(row.recorded_at)}, words, **stamped(row))
    for end in case.closing_set.order_by("recorded_at", "id"):
        words = sentences(said(end.get_reason_display()) if end.reason else "", end.basis)
        yield Piece(f"closing:{end.pk}", Group.FOLLOWED, f"{said(end.get_kind_display())}, {on(end.recorded_at)}", words, **stamped(end))
