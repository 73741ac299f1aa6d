# SPDX-License-Identifier: EUPL-1.2
"""The paths of cases, in German and stable."""

from django.urls import path

from rundertisch.cases import views
from rundertisch.cases.views import (
    chains,
    conferences,
    contacts,
    documentation,
    meetings,
    participants,
    periods,
    structural,
)

app_name = "cases"

GERMAN = {"language": "de"}  # offices read German; the page of the person has twelve languages
referral = [  # public: the secret of the link is the only key
    path("<str:token>/", views.received, GERMAN, name="received"),
    path(
        "<str:token>/anhang/<int:attachment>/",
        views.received_attachment,
        GERMAN,
        name="attachment",
    ),
    path("<str:token>/<slug:how>/", views.answer_received, GERMAN, name="answer"),
]

ONE = "<int:pk>/"
NEED = f"{ONE}bedarf/<int:need>/"
MEETINGS, FIELDS, CHAINS = "konferenzen/", "dokumentation/", "ketten/"
SITTING = f"{MEETINGS}{ONE}person/<int:participant>/"
GAPS, NEEDS = "nicht-geloest/", "strukturelle-bedarfe"
urlpatterns = [
    path(MEETINGS, conferences.conferences, name="conferences"),
    path(f"{MEETINGS}anlegen/", conferences.call_conference, name="call_conference"),
    path(f"{MEETINGS}{ONE}", conferences.conference, name="conference"),
    path(f"{MEETINGS}{ONE}zeit/", meetings.move_conference, name="move_conference"),
    path(f"{MEETINGS}{ONE}einladungen/", meetings.mail_invitations, name="mail_invitations"),
    path(f"{MEETINGS}{ONE}absagen/", meetings.call_off_conference, name="call_off_conference"),
    path(f"{MEETINGS}{ONE}einladen/", participants.invite, name="invite"),
    path(f"{MEETINGS}{ONE}ohne-konto/", participants.invite_contact, name="invite_contact"),
    path(f"{SITTING}entschuldigt/", participants.excuse, name="excuse"),
    path(f"{SITTING}streichen/", participants.remove_participant, name="remove_participant"),
    path(f"{MEETINGS}{ONE}abschliessen/", participants.close_conference, name="close_conference"),
    path(f"{MEETINGS}{ONE}oeffnen/", participants.reopen_conference, name="reopen_conference"),
    path(f"{MEETINGS}{ONE}name/<int:client>/", conferences.release_name, name="release_name"),
    path(f"{MEETINGS}{ONE}punkt/", conferences.add_point, name="add_point"),
    path(
        f"{MEETINGS}{ONE}punkt/<int:point>/zurueck/",
        conferences.remove_point,
        name="remove_point",
    ),
    path(f"{MEETINGS}{ONE}blatt.pdf", conferences.conference_paper, name="conference_paper"),
    path(CHAINS, chains.chains, name="chains"),
    path(f"{CHAINS}neu/", chains.new_chain, name="new_chain"),
    path(f"{CHAINS}neu/anbieten/", chains.begin_chain, name="begin_chain"),
    path(f"{CHAINS}<slug:code>/", chains.chain, name="chain"),
    path(f"{CHAINS}<slug:code>/aendern/", chains.change_chain, name="change_chain"),
    path(f"{CHAINS}<slug:code>/beenden/", chains.retire_chain, name="retire_chain"),
    path("stellen/", contacts.contacts, name="contacts"),
    path("stellen/<int:partner>/", contacts.contact, name="contact"),
    path("stellen/<int:partner>/eintragen/", contacts.keep_contact, name="keep_contact"),
    path("stellen/<int:partner>/loeschen/", contacts.drop_contact, name="drop_contact"),
    path("fristen/", periods.referral_periods, name="referral_periods"),
    path("fristen/setzen/", periods.set_period, name="set_period"),
    path(FIELDS, documentation.documentation_fields, name="documentation_fields"),
    path(f"{FIELDS}mitnehmen/", documentation.take_field_along, name="take_field_along"),
    path(f"{FIELDS}<str:code>/lassen/", documentation.leave_field_here, name="leave_field_here"),
    path(
        f"{ONE}dokumentation.csv", documentation.export_documentation, name="export_documentation"
    ),
    path(
        f"{ONE}dokumentation.pdf",
        documentation.export_documentation_paper,
        name="export_documentation_paper",
    ),
    path(GAPS, structural.gaps, name="gaps"),
    path(f"{GAPS}melden/", structural.report_gap, name="report_gap"),
    path(f"{GAPS}<int:pk>/zurueck/", structural.take_back_gap, name="take_back_gap"),
    path(f"{NEEDS}/", structural.structural_needs, name="structural_needs"),
    path(f"{NEEDS}.csv", structural.export_structural_needs, name="export_structural_needs"),
    path(f"{NEEDS}/<int:pk>/", structural.structural_need, name="structural_need"),
    path(
        f"{NEEDS}/<int:pk>/antwort/",
        structural.answer_structural_need,
        name="answer_structural_need",
    ),
    path("", views.day, name="day"),
    path("eingang/", views.inbox, name="inbox"),
    path("eingang/<int:referral>/", views.incoming, name="incoming"),
    path("eingang/<int:referral>/<slug:how>/", views.answer_referral, name="answer_referral"),
    path("alle/", views.clients, name="clients"),
    path("neu/", views.new_client, name="new_client"),
    path("neu/suchen/", views.search_client, name="search_client"),
    path("neu/eroeffnen/", views.open_client, name="open_client"),
    path("neu/anderswo/", views.elsewhere, name="elsewhere"),
    path("neu/anderswo/fragen/", views.ask_elsewhere, name="ask_elsewhere"),
    path(ONE, views.client, name="client"),
    path(f"{ONE}finden/", views.finding, name="finding"),
    path(f"{ONE}finden/erlauben/", views.make_findable, name="make_findable"),
    path(f"{ONE}finden/beenden/", views.end_finding, name="end_finding"),
    path(f"{ONE}finden/fragen/", views.ask_about, name="ask_about"),
    path(f"{ONE}berichtigen/", views.correct_client, name="correct_client"),
    path(f"{ONE}uebernehmen/", views.take_over, name="take_over"),
    path(f"{ONE}stand/", views.move_phase, name="move_phase"),
    path(f"{ONE}abschluss/", views.close_client, name="close_client"),
    path(f"{ONE}beenden/", views.ending, name="ending"),
    path(f"{ONE}beenden/eintragen/", views.end_participation, name="end_participation"),
    path(f"{ONE}ruecknahme/<int:change>/", views.undo_change, name="undo_change"),
    path(f"{ONE}doppelt/", views.merging, name="merging"),
    path(f"{ONE}doppelt/zusammenfuehren/", views.merge_clients, name="merge_clients"),
    path(f"{ONE}trennen/", views.splitting, name="splitting"),
    path(f"{ONE}trennen/eintragen/", views.split_client, name="split_client"),
    path(f"{ONE}bedarf/", views.open_need, name="open_need"),
    path(f"{ONE}kette/", views.open_chain, name="open_chain"),
    path(NEED, views.need, name="need"),
    path(f"{NEED}berichtigen/", views.correct_need, name="correct_need"),
    path(f"{NEED}schritt/", views.add_step, name="add_step"),
    path(f"{NEED}abschliessen/", views.close_need, name="close_need"),
    path(f"{NEED}oeffnen/", views.reopen_need, name="reopen_need"),
    path(f"{NEED}vermitteln/", views.refer, name="refer"),
    path(
        f"{ONE}vermittlung/<int:referral>/mail/",
        views.mail_referral_link,
        name="mail_referral_link",
    ),
    path(f"{ONE}vermittlung/<int:referral>/anhang/", views.attach, name="attach"),
    path(
        f"{ONE}vermittlung/<int:referral>/anhang/<int:attachment>/loeschen/",
        views.remove_attachment,
        name="remove_attachment",
    ),
    path("anhang/<int:attachment>/", views.attachment, name="attachment"),
    path(
        f"{ONE}vermittlung/<int:referral>/link/",
        views.open_referral_link,
        name="open_referral_link",
    ),
    path(
        f"{ONE}vermittlung/<int:referral>/zurueckziehen/",
        views.take_back_referral,
        name="take_back_referral",
    ),
    path(f"{ONE}schritt/<int:step>/", views.finish_step, name="finish_step"),
    path(f"{ONE}rechtskreis/", views.note_regime_change, name="note_regime_change"),
    path(
        f"{ONE}rechtskreis/<int:change>/ueberstanden/",
        views.settle_regime_change,
        name="settle_regime_change",
    ),
    path(f"{ONE}notiz/", views.write_note, name="write_note"),
    path(f"{ONE}notiz/<int:note>/loeschen/", views.remove_note, name="remove_note"),
]
