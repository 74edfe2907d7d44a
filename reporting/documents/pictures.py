"""Pictures of documents as pieces of a packet, and behind the packet that gives them."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from cases.models import Case
from reporting.documents.piece import Group, Piece
from reporting.models import IssuedDocument, PictureCopy
from tat.models import StoredFile
from tat.templatetags.moments import on

KEY = "picture:"


def pictures(case: Case) -> Iterator[Piece]:
    """Each copy that is made, with for whom it was: what is covered for one may have to be seen by another."""
    for row in made(case):
        given = {"name": row.name, "n": row.pages, "covered": row.covered}
        title = _("Picture of a document %(name)s: pages: %(n)d, with places covered: %(covered)d") % given
        hint = row.for_whom if row.checked_at else _("%(whom)s. Not checked by a second person yet") % {"whom": row.for_whom}
        words = _("It stands behind this paper. The original stays with the school. SHA-256 of the copy: %(digest)s")
        assert row.made_at
        stamp = {"writer": row.made_name, "position": row.made_position, "day": on(row.made_at)}
        yield Piece(f"{KEY}{row.pk}", Group.PICTURES, title, words % {"digest": row.digest}, hint=hint, **stamp)


def made(case: Case) -> list[PictureCopy]:
    """The copies of a case that are made, by file."""
    rows = list(
        case.picturecopy_set.filter(made_at__isnull=False).select_related("attachment", "file").order_by("attachment__number", "number")
    )
    for row in rows:
        row.case = case
    return rows


def chosen_pictures(case: Case, keys: Iterable[str]) -> list[PictureCopy]:
    """Those whose pieces have these keys."""
    wanted = set(keys)
    return [row for row in made(case) if f"{KEY}{row.pk}" in wanted] if any(key.startswith(KEY) for key in wanted) else []


def annexed_pictures(paper: IssuedDocument) -> list[tuple[str, StoredFile]]:
    """The copies behind a packet, with what each is called."""
    rows = paper.pictures.select_related("case", "attachment", "file__key").order_by("attachment__number", "number")
    return [(_("Picture of a document %(name)s") % {"name": row.name}, row.file) for row in rows if row.file]
