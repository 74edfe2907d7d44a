"""A picture of a document as the team makes it: one file of the case, its pages gone through, and the copy made."""

from cases.models import Case
from reporting.actions.pictures import PictureGiven, begin_picture, cover_page, make_picture
from reporting.models import PictureCopy
from tat.models import User


def begun(case: Case, by: User, *, number: int = 1) -> PictureCopy:
    """A copy of the case's file of that number, nothing covered yet."""
    return begin_picture(case=case, by=by, given=PictureGiven(number=number, for_whom="The subject’s family"))


def gone_through(case: Case, by: User, *, number: int = 1) -> PictureCopy:
    """The same with the first square of each page covered."""
    row = begun(case, by, number=number)
    for page in range(1, row.pages + 1):
        cover_page(case=case, by=by, picture_id=row.pk, page=page, squares=["A1"])
    return row


def a_copy(case: Case, by: User, *, number: int = 1) -> PictureCopy:
    """The copy, made."""
    return make_picture(case=case, by=by, picture_id=gone_through(case, by, number=number).pk)
