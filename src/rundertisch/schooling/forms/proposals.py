# SPDX-License-Identifier: EUPL-1.2
"""The order to compute."""

from django import forms


class ProposePlaces(forms.Form):
    """Nothing to fill in: the button itself is the order."""
