# SPDX-License-Identifier: EUPL-1.2
"""The gallery of components."""

from django.urls import path

from rundertisch.kernel import views

app_name = "kernel"
urlpatterns = [path("", views.gallery, name="gallery")]
