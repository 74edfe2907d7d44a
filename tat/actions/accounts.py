"""People's accounts: made, changed by hand, enabled, disabled, and ended for good when somebody leaves."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _l

from tat import audit, clock
from tat.actions.district_doors import locked_district, may_touch
from tat.actions.provider_sign_in import forget_ties
from tat.models import District, User
from tat.permissions import scope_of
from tat.statutes import local_date
from tat.workflow import refuse

MAIL, NAME, POSITION = (
    _l("Write the e-mail address."),
    _l("Write the name."),
    _l("Write the position, as it is printed beside a signature."),
)
TAKEN = _l("Another account has this e-mail address.")
ONESELF = _l("You cannot end or disable your own account. Somebody else who sets the district up does that.")
NOBODY = _l("Choose at least one account.")
# What is open of those who leave ends with the day; what would begin later ends with its first day.
ENDING = tuple(
    statement + " = any(%(people)s) and (until_on is null or until_on > %(day)s)"
    for statement in (
        "update tat_appointment set until_on = greatest(from_on, %(day)s) where user_id",
        "update tat_seat set until_on = greatest(from_on, %(day)s) where user_id",
        "update tat_designation set until_on = greatest(from_on, %(day)s) where designee_id",
    )
)
# Second factors, ties to providers, open words and sessions go too: whoever comes back begins anew.
GONE = (
    "delete from mfa_authenticator where user_id = any(%(people)s)",
    "delete from usersessions_usersession where user_id = any(%(people)s)",
    "delete from tat_providertie where user_id = any(%(people)s)",
    "update tat_setupword set ended_at = %(at)s where user_id = any(%(people)s) and used_at is null and ended_at is null",
    "update tat_factorrelease set ended_at = %(at)s where user_id = any(%(people)s) and released_at is null and ended_at is null",
)
END = """
update tat_user set is_active = false, ended_at = %(at)s, password = %(never)s, session_round = session_round + 1
 where id = any(%(people)s) and ended_at is null
"""


@dataclass(frozen=True, kw_only=True)
class AccountGiven:
    """An account as it is typed."""

    email: str
    full_name: str
    position: str

    def cleaned(self) -> dict[str, str]:
        """As it is kept."""
        return {"email": self.email.strip().lower(), "full_name": " ".join(self.full_name.split()), "position": self.position.strip()}


def accounts_of(district_id: int | None) -> QuerySet[User]:
    """Everybody who has or had an account in the district."""
    return User.objects.filter(district_id=district_id or 0)


@transaction.atomic
def add_account(*, by: User, given: AccountGiven) -> User:
    """Make an account by hand; it waits until somebody enables it. Raises PermissionDenied, Unfit."""
    at = clock.now()
    district = locked_district(by, at)
    words = _fit(given)
    person = User(district=district, is_active=False, **words)
    person.set_unusable_password()
    person.save(force_insert=True)
    _log("account_added", district, [person.pk], by, at)
    return person


@transaction.atomic
def change_account(*, by: User, user_id: int, given: AccountGiven) -> User:
    """Change what is known of a person. Where the staff list made the account, what is typed here wins over the list from now on.

    Raises PermissionDenied, Http404, Unfit.
    """
    at = clock.now()
    district = locked_district(by, at)
    (person,) = _locked(district, by, [user_id], at)
    words = _fit(given, person)
    changed = [name for name, value in words.items() if getattr(person, name) != value]
    if not changed:
        return person
    for name in changed:
        setattr(person, name, words[name])
    if person.source_id:
        person.by_hand = sorted({*person.by_hand, *changed})
    person.save(update_fields=[*changed, "by_hand"])
    if "email" in changed:
        forget_ties(User.objects.filter(pk=person.pk))
    _log("account_changed", district, [person.pk], by, at, changed=changed)
    return person


@transaction.atomic
def follow_list(*, by: User, user_id: int) -> User:
    """Let the staff list write this account again: the next import brings what it says. Raises PermissionDenied, Http404."""
    at = clock.now()
    district = locked_district(by, at)
    (person,) = _locked(district, by, [user_id], at)
    if person.by_hand:
        person.by_hand = []
        person.save(update_fields=["by_hand"])
        _log("account_follows_list", district, [person.pk], by, at)
    return person


@transaction.atomic
def enable_accounts(*, by: User, user_ids: Collection[int]) -> int:
    """Let these people sign in. Gives how many could not before. Raises PermissionDenied, Http404, Unfit."""
    at = clock.now()
    district = locked_district(by, at)
    refuse(("", str(NOBODY), not user_ids))
    people = [person.pk for person in _locked(district, by, user_ids, at) if not person.is_active]
    User.objects.filter(pk__in=people).update(is_active=True, ended_at=None)
    forget_ties(User.objects.filter(pk__in=people))
    if people:
        _log("accounts_enabled", district, people, by, at)
    return len(people)


@transaction.atomic
def disable_account(*, by: User, user_id: int) -> User:
    """Let a person sign in no more for now; offices and seats stay. Raises PermissionDenied, Http404, Unfit for the own account."""
    at = clock.now()
    district = locked_district(by, at)
    (person,) = _locked(district, by, [user_id], at)
    refuse(("", str(ONESELF), person == by))
    if person.is_active:
        person.is_active = False
        person.save(update_fields=["is_active"])
        _log("account_disabled", district, [person.pk], by, at)
    return person


@transaction.atomic
def end_account(*, by: User, user_id: int) -> User:
    """Somebody leaves: no request from now on, and seats, offices and designations end with the day. What the person did stays.

    Raises PermissionDenied, Http404, Unfit for the own account.
    """
    at = clock.now()
    district = locked_district(by, at)
    (person,) = _locked(district, by, [user_id], at)
    refuse(("", str(ONESELF), person == by))
    if end_people([person.pk], at):
        _log("account_ended", district, [person.pk], by, at)
    person.refresh_from_db()
    return person


def nobodys_password() -> str:
    """A password that nobody has: whoever signed in with an earlier one is signed out by it."""
    return make_password(None)


def end_people(people: Iterable[int], at: datetime) -> int:
    """End these accounts in sets, within the caller's transaction and log entry. Gives how many had not ended."""
    values = {"people": list(people), "day": local_date(at), "at": at, "never": nobodys_password()}
    with connection.cursor() as cursor:
        for statement in (*ENDING, *GONE):
            cursor.execute(statement, values)
        cursor.execute(END, values)
        return cursor.rowcount


def _locked(district: District, by: User, user_ids: Collection[int], at: datetime) -> list[User]:
    """These accounts, locked. Raises Http404 for one of another district, PermissionDenied for one that is not theirs to touch."""
    people = list(accounts_of(district.pk).select_for_update(no_key=True).filter(pk__in=list(user_ids)).order_by("pk"))
    if len(people) != len(set(user_ids)):
        raise Http404
    scope = scope_of(by, at)
    if not all(may_touch(scope, person, at) for person in people):
        raise PermissionDenied
    return people


def _fit(given: AccountGiven, person: User | None = None) -> dict[str, str]:
    words = given.cleaned()
    others = User.objects.filter(email=words["email"]).exclude(pk=person.pk if person else None)
    refuse(
        ("email", str(MAIL), not words["email"]),
        ("email", str(TAKEN), bool(words["email"]) and others.exists()),
        ("full_name", str(NAME), not words["full_name"]),
        ("position", str(POSITION), not words["position"]),
    )
    return words


def _log(action: str, district: District, people: list[int], by: User, at: datetime, changed: Iterable[str] = ()) -> None:
    """One entry; of one account its number, of several how many."""
    one = f"user:{people[0]}" if len(people) == 1 else ""
    audit.record(action, by=by, at=at, district_id=district.pk, changed=list(changed), count=len(people), detail=one)


__all__ = [
    "AccountGiven",
    "accounts_of",
    "add_account",
    "change_account",
    "disable_account",
    "enable_accounts",
    "end_account",
    "end_people",
    "follow_list",
    "nobodys_password",
]
