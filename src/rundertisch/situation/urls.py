# SPDX-License-Identifier: EUPL-1.2
"""The paths of the situation."""

from django.urls import path

from rundertisch.situation import views

app_name = "situation"

urlpatterns = [
    path("lebensbereiche/", views.need_domains, name="need_domains"),
    path("lebensbereiche/hinzufuegen/", views.add_need_domain, name="add_need_domain"),
    path("lebensbereiche/<str:code>/", views.describe_need_domain, name="describe_need_domain"),
    path("lebensbereiche/<str:code>/ende/", views.end_need_domain, name="end_need_domain"),
]
