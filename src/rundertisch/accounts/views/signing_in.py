# SPDX-License-Identifier: EUPL-1.2
"""The page on which one signs in."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings

from rundertisch.accounts.policies import district


class SigningIn(LoginView):
    """allauth's page, which also offers the district's sign-in where there is one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's own
        """Return what the page shows."""
        offered = settings.DISTRICT_NAME if district.configured() else ""
        return {**super().get_context_data(**kwargs), "district": offered}


signing_in = SigningIn.as_view()
