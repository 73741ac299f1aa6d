# SPDX-License-Identifier: EUPL-1.2
"""The paths of privacy."""

from django.urls import path

from rundertisch.privacy import views

app_name = "privacy"

ONE = "einwilligungen/<uuid:subject>/"
SOMEBODY = "vergessen/<slug:kind>/<int:pk>/"
urlpatterns = [
    path("verzeichnis/", views.register, name="register"),
    path("protokolle/", views.log_openings, name="log_openings"),
    path("protokolle/antrag/", views.ask_to_open_log, name="ask_to_open_log"),
    path("protokolle/<int:pk>/", views.log_opening, name="log_opening"),
    path("protokolle/<int:pk>/antwort/", views.decide_on_log, name="decide_on_log"),
    path(ONE, views.consents, name="consents"),
    path(f"{ONE}eintragen/", views.record_consent, name="record_consent"),
    path(f"{ONE}<int:pk>/widerrufen/", views.withdraw_consent, name="withdraw_consent"),
    path(f"{ONE}text/<slug:data_class>/", views.entrust, name="entrust"),
    path("anvertraut/", views.entrusted, name="entrusted"),
    path("verzeichnis.<str:form>", views.export_register, name="export_register"),
    path("verantwortliche/", views.controllers, name="controllers"),
    path("verantwortliche/vorlagen/", views.enter_templates, name="enter_templates"),
    path("verantwortliche/neu/", views.controller_form, name="new_controller"),
    path("verantwortliche/eintragen/", views.keep_controller, name="add_controller"),
    path("verantwortliche/<int:pk>/", views.controller_form, name="controller"),
    path("verantwortliche/<int:pk>/aendern/", views.keep_controller, name="keep_controller"),
    path("verantwortliche/<int:pk>/beenden/", views.end_controller, name="end_controller"),
    path("antraege/", views.requests, name="requests"),
    path("antraege/<int:pk>/", views.one_request, name="request"),
    path("antraege/<int:pk>/beantworten/", views.answer_request, name="answer_request"),
    path("person/<uuid:subject_id>/", views.person, name="person"),
    path("person/<uuid:subject_id>/link/", views.open_own_view, name="open_own_view"),
    path(
        "person/<uuid:subject_id>/link/<int:pk>/schliessen/",
        views.close_own_view,
        name="close_own_view",
    ),
    path("person/<uuid:subject_id>/antrag/", views.take_request, name="take_request"),
    path("person/<uuid:subject_id>/auskunft.<str:form>", views.hand_out, name="hand_out"),
    path("fristen/", views.retention, name="retention"),
    path("fristen/<int:pk>/", views.set_retention, name="set_retention"),
    path("vergessen/", views.due, name="due"),
    path("auftrag/<int:pk>/", views.forget_request, name="forget_request"),
    path("quittung/<int:number>/", views.receipt, name="receipt"),
    path("quittung/<int:number>/datei/", views.receipt_file, name="receipt_file"),
    path(SOMEBODY, views.forget_person, name="forget_person"),
    path(f"{SOMEBODY}sperre/", views.set_hold, name="set_hold"),
    path(f"{SOMEBODY}sperre/<int:hold>/", views.lift_hold, name="lift_hold"),
    path(f"{SOMEBODY}archiv/", views.offer_to_archive, name="offer_to_archive"),
    path(f"{SOMEBODY}archiv/<int:offer>/", views.answer_of_archive, name="answer_of_archive"),
    path(f"{SOMEBODY}auftrag/", views.ask_to_forget, name="ask_to_forget"),
]

own = [  # public: the secret of the link is the only key
    path("<str:token>/", views.own_view, name="own_view"),
    path("<str:token>/antrag/<str:kind>/", views.ask_form, name="ask_form"),
    path("<str:token>/antrag/<str:kind>/senden/", views.ask, name="ask"),
    path("<str:token>/einwilligung/<int:pk>/", views.withdraw_form, name="withdraw_form"),
    path("<str:token>/einwilligung/<int:pk>/widerrufen/", views.withdraw, name="withdraw"),
    path("<str:token>/beenden/<slug:app>/", views.end_form, name="end_form"),
    path("<str:token>/beenden/<slug:app>/jetzt/", views.end, name="end"),
    path("<str:token>/auskunft.<str:form>", views.take_along, name="take_along"),
]
