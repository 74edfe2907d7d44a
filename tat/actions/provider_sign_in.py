"""Sign-in through a district's identity provider: whose account its word opens, and the entry that the sign-in leaves."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tat import audit, clock, vault
from tat.identity import EMAIL, Provider
from tat.models import ProviderTie, User
from tat.workflow import refuse

PURPOSE = "provider subject"


def subject_mac(provider: Provider, subject: str) -> bytes:
    """What is kept of the provider's own name for a person; empty where it gives none that stays."""
    return vault.mac(PURPOSE, f"{provider.issuer}\0{subject}".encode()) if subject else b""


def person_named(provider: Provider, name: str, mac: bytes) -> User | None:
    """The enabled account of the provider's own district that it names; None for any other, and for one that is somebody else's there.

    `name` is the e-mail address or the number of the staff list, as the settings say; `mac` as `subject_mac` gives it.
    """
    wanted = {"email": name.strip().lower()} if provider.account == EMAIL else {"source_id": name.strip()}
    if not name.isascii() or not all(wanted.values()):  # letters that only look like others become them in small letters
        return None
    people = User.objects.filter(district__slug=provider.district, is_active=True, **wanted)
    person = people.select_related("district").first()
    return person if person and (not mac or _is_theirs(provider, person, mac)) else None


@transaction.atomic
def sign_in_by_provider(*, by: User, provider: Provider, mac: bytes, address: str) -> None:
    """A session begins that the provider opened: the account is tied to that person there, and one entry names provider and address.

    Raises Unfit where the account was tied to somebody else meanwhile.
    """
    at = clock.now()
    refuse(("", "Somebody else at the provider holds this account.", not _tied(provider, by, mac, at)))
    audit.record("signed_in_by_provider", by=by, at=at, district_id=by.district_id, detail=f"{provider.id} {address}"[:200])


def forget_ties(people: QuerySet[User]) -> None:
    """Whoever the providers name next for these accounts is tied to them: the address changed, or the account is enabled anew."""
    ProviderTie.objects.filter(user__in=people).delete()


def _is_theirs(provider: Provider, person: User, mac: bytes) -> bool:
    ties = ProviderTie.objects.filter(provider=provider.id)
    kept = ties.filter(user=person).values_list("mac", flat=True).first()
    return bytes(kept) == mac if kept else not ties.filter(mac=mac).exists()


def _tied(provider: Provider, person: User, mac: bytes, at: datetime) -> bool:
    if not mac:
        return True
    try:
        with transaction.atomic():
            tie, _ = ProviderTie.objects.get_or_create(user=person, provider=provider.id, defaults={"mac": mac, "tied_at": at})
    except IntegrityError:
        return False
    return bytes(tie.mac) == mac


__all__ = ["forget_ties", "person_named", "sign_in_by_provider", "subject_mac"]
