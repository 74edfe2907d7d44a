"""Why a file is not taken, each in one sentence or two: what is wrong, then how to mend it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tat.inspection import Verdict

KIND = _("Files of this kind are not taken. Send a picture (jpg, png, heic), PDF, video (mp4, mov), sound (m4a, mp3, wav), txt or docx.")
EMPTY = _("This file is empty. Choose it again, or send another one.")
TOO_LARGE = _("This file is larger than 25 MB (a video: 500 MB). Send a smaller one, or write that it exists and who holds it.")
TOO_MANY = _("20 files at once are the most. Send this one afterwards.")
TOO_MUCH = _("The files sent at once are larger than 2 GB together. Send them in several goes.")
NO_ROOM = _("There is no room for files on the server now. The text is not affected: write that the file exists and who holds it.")
FOUND = _("The virus scanner found harmful content in this file. It was not stored. Write that it exists and who holds it.")
UNCHECKED = _("This file could not be checked for harmful content. It was not stored.")

SENTENCES: dict[Verdict, str | Promise] = {
    Verdict.OTHER_KIND: _("What is in this file is not what its name says. Save it again as the kind it is, or send a picture of it."),
    Verdict.DAMAGED: _("This file is damaged or not complete. Open it where it is from, save it again, and send that."),
    Verdict.LOCKED: _("This file is locked with a password. Save it without one, or send a picture of its pages."),
    Verdict.MACROS: _("This document holds macros. Save it as a PDF, and send that."),
    Verdict.TOO_DENSE: _("This document unpacks to far more than its size. Save it as a PDF, and send that."),
    Verdict.TOO_MANY_PIXELS: _("This picture has more than 50 million pixels. Send a smaller one."),
    Verdict.NOT_TEXT: _("This is not plain text in UTF-8. Copy the words into the form, or send a picture of them."),
    Verdict.HARMFUL: FOUND,
    Verdict.UNCHECKED: UNCHECKED,
}


class Refused(Exception):
    """The file is not taken; `sentence` says why, for people. It holds nothing of the file."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence
