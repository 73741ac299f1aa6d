# SPDX-License-Identifier: EUPL-1.2
"""A child with a protected address, entered wherever that is possible, and where it may not show.

Dilara's street is invented and stands nowhere else. First she lives there like everybody: she is
reported with the street, seated, announced, written to. Then her address is protected (§ 51 BMG),
and three more children are entered as protected with the street typed all the same.
"""

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from rundertisch.kernel import letters, scope
from rundertisch.kernel.models import Message
from rundertisch.places import exchange as places_exchange
from rundertisch.places import queries as places
from rundertisch.privacy import actions as privacy
from rundertisch.privacy.models import RequestKind
from rundertisch.schooling import actions, exchange, planning, queries
from rundertisch.schooling.models import (
    Appointment,
    Child,
    Decision,
    FamilyRequestKind,
    Group,
    Objection,
    Placement,
    Proposal,
    Room,
    Round,
    School,
)
from rundertisch.schooling.models.hearings import Whom
from tests import house_queries as house
from tests import world as worlds
from tests.rooms.schooling import rounding
from tests.rooms.schooling.noticing import notice_about
from tests.support.papers import text_of
from tests.world import DemoWorld

STREET, NUMBER, POSTCODE, TOWN = "Quittenkernstieg", "4711q", "58256", "05954008"
LAT, LON = "51.30777", "7.39333"
NEEDLES = (STREET, NUMBER, LAT, LON)
NOW = dt.datetime(9998, 1, 1, tzinfo=dt.UTC)
TALBLICK = "Grundschule Talblick"
PDF = "application/pdf"
OF_A_LIBRARY = ("account_", "mfa_", "socialaccount_")  # pages about one's own account
GAZETTEER = "places_address"  # the official list of all houses; it does not say who lives there


@dataclass(frozen=True, slots=True)
class Hidden:
    """Dilara, the secrets of her family, and the ids under which pages show her."""

    child: Child
    own: str
    status: str
    calendar: str  # of her counsellor
    ids: Mapping[str, Mapping[str, object]]


def form_of(world: DemoWorld, *, name: str, protected: bool) -> dict[str, object]:
    """Return what Renate types about a child that lives in the street."""
    since = world.on - dt.timedelta(days=300)
    days = {"tag": since.day, "monat": since.month, "jahr": since.year}
    return {
        "first_name": name,
        "family_name": "Verborgen",
        "grade": "2",
        "town": TOWN,
        "street": STREET,
        "house_number": NUMBER,
        "postcode": POSTCODE,
        "interpreter_language": "Arabisch",
        **{f"reported_on_{part}": value for part, value in days.items()},
        **({"address_protected": "on"} if protected else {}),
    }


def reported(world: DemoWorld, *, name: str, protected: bool) -> Child:
    """Report a child on the page for it."""
    client = worlds.as_(world.counsellor)
    sent = form_of(world, name=name, protected=protected)
    answer = client.post(reverse("schooling:report_child"), sent)
    assert answer.status_code == 303, answer.content.decode()
    with worlds.asking(world.counsellor):
        return Child.objects.get(first_name=name, family_name="Verborgen")


def imported(world: DemoWorld) -> list[str]:
    """Send one protected child as CSV and one as XLSX, with the street; return both reports."""
    header = "child_id,grade,town,reported_on,street,house_number,postcode,lat,lon"
    header += ",address_protected"
    row = f"2,{TOWN},{world.on:%Y-%m-%d},{STREET},{NUMBER},{POSTCODE},{LAT},{LON},1"
    book, kept = Workbook(), io.BytesIO()
    book.active.append(header.split(","))
    book.active.append(["V-XLSX", *row.split(",")])
    book.save(kept)
    files = {"v.csv": f"{header}\nV-CSV,{row}\n".encode(), "v.xlsx": kept.getvalue()}
    told = []
    for name, data in files.items():
        file = io.BytesIO(data)
        file.name = name
        client = worlds.as_(world.counsellor)
        answer = client.post(reverse("schooling:import_children"), {"file": file})
        assert answer.status_code == 200, answer.content.decode()
        told.append(answer.content.decode())
    return told


def living(world: DemoWorld) -> Hidden:
    """Let Dilara live through everything that the house does with a child, then hide her."""
    with worlds.asking(world.counsellor):
        places_exchange.import_addresses(
            data=(
                "street,house_number,postcode,town,ags,lat,lon\n"
                f"{STREET},{NUMBER},{POSTCODE},Ennepetal,{TOWN},{LAT},{LON}\n"
            ).encode(),
            by=rounding.seat_of(world.counsellor),
        )
    dilara = reported(world, name="Dilara", protected=False)
    assert (str(dilara.lat), str(dilara.lon)) == (LAT, LON), "the gazetteer knows the house"
    _heard(world, dilara)
    own, status, calendar = _links(world, dilara)
    ids = _placed(world, dilara) | _asked(world, dilara, status=status)
    _protected(world, dilara)
    with worlds.asking(world.counsellor):
        now = Child.objects.get(pk=dilara.pk)
    return Hidden(child=now, own=own, status=status, calendar=calendar, ids=ids)


def _heard(world: DemoWorld, dilara: Child) -> None:
    """Counsel, invite, ask and hear: what has to be before anybody signs."""
    by = rounding.seat_of(world.counsellor)
    day = places.calendar().working_days_after(on=world.on, days=30)
    with worlds.asking(world.counsellor):
        actions.counsel_child(child=dilara, counselled_on=world.on, on=world.on, by=by)
        school = School.objects.get(name=TALBLICK)
        said = actions.Said(asked_on=world.on, school=school)
        actions.ask_wishes(
            child=dilara, said={Whom.PARENTS: said, Whom.CHILD: said}, on=world.on, by=by
        )
        actions.hear_family(
            child=dilara,
            held_on=world.on,
            language="Arabisch",
            interpreter=True,
            words="",
            on=world.on,
            by=by,
        )
        actions.book_appointment(
            child=dilara,
            slot=actions.Slot(
                room=Room.objects.order_by("pk")[0],
                counsellor_id=by.pk,
                starts_at=dt.datetime.combine(day, dt.time(10), tzinfo=rounding.now().tzinfo),
                ends_at=dt.datetime.combine(day, dt.time(11), tzinfo=rounding.now().tzinfo),
            ),
            interpreter=True,
            at=rounding.now(),
            by=by,
        )


def _asked(world: DemoWorld, dilara: Child, *, status: str) -> dict[str, Mapping[str, object]]:
    """Let the family ask for another wish on its page, and for its data at the counter."""
    wish = actions.Asked(kind=FamilyRequestKind.WISH)
    with scope.asking_link(status):
        wanted = actions.ask_by_link(asked=wish, language="ar")
    by = rounding.seat_of(world.counsellor)
    with worlds.asking(world.counsellor):
        asked = privacy.ask(
            subject_id=dilara.subject_id,
            kind=RequestKind.DELETION,
            words="",
            language="ar",
            on=world.on,
            by=by,
        )
    return {"schule/anliegen/<int": {"pk": wanted}, "datenschutz/antraege/": {"pk": asked.pk}}


def _links(world: DemoWorld, dilara: Child) -> tuple[str, str, str]:
    """Open the own view and the status page of the family, and the feed of its counsellor."""
    by = rounding.seat_of(world.counsellor)
    with worlds.asking(world.counsellor):
        own = privacy.open_own_view(subject_id=dilara.subject_id, at=NOW, days=30, by=by)
        status = actions.open_status_link(child=dilara, at=NOW, days=90, by=by)
        return own, status, actions.open_calendar(at=rounding.now(), by=by)


def _placed(world: DemoWorld, dilara: Child) -> dict[str, Mapping[str, object]]:
    """Seat, sign, announce, hand over, object; return the ids of the pages about it."""
    by = rounding.seat_of(world.counsellor)
    with worlds.asking(world.counsellor):
        group = Group.objects.select_related("school").get(school__name=TALBLICK, kind="LANGUAGE")
        shown = planning.open_round(on=world.on, by=by)
        locked = actions.lock_child(
            round=shown, child=dilara, group=group, words="Sie kennt sie.", at=NOW, by=by
        )
        proposal = planning.propose_round(round=shown, on=world.on, by=by)
        thought = planning.what_if(
            round=shown, opened_groups=(), limits={"primary": 60}, seats={}, on=world.on, by=by
        )
    lines = rounding.lines(world.schulamt, proposal, school=TALBLICK)
    line = next(one for one in lines if one.child_id == dilara.pk)
    rounding.read(world.schulamt, line)
    place = rounding.sign(world, world.schulamt, line, words="Die Familie wünscht es.")
    rounding.announce(world, shown)
    objection = _objected(world, place)
    with worlds.asking(world.counsellor):
        subject = dilara.subject_id
        planned = Appointment.objects.get(child=dilara, state="PLANNED")
        letter = Message.objects.filter(to_kind="child", to_id=str(dilara.pk)).latest("pk")
        newest = Proposal.objects.filter(round=None).latest("pk")
        assert Decision.objects.filter(pk=locked.pk).exists()
    about_child = {"pk": dilara.pk, "other": dilara.pk}
    of_round = {
        "pk": shown.pk,
        "child": dilara.pk,
        "decision": locked.pk,
        "proposal": thought.pk,
    }
    return {
        "datenschutz/einwilligungen/": {"subject": subject},
        "datenschutz/person/": {"subject_id": subject, "form": "json"},
        "datenschutz/verzeichnis.": {"form": "json"},
        "datenschutz/vergessen/": {"kind": "child", "pk": dilara.pk},
        "schule/bescheide/": {"pk": objection.notice_id},
        "schule/briefe/": {"pk": letter.pk},
        "schule/kinder/": about_child,
        "schule/neue-kinder/": {"pk": place.pk},
        "schule/plaetze/": {"pk": place.pk},
        "schule/zahlen/lerngruppen/": {"pk": group.pk},
        "schule/runden/": of_round,
        "schule/schulen/": {"pk": group.school_id},
        "schule/bescheide/schullisten/": {"pk": group.school_id},
        "schule/termine/": {"pk": planned.pk},
        "schule/vorschlag/": {"pk": newest.pk},
        "schule/bescheide/widersprueche/": {"pk": objection.pk},
        "konto/personen/": {"pk": world.charlie.user_id},
        "konto/plaetze/": {"pk": world.charlie.seat_id},
    }


def _objected(world: DemoWorld, place: Placement) -> Objection:
    by, notice = rounding.seat_of(world.counsellor), notice_about(world.counsellor, place)
    with worlds.asking(world.counsellor):
        return actions.record_objection(
            notice=notice,
            received_on=world.on,
            by_whom="PARENTS",
            words="Die Schule liegt weit weg.",
            on=world.on,
            by=by,
        )


def _protected(world: DemoWorld, dilara: Child) -> None:
    """Protect the address on the page, with the street typed once more."""
    client = worlds.as_(world.counsellor)
    page = client.get(reverse("schooling:edit_child", args=[dilara.pk])).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    sent = form_of(world, name="Dilara", protected=True) | {"version": version[1]}
    answer = client.post(reverse("schooling:change_child", args=[dilara.pk]), sent)
    assert answer.status_code == 303, answer.content.decode()


def words_of(answer: HttpResponse) -> str:
    """Return everything an answer says: source of a page, cells of a file, words of a paper."""
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    if answer.status_code == 200 and PDF in answer["Content-Type"]:
        return f"{headers} {text_of(answer.content)}"
    return f"{headers} {answer.content.decode('utf-8', errors='replace')}"


def sealed(world: DemoWorld, hidden: Hidden) -> None:
    """Let the head take Dilara in, and the round be sealed: now there is a protocol."""
    with worlds.asking(world.counsellor):
        place = Placement.objects.get(pk=hidden.ids["schule/neue-kinder/"]["pk"])
        shown = Round.objects.get(pk=hidden.ids["schule/runden/"]["pk"])
    rounding.accept(world, place)
    rounding.seal(world, shown)


def emergency_words(world: DemoWorld) -> str:
    """Return what stands on the list for a day without a computer."""
    with worlds.asking(world.counsellor):
        told = queries.emergency_list(on=world.on)
        assert told.children, "an empty list proves nothing"
        return text_of(letters.pdf(letter=exchange.emergency_letter(told=told, phones=())))


def needles_in(text: str) -> list[str]:
    """Return which parts of the address stand in a text, however it is written."""
    plain = text.casefold().replace("%20", " ").replace("\\u00fc", "ü")
    return [needle for needle in NEEDLES if needle.casefold() in plain]


def doors(hidden: Hidden) -> Iterator[tuple[str, str]]:
    """Yield the name and the address of every page that may be read, with Dilara's ids.

    A page that her life does not lead to has an empty address.
    """
    secrets = {"status": hidden.status, "calendar_feed": hidden.calendar}
    for door in house.readable_doors():
        if door.name.startswith(OF_A_LIBRARY):
            continue
        beginnings = (start for start in hidden.ids if door.route.startswith(start))
        known = {
            "language": "ar",
            "form": "json",
            "way": "termin",
            "kind": "correction",
            "token": secrets.get(door.name.split(":")[0], hidden.own),
            **hidden.ids.get(max(beginnings, key=len, default=""), {}),
        }
        if not set(door.ids) <= set(known):
            yield door.name, ""
        else:
            args = {name: known[name] for name in door.ids}
            yield door.name, reverse(door.name, kwargs=args or None)
            if "form" in args:
                yield door.name, reverse(door.name, kwargs=args | {"form": "pdf"})


def visited(
    world: DemoWorld, hidden: Hidden, *, people: tuple[str, ...], only: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, HttpResponse]]:
    """Yield what everybody, and a stranger, is answered at every door, or at these alone.

    A page that opens for a stranger shows everybody the same.
    """
    clients = {who: worlds.as_(getattr(world, who)) for who in people}
    for name, address in doors(hidden):
        if not address or (only and name not in only):
            continue
        public = Client().get(address)
        yield "nobody", name, public
        if public.status_code != HTTPStatus.OK:
            for who, client in clients.items():
                yield who, name, client.get(address)
