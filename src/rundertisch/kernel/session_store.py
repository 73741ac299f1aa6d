# SPDX-License-Identifier: EUPL-1.2
"""Where sessions are kept: Django's table, read by a question that is planned once.

Django takes the class from here by its name (``SESSION_ENGINE``).
"""

from typing import Any

from django.contrib.sessions.backends import db

from rundertisch.kernel import prepared

_ALIVE = prepared.text(
    """
select session_data from django_session
where session_key = %s and expire_date > statement_timestamp()
""",
    "",
)


class SessionStore(db.SessionStore):
    """Reads as Django does, by the clock of the database; everything else is Django's."""

    def load(self) -> dict[str, Any]:
        found = prepared.rows(sql=_ALIVE, values=[self.session_key])
        if not found:
            self._session_key = None
            return {}
        data: dict[str, Any] = self.decode(found[0][0])
        return data
