"""Which browser a session is in, in words that its owner knows it by."""

from django.utils.translation import gettext as _

BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
"""By the word that a browser sends; those that name themselves beside another one's word stand first."""
SYSTEMS = {
    "CrOS": "ChromeOS",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def browser(user_agent: str) -> str:
    """As "Chrome on Windows", of what the browser says of itself; a sentence where it says nothing that we know."""
    name, system = (next((words for sent, words in known.items() if sent in user_agent), "") for known in (BROWSERS, SYSTEMS))
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system or _("A browser that we do not know")
