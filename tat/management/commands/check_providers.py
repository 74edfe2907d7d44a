"""Whether the districts' identity providers are set up so that somebody can come in."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tat.identity import Provider
from tat.models import District
from tat.sign_in import oidc, saml
from tat.sign_in.proof import Refused


class Command(BaseCommand):
    """Says of each provider what it must be told, and what is missing; ends with 1 where something is."""

    help = "List the identity providers of IDENTITY_PROVIDERS_FILE, what each must be told, and what is missing."

    def handle(self, *args: object, **options: object) -> None:
        found: dict[str, Provider] = settings.IDENTITY_PROVIDERS
        slugs = set(District.objects.order_by("slug").values_list("slug", flat=True))
        self.stdout.write(f"Districts: {', '.join(sorted(slugs)) or 'none yet'}.")
        wrong = 0
        for provider in found.values():
            ours = oidc.our_address(provider) if provider.is_oidc else saml.our_name(provider)
            self.stdout.write(f"{provider.id} ({provider.protocol}): the provider is told {ours}")
            for sentence in _missing(provider, slugs):
                self.stdout.write(f"  {sentence}")
                wrong += 1
        if not found:
            self.stdout.write("IDENTITY_PROVIDERS_FILE names no file: everybody signs in with a password.")
        if wrong:
            raise CommandError(f"To mend: {wrong}.")


def _missing(provider: Provider, slugs: set[str]) -> list[str]:
    said = [] if provider.district in slugs else [f"No district is called {provider.district}."]
    if provider.is_oidc:
        try:
            oidc.described(provider)
        except Refused as refused:
            said.append(f"Its description at the issuer's address cannot be used: {refused.why}.")
    return said
