"""Why a staff list, or one row of it, is not taken: sentences that name columns and rows, never a person."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tat.workflow import Unfit

FIELD = "files"

NOTHING = _l("Choose the file: a OneRoster zip, its CSV files, or one CSV of staff.")
KIND = _l("Only zip and CSV files are read here.")
TOO_LARGE = _l("These files are larger than 200 MB together. Ask your system for staff alone, or for changes only.")
TOO_BIG_INSIDE = _l("This zip unpacks to more than 1 GB. Ask your system for staff alone, or for changes only.")
TOO_DENSE = _l("This zip unpacks to more than a hundred times its size, as no staff list does. It was not opened.")
TOO_MANY_PARTS = _l("This zip has more than 50 files in it. A OneRoster zip has at most 20.")
DAMAGED = _l("This zip is damaged or not complete. Export it again, and send that.")
LOCKED = _l("This zip is locked with a password. Export it without one.")
ZIP_ALONE = _l("Send the zip alone, or the CSV files without it.")
IN_FOLDER = _l("A file in this zip lies in a folder or has a path in its name. Pack the CSV files without any folder, and send that.")
TWICE_THERE = _l("Two files are called %(name)s. Send each once.")
NO_USERS = _l("There is no users.csv among these files, and more than one file. Send the whole OneRoster zip, or one CSV of staff.")
NO_ROLES = _l(
    "users.csv has no column “role” (OneRoster 1.1), and there is no roles.csv (OneRoster 1.2). Without roles nobody is known as staff."
)
NOT_UTF8 = _l("%(name)s is not in UTF-8: around row %(row)d it has bytes of another encoding, such as Latin-1. Save it as “CSV UTF-8”.")
EMPTY = _l("%(name)s is empty: it has no header.")
NO_COLUMN = _l(
    "%(name)s has no column %(column)s. Columns may stand in any order, but these must be there. Look at the first row of the file."
)
COLUMN_TWICE = _l("%(name)s has the column “%(column)s” twice. Nobody can tell which one holds.")
WIDTH = _l(
    "Row %(row)d of %(name)s has %(cells)d cells where the header has %(width)d. A comma or a quote is amiss there, or in the row before."
)
NOT_CSV = _l("%(name)s cannot be read from row %(row)d on: a quote is not closed there, or a cell is far too long.")
UNKEEPABLE = _l("A row has a character in it that cannot be kept (a zero byte). Export the file anew.")
NOT_THERE = _l(
    "Row %(row)d of %(name)s has something under “%(column)s” where only %(known)s can stand. Are two columns of the header swapped?"
)
ROLES_SWAPPED = _l("Most rows of %(name)s have no known role under “role”. Are two columns of the header swapped?")
NO_STAFF = _l("No row of %(name)s is about staff. Rows of pupils and guardians were counted and not read: %(others)d.")
MAIL_SWAPPED = _l("Under “email” most rows of staff hold no e-mail address. Are two columns of the header swapped?")
NAMES_SWAPPED = _l(
    "First and last names stand the other way round than in the accounts here, for most people. Are two columns of the header swapped?"
)
ID_TWICE = _l("Rows %(first)d and %(second)d have the same number in the staff list (sourcedId). Each person has one; nothing was taken.")
DROP = _l(
    "%(ended)d of %(all)d people of the staff list are not in this file, more than %(most)d in a hundred. "
    "Most likely the file is not complete. Send the whole list, say that it holds changes only, or end these accounts by hand first."
)
MODE = _l("Say whether the file lists everybody, or changes only.")
GONE = _l("Somebody applied, discarded or replaced this list meanwhile. Nothing was changed by you.")
LOST = _l("The rows of this list are not there any more, as after a fault of the server. Discard it, and send the file again.")

REFUSED: dict[str, str | Promise] = {
    "no_id": _l("It has no number in the staff list (sourcedId)."),
    "no_name": _l("It has no name."),
    "no_mail": _l("It has no e-mail address, and nobody signs in without one."),
    "bad_mail": _l("Its e-mail address is not written as one."),
    "too_long": _l("Its number, name, address or position is longer than fits."),
    "same_mail": _l("Another row of this file has the same e-mail address."),
    "taken_mail": _l("The e-mail address belongs to another account here. Look at that account, and change the one that is wrong."),
    "disabled_there": _l("Your system has this person disabled, so no account is made."),
    "oneself": _l("It is your own account, which no import ends."),
    "guarded": _l(
        "It is the superintendent’s account: it is ended by hand alone, and a list changes it only when the superintendent sends it."
    ),
}
"""Why one row is refused, by its code."""


def refused(sentence: str | Promise, **values: object) -> Unfit:
    """The whole file is not taken."""
    return Unfit({FIELD: str(sentence) % values if values else str(sentence)})


def listed(words: Sequence[str]) -> str:
    """Names of columns in a sentence."""
    return _(" and ").join(f"“{word}”" for word in words)
