# SPDX-License-Identifier: EUPL-1.2
"""The paths of places."""

from django.urls import path

from rundertisch.places import views

app_name = "places"

urlpatterns = [path("", views.places, name="places")]
