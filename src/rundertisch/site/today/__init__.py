# SPDX-License-Identifier: EUPL-1.2
"""What needs somebody today („Was braucht mich heute?“), asked of every room."""

import datetime as dt

from django.urls import reverse

from rundertisch.accounts import queries as accounts
from rundertisch.accounts.models import Role, Seat
from rundertisch.cases import policies as cases_rights
from rundertisch.kernel import figures
from rundertisch.privacy import policies as privacy_rights
from rundertisch.privacy import queries as privacy
from rundertisch.schooling import policies as schooling_rights
from rundertisch.schooling import queries as schooling
from rundertisch.schooling.queries import groups as separate
from rundertisch.site import operations_figures, operations_view
from rundertisch.site.today.cases import agency_today, cases_today, structural_tasks
from rundertisch.site.today.task import Task, Today

FAMILY_DAYS = 3  # so long a family may wait for an answer before it is marked; our own measure


def today_of(*, seat: Seat, on: dt.date) -> Today:
    """Return what needs this seat today, counted with its own eyes."""
    if cases_rights.may_lead_cases(seat=seat):
        return cases_today(seat=seat, on=on)
    if seat.role == Role.AGENCY_CONTACT:
        return agency_today(seat=seat)
    if not schooling_rights.may_see_children(seat=seat):
        return _without_children(seat=seat, on=on)
    if not schooling_rights.may_see_queues(seat=seat):
        return _school(on=on)
    queues = schooling.queues(on=on)
    tasks = [_queue_task(count=count) for count in queues.all if count.children]
    counsels = schooling_rights.may_counsel(seat=seat)
    return Today(
        headline=queues.headline,
        tasks=(
            *tasks,
            *(_round_tasks(seat=seat) or _proposal_tasks()),
            *(_notice_tasks() if counsels else ()),
            *(_objection_tasks(seat=seat, on=on) if _objects(seat=seat) else ()),
            *(_group_tasks(on=on) if schooling_rights.may_limit_groups(seat=seat) else ()),
            *(_not_come_tasks(on=on) if counsels else ()),
            *(_family_tasks(on=on) if counsels else ()),
            *(_text_tasks() if counsels else ()),
            *(_request_tasks(on=on) if privacy_rights.may_keep_requests(seat=seat) else ()),
        ),
        note="" if counsels else "Gezählt sind die Kinder, für die Sie zuständig sind.",
    )


def _queue_task(*, count: schooling.QueueCount) -> Task:
    one = count.children == 1
    if count.queue == schooling.waiting.REGULAR:
        group = "Kind wartet in einer Lerngruppe" if one else "Kinder warten in Lerngruppen"
        what = f"{group} auf eine Regelklasse"
    elif count.queue == schooling.COUNSELLING:
        what = "Kind wartet auf die Beratung" if one else "Kinder warten auf die Beratung"
    else:
        what = "beratenes Kind ohne Platz" if one else "beratene Kinder ohne Platz"
    return Task(
        title=f"{count.children} {what}",
        url=f"{reverse('schooling:waiting_list')}?schlange={count.queue.key}#liste",
        state=f"am längsten {schooling.in_days(count.longest_days)}",
        urgent=count.queue != schooling.waiting.REGULAR
        and count.longest_days > schooling.LONG_WAIT_DAYS,
    )


def _round_tasks(*, seat: Seat) -> list[Task]:
    """Lead to the round that runs; an authority straight to what it has to sign."""
    running = schooling.running_round()
    if running is None:
        return []
    where = {"pk": running.pk}
    if schooling_rights.may_sign(seat=seat):
        queue = schooling.signing_view(shown=running, seat=seat)
        url = reverse("schooling:signing", kwargs=where)
        return [
            Task(
                title=queue.headline,
                url=url,
                state=queue.progress_words,
                urgent=bool(queue.lines),
            )
        ]
    view = schooling.round_view(shown=running)
    url = reverse("schooling:round", kwargs=where)
    return [Task(title=f"{running}: {view.headline}", url=url, state=view.stand)]


def _proposal_tasks() -> list[Task]:
    newest = schooling.latest_proposal()
    if newest is None:
        return []
    open_children = schooling.unseated_children(proposal=newest)
    url = reverse("schooling:newest_proposal")
    state = f"Entwurf vom {newest.run_on:%d.%m.%Y}"
    if not open_children:
        return [Task(title="Der neueste Vorschlag", url=url, state=state)]
    what = "Kind bliebe" if open_children == 1 else "Kinder blieben"
    return [
        Task(
            title=f"{open_children} {what} im neuesten Vorschlag ohne Platz",
            url=f"{url}#ohne-platz",
            state=state,
            urgent=True,
        )
    ]


def _school(*, on: dt.date) -> Today:
    """Tell a school's head about the children whose place an authority has signed."""
    view = schooling.answers_view(on=on)
    children = [line.placement.child for line in (*view.open, *view.accepted)]
    if not children:
        return Today(
            headline="Noch ist Ihrer Schule kein Kind zugewiesen",
            tasks=(),
            quiet="Ein Kind erscheint hier, sobald die Schulaufsicht unterschrieben hat.",
        )
    what = "Ein Kind ist" if len(children) == 1 else f"{len(children)} Kinder sind"
    answer = Task(
        title=view.headline,
        url=reverse("schooling:my_children"),
        state="aufnehmen oder ablehnen",
        urgent=True,
    )
    return Today(
        headline=f"{what} Ihrer Schule zugewiesen",
        tasks=(
            *((answer,) if view.waiting else ()),
            *_not_come_tasks(on=on),
            *(
                Task(
                    title=f"{child}, Klasse {child.grades}",
                    url=reverse("schooling:child", kwargs={"pk": child.pk}),
                    state="von der Schulaufsicht unterschrieben",
                )
                for child in children
            ),
        ),
    )


def _not_come_tasks(*, on: dt.date) -> list[Task]:
    """Lead to children with a place whom nobody has seen at their school."""
    alarm = schooling.not_come(on=on)
    if alarm.unknown or alarm.quiet:
        return []
    return [
        Task(
            title=f"{figures.headline(alarm.children)} {alarm.noun} mit Platz, noch nicht gekommen",
            url=reverse("schooling:alarms"),
            state=f"nach {alarm.limit.days} Schultagen",
            urgent=True,
        )
    ]


def _group_tasks(*, on: dt.date) -> list[Task]:
    """Lead to separate groups whose approval has ended or that are to be looked at again."""
    overdue = separate.overdue_groups(on=on)
    if not overdue:
        return []
    what = "Eine getrennte Gruppe ist" if overdue == 1 else f"{overdue} getrennte Gruppen sind"
    return [
        Task(
            title=f"{what} zu überprüfen",
            url=reverse("schooling:separate_groups"),
            state="Genehmigung abgelaufen oder Überprüfung fällig",
            urgent=True,
        )
    ]


def _objects(*, seat: Seat) -> bool:
    """Say whether objections are this seat's: counselling and the authorities."""
    return schooling_rights.may_see_notices(seat=seat)


def _objection_tasks(*, seat: Seat, on: dt.date) -> list[Task]:
    """Lead to objections: an authority to what it decides and what follows, counselling to all."""
    view = schooling.objections_view()
    counsels, kind = schooling_rights.may_counsel(seat=seat), seat.partner.kind
    mine = [line for line in view.open if counsels or line.objection.upper_kind == kind]
    follow = [line for line in view.to_follow if line.objection.authority_kind == kind]
    url = reverse("schooling:objections")
    tasks = []
    if mine:
        due = mine[0].objection.decide_until
        what = "Ein Widerspruch ist" if len(mine) == 1 else f"{len(mine)} Widersprüche sind"
        tasks.append(
            Task(
                title=f"{what} offen",
                url=url,
                state=f"zu entscheiden bis {due:%d.%m.%Y}",
                urgent=mine[0].pressing(on=on),
            )
        )
    if follow:
        what = "Ein Widerspruch hatte" if len(follow) == 1 else f"{len(follow)} Widersprüche hatten"
        tasks.append(
            Task(title=f"{what} Erfolg", url=f"{url}#folgt", state="neu entscheiden", urgent=True)
        )
    return tasks


def _notice_tasks() -> list[Task]:
    """Lead to notices that nobody has handed over: until then no objection period runs."""
    count = schooling.unhanded()
    if not count:
        return []
    one, many = "Ein Bescheid ist zu übergeben", f"{count} Bescheide sind zu übergeben"
    return [
        Task(
            title=one if count == 1 else many,
            url=reverse("schooling:notices"),
            state="drucken und übergeben",
            urgent=True,
        )
    ]


def _request_tasks(*, on: dt.date) -> list[Task]:
    """Lead to what families asked about their data; the law gives a month."""
    found = privacy.open_requests(on=on)
    if not found:
        return []
    one = len(found) == 1
    return [
        Task(
            title="Ein Antrag zu Daten" if one else f"{len(found)} Anträge zu Daten",
            url=reverse("privacy:requests"),
            state=f"zu beantworten bis {found[0].request.due_on:%d.%m.%Y}",
            urgent=found[0].pressing,
        )
    ]


def _family_tasks(*, on: dt.date) -> list[Task]:
    """Lead to what families asked for on their status pages."""
    found = schooling.open_family_requests(on=on)
    if not found:
        return []
    one, longest = len(found) == 1, found[0].days
    return [
        Task(
            title="Ein Anliegen einer Familie" if one else f"{len(found)} Anliegen von Familien",
            url=reverse("schooling:family_requests"),
            state=f"das älteste wartet {schooling.in_days(longest)}" if longest else "von heute",
            urgent=longest > FAMILY_DAYS,
        )
    ]


def _text_tasks() -> list[Task]:
    """Lead to SMS that have not arrived, or of which nobody knows."""
    if not schooling.undecided_texts():
        return []
    return [
        Task(
            title="SMS an Familien, über die jemand entscheiden muss",
            url=reverse("schooling:family_requests"),
            state="nicht angekommen oder ungewiss",
            urgent=True,
        )
    ]


def _sheet() -> Task:
    """Lead the leadership of the centre to its protected numbers."""
    return Task(
        title="Kein Kind zurücklassen: das Blatt zum Drucken",
        url=reverse("schooling:no_child_left_behind"),
        state="geschützte Zahlen",
    )


def _without_children(*, seat: Seat, on: dt.date) -> Today:
    seats = schooling.seats_overview()
    task = Task(
        title=f"Schulen: {seats.headline}",
        url=reverse("schooling:schools"),
        state=f"{seats.schools} Schulen",
    )
    if seat.role != Role.ADMINISTRATOR:
        missing = structural_tasks(seat=seat, on=on)
        if schooling_rights.may_lead(seat=seat):
            headline = schooling.situation(on=on, leads=True).headline
            return Today(headline=headline, tasks=(_sheet(), *missing, task))
        if missing:
            return Today(headline="Was fehlt, hat noch keine Antwort", tasks=(*missing, task))
        return Today(headline="Heute braucht Sie hier nichts", tasks=(task,))
    people = Task(
        title="Personen und ihre Plätze am Tisch",
        url=reverse("accounts:members"),
        state="verwalten",
    )
    waiting = accounts.open_resets()
    resets = Task(
        title=f"{waiting} {'Antrag' if waiting == 1 else 'Anträge'}, einen zweiten Faktor "
        "zurückzusetzen",
        url=reverse("accounts:members"),
        state="eine zweite Person muss entscheiden",
        urgent=True,
    )
    headline = "Sie verwalten das Haus; Kinder sehen Sie nicht"
    sheet = (_sheet(),) if schooling_rights.may_lead(seat=seat) else ()
    asked = (resets,) if waiting else ()
    needed = (*asked, *_operation_tasks(), *_message_tasks())
    return Today(headline=headline, tasks=(*needed, people, *sheet, task))


def _operation_tasks() -> list[Task]:
    """Lead to what is dangerous in the running of the house: no backup, no worker, no room."""
    alarms = operations_view.alarms(operations_figures.look())
    return [
        Task(title=one.title, url=reverse("operations"), state="Betrieb ansehen", urgent=True)
        for one in alarms
        if one.danger
    ]


def _message_tasks() -> list[Task]:
    """Lead to messages that failed, that nobody knows about, or that are to be printed."""
    count = accounts.undecided_messages()
    if not count:
        return []
    one, many = "Eine Nachricht braucht Sie", f"{count} Nachrichten brauchen Sie"
    return [
        Task(
            title=one if count == 1 else many,
            url=reverse("accounts:outbox"),
            state="noch einmal senden, drucken oder verwerfen",
            urgent=True,
        )
    ]
