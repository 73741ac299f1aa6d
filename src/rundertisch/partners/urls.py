# SPDX-License-Identifier: EUPL-1.2
"""The paths of partners."""

from django.urls import path

from rundertisch.partners import views

app_name = "partners"

urlpatterns = [
    path("", views.partners, name="partners"),
    path("neu/", views.new_partner, name="new_partner"),
    path("anlegen/", views.keep_partner, name="keep_partner"),
]
