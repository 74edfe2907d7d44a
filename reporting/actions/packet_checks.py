"""A second person checks what leaves with names taken out: a packet, or a picture of a document. Who masked it is not who checks it."""

import uuid
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.http import Http404

from cases.access import locked_case
from cases.actions.locks import refuse, refuse_merged
from cases.actions.logs import log_case
from cases.actions.releases import ReleaseGiven
from cases.actions.stamps import stamp
from cases.models import Case
from reporting.actions.packets import LOOK, PacketGiven, look_at, release_packet
from reporting.actions.pictures import picture_of
from reporting.documents.release_packet import ReleasePacket
from reporting.models import IssuedDocument, PictureCopy, PreparedPacket
from tat import clock
from tat.models import User
from tat.roles import Permission
from tat.workflow import Blocked

Verdict = PreparedPacket.Verdict
OWN = "You prepared it. Somebody else of the team checks it before it leaves (handbook 9.4)."
OWN_PICTURE = "You covered it or made it. Somebody else of the team checks it before it leaves (handbook 9.4)."
JUDGED = "It was checked already. Nothing more was saved."
GIVEN = "It was released already. Nothing more was saved."
CHOOSE = "Choose whether it may leave."
WHY = "Write what must not leave like this, so that it can be mended."
CHANGED = "The case or the packet has changed since it was prepared. Prepare it anew; what was checked is not what would leave."
NOT_RIGHT = "A second person has not found it right. It does not leave."
NOT_MADE = "The copy is not made yet. Make it first; then somebody else checks it."
CHECKED = "This copy was checked already."


@transaction.atomic
def prepare_packet(*, case: Case, by: User, given: PacketGiven) -> PreparedPacket:
    """Keep a packet that was looked at until a second person has checked it. Raises Http404, PermissionDenied, Blocked."""
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.NOTIFY, at=at)
    packet = look_at(case=locked, given=given, at=at)
    if given.looked != packet.digest:
        raise Blocked((str(LOOK),))
    row = PreparedPacket.objects.create(case=locked, given=_as_typed(given), digest=packet.digest, **stamp(by, at))
    log_case("packet_prepared", locked, by=by, at=at, detail=f"packet:{row.id}")
    return row


@transaction.atomic
def check_packet(*, case: Case, by: User, packet_id: uuid.UUID, verdict: str, note: str) -> PreparedPacket:
    """Say whether it may leave; who prepared it does not. Raises Http404, PermissionDenied, Blocked with what stands against it."""
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.NOTIFY, at=at)
    row = prepared(locked, packet_id, lock=True)
    refuse(
        ("verdict", OWN, row.recorded_by_id == by.pk),
        ("verdict", JUDGED, row.verdict != ""),
        ("verdict", CHOOSE, verdict not in Verdict.values),
        ("note", WHY, verdict == Verdict.WRONG and not note.strip()),
    )
    if verdict == Verdict.RIGHT and looked_at_again(locked, row, at).digest != row.digest:
        raise Blocked((CHANGED,))
    row.verdict, row.note, row.checked_at = verdict, note.strip(), at
    row.checked_by, row.checked_name, row.checked_position = by, by.full_name, by.position
    row.save(update_fields=["verdict", "note", "checked_at", "checked_by", "checked_name", "checked_position"])
    log_case("packet_checked", locked, by=by, at=at, detail=f"packet:{row.id} {verdict}")
    return row


@transaction.atomic
def give_packet(*, case: Case, by: User, packet_id: uuid.UUID) -> IssuedDocument:
    """Release the packet that a second person found right. Raises Http404, PermissionDenied, Blocked.

    The release is the act that is logged; here its paper is noted on the packet.
    """
    locked = locked_case(case.id, by=by, permission=Permission.NOTIFY, at=clock.now())
    row = prepared(locked, packet_id, lock=True)
    if row.paper_id or row.verdict != Verdict.RIGHT:
        raise Blocked((GIVEN if row.paper_id else NOT_RIGHT,))
    paper = release_packet(case=locked, by=by, given=replace(as_given(row), looked=row.digest))
    row.paper = paper
    row.save(update_fields=["paper"])
    return paper


@transaction.atomic
def check_picture(*, case: Case, by: User, picture_id: uuid.UUID) -> PictureCopy:
    """A second person went through the made copy and found nothing that its recipient may not see. Raises Http404, Blocked."""
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.NOTIFY, at=at)
    refuse_merged(locked)
    row = picture_of(locked, picture_id, lock=True)
    hands = {*row.masked_by, row.recorded_by_id, row.made_by_id}
    for sentence, is_so in ((NOT_MADE, row.made_at is None), (CHECKED, row.checked_at is not None), (OWN_PICTURE, by.pk in hands)):
        if is_so:
            raise Blocked((sentence,))
    row.checked_at, row.checked_by, row.checked_name, row.checked_position = at, by, by.full_name, by.position
    row.save(update_fields=["checked_at", "checked_by", "checked_name", "checked_position"])
    log_case("picture_checked", locked, by=by, at=at, detail=f"picture:{row.id}")
    return row


def prepared(case: Case, packet_id: uuid.UUID, *, lock: bool = False) -> PreparedPacket:
    """One prepared packet of this case. Raises Http404."""
    rows = PreparedPacket.objects.filter(case=case, pk=packet_id).select_related("case__key", "paper__html")
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise Http404
    return row


def looked_at_again(case: Case, row: PreparedPacket, at: datetime) -> ReleasePacket:
    """The packet as it would be released now. Raises Unfit with what bars it by now."""
    return look_at(case=case, given=as_given(row), at=at)


def as_given(row: PreparedPacket) -> PacketGiven:
    """The packet as it was typed."""
    return PacketGiven(face=row.given["face"], keys=tuple(row.given["keys"]), release=ReleaseGiven(**row.release))


def _as_typed(given: PacketGiven) -> dict[str, object]:
    release = {name: value for name, value in vars(given.release).items() if name != "released_at"}
    release["notice_on"] = given.release.notice_on.isoformat() if given.release.notice_on else ""
    release["whose_id"] = str(given.release.whose_id) if given.release.whose_id else ""
    return {"face": given.face, "keys": list(given.keys), "release": release}
