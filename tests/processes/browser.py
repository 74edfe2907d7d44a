"""People at a started server: the demonstration's own visitor, signed in by the form."""

from reporting.management.demo.visitor import Visitor
from tat.models import User

PASSWORD = "copper-lantern-in-the-attic"


def visitor(port: int, user: User) -> Visitor:
    """This person, signed in with a password made for the purpose."""
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    found = Visitor(f"http://localhost:{port}")
    found.sign_in(user.email, PASSWORD)
    return found


def answers(port: int, path: str) -> bool:
    """Whether anything answers there, whatever its status."""
    return Visitor(f"http://localhost:{port}").get(path).status > 0
