"""How a reporting channel is tested, step by step: our own words for each kind of channel; no official list (handbook 8.7)."""

from typing import Any

from django.utils.translation import gettext_lazy as _l

from tat.models import ReportingMechanism

Kind = ReportingMechanism.Kind
WORDS = _l("“This is a test of the reporting channel. Nobody is in danger. Whoever reads it, tell the office when you did.”")
FIND: Any = _l("Find the channel as a student or parent would: by the website, the handbook or the poster. Note where it is hard to find.")
READ: Any = _l(
    "Ask who watches it when the message was seen and what would have been done. Somebody in danger could not have waited longer."
)
BACKUP: Any = _l("Ask the back-up too: does that person get in, today, without the owner?")
SEND: dict[str, tuple[Any, ...]] = {
    Kind.FORM: (
        _l("Send the words from a phone, without signing in and without a name. Write the four words down that you are given."),
        _l("Come back with the four words later: does it say that the message was read?"),
    ),
    Kind.PHONE: (
        _l("Call in the hours in which it is watched, and once outside them. Say the words, or leave them on the machine."),
        _l("Listen to what the machine says: does it name 911 and 988?"),
    ),
    Kind.EMAIL: (_l("Send the words from a private address. Look whether an answer comes, and whether it went into the unwanted mail."),),
    Kind.TIPLINE: (_l("Send the words in each way that the line offers: call, text, app. Say at the start that it is a test."),),
    Kind.BOX: (_l("Put the words into the box on a sheet of paper, with the time. Look whether somebody sees you do it."),),
    Kind.PORTAL: (_l("Sign in as somebody without rights of the team, and send the words there."),),
    Kind.SAFE2HELP: (
        _l("Send no test tip. Check with the program that the district’s contacts are right, and that each is reached at night."),
        _l("Ask each contact to say where a tip would be keyed in."),
    ),
}


def script_of(kind: str) -> list[Any]:
    """The steps of one test of a channel of that kind, in their order."""
    return [FIND, *SEND[kind], READ, BACKUP]
