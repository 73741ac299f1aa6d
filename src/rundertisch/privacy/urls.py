# SPDX-License-Identifier: EUPL-1.2
"""The paths of privacy."""

from django.urls import path

from rundertisch.privacy import views

app_name = "privacy"

urlpatterns = [path("verzeichnis/", views.register, name="register")]
