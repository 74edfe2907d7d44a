"""Whether a text is general: what goes to the district has no name, no quotation, no birth date and no case code (handbook 7.5)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.actions.names import Mask, says_one_of

NAMED = _l("A name of somebody of this case stands in it. Write what happens in general, without saying to whom.")
QUOTED = _l("Somebody's words stand in quotation marks. Words lead back to who said them: write what they show in your own words.")
DATED = _l("A day stands in it, such as a birth date. Only the months go to the district, and they are asked by themselves.")
CODED = _l("The code of a case stands in it. Leave it out: nothing that goes to the district leads back to a case.")

MARKS = '"“”„‟«»「」'
QUOTATION = re.compile(rf"[{MARKS}][^{MARKS}]*\w[^{MARKS}]*[{MARKS}]|(?<!\w)['‘‚‹`][^'’‘›`]*\w[^'’‘›`]*['’›`](?!\w)")
MONTH = (
    r"(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|Mar(?:ch)?|[Aa]pr(?:il)?|May|[Jj]une?|[Jj]uly?|[Aa]ug(?:ust)?|[Ss]ept?(?:ember)?"
    r"|[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|[Dd]ec(?:ember)?)\b\.?"
)
DAY = re.compile(
    rf"\b\d{{1,4}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?\d{{2,4}}\b"
    rf"|\b{MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}"
    r"|(?i:\bborn\b[^.]{0,30}\d|\bdate of birth\b|\bd\.?o\.?b\b)"
)
"""“May” and “march” are other words too, so these two need their capital letter."""
CODE = re.compile(r"\b[a-z]{2,6}-\d{2}-[a-z0-9]{4}\b", re.IGNORECASE)


@dataclass(frozen=True)
class General:
    """What must not be in a text that leaves one case: the names of its people, and its code."""

    names: Sequence[str]
    code: str

    def problem(self, text: str) -> str:
        """The sentence that keeps a text from leaving the case; "" where nothing does."""
        if says_one_of(text, self.names):
            return str(NAMED)
        if QUOTATION.search(text):
            return str(QUOTED)
        if DAY.search(text):
            return str(DATED)
        return str(CODED) if CODE.search(text) or self._own_code.search(text) else ""

    def to_judge(self, *texts: str) -> str:
        """The sentence that names words which are part of a name too, and may be plain words; "" where there are none."""
        words = Mask([("", name) for name in self.names]).left("\n".join(texts))
        if not words:
            return ""
        said = {"words": ", ".join(words)}
        return _("These words are part of a name in this case too: %(words)s. Write others, or say that they mean nobody.") % said

    @property
    def _own_code(self) -> re.Pattern[str]:
        return re.compile(rf"\b{re.escape(self.code.rsplit('-', 1)[-1])}\b", re.IGNORECASE)
