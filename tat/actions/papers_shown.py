"""Certificates, lists and the district's editions: only what has a copy that is safe to show is taken."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _l

from tat.uploads import KINDS, Keepable

ONLY_SHOWN = _l("Send a PDF or a picture (jpg, png, heic). Other kinds of file cannot be shown here.")


def cannot_be_shown(given: Sequence[Keepable]) -> bool:
    """Whether one of these files is of a kind of which there is no copy to show."""
    return any(not KINDS[each.extension].shown_as for each in given)
