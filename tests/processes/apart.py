"""`python -m tests.processes.apart`: people and cases at triage in the database that the environment names; tells who and which."""

import json
import sys

import django


def main(cases: int) -> dict[str, list[str]]:
    """The addresses of three members of a Triage Team who may write notes, and the codes of so many cases of theirs."""
    from tests.cast import a_case, a_cast  # only once Django is set up
    from tests.processes.browser import PASSWORD

    cast = a_cast()
    members = [cast.principal, cast.counselor, cast.teacher]
    for member in members:
        member.set_password(PASSWORD)
        member.save(update_fields=["password"])
    return {"members": [member.email for member in members], "codes": [a_case(cast, "triage").code for _ in range(cases)]}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(int(sys.argv[1]))))
