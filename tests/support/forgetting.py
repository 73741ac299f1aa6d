# SPDX-License-Identifier: EUPL-1.2
"""What the tests of forgetting share: a child that is everywhere, and the house around it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rundertisch.kernel.models import Message, MessageText, SecureLink, ThreadLink
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner
from rundertisch.privacy import actions
from rundertisch.privacy.models import (
    ArchiveAnswer,
    ArchiveOffer,
    Consent,
    ConsentProof,
    DataClass,
    DueNotice,
    ForgetRequest,
    LegalHold,
    Purpose,
    Receipt,
    SubjectRequest,
)
from rundertisch.privacy.queries import receipts as reading
from rundertisch.schooling import queries as schooling
from rundertisch.schooling.models import (
    Change,
    Child,
    Decision,
    Family,
    FamilyContact,
    FirstDay,
    Group,
    Placement,
    Proposal,
    ProposedSeat,
    Round,
    RoundChild,
    SupportNeed,
    UsedPassport,
    Wish,
)
from rundertisch.schooling.queries.protocols import sealed_leaves
from rundertisch.site import operations_forgotten, operations_receipts
from rundertisch.site.operations import House
from tests import world as worlds
from tests.support import hanging
from tests.support.cluster import OwnDatabase


@dataclass(frozen=True, slots=True)
class Scene:
    """The world with two rounds, a child that is everywhere in it, and the house around it."""

    world: worlds.DemoWorld
    house: House
    child: Child
    at: dt.datetime

    @property
    def on(self) -> dt.date:
        """The day of the test."""
        return self.world.on

    @property
    def about(self) -> Ref:
        """The child as logs name it."""
        return Ref("child", str(self.child.pk))


def seat_of(person: worlds.Person) -> worlds.Seat:
    """Return a person's seat as the person sees it."""
    with worlds.asking(person):
        return worlds.Seat.objects.select_related("partner", "user").get(pk=person.seat_id)


def set_scene(*, own_database: OwnDatabase, tmp_path: Path) -> Scene:
    """A sealed round, and a child of it with everything that can hang on a child."""
    world = worlds.build()
    house = House(mode="demo", home=tmp_path / "home", urls=own_database.urls)
    house.home.mkdir()
    with operations_receipts.as_owner(owner_url=house.urls.owner):
        child, *others = Child.objects.filter(placements=None, family=None).order_by("pk")[:3]
        _seal_round(children=(child, *others), world=world)
        _hang_everything(child=child, world=world)
    return Scene(world=world, house=house, child=child, at=worlds.moment())


def _seal_round(*, children: Sequence[Child], world: worlds.DemoWorld) -> None:
    """Write a sealed round in which the first child was seated; no engine is asked."""
    by, on = world.counsellor.seat_id, world.on
    group = Group.objects.exclude(school__partner=None).order_by("pk")[0]
    shown = Round.objects.create(opened_on=on, opened_by_id=by, frozen_on=on, common={})
    proposal = Proposal.objects.create(
        run_on=on, run_by_id=by, parameters={}, input_sha256="0" * 64, plan={}, round=shown
    )
    for child in children:
        RoundChild.objects.create(round=shown, child=child, row={"k": child.grade}, salt="a" * 64)
        ProposedSeat.objects.create(
            proposal=proposal,
            child=child,
            group=group,
            minutes=9,
            reason_code="placed",
            reason="kurzer Weg",
            level=1,
            waiting_days=9,
        )
    _seat(child=children[0], group=group, shown=shown, world=world)
    rows = list(RoundChild.objects.filter(round=shown).order_by("pk"))
    leaves, root = sealed_leaves(shown=shown, children=rows)
    for row, leaf in zip(rows, leaves[1:], strict=True):
        RoundChild.objects.filter(pk=row.pk).update(leaf=leaf)
    Round.objects.filter(pk=shown.pk).update(
        sealed_on=on, sealed_by_id=by, seal=root, leaves=list(leaves)
    )


def _seat(*, child: Child, group: Group, shown: Round, world: worlds.DemoWorld) -> None:
    """Lock and sign, announce and take in; and the child came."""
    by, authority, on = world.counsellor.seat_id, world.schulamt.seat_id, world.on
    Decision.objects.create(
        round=shown,
        child=child,
        kind="LOCKED",
        group=group,
        words="Geschwister",
        by_id=by,
        decided_at=worlds.moment(),
        by_name="Renate Abel",
        by_office="Zentrum",
    )
    Decision.objects.create(
        round=shown,
        child=child,
        kind="SIGNED",
        group=group,
        words="Ja.",
        by_id=authority,
        decided_at=worlds.moment(),
        by_name="Holger Brandt",
        by_office="Schulamt",
    )
    place = Placement.objects.create(
        child=child,
        group=group,
        starts_on=on,
        signed_on=on,
        signed_by_id=authority,
        announced_on=on,
        answer="ACCEPTED",
        answered_on=on,
        answered_by_id=authority,
    )
    FirstDay.objects.create(placement=place, came_on=on, noted_by_id=by)


def _hang_everything(*, child: Child, world: worlds.DemoWorld) -> None:
    """Give the child the rows it lacks, as the owner: of some tables the story has none."""
    school = child.placements.latest("pk").group.school
    Wish.objects.get_or_create(child=child, school=school, defaults={"rank": 1})
    child.allowed_forms.get_or_create(form=school.form)
    child.family = Family.objects.create(reference="allein")  # else it stays with the siblings
    child.save(update_fields=["family"])
    sister = Child.objects.exclude(pk=child.pk).exclude(family=None).first()
    assert sister is not None
    Change.objects.create(
        child=sister,
        other=child,
        kind="SPLIT",
        version=1,
        changed_on=world.on,
        before={str(child.pk): {"child": {"first_name": "Doppelganger"}}},
    )
    Change.objects.create(child=child, kind="CORRECTED", version=1, changed_on=world.on)
    UsedPassport.objects.create(child=child, passport_number="A" * 22)
    hanging.hang_way_to_school(child=child, world=world)
    _hang_papers(child=child, world=world)
    _hang_on_subject(child=child, world=world)


def _hang_papers(*, child: Child, world: worlds.DemoWorld) -> None:
    """Add what privacy keeps about a child: a hold, an offer, a notice, an old request."""
    by = world.counsellor.seat_id
    about = {"about_kind": "child", "about_id": str(child.pk)}
    LegalHold.objects.create(
        **about,
        why="Klage",
        since=world.on,
        set_by_id=by,
        lifted_on=world.on,
        lifted_by_id=by,
        lifted_why="erledigt",
    )
    offer = ArchiveOffer.objects.create(**about, offered_on=world.on, by_id=by)
    offer.answer, offer.answered_on = ArchiveAnswer.NOT_WANTED, world.on
    offer.save()
    DueNotice.objects.create(**about, due_on=world.on, told_on=world.on)
    ForgetRequest.objects.create(**about, reason="ASKED", by_id=by, refused="damals nicht")
    message = Message.objects.create(
        channel="PRINT", occasion="TEST", to_kind="child", to_id=about["about_id"], **about
    )
    MessageText.objects.create(message=message, address="Am Markt", facts={"name": "Kind"})


def _hang_on_subject(*, child: Child, world: worlds.DemoWorld) -> None:
    """Add what hangs on the child's subject, and a knot of the red thread."""
    by = world.counsellor.seat_id
    consent = Consent.objects.create(
        subject=child.subject,
        what_for=Purpose.CASE_MANAGEMENT,
        classes=[DataClass.CONTACT],
        recipient=Partner.objects.filter(kind="SCHOOL")[0],
        starts_on=world.on,
        ends_on=world.on + dt.timedelta(days=30),
    )
    ConsentProof.objects.create(
        consent=consent,
        language="ar",
        text_version="1",
        refusal_told="nichts",
        medium="PAPER",
        giver="GUARDIAN",
        paper_ref="Akte",
        recorded_by_id=by,
    )
    for entrusted in (FamilyContact, SupportNeed):
        entrusted.objects.create(
            subject=child.subject,
            owner=Partner.objects.get(kind="INTEGRATION_CENTRE"),
            words="Nachmittags",
            written_on=world.on,
        )
    SubjectRequest.objects.create(
        subject_id=child.subject_id,
        kind="DELETION",
        words="bitte",
        language="ar",
        received_on=world.on,
        due_on=world.on + dt.timedelta(days=30),
        answered_on=world.on,
        answered_by_id=by,
        outcome="PARTLY",
        answer="noch nicht",
    )
    SecureLink.objects.create(
        kind="OWN_VIEW",
        about_kind="child",
        about_id=str(child.pk),
        subject_id=child.subject_id,
        token_hash="0" * 64,
        expires_at=worlds.moment(),
        user_id=world.counsellor.user_id,
        seat_id=by,
    )
    ThreadLink.objects.create(
        source_kind="child",
        source_id=str(child.pk),
        target_kind="round",
        target_id="1",
        why="Beispiel",
        tied_on=world.on,
    )


def ask(scene: Scene, *, who: str = "counsellor") -> ForgetRequest:
    """Let somebody ask for the child to be forgotten."""
    person = getattr(scene.world, who)
    by = seat_of(person)
    with worlds.asking(person):
        return actions.ask_to_forget(about=scene.about, reason="ASKED", on=scene.on, by=by)


def forget(scene: Scene) -> tuple[Receipt, Path]:
    """Ask and let it be done."""
    return operations_receipts.forget_now(house=scene.house, request=ask(scene), at=scene.at)


def counted(day: dt.date) -> dict[str, int]:
    """Return the true counts of both queues and of the seated shares, the forgotten among them."""
    reader = schooling.Reader(on=day, leads=False)
    queues = {str(row[:3]): int(str(row[3])) for row in reader.ask("queue_counts", day)}
    for cell, children in schooling.forgotten_in_queues(on=day).items():
        queues[str(cell)] = queues.get(str(cell), 0) + children
    shares = {
        str(row[:3]): (int(str(row[3])), int(str(row[4])))
        for row in reader.ask("seated_counts", day)
    }
    for cell, (children, seated) in schooling.forgotten_in_shares(on=day).items():
        had = shares.get(str(cell), (0, 0))
        shares[str(cell)] = (had[0] + children, had[1] + seated)
    flat = {f"{cell} of": of for cell, (of, _) in shares.items()}
    return {**queues, **flat, **{f"{cell} seated": got for cell, (_, got) in shares.items()}}


def found(scene: Scene, file: Path, *dumps: Path) -> operations_forgotten.Search:
    """Search everywhere for what the receipt names."""
    statement = reading.read(text=file.read_text("utf-8"), name=file.name)
    return operations_forgotten.search(statement=statement, house=scene.house, dumps=dumps)
