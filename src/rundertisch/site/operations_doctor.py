# SPDX-License-Identifier: EUPL-1.2
"""`rundertisch doctor`: what is installed, what runs, who the runtime role is; each a sentence."""

import importlib.metadata
import platform
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import psycopg

import rundertisch
from rundertisch.kernel.errors import Refusal
from rundertisch.site import (
    database_binaries,
    environment,
    operations,
    operations_plan,
    operations_versions,
)
from rundertisch.site.operations import House

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = (
    *("django", "psycopg", "django-allauth", "granian", "procrastinate", "cryptography"),
    *("numpy", "numba", "highspy"),
)
APP, WORKER = "rundertisch_app", "rundertisch_worker"
ALIVE = 60  # seconds since the last heartbeat after which a worker counts as gone


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: good, a warning, or bad."""

    verdict: Literal["gut", "Hinweis", "schlecht"]
    sentence: str


def examine() -> Iterator[Finding]:
    """Look at everything, one after the other; what fails is a finding, never a crash."""
    yield Finding(
        "gut", f"Rundertisch {rundertisch.__version__}, Python {platform.python_version()}"
    )
    yield from _packages()
    yield from _programs()
    yield from _browser()
    yield from _settings()
    yield from _mail()
    yield from _keeping()
    yield from _sms()
    try:
        with operations.awake(tables=False) as house:
            for look in (_folder, _server, roles, _row_security, _tables, jobs, _django):
                yield from look(house)
    except Refusal as refusal:
        yield Finding("schlecht", refusal.sentence)


def _packages() -> Iterator[Finding]:
    for name in PACKAGES:
        try:
            yield Finding("gut", f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            yield Finding("schlecht", f"Das Paket {name} fehlt. Bitte: ./run check")


def _programs() -> Iterator[Finding]:
    try:
        found = database_binaries.find()
    except Refusal as refusal:
        yield Finding("schlecht", refusal.sentence)
        return
    yield Finding("gut", f"PostgreSQL-Programme {found.version} in {found.folder}")
    if found.outdated:
        yield Finding(
            "Hinweis",
            f"Es gibt eine neuere Fehlerkorrektur als PostgreSQL {found.version}. "
            "Bitte bei Gelegenheit erneuern.",
        )


def _browser() -> Iterator[Finding]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        yield Finding("gut", f"Browser für die Prüfungen: {found}")
    else:
        yield Finding(
            "Hinweis",
            "Kein Chromium gefunden; nur „./run test“ braucht es: sudo apt-get install -y chromium",
        )


def _settings() -> Iterator[Finding]:
    readers: tuple[Callable[[], object], ...] = (
        environment.mode,
        environment.port,
        environment.home,
    )
    for read in readers:
        try:
            read()
        except Refusal as refusal:
            yield Finding("schlecht", refusal.sentence)
    yield Finding("gut", f"Betriebsart {environment.mode()}, Datenordner {environment.home()}")


def _mail() -> Iterator[Finding]:
    try:
        server = environment.mail_server(mode=environment.mode())
    except Refusal as refusal:
        yield Finding("schlecht", refusal.sentence)
        return
    if server.host:
        yield Finding("gut", f"E-Mails gehen über {server.host}, Port {server.port}")
    else:
        yield Finding(
            "Hinweis",
            "Kein Mailserver eingestellt (RUNDERTISCH_SMTP_HOST): Nachrichten werden gedruckt.",
        )


def _sms() -> Iterator[Finding]:
    try:
        gateway = environment.sms_gateway()
    except Refusal as refusal:
        yield Finding("schlecht", refusal.sentence)
        return
    told = f"SMS gehen über {gateway.host}" if gateway.url else "Kein SMS-Dienst eingestellt"
    yield Finding("gut" if gateway.url else "Hinweis", told)


def _keeping() -> Iterator[Finding]:
    try:
        plan = operations_plan.plan()
        operations_plan.emergency_plan()
    except Refusal as refusal:
        yield Finding("schlecht", refusal.sentence)
        return
    if plan:
        yield Finding("gut", f"Tägliche Sicherung ab {plan.at:%H:%M} Uhr nach {plan.folder}")
    else:
        yield Finding(
            "Hinweis", f"Keine tägliche Sicherung eingestellt ({operations_plan.KEY} fehlt)."
        )


def _folder(house: House) -> Iterator[Finding]:
    if stat.S_IMODE(house.home.stat().st_mode) & 0o077:
        yield Finding(
            "Hinweis",
            f"Andere dürfen in den Datenordner sehen. Besser: chmod 700 '{house.home}'",
        )
    free = shutil.disk_usage(house.home).free // 2**30
    verdict: Literal["gut", "Hinweis"] = "gut" if free else "Hinweis"
    yield Finding(verdict, f"Freier Platz im Datenordner: {free} GB")


def _server(house: House) -> Iterator[Finding]:
    with psycopg.connect(house.urls.default) as app:
        version = app.info.server_version
    major, minor = divmod(version, 10_000)
    own = "eigener" if house.urls.admin else "angegebener"
    yield Finding("gut", f"Datenbank-Server {major}.{minor} ({own}) antwortet")
    if major < database_binaries.OLDEST_MAJOR:
        yield Finding(
            "schlecht",
            f"Rundertisch braucht PostgreSQL ab {database_binaries.OLDEST_MAJOR}, "
            f"der Server ist {major}.{minor}.",
        )
    elif minor < database_binaries.KNOWN_MINORS.get(major, 0):
        yield Finding("Hinweis", f"Der Server {major}.{minor} ist nicht auf dem neuesten Stand.")


def roles(house: House) -> Iterator[Finding]:
    """Row security binds neither owners nor superusers: runtime role and worker must be neither."""
    yield from _role(url=house.urls.default, wanted=APP, setting="RUNDERTISCH_DATABASE_URL")
    if house.urls.worker:
        yield from _role(url=house.urls.worker, wanted=WORKER, setting="RUNDERTISCH_WORKER_URL")
    else:
        yield Finding(
            "Hinweis",
            "RUNDERTISCH_WORKER_URL ist nicht gesetzt: Auf diesem Rechner läuft kein Arbeiter.",
        )


def _role(*, url: str, wanted: str, setting: str) -> Iterator[Finding]:
    with psycopg.connect(url) as app:
        row = app.execute(
            "select current_user, rolsuper or rolbypassrls, exists (select 1 from pg_class "
            "where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace "
            "and pg_has_role(current_user, relowner, 'member')) "
            "from pg_roles where rolname = current_user"
        ).fetchone()
    name, above, owns = row or ("?", True, True)
    if above or owns:
        yield Finding(
            "schlecht",
            f"Die Rolle {name} steht über dem Zeilenschutz (Superuser, BYPASSRLS oder "
            f"Eigentümerin). Bitte in {setting} eine gewöhnliche Rolle eintragen.",
        )
    elif name != wanted:
        yield Finding("schlecht", f"Die Rolle in {setting} heißt {name}; erwartet wird {wanted}.")
    else:
        yield Finding("gut", f"Die Rolle {name} ist an den Zeilenschutz gebunden")


def jobs(house: House) -> Iterator[Finding]:
    """Somebody does the jobs, and none has failed for good."""
    with psycopg.connect(house.urls.owner) as owner:
        there = owner.execute("select to_regclass('procrastinate_jobs') is not null").fetchone()
        if not there or not there[0]:
            return
        row = owner.execute(
            "select (select count(*) from procrastinate_workers"
            " where last_heartbeat > now() - make_interval(secs => %s)),"
            " count(*) filter (where status = 'todo'), count(*) filter (where status = 'failed'),"
            " string_agg(distinct task_name, ', ') filter (where status = 'failed')"
            " from procrastinate_jobs",
            [ALIVE],
        ).fetchone()
    workers, waiting, failed, names = row or (0, 0, 0, "")
    if workers:
        yield Finding("gut", f"Arbeiter: {workers}; wartende Aufträge: {waiting}")
    else:
        yield Finding(
            "Hinweis",
            f"Kein Arbeiter läuft ({waiting} Aufträge warten). Ohne ihn wird nichts versiegelt, "
            "versandt oder nach Frist gelöscht. Bitte: rundertisch worker",
        )
    if failed:
        yield Finding("schlecht", f"Aufträge, die immer wieder scheitern: {failed} ({names}).")


def _row_security(house: House) -> Iterator[Finding]:
    """Every table with people has row security and at least one policy."""
    bare = bare_tables(owner_url=house.urls.owner)
    for table in bare:
        yield Finding("schlecht", f"Die Tabelle {table} mit Personen hat keinen Zeilenschutz.")
    if not bare:
        yield Finding("gut", "Jede Tabelle mit Personen hat Zeilenschutz")


def bare_tables(*, owner_url: str) -> list[str]:
    """Return the existing tables of person models that row security does not guard.

    The accounts are no such table: whoever signs in must be found before it is known who asks.
    """
    from django.apps import apps
    from django.contrib.auth import get_user_model

    from rundertisch.kernel.models import PersonRecord

    models = set(apps.get_models()) - {get_user_model()}
    people = [model for model in models if issubclass(model, PersonRecord)]
    tables = sorted(model._meta.db_table for model in people)  # noqa: SLF001 - Django's API
    with psycopg.connect(owner_url) as owner:
        rows = owner.execute(
            "select relname from pg_class where relkind in ('r', 'p') "
            "and relnamespace = 'public'::regnamespace and relname = any(%s) "
            "and not (relrowsecurity and exists "
            "(select 1 from pg_policy where polrelid = pg_class.oid)) order by relname",
            [tables],
        ).fetchall()
    return [row[0] for row in rows]


def _tables(_house: House) -> Iterator[Finding]:
    state = operations_versions.state()
    if state.unknown:
        yield Finding("schlecht", "Die Daten sind neuer als das Programm.")
    elif state.empty:
        yield Finding("Hinweis", "Die Datenbank ist noch leer. Bitte: rundertisch init")
    elif state.pending:
        yield Finding("Hinweis", "Die Datenbank ist älter als das Programm: rundertisch upgrade")
    else:
        yield Finding("gut", "Die Tabellen haben den Stand des Programms")


def _django(house: House) -> Iterator[Finding]:
    """Ask Django's own deployment checks; in a demo nothing leaves the machine."""
    from django.core import checks

    found = checks.run_checks(include_deployment_checks=house.mode == "production")
    for message in found:
        serious = message.level >= checks.ERROR
        yield Finding("schlecht" if serious else "Hinweis", f"{message.id}: {message.msg}")
    if not found:
        yield Finding("gut", "Djangos eigene Prüfungen finden nichts")
