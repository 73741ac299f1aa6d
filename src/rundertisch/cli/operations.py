# SPDX-License-Identifier: EUPL-1.2
"""`demo serve init migrate doctor backup restore upgrade`: running the house."""

import argparse
import atexit
import contextlib
import time
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rundertisch.cli.german import Adder, GermanParser, say, whole_number
from rundertisch.kernel.errors import Refusal

if TYPE_CHECKING:
    from rundertisch.site.operations import House

DONE, RESERVED = 0, 1
WORKERS, MOST_WORKERS, HIGHEST_PORT = 3, 64, 65535  # two questions in one process take turns


def add_commands(commands: Adder) -> None:
    """Hang up the commands that start, found, save and examine the house."""
    _add_running(commands)
    _add_saving(commands)
    doctor = commands.add_parser(
        "doctor",
        help="nachsehen, ob alles in Ordnung ist",
        description="Sieht nach: Programme, Einstellungen, Datenbank, Rollen, Zeilenschutz. "
        "Verändert nichts.",
    )
    doctor.set_defaults(command=doctor_command)


def _add_running(commands: Adder) -> None:
    demo = commands.add_parser(
        "demo",
        help="mit einem erfundenen Kreis ausprobieren",
        description="Startet Datenbank und Webserver mit einem erfundenen Kreis, nennt Adresse "
        "und Anmeldungen, läuft bis Strg-C. Die Daten bleiben im genannten Ordner.",
    )
    demo.set_defaults(command=demo_command)
    serve = commands.add_parser(
        "serve",
        help="den Webserver im Betrieb starten",
        description="Startet den Webserver (und die mitgelieferte Datenbank, wenn keine angegeben "
        "ist) bis Strg-C. Davor gehört ein Webserver mit https.",
    )
    serve.add_argument("--host", metavar="HOST", default="127.0.0.1", help="Adresse zum Lauschen")
    serve.add_argument(
        "--workers",
        metavar="N",
        type=whole_number(low=1, high=MOST_WORKERS),
        default=WORKERS,
        help=f"Zahl der Prozesse, jeder braucht etwa 200 MB (Vorgabe {WORKERS})",
    )
    serve.set_defaults(command=serve_command)
    worker = commands.add_parser(
        "worker",
        help="den Arbeiter starten: was außerhalb der Seiten geschieht",
        description="Erledigt, was außerhalb der Seiten geschieht: Protokoll versiegeln, Fristen, "
        "Versand. Läuft bis Strg-C neben „serve“; mehrere dürfen zugleich laufen.",
    )
    worker.add_argument(
        "--until-idle", action="store_true", help="enden, sobald nichts mehr wartet"
    )
    worker.set_defaults(command=worker_command)
    _add_init(commands)
    migrate = commands.add_parser(
        "migrate",
        help="die Tabellen anlegen oder erneuern, ohne Sicherung",
        description="Bringt die Tabellen auf den Stand des Programms. Im Betrieb besser: upgrade.",
    )
    migrate.set_defaults(command=migrate_command)


def _add_init(commands: Adder) -> None:
    init = commands.add_parser(
        "init",
        help="die erste Einrichtung ohne Demo",
        description="Legt den Kreis mit seinen Städten, das Integrationszentrum und die erste "
        "Administration an. Ausgegeben wird ein Link, der einmal gilt. Was nicht "
        "angegeben ist, wird gefragt.",
    )
    init.add_argument("--centre", metavar="NAME", help="Name des Kommunalen Integrationszentrums")
    init.add_argument("--email", metavar="E-MAIL", help="E-Mail der ersten Administration")
    init.add_argument("--name", metavar="NAME", help="Name der ersten Administration")
    init.add_argument("--url", metavar="URL", help="Adresse der Anwendung für den Link")
    init.add_argument(
        "--district",
        metavar="FILE",
        type=Path,
        help="Kreis und Städte als TOML-Datei (Vorgabe: der Ennepe-Ruhr-Kreis)",
    )
    init.set_defaults(command=init_command)


def _add_saving(commands: Adder) -> None:
    backup = commands.add_parser(
        "backup",
        help="die ganze Datenbank in eine Datei sichern",
        description="Sichert die ganze Datenbank. Die Datei enthält alle Personendaten. Mit der "
        "Einstellung RUNDERTISCH_BACKUP_KEY ist sie verschlüsselt. Ohne Datei entsteht die "
        "Sicherung des Tages im eingestellten Ordner; alte gehen.",
    )
    backup.add_argument("file", metavar="FILE", type=Path, nargs="?", help="neue Datei")
    backup.set_defaults(command=backup_command)
    restore: GermanParser = commands.add_parser(
        "restore",
        help="eine Sicherung einspielen",
        description="Spielt eine Sicherung ein, ganz oder gar nicht. Wer seither vergessen wurde, "
        "wird dabei wieder vergessen, nach den Quittungen.",
    )
    restore.add_argument("file", metavar="FILE", type=Path, help="Datei von backup")
    restore.add_argument("--replace", action="store_true", help="die vorhandenen Daten ersetzen")
    restore.add_argument(
        "--receipts",
        metavar="FOLDER",
        type=Path,
        help="Ordner mit Quittungen über das Vergessen, außer denen daheim und neben der Sicherung",
    )
    restore.add_argument(
        "--without-receipts",
        action="store_true",
        help="auch wenn Quittungen fehlen: Menschen könnten zurückkommen, die vergessen wurden",
    )
    restore.set_defaults(command=restore_command)
    drill = commands.add_parser(
        "drill",
        help="proben, ob eine Sicherung zurückkommt, und wie lange das dauert",
        description="Spielt eine Sicherung in eine Datenbank daneben ein, vergleicht Zeilen und "
        "Protokolle, vergisst, wer seither vergessen wurde, wirft sie weg und merkt sich Dauer und "
        "Ergebnis. Die laufende Datenbank bleibt unberührt.",
    )
    drill.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", help="Sicherung (Vorgabe: die neueste)"
    )
    drill.set_defaults(command=drill_command)
    upgrade = commands.add_parser(
        "upgrade",
        help="nach einem Wechsel der Fassung: sichern, dann Tabellen erneuern",
        description="Sichert die Datenbank in den Datenordner und bringt dann die Tabellen auf "
        "den Stand des Programms.",
    )
    upgrade.set_defaults(command=upgrade_command)


def moment() -> datetime:
    """Return this moment in Berlin."""
    return datetime.now(tz=ZoneInfo("Europe/Berlin"))


def today() -> date:
    """Return this day in Berlin."""
    return moment().date()


def open_database() -> "House":
    """Wake the house for one command; it goes back to sleep when the program ends."""
    from rundertisch.site import operations

    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(operations.awake())


def demo_command(_options: argparse.Namespace) -> int:
    """Show the invented district until Ctrl-C."""
    from rundertisch.site import operations, operations_demo, operations_web

    operations.set_mode(mode="demo")
    operations_web.obey_signals()
    began = time.monotonic()
    say("Rundertisch, Demo mit einem erfundenen Kreis", "  Datenbank starten …")
    with operations_web.free_door() as door, operations.awake(tables=False) as house:
        say("  Tabellen prüfen …")
        operations.ready_tables(house=house)
        world = operations_demo.furnish(house=house, on=today(), say=lambda line: say(f"  {line}"))
        say("  Webserver starten …")
        operations_web.collect_static(house=house)
        with (
            operations_web.serving(door=door) as server,
            operations_web.working(),
            operations_web.until_told_to_stop(server=server),
        ):
            say(
                f"  Bereit nach {time.monotonic() - began:.1f} Sekunden.",
                "",
                f"Adresse:     {door.url}",
                *operations_demo.sign_in_lines(world=world),
                f"Datenordner: {house.home}",
                "",
                "Beenden mit Strg-C.",
            )
        say("", "Webserver und Datenbank werden beendet.")
    return DONE


def serve_command(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    from rundertisch.site import environment, operations, operations_web

    operations_web.obey_signals()
    door = operations_web.Door(host=options.host, port=environment.port(), workers=options.workers)
    with operations.awake() as house:
        operations_web.collect_static(house=house)
        with (
            operations_web.serving(door=door) as server,
            operations_web.until_told_to_stop(server=server),
        ):
            say(f"Rundertisch läuft: {door.url} (Datenordner {house.home}). Beenden mit Strg-C.")
    return DONE


def worker_command(options: argparse.Namespace) -> int:
    """Do jobs until Ctrl-C, or until none waits."""
    from rundertisch.site import operations

    with operations.awake(worker=True):
        from rundertisch.kernel import jobs

        say("Der Arbeiter läuft. Beenden mit Strg-C.")
        jobs.work(until_idle=options.until_idle)
    say("Der Arbeiter hat aufgehört; nichts ist halb erledigt.")
    return DONE


def init_command(options: argparse.Namespace) -> int:
    """Found the house: district, towns, centre, first administrator."""
    from rundertisch.site import operations, operations_init

    asked = operations_init.Founding(
        centre=options.centre or _ask("Name des Integrationszentrums"),
        email=options.email or _ask("E-Mail der ersten Administration"),
        name=options.name or _ask("Name der ersten Administration"),
        url=options.url or _ask("Adresse der Anwendung (https://…)"),
        district=options.district,
    )
    asked.refuse_malformed()
    with operations.awake():
        link = operations_init.found(founding=asked, on=today())
    say(
        "Der Kreis und seine Städte sind angelegt.",
        "Mit diesem Link legt die Administration ihr Passwort fest; er gilt einmal:",
        link,
    )
    return DONE


def _ask(question: str) -> str:
    try:
        answer = input(f"{question}: ").strip()
    except EOFError:
        answer = ""
    if not answer:
        raise Refusal(f"Es fehlt eine Angabe: {question}. Es wurde nichts angelegt.")
    return answer


def migrate_command(_options: argparse.Namespace) -> int:
    """Bring the tables to the state of the code."""
    from rundertisch.site import operations, operations_versions

    with operations.awake(tables=False):
        state = operations_versions.state()
        state.refuse_newer()
        operations_versions.migrate()
    say(f"{len(state.pending)} Schritte ausgeführt." if state.pending else "Nichts zu tun.")
    return DONE


def backup_command(options: argparse.Namespace) -> int:
    """Write the whole database to a file."""
    from rundertisch.site import operations, operations_backup, operations_plan

    encrypted = bool(operations_plan.key())
    if options.file is None:
        return _back_up_by_plan()
    with operations.awake(tables=False) as house:
        operations_backup.backup(house=house, file=options.file.absolute())
    kept = (
        "Sie ist verschlüsselt; ohne den Schlüssel (RUNDERTISCH_BACKUP_KEY) öffnet sie niemand. "
        "Bitte ihn getrennt aufbewahren."
        if encrypted
        else "Die Datei enthält Personendaten: bitte verschlüsselt aufbewahren und nach der Frist "
        "löschen."
    )
    say(f"Gesichert nach {options.file}. {kept}")
    return DONE


def _back_up_by_plan() -> int:
    from rundertisch.site import operations, operations_plan, operations_schedule

    plan = operations_plan.plan()
    if plan is None:
        raise Refusal(
            "Bitte eine Datei angeben, oder die Einstellung RUNDERTISCH_BACKUP_KEY setzen: In den "
            "Ordner der täglichen Sicherungen kommt nichts unverschlüsselt. Einen Schlüssel "
            f"erzeugt: {operations_plan.HOW_TO_MAKE_A_KEY}"
        )
    with operations.awake(tables=False) as house:
        file = operations_schedule.back_up(house=house, plan=plan, at=moment())
    say(f"Gesichert nach {file}, verschlüsselt und zur Probe ganz gelesen.")
    return DONE


def drill_command(options: argparse.Namespace) -> int:
    """Restore a backup beside the house, compare, and throw it away."""
    from rundertisch.site import operations, operations_drill

    file = options.file.absolute() if options.file else operations_drill.newest()
    with operations.awake(tables=False) as house:
        done = operations_drill.drill(house=house, file=file, at=moment())
    say(
        f"{done.file.name} kommt zurück: {done.rows} Zeilen in {done.tables} Tabellen, in "
        f"{done.seconds:.1f} Sekunden.",
        "Jede Tabelle hat so viele Zeilen, wie die Sicherung sagt."
        if done.compared
        else "Wie viele Zeilen es sein müssen, sagt diese unverschlüsselte Sicherung nicht.",
        "Die Tabellen sind älter als das Programm; die Protokolle wurden nicht geprüft."
        if done.sealed is None
        else f"Die Protokolle stimmen ({done.sealed} versiegelte Zeilen).",
        *(one.sentence for one in done.forgotten),
        "Die Probe ist wieder gelöscht.",
    )
    return DONE


def restore_command(options: argparse.Namespace) -> int:
    """Put a backup in the place of the database."""
    from rundertisch.site import operations, operations_backup

    with operations.awake(tables=False) as house:
        again = operations_backup.restore(
            house=house,
            file=options.file.absolute(),
            replace=options.replace,
            at=moment(),
            receipts=options.receipts,
            without_receipts=options.without_receipts,
        )
    say(f"{options.file} ist eingespielt.", *(one.sentence for one in again))
    return DONE


def upgrade_command(_options: argparse.Namespace) -> int:
    """Back up and bring older tables to the state of the code."""
    from rundertisch.site import operations, operations_backup

    with operations.awake(tables=False) as house:
        file = operations_backup.upgrade(house=house)
    say(f"Erneuert; die Sicherung von vorher: {file}" if file else "Nichts zu tun.")
    return DONE


def doctor_command(_options: argparse.Namespace) -> int:
    """Say of everything whether it is well; exit code 1 when something is bad."""
    from rundertisch.site import operations_doctor

    bad = 0
    for finding in operations_doctor.examine():
        say(f"{finding.verdict:<9} {finding.sentence}")
        bad += finding.verdict == "schlecht"
    say("", f"{bad} Befunde sind schlecht." if bad else "Alles in Ordnung.")
    return RESERVED if bad else DONE
