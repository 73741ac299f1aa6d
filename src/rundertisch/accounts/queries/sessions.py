# SPDX-License-Identifier: EUPL-1.2
"""How a browser is called by people; what it says of itself is meant for machines."""

# the first that is found counts: most browsers also claim to be others
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser_name(*, user_agent: str) -> str:
    """Return „Firefox, Windows“, or what the browser says where that is not known."""
    found = [
        next((name for sign, name in signs if sign in user_agent), "")
        for signs in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or user_agent or "unbekannt"
