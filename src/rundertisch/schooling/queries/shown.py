# SPDX-License-Identifier: EUPL-1.2
"""Which fields of a child each page shows, for the log of accesses (kernel.audit.log_access).

Columns of `schooling.Child`, or a way from it to a column. A page that shows more says so here.
"""

CHILD = ("first_name", "family_name", "grade", "grade_to", "home_town")
WAITING_LIST = (*CHILD, "waiting_since", "counselled_on")
WAITING_FILE = ("reference", *WAITING_LIST)
SEATS = (*CHILD, "waiting_since", "proposed_seats.group", "proposed_seats.minutes")
ROUND_LIST = (*SEATS, "decisions.kind")
PROPOSAL = (*SEATS, "proposed_seats.reason")
PROPOSAL_FILE = ("reference", *PROPOSAL)
WHAT_IF = (*CHILD, "proposed_seats.group")
ALARMS = (*CHILD, "waiting_since", "counselled_on", "placements.group")
FIRST_DAY = ("first_name", "family_name", "placements.group", "placements.starts_on")
ASSIGNED = (
    *("first_name", "family_name", "grade", "grade_to", "placements.group"),
    *("placements.signed_on", "placements.announced_on", "placements.answer"),
)
NOTICES = (*CHILD, "placements.group", "notices.made_on", "notices.handed_on")
NOTICE = ("first_name", "family_name", "born_on", "grade", "grade_to", "notices.text")
OBJECTIONS = ("first_name", "family_name", "objections.received_on", "objections.state")
OBJECTION = (*NOTICE, "objections.words", "objections.decision_words")
PRINTED = (*NOTICE, "street", "house_number", "postcode", "home_town")
SCHOOL_LIST = (
    *("first_name", "family_name", "born_on", "grade", "grade_to", "placements.group"),
    *("placements.expected_on", "placements.answer", "needs_literacy"),
    *("interpreter_language", "address_protected"),
)
PASSPORT = (
    *("grade", "grade_to", "needs_literacy", "interpreter_language"),
    *("counselled_on", "waiting_since", "latest_school_day_on"),
)
PASSPORT_WITH_NAME = ("first_name", "family_name", *PASSPORT)
IN_GROUPS = (*CHILD, "placements.starts_on")
PROGRESS = (
    *("first_name", "family_name", "milestones.done_on", "bridge_offers.title"),
    *("placements.group", "placements.regular_since", "placements.transition.seats"),
    "counselled_on",
)
HEARING = (
    *("first_name", "family_name", "wishes.school", "asked_wishes.words"),
    *("hearings.words", "recommendations.words"),
)
APPOINTMENT = ("first_name", "family_name", "interpreter_language", "appointments.starts_at")
LETTERS = ("first_name", "family_name", "home_town", "address_protected")
LETTER = (*LETTERS, "street", "house_number", "postcode", "appointments.starts_at")
EVERY_LIST = (
    *(PROGRESS, HEARING, APPOINTMENT, LETTERS, LETTER),
    *(IN_GROUPS, WAITING_LIST, WAITING_FILE, ROUND_LIST, PROPOSAL, PROPOSAL_FILE),
    *(WHAT_IF, ALARMS, FIRST_DAY, ASSIGNED, PASSPORT_WITH_NAME),
    *(NOTICES, NOTICE, PRINTED, SCHOOL_LIST, OBJECTIONS, OBJECTION),
)
