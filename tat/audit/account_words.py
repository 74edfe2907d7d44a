"""What acts on accounts and signing in are called in the log, by their codes. One line each, sorted."""

OF_ACCOUNTS: dict[str, str] = {
    "account_added": "made an account by hand",
    "account_changed": "changed a person's account",
    "account_disabled": "disabled a person's account",
    "account_ended": "ended the account of a person who left",
    "account_follows_list": "let the staff list write an account again",
    "accounts_enabled": "enabled accounts",
    "factor_added": "set up a second factor",
    "factor_codes_made": "made new recovery codes",
    "factor_release_asked": "asked that a person's lost second factor be released",
    "factor_release_withdrawn": "took back that a second factor be released",
    "factor_released": "released a person's lost second factor, as the second of two",
    "factor_removed": "removed a second factor",
    "signed_in_by_provider": "signed in through the district's identity provider",
    "sessions_ended": "ended all sessions of a person",
    "sessions_ended_own": "ended other sessions of the own account",
}
