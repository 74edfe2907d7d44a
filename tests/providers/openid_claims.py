"""What the test's OpenID provider asserts of a person, in the id token."""

from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator


class Claims(OAuth2Validator):
    """Address, and by which ways the person proved it."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        person = request.user
        return {"email": person.email, "email_verified": True, "amr": person.first_name.split()}
