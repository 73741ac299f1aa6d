# SPDX-License-Identifier: EUPL-1.2
"""One PostgreSQL server for all tests, the invented world in it, the real site, a real browser.

Tests that touch the database run as the runtime role inside a transaction that is rolled back,
so row-level security holds in every test. The engine's tests need none of it and start none.
"""

import gc
import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from rundertisch.site import database_binaries
from rundertisch.site.database_folder import Folder

os.environ["RUNDERTISCH_MODE"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "rundertisch.site.settings"
# Playwright's loop runs in the tests' own thread; Django would refuse to talk to the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
for name in ("RUNDERTISCH_DATABASE_URL", "RUNDERTISCH_OWNER_URL", "RUNDERTISCH_HOSTS"):
    os.environ.pop(name, None)

if os.environ.get("RUNDERTISCH_TEST_POSTGRES") == "debian":
    os.environ["RUNDERTISCH_POSTGRES"] = str(next(iter(database_binaries.from_debian()), "missing"))

# A run in the background starts deaf to Ctrl-C, and so would every program that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

MEMORY = Path("/dev/shm")  # noqa: S108  (temporary folders of our own are made in it)
ENOUGH = 4 << 30  # bytes: what all databases of a run take, and room beside them


def in_memory() -> bool:
    """Say whether temporary files of a run may lie in this machine's memory."""
    return os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH


# A copy of a database is a thousand files, which takes a second on a disk and a tenth in memory.
if in_memory():
    os.environ.setdefault("TMPDIR", str(MEMORY))
    tempfile.tempdir = None  # somebody may have asked already

pytest_plugins = ["tests.support.cluster", "tests.support.browser"]
ENGINE = Path(__file__).parent / "engine"
JOURNEYS = Path("tests") / "journeys"
# One walk through the house (tests/house_visits.py) serves all rules that read it.
VISITS = {
    "tests/test_house_employees.py",
    "tests/test_house_pages.py",
    "tests/test_house_people.py",
}
# They take longest by themselves and begin before the other single tests, so that nobody waits for
# them at the end.
LONGEST = {
    "tests/engine/placement/test_check_options.py",
    "tests/engine/placement/test_properties.py",
    "tests/kernel/test_outbox_killed.py",
    "tests/rooms/cases/test_rows.py",
    "tests/rooms/privacy/test_consent_rule.py",
    "tests/site/test_demo.py",
    "tests/test_house_protected.py",
    "tests/test_house_queries.py",
}
# They need no world: whoever does not build it begins with them.
NO_WORLD = ("tests/engine/", "tests/site/test_database.py", "tests/site/test_demo.py")


def pytest_configure(config: pytest.Config) -> None:
    """Wake Django before the tests are read, unless only the engine's tests are wanted."""
    if not hasattr(config, "workerinput"):
        _lay_out_home(config=config)
    wanted = [Path(argument.split("::")[0]).resolve() for argument in config.args]
    if all(path.is_relative_to(ENGINE) for path in wanted):
        return
    import django  # noqa: PLC0415  (the engine's tests must not need Django)

    django.setup()


def _lay_out_home(*, config: pytest.Config) -> None:
    """Make the folder of the tests' database; every process of this run reads where it is."""
    home = Path(tempfile.mkdtemp(prefix="rundertisch-tests-"))
    os.environ["RUNDERTISCH_TEST_HOME"] = str(home)
    config.add_cleanup(lambda: shutil.rmtree(home))
    config.add_cleanup(lambda: shutil.rmtree(Folder(home=home).socket, ignore_errors=True))


class JourneysTogether(LoadScopeScheduling):
    """Deals the tests out to several processes, and each file of journeys to one of them.

    A running site and its browser cost seconds, and a later scene goes on where an earlier ended.
    Files are dealt out first, the largest first; then the longest single tests, then all others.
    The first process builds the world with that; the others do meanwhile what needs none.
    """

    def _assign_work_unit(self, node: WorkerController) -> None:
        if node is not self.nodes[0]:
            alone = next((scope for scope in self.workqueue if scope.startswith(NO_WORLD)), None)
            if alone is not None:
                self.workqueue.move_to_end(alone, last=False)
        super()._assign_work_unit(node)

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", maxsplit=1)[0]
        if file in VISITS:
            return "visits"
        return file if Path(file).is_relative_to(JOURNEYS) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> JourneysTogether:
    """Let our own scheduler deal the tests out."""
    return JourneysTogether(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the longest tests come first when several processes share them."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.nodeid.split("::", maxsplit=1)[0] not in LONGEST)


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what stays until the end: Django and all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
