# SPDX-License-Identifier: EUPL-1.2
"""Receipts of forgetting outside of the database, and forgetting again what a restore brought back.

Every receipt lies in the data folder, and beside every backup lies a copy of all receipts of that
moment. Each names the one before, so a gap is found; the newest of all folders tells how many there
must be. Before a database serves, whatever its receipts on disk say is true in it.
"""

import contextlib
import itertools
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from rundertisch.kernel.errors import Refusal
from rundertisch.site import database_folder
from rundertisch.site.operations import House

if TYPE_CHECKING:
    from rundertisch.privacy.actions import Replayed
    from rundertisch.privacy.models import ForgetRequest, Receipt
    from rundertisch.privacy.queries import Statement

PATTERN = "quittung-*.json"
HEAD = "stand.json"


@dataclass(frozen=True, slots=True)
class Found:
    """The receipts of all folders in their order, and what is missing among them."""

    statements: tuple["Statement", ...]
    missing: tuple[int, ...]
    told: bool  # some folder says how many there are


def folder(*, home: Path) -> Path:
    """Return where this instance keeps its receipts."""
    return home / "receipts"


def beside(*, file: Path) -> Path:
    """Return where the receipts of a backup's moment lie."""
    return file.with_name(f"{file.name}.receipts")


def write_beside(*, house: House, file: Path) -> None:
    """Copy every receipt beside a new backup, and say how many there are, also when none."""
    ours, there = folder(home=house.home), beside(file=file)
    write_missing(house=house)
    there.mkdir(mode=database_folder.PRIVATE_FOLDER, exist_ok=True)
    names = _copied(source=ours, to=there)
    head = there / HEAD
    head.write_text(json.dumps({"receipts": len(names)}) + "\n", "utf-8")


def _copied(*, source: Path, to: Path) -> list[str]:
    names = sorted(path.name for path in source.glob(PATTERN)) if source.is_dir() else []
    for name in names:
        shutil.copyfile(source / name, to / name)
        (to / name).chmod(database_folder.PRIVATE_FILE)
    return names


def write_missing(*, house: House) -> None:
    """Write each receipt that the database knows and the data folder does not."""
    from rundertisch.privacy import actions
    from rundertisch.privacy.models import Receipt

    with psycopg.connect(house.urls.owner) as owner:
        there = owner.execute("select to_regclass('privacy_receipt') is not null").fetchone()
    if there != (True,):
        return
    ours = folder(home=house.home)
    known = {path.name for path in ours.glob(PATTERN)} if ours.is_dir() else set()
    with as_owner(owner_url=house.urls.owner):
        for receipt in Receipt.objects.order_by("number"):
            if file_name(number=receipt.number) not in known:
                actions.write_file(receipt=receipt, folder=ours)


def file_name(*, number: int) -> str:
    """Return the name of a receipt's file."""
    from rundertisch.privacy.queries import receipts

    return receipts.file_name(number=number)


def take_home(*, house: House, folders: Sequence[Path]) -> None:
    """Keep the receipts that a restore was given: the next backup must carry them as well."""
    ours = folder(home=house.home)
    for place in folders:
        if place.is_dir() and place != ours and any(place.glob(PATTERN)):
            ours.mkdir(mode=database_folder.PRIVATE_FOLDER, parents=True, exist_ok=True)
            _copied(source=place, to=ours)


def folders_for(*, house: House, file: Path, given: Path | None) -> list[Path]:
    """Return where receipts may lie: at home, beside this and other backups, and where told."""
    others = sorted(file.parent.glob("*.receipts"))
    return [folder(home=house.home), *others, *([given] if given else [])]


def found(*, folders: Sequence[Path]) -> Found:
    """Read the receipts of these folders; every signature is checked, every link followed."""
    from rundertisch.privacy.queries import receipts as reading

    known: dict[int, Statement] = {}
    most, told = 0, False
    for place in folders:
        if not place.is_dir():
            continue
        head = place / HEAD
        if head.is_file():
            told = True
            most = max(most, int(json.loads(head.read_text("utf-8"))["receipts"]))
        for path in sorted(place.glob(PATTERN)):
            one = reading.read(text=path.read_text("utf-8"), name=path.name)
            kept = known.get(one.number)
            if kept is None or kept.search is None:
                known[one.number] = one
    most = max([most, *known])
    missing = tuple(number for number in range(1, most + 1) if number not in known)
    statements = tuple(known[number] for number in sorted(known))
    for before, after in itertools.pairwise(statements):
        if after.number == before.number + 1 and after.previous != before.own_hash:
            raise Refusal(
                f"Quittung {after.number} gehört nicht zu Quittung {before.number}: Eine von "
                "beiden wurde ausgetauscht. Es wurde nichts verändert."
            )
    return Found(statements=statements, missing=missing, told=told)


def demand_complete(*, known: Found, file: Path, anyway: bool) -> None:
    """Refuse a restore that may bring somebody back whom a lost receipt forgot."""
    if anyway:
        return
    if known.missing:
        named = ", ".join(str(number) for number in known.missing)
        raise Refusal(
            f"Es fehlen Quittungen über das Vergessen (Nr. {named}). Ohne sie kämen Menschen "
            "zurück, die vergessen wurden. Bitte den Ordner mit allen Quittungen angeben: "
            "--receipts ORDNER. Gibt es sie wirklich nicht mehr: --without-receipts; dann bitte "
            "prüfen, wer wieder da ist."
        )
    if not known.told and not known.statements:
        raise Refusal(
            f"Neben „{file.name}“ liegt kein Ordner mit Quittungen ({beside(file=file).name}), "
            "und im Datenordner auch keiner. Niemand kann sagen, ob seither jemand vergessen "
            "wurde. Bitte --receipts ORDNER angeben, oder --without-receipts, wenn niemand "
            "vergessen wurde."
        )


@contextlib.contextmanager
def as_owner(*, owner_url: str) -> Iterator[None]:
    """Let Django's connection ask as the owner role, as long as the block lasts."""
    from django.db import connections

    aliases = ("default", "owner")
    before = {alias: dict(connections[alias].settings_dict) for alias in aliases}
    facts = psycopg.conninfo.conninfo_to_dict(owner_url)
    wanted = {
        "NAME": facts.pop("dbname"),
        "USER": facts.pop("user"),
        "PASSWORD": facts.pop("password", ""),
        "HOST": facts.pop("host", ""),
        "PORT": facts.pop("port", ""),
    }
    options = {key: value for key, value in before["default"]["OPTIONS"].items() if key != "pool"}
    connections.close_all()
    for alias in aliases:
        connections[alias].settings_dict.update(wanted)
        connections[alias].settings_dict["OPTIONS"] = options | facts
    try:
        yield
    finally:
        connections.close_all()
        for alias, values in before.items():
            connections[alias].settings_dict.update(values)


def replay(*, known: Found) -> list["Replayed"]:
    """Forget again whom these receipts name and this database does not know as forgotten yet."""
    from rundertisch.privacy import actions
    from rundertisch.privacy.models import Receipt

    there = set(Receipt.objects.values_list("number", flat=True))
    return [actions.replay(statement=one) for one in known.statements if one.number not in there]


def catch_up(*, house: House) -> list["Replayed"]:
    """Make the receipts of the data folder true before this database serves anybody."""
    from rundertisch.privacy.models import Receipt

    ours = folder(home=house.home)
    if not ours.is_dir() or not any(ours.glob(PATTERN)):
        return []
    with as_owner(owner_url=house.urls.owner):
        there = set(Receipt.objects.values_list("number", flat=True))
        files = {int(path.stem.rsplit("-", maxsplit=1)[-1]) for path in ours.glob(PATTERN)}
        if files <= there:
            return []
        return replay(known=found(folders=[ours]))


def forget_now(*, house: House, request: "ForgetRequest", at: datetime) -> "tuple[Receipt, Path]":
    """Do a request at once, as the owner role, and write the receipt into the data folder."""
    from rundertisch.privacy import actions

    with as_owner(owner_url=house.urls.owner):
        receipt = actions.forget(request=request, on=at.date(), at=at)
        if receipt is None:
            request.refresh_from_db()
            raise Refusal(request.refused)
        return receipt, actions.write_file(receipt=receipt, folder=folder(home=house.home))


def forget_asked(*, house: House, at: datetime) -> int:
    """Do every open request, as the owner role; return how many receipts that made."""
    from rundertisch.privacy import actions

    with as_owner(owner_url=house.urls.owner):
        return actions.forget_asked(at=at, folder=folder(home=house.home))


def night(*, house: House, at: datetime) -> list[str]:
    """Do what the night does about keeping, and say what that was."""
    from rundertisch.privacy import actions

    place, on = folder(home=house.home), at.date()
    with as_owner(owner_url=house.urls.owner):
        told = actions.announce_due(on=on, by=None)
        copies = actions.delete_ended(on=on)
        forgotten = actions.forget_due(at=at, folder=place)
        ended = actions.end_searching(on=on, folder=place)
        backups = actions.delete_old_backups(on=on, folder=house.home / "backups")
    return [
        f"Neu angekündigt: {told}.",
        f"Kopien nach ihrer Frist gelöscht: {copies}.",
        f"Vergessen nach geprüften Fristen: {forgotten}.",
        f"Quittungen, deren letzte Sicherung gestorben ist: {ended}.",
        f"Alte Sicherungen gelöscht: {backups}.",
    ]
