"""A set-up word for an account that nobody in the product can help: the first administrator's, or the superintendent's own."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from tat.actions.signing_in import hand_word_at_server
from tat.models import User
from tat.workflow import Blocked


class Command(BaseCommand):
    """It is logged as an act of the system, beside who asked for it in the operator's own records."""

    help = "Prints a word with which the person sets a password once, at /account/set-up/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="The e-mail address of the account; it must be enabled.")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        try:
            self.stdout.write(hand_word_at_server(email=email))
        except User.DoesNotExist:
            raise CommandError("No account has this e-mail address.") from None
        except Blocked as blocked:
            raise CommandError(" ".join(blocked.problems)) from None
