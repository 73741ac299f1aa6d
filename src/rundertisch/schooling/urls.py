# SPDX-License-Identifier: EUPL-1.2
"""The paths of schooling, in German and stable."""

from django.urls import path

from rundertisch.schooling import views

app_name = "schooling"

urlpatterns = [
    path("", views.waiting_list, name="waiting_list"),
    path("warteliste.csv", views.export_waiting_list, name="export_waiting_list"),
    path("kinder/neu/", views.new_child, name="new_child"),
    path("kinder/melden/", views.report_child, name="report_child"),
    path("kinder/einlesen/", views.upload_children, name="upload_children"),
    path("kinder/einlesen/pruefen/", views.import_children, name="import_children"),
    path("kinder/<int:pk>/", views.child, name="child"),
    path("kinder/<int:pk>/bearbeiten/", views.edit_child, name="edit_child"),
    path("kinder/<int:pk>/aendern/", views.change_child, name="change_child"),
    path("kinder/<int:pk>/beratung/", views.counsel_child, name="counsel_child"),
    path("kinder/<int:pk>/abschluss/", views.close_child, name="close_child"),
    path("kinder/<int:pk>/klasse/", views.settle_grade, name="settle_grade"),
    path("kinder/<int:pk>/ruecknahme/", views.undo_change, name="undo_change"),
    path("kinder/<int:pk>/umzug/", views.moving, name="moving"),
    path("kinder/<int:pk>/umzug/eintragen/", views.move_child, name="move_child"),
    path("kinder/<int:pk>/wuensche/", views.wishes, name="wishes"),
    path("kinder/<int:pk>/wuensche/eintragen/", views.keep_wishes, name="keep_wishes"),
    path("kinder/<int:pk>/doppelt/", views.doubles, name="doubles"),
    path("kinder/<int:pk>/doppelt/<int:other>/", views.merge_children, name="merge_children"),
    path("kinder/<int:pk>/trennen/", views.splitting, name="splitting"),
    path("kinder/<int:pk>/trennen/eintragen/", views.split_child, name="split_child"),
    path("plaetze/<int:pk>/nicht-erschienen/", views.absence, name="absence"),
    path(
        "plaetze/<int:pk>/nicht-erschienen/eintragen/",
        views.did_not_appear,
        name="did_not_appear",
    ),
    path("schulen/", views.schools, name="schools"),
    path("schulen/aufsicht/", views.supervision, name="supervision"),
    path("schulen/aufsicht/eintragen/", views.keep_supervision, name="keep_supervision"),
    path("schulen/<int:pk>/", views.school, name="school"),
    path("schulen/<int:pk>/regeln/", views.school_rules, name="school_rules"),
    path("schulen/<int:pk>/regeln/eintragen/", views.keep_school_rules, name="keep_school_rules"),
    path("schuljahr/", views.school_year, name="school_year"),
    path("schuljahr/wechseln/", views.roll_over, name="roll_over"),
    path("schuljahr/<int:pk>/ruecknahme/", views.undo_roll_over, name="undo_roll_over"),
    path("schuljahr/plaetze/<int:pk>/", views.keep_next_seats, name="keep_next_seats"),
    path("schulen/<int:pk>/gruppe/", views.keep_group, name="keep_group"),
    path("vorschlag/", views.newest_proposal, name="newest_proposal"),
    path("vorschlag/rechnen/", views.propose_places, name="propose_places"),
    path("vorschlag/<int:pk>/", views.proposal, name="proposal"),
    path("vorschlag/<int:pk>/vorschlag.csv", views.export_proposal, name="export_proposal"),
    path("zahlen/", views.figures, name="figures"),
    path("zahlen.csv", views.export_figures, name="export_figures"),
    path("kein-kind-zuruecklassen/", views.no_child_left_behind, name="no_child_left_behind"),
    path("hinweise/", views.alarms, name="alarms"),
    path("hinweise/frist/", views.set_alarm_limit, name="set_alarm_limit"),
    path("plaetze/<int:pk>/erster-tag/", views.first_day, name="first_day"),
    path("plaetze/<int:pk>/erster-tag/eintragen/", views.note_first_day, name="note_first_day"),
    path("anmeldungen/einlesen/", views.upload_registrations, name="upload_registrations"),
    path("anmeldungen/einlesen/pruefen/", views.import_registrations, name="import_registrations"),
]
