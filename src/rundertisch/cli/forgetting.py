# SPDX-License-Identifier: EUPL-1.2
"""`retention`, `forget` and `check forgotten`: what is due, forget somebody, prove it."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rundertisch.cli.german import Adder, say, under
from rundertisch.cli.operations import moment, open_database, today
from rundertisch.kernel.errors import Refusal

if TYPE_CHECKING:
    from rundertisch.accounts.models import Seat
    from rundertisch.privacy.queries import DryRun

DONE, RESERVED = 0, 1
REASONS = {"asked": "ASKED", "period-over": "PERIOD_OVER", "unlawful": "UNLAWFUL"}
BY = "in wessen Namen: ein Konto, das für diese Angaben antwortet; es steht im Protokoll"


def add_commands(commands: Adder) -> None:
    """Hang up the three commands; `check` is there already."""
    retention = commands.add_parser(
        "retention",
        help="welche Aufbewahrungsfristen ablaufen",
        description="Nennt die Datensätze, deren Aufbewahrungsfrist in den nächsten 30 Tagen "
        "abläuft, was ein Vergessen löschen würde und was dem entgegensteht (--dry-run). Ohne "
        "--dry-run die nächtliche Aufgabe: ankündigen; vergessen, was nach einer geprüften Frist "
        "fällig und lange genug angekündigt ist; alte Sicherungen des Datenordners löschen.",
    )
    retention.add_argument("--dry-run", action="store_true", help="nur zeigen, mit --by")
    retention.add_argument("--by", metavar="E-MAIL", help=BY)
    retention.set_defaults(command=retention_command)
    forget = commands.add_parser(
        "forget",
        help="eine Person vergessen, mit unterschriebener Quittung",
        description="Löscht alles über eine Person oder macht es unkenntlich. Pflichten zur "
        "Aufbewahrung, Löschsperren und das Archiv halten es auf. Rückgängig machen lässt es sich "
        "nicht, auch nicht aus einer Sicherung.",
    )
    forget.add_argument("who", metavar="WER", nargs="?", help="Kennzeichen oder E-Mail")
    forget.add_argument(
        "--asked", action="store_true", help="erledigen, was auf den Seiten beauftragt wurde"
    )
    forget.add_argument("--by", metavar="E-MAIL", help=BY)
    forget.add_argument(
        "--reason",
        metavar="GRUND",
        choices=sorted(REASONS),
        help="asked: die Person verlangt es; period-over: die Frist ist abgelaufen; unlawful: die "
        "Angaben hätten nicht gespeichert werden dürfen",
    )
    forget.add_argument("--dry-run", action="store_true", help="nur zeigen, nichts verändern")
    forget.set_defaults(command=forget_command)
    _add_check(commands)


def _add_check(commands: Adder) -> None:
    forgotten = under(commands, "check").add_parser(
        "forgotten",
        help="prüfen, ob Vergessenes noch irgendwo steht",
        description="Prüft die Unterschrift einer Quittung und sucht in jeder Tabelle, im "
        "Datenordner und in Sicherungen nach dem, was sie als vergessen nennt. Rückgabewert 1: "
        "etwas wurde gefunden, gesagt wird wo.",
    )
    forgotten.add_argument("receipt", metavar="RECEIPT", type=Path, help="Datei der Quittung")
    forgotten.add_argument(
        "--dump",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="eine Sicherung, in der auch gesucht wird; mehrmals möglich",
    )
    forgotten.set_defaults(command=check_command)


def retention_command(options: argparse.Namespace) -> int:
    """Say what is due and what stands against it; or do what the night does."""
    if not options.dry_run:
        return _night()
    if not options.by:
        raise Refusal("Bitte sagen, mit wessen Augen: --by E-MAIL.")
    open_database()
    from rundertisch.kernel import scope
    from rundertisch.privacy import queries
    from rundertisch.privacy.registry import forgetting

    on, shown = today(), 0
    for seat in _seats(email=options.by):
        with scope.asking(user_id=seat.user_id, seat_id=seat.pk):
            for one in queries.due(on=on, seat=seat):
                person = forgetting.person_of(one.kind)
                if person is None:
                    continue
                shown += 1
                checked = "geprüft" if one.rule.verified else "Vorgabe, nicht geprüft"
                say(
                    f"{one.label}: fällig am {one.due_on:%d.%m.%Y} ({one.rule.period} ab "
                    f"„{one.event}“; {checked})"
                )
                pks = person.whole(one.pk)
                say(*_told(queries.dry_run(person=person, pks=pks, on=on)))
    say(f"Fällig in den nächsten 30 Tagen: {shown}. Es wurde nichts verändert.")
    return DONE


def _night() -> int:
    """Announce, forget what is due, let receipts and backups die."""
    house = open_database()
    from rundertisch.site import operations_receipts

    say(*operations_receipts.night(house=house, at=moment()))
    return DONE


def _asked() -> int:
    """Do what was asked for on the pages."""
    house = open_database()
    from rundertisch.site import operations_receipts

    made = operations_receipts.forget_asked(house=house, at=moment())
    say(f"Erledigte Aufträge: {made}.")
    return DONE


def forget_command(options: argparse.Namespace) -> int:
    """Forget one person, or say what that would do."""
    if options.asked:
        return _asked()
    if not (options.who and options.by and options.reason):
        raise Refusal("Bitte angeben: WER, --by E-MAIL und --reason GRUND; oder nur --asked.")
    house = open_database()
    from rundertisch.kernel import scope
    from rundertisch.kernel.thread import Ref
    from rundertisch.privacy import actions, queries
    from rundertisch.site import operations_receipts

    on = today()
    for seat in _seats(email=options.by):
        with scope.asking(user_id=seat.user_id, seat_id=seat.pk):
            found = queries.find_person(text=options.who)
            if found is None or not found[0].may_forget(seat):
                continue
            person, pks = found
            say(*_told(queries.dry_run(person=person, pks=pks, on=on)))
            if options.dry_run:
                say("Es wurde nichts verändert.")
                return DONE
            about = Ref(person.kind, str(pks[0]))
            request = actions.ask_to_forget(
                about=about, reason=REASONS[options.reason], on=on, by=seat
            )
        receipt, file = operations_receipts.forget_now(house=house, request=request, at=moment())
        say(
            f"Vergessen. Quittung {receipt.number}: {file}",
            f"Die letzte Sicherung mit diesen Angaben stirbt am {receipt.backups_until:%d.%m.%Y}.",
            f"Nachsehen, ob noch etwas da ist: rundertisch check forgotten {file}",
        )
        return DONE
    raise Refusal(
        f"„{options.who}“ gibt es nicht, oder {options.by} antwortet nicht dafür. Kinder nennt man "
        "mit ihrem Kennzeichen, Konten mit ihrer E-Mail."
    )


def check_command(options: argparse.Namespace) -> int:
    """Check the signature and search everywhere."""
    if not options.receipt.is_file():
        raise Refusal(f"„{options.receipt}“ gibt es nicht.")
    house = open_database()
    from rundertisch.privacy.queries import receipts
    from rundertisch.site import operations_forgotten

    statement = receipts.read(text=options.receipt.read_text("utf-8"), name=str(options.receipt))
    say(f"Die Unterschrift unter Quittung {statement.number} stimmt.")
    done = operations_forgotten.search(statement=statement, house=house, dumps=options.dump)
    say(
        f"Durchsucht: {done.rows} Zeilen der Datenbank, {done.files} Dateien, {done.dumps} "
        "Sicherungen.",
        *(one.sentence for one in done.findings),
        *(f"Nicht lesbar: {name}" for name in done.unread),
    )
    if not done.findings:
        say("Nichts davon steht noch irgendwo.")
    return RESERVED if done.findings or done.unread else DONE


def _told(run: "DryRun") -> list[str]:
    lines = [f"  {run.headline}."]
    lines += [f"    {line.record}: {line.rows} {line.what}" for line in run.lines if line.rows]
    lines += [f"    {line.record}: bleibt ({line.why})" for line in run.lines if line.why]
    return lines + [f"    {one.sentence}" for one in run.against]


def _seats(*, email: str) -> "list[Seat]":
    """Return the running seats of an account, each as its holder sees it."""
    from rundertisch.accounts import queries as accounts
    from rundertisch.accounts.models import User
    from rundertisch.kernel import scope

    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise Refusal(f"Ein Konto {email} gibt es nicht. Bitte die E-Mail prüfen.")
    with scope.asking(user_id=user.pk, seat_id=None):
        return list(accounts.own_seats(user_id=user.pk))
