"""A packet let go as two people do it: one prepares it, another checks it, then it is released."""

from dataclasses import replace

from cases.models import Case
from reporting.actions.packet_checks import check_packet, check_picture, give_packet, prepare_packet
from reporting.actions.packets import PacketGiven, look_at, release_packet
from reporting.models import IssuedDocument, PictureCopy, PreparedPacket
from tat import clock
from tat.models import User


def let_go(case: Case, by: User, second: User, given: PacketGiven) -> IssuedDocument:
    """Released by the first; checked by the second before, where it asks for that."""
    seen = look_at(case=case, given=given, at=clock.now())
    sure = replace(given, looked=seen.digest)
    if not seen.needs_check:
        return release_packet(case=case, by=by, given=sure)
    return found_right(case, by, second, prepare_packet(case=case, by=by, given=sure))


def found_right(case: Case, by: User, second: User, row: PreparedPacket) -> IssuedDocument:
    """The packet that waits: found right by the second, released by the first."""
    check_packet(case=case, by=second, packet_id=row.pk, verdict="right", note="")
    return give_packet(case=case, by=by, packet_id=row.pk)


def looked_over(row: PictureCopy, second: User) -> PictureCopy:
    """The made copy, checked by somebody who did not cover it."""
    return check_picture(case=row.case, by=second, picture_id=row.pk)
