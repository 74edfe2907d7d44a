"""What a person chooses about mail: the daily list alone, since every other mail is about a duty or a change that waits for them."""

from django.core.signing import BadSignature, Signer
from django.db import transaction

from tat import audit, clock
from tat.models import User

SIGNER = Signer(salt="daily list")


@transaction.atomic
def choose_daily_list(*, user: User, wanted: bool) -> bool:
    """Turn the daily list on or off; whether that changed anything."""
    at = clock.now()
    changed = bool(User.objects.filter(pk=user.pk).exclude(daily_list=wanted).update(daily_list=wanted))
    if changed:
        audit.record("daily_list_on" if wanted else "daily_list_off", by=user, at=at)
    return changed


def secret_for(user: User) -> str:
    """The secret of the address in the daily list with which it is switched off without signing in."""
    return SIGNER.sign(str(user.pk))


def user_of(secret: str) -> User | None:
    """Whose daily list it is; None for a secret that was never sent, or an account that has ended."""
    try:
        number = SIGNER.unsign(secret)
    except BadSignature:
        return None
    return User.objects.filter(pk=number, is_active=True).first()
