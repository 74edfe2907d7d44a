"""What a page or paper that is not in English says of its translation."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tat.models import District
from tat.templatetags.moments import SPANISH, on
from tat.translations import standing_review


def translation_line(kind: str, district: District | None = None) -> str:
    """Who read the translation through, or that nobody has yet; nothing but in Spanish. One statement."""
    if get_language() != SPANISH:
        return ""
    review = standing_review(kind, district.pk if isinstance(district, District) else None)
    if review is None:
        return _("Translation not yet reviewed by a person who is named here.")
    return _("Translation read through by %(who)s, %(day)s.") % {"who": review.read_by, "day": on(review.read_on)}
