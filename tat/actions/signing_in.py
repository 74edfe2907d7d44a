"""Help with sign-in by administrators: set-up words, lost second factors released by two, and sessions ended."""

import secrets
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _l

from tat import audit, clock, vault
from tat.actions.accounts import accounts_of
from tat.actions.district_doors import locked_district, may_touch
from tat.models import Appointment, FactorRelease, SetUpWord, User
from tat.notices.accounts import tell_account
from tat.notices.watch import FACTOR, end_watch, tell_watch
from tat.permissions import scope_of
from tat.roles import PERMISSIONS, Permission
from tat.statutes import local_date
from tat.workflow import refuse

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's 32: nothing is taken for something else
READ_AS = str.maketrans("OIL", "011")
GROUPS, GROUP = 4, 5
ONESELF = _l("Somebody else who sets the district up does that for you.")
WAITS = _l("Enable the account first: nobody signs in with it now.")
NOTHING_LOST = _l("This person has no second factor. At the next sign-in the person is led to set one up.")
ASKED_TWICE = _l("Somebody has asked for it already. A second person who sets the district up releases it.")
NOT_ASKED = _l("Nobody asks for it any more. Ask for it anew.")
BY_ANOTHER = _l("You asked for it. Another person who sets the district up releases it.")


@transaction.atomic
def hand_word(*, by: User, user_id: int) -> str:
    """A fresh word with which the person sets a password; an earlier one ends. It is told once and kept nowhere.

    Raises PermissionDenied, Http404, Unfit.
    """
    at = clock.now()
    person = _person(by, user_id, at)
    if not may_touch(scope_of(by, at), person, at):
        raise PermissionDenied
    refuse(("", str(ONESELF), person == by), ("", str(WAITS), not person.is_active))
    return _new_word(person, by, at)


@transaction.atomic
def hand_word_at_server(*, email: str) -> str:
    """As `hand_word`, by whoever runs the server, for an account that nobody else can help. Raises User.DoesNotExist, Unfit."""
    at = clock.now()
    person = User.objects.select_for_update(no_key=True).get(email=email.strip().lower())
    refuse(("", str(WAITS), not person.is_active))
    return _new_word(person, None, at)


def holder(*, email: str, word: str) -> User | None:
    """Whose open word this is; None where address and word do not belong together, or it was used or has run out."""
    found = _open_words(clock.now()).filter(user__email=email.strip().lower(), mac=_mac(word)).select_related("user").first()
    return found.user if found else None


@transaction.atomic
def use_word(*, email: str, word: str, password: str) -> User | None:
    """Set the person's password with the word, which ends by it, and so do all sessions; a mail says so. None as with `holder`.

    Raises ValidationError for a password that may not be one.
    """
    at = clock.now()
    rows = _open_words(at).select_for_update(of=("self",)).select_related("user")
    found = rows.filter(user__email=email.strip().lower(), mac=_mac(word)).first()
    if found is None:
        return None
    validate_password(password, found.user)
    found.used_at = at
    found.save(update_fields=["used_at"])
    person = found.user
    person.set_password(password)
    person.session_round += 1
    person.save(update_fields=["password", "session_round"])
    tell_account(person.pk, step="password", ref=found.pk, at=at)
    audit.record("password_set", by=person, at=at, district_id=person.district_id)
    return person


@transaction.atomic
def ask_release(*, by: User, user_id: int) -> FactorRelease:
    """The first of two: phone or key is lost, and the administrator knows who asks. Raises PermissionDenied, Http404, Unfit."""
    at = clock.now()
    person = _person(by, user_id, at)
    _run_out(person, at)
    refuse(
        ("", str(ONESELF), person == by),
        ("", str(NOTHING_LOST), not Authenticator.objects.filter(user=person).exists()),
        ("", str(ASKED_TWICE), open_release(person, at) is not None),
    )
    until = at + timedelta(hours=settings.FACTOR_RELEASE_HOURS)
    row = FactorRelease.objects.create(user=person, asked_by=by, asked_at=at, until_at=until)
    others = set(seconds_for(person, at)) - {by.pk, person.pk}
    tell_watch(others, step=FACTOR, ref=row.pk, at=at, person_id=person.pk)
    _log("factor_release_asked", by, person, at)
    return row


@transaction.atomic
def withdraw_release(*, by: User, user_id: int) -> None:
    """Take the asking back, by whoever sets the district up. Raises PermissionDenied, Http404, Unfit."""
    at = clock.now()
    person = _person(by, user_id, at)
    row = open_release(person, at)
    refuse(("", str(NOT_ASKED), row is None))
    assert row is not None
    FactorRelease.objects.filter(pk=row.pk).update(ended_at=at)
    end_watch([row.pk], step=FACTOR)
    _log("factor_release_withdrawn", by, person, at)


@transaction.atomic
def release_factor(*, by: User, user_id: int) -> FactorRelease:
    """The second of two: every factor of the person goes, every session ends, and the person is told by mail.

    Raises PermissionDenied, Http404, Unfit for who asked for it, and for the person's own.
    """
    at = clock.now()
    person = _person(by, user_id, at)
    row = open_release(person, at)
    refuse(
        ("", str(ONESELF), person == by),
        ("", str(NOT_ASKED), row is None),
        ("", str(BY_ANOTHER), row is not None and row.asked_by_id == by.pk),
    )
    assert row is not None
    row.released_by, row.released_at = by, at
    row.save(update_fields=["released_by", "released_at"])
    Authenticator.objects.filter(user=person).delete()
    end_watch([row.pk], step=FACTOR)
    _end(person)
    tell_account(person.pk, step="released", ref=row.pk, at=at)
    _log("factor_released", by, person, at)
    return row


@transaction.atomic
def end_sessions(*, by: User, user_id: int) -> None:
    """Sign a person out everywhere: a laptop is lost or stolen. Raises PermissionDenied, Http404, Unfit for the own."""
    at = clock.now()
    person = _person(by, user_id, at)
    refuse(("", str(ONESELF), person == by))
    _end(person)
    _log("sessions_ended", by, person, at)


def seconds_for(person: User, at: datetime) -> list[int]:
    """Who may be the second of two: whoever sets the person's district up by an office held on that day."""
    roles = [role.value for role, permissions in PERMISSIONS.items() if Permission.SET_UP_DISTRICT in permissions]
    held = Appointment.objects.held_on(local_date(at)).filter(district_id=person.district_id, role__in=roles, user__is_active=True)
    return list(held.values_list("user_id", flat=True))


def open_release(person: User, at: datetime) -> FactorRelease | None:
    """What is asked for and not yet released, taken back or run out."""
    rows = FactorRelease.objects.filter(user=person, released_at=None, ended_at=None, until_at__gt=at)
    return rows.select_related("asked_by").first()


def last_release(person: User) -> FactorRelease | None:
    """The last one that two administrators released."""
    rows = FactorRelease.objects.filter(user=person, released_at__isnull=False).select_related("asked_by", "released_by")
    return rows.order_by("-released_at").first()


def _person(by: User, user_id: int, at: datetime) -> User:
    district = locked_district(by, at)
    person = accounts_of(district.pk).select_for_update(no_key=True).filter(pk=user_id).first()
    if person is None:
        raise Http404
    return person


def _new_word(person: User, by: User | None, at: datetime) -> str:
    SetUpWord.objects.filter(user=person, used_at=None, ended_at=None).update(ended_at=at)
    word = "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    until = at + timedelta(hours=settings.SET_UP_WORD_HOURS)
    SetUpWord.objects.create(user=person, mac=_mac(word), made_by=by, made_at=at, until_at=until)
    _log("set_up_word_made", by, person, at)
    return word


def _mac(word: str) -> bytes:
    letters = "".join(each for each in word.upper() if each.isalnum())
    return vault.mac("set-up word", letters.translate(READ_AS).encode())


def _open_words(at: datetime) -> QuerySet[SetUpWord]:
    return SetUpWord.objects.filter(used_at=None, ended_at=None, until_at__gt=at, user__is_active=True)


def _run_out(person: User, at: datetime) -> None:
    over = FactorRelease.objects.filter(user=person, released_at=None, ended_at=None, until_at__lte=at)
    end_watch(over.values_list("pk", flat=True), step=FACTOR)
    over.update(ended_at=at)


def _end(person: User) -> None:
    """No session of theirs is taken any more from the next request on."""
    User.objects.filter(pk=person.pk).update(session_round=F("session_round") + 1)


def _log(action: str, by: User | None, person: User, at: datetime) -> None:
    audit.record(action, by=by, at=at, district_id=person.district_id, detail=f"user:{person.pk}")


__all__ = [
    "ask_release",
    "end_sessions",
    "hand_word",
    "hand_word_at_server",
    "holder",
    "last_release",
    "open_release",
    "release_factor",
    "use_word",
    "withdraw_release",
]
