# SPDX-License-Identifier: EUPL-1.2
"""Processes of this machine or a cluster: the same answers, whoever of them is killed."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager
from importlib import metadata
from pathlib import Path

import distributed
import pytest

import rundertisch
from rundertisch.engine.placement import scenarios
from rundertisch.engine.placement.scenarios import Outcome, Scenario, Variation
from rundertisch.engine.placement.solve.warm import tiny
from rundertisch.kernel import executors
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.executors import Power
from tests.support import dask_cluster

PATIENCE = 120  # seconds; a test that needs them has failed
VARIATIONS = (
    Variation("heute"),
    Variation("weniger Plätze", seats_percent=-25),
    Variation("mehr Ankünfte", arrivals_percent=50),
    Variation("strenger", minutes_per_pair="strict", without_caps=True),
    Variation("geht nicht", seats_percent=-200),
)
DISTRICTS = ("nord", "süd")


def questions() -> Iterator[Scenario]:
    """Ask two districts everything."""
    for district in DISTRICTS:
        for variation in VARIATIONS:
            yield Scenario(district, tiny(), variation)


def answers(
    *, executor: Executor, at_once: int, after_first: Callable[[], None] = lambda: None
) -> dict[tuple[str, str], Outcome]:
    """Return every outcome by district and scenario."""
    came = scenarios.run(questions(), executor=executor, at_once=at_once, patience=PATIENCE)
    first = next(came)
    after_first()
    return {(one.district, one.variation): one for one in (first, *came)}


def silent(*, address: str) -> AbstractContextManager[Power]:
    """Ask for a cluster that is not there."""
    return executors.power(cluster=address, prepare=scenarios.load)


def test_a_machine_of_the_cluster_runs_from_the_source_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As docs/howto/cluster.md sets it up: the packages are installed, Rundertisch is not."""
    installed = metadata.version

    def not_ours(name: str) -> str:
        if name == "rundertisch":
            raise metadata.PackageNotFoundError(name)
        return installed(name)

    monkeypatch.setattr(metadata, "version", not_ours)

    assert executors.versions()["rundertisch"] == rundertisch.__version__


@pytest.fixture(scope="module")
def serial() -> dict[tuple[str, str], Outcome]:
    """Answer one after the other, here."""
    with ThreadPoolExecutor(1) as executor:
        found = answers(executor=executor, at_once=1)
    assert len(found) == len(DISTRICTS) * len(VARIATIONS)
    assert [one.trouble != "" for one in found.values()].count(True) == len(DISTRICTS)
    return found


def test_two_processes_answer_the_same_and_one_that_is_killed_says_so(
    serial: dict[tuple[str, str], Outcome],
) -> None:
    with executors.power(workers=2, prepare=scenarios.load) as power:
        assert power.at_once == 4
        assert answers(executor=power.executor, at_once=power.at_once) == serial
        (one, *_) = multiprocessing.active_children()
        os.kill(one.pid or 0, signal.SIGKILL)
        with pytest.raises(BrokenExecutor):
            answers(executor=power.executor, at_once=power.at_once)
    assert multiprocessing.active_children() == []


def test_a_cluster_answers_the_same_although_a_worker_is_killed_at_work(
    serial: dict[tuple[str, str], Outcome], tmp_path: Path
) -> None:
    with dask_cluster.running(folder=tmp_path, workers=2) as cluster:
        client = cluster.client()

        def kill_one_at_work() -> None:
            busy = next(worker for worker, work in client.processing().items() if work)
            cluster.kill(pid=client.run(os.getpid, workers=[busy])[busy])

        with executors.power(cluster=cluster.address, prepare=scenarios.load) as power:
            assert power.at_once == 4
            found = answers(
                executor=power.executor, at_once=power.at_once, after_first=kill_one_at_work
            )
        assert found == serial
        assert len(client.nthreads()) == 1
        client.close()


@pytest.mark.parametrize(
    ("theirs", "word"),
    [
        ({}, "rechnet niemand"),
        ({"tcp://127.0.0.1:1": {"rundertisch": "0.0.1"}}, "anderen Fassungen"),
        (None, "fehlt jemandem Rundertisch"),
    ],
)
def test_a_cluster_that_would_compute_something_else_is_refused(
    theirs: dict[str, dict[str, str]] | None, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Client:
        """A client of such a cluster."""

        def __init__(self, *_: object, **__: object) -> None:
            self.open = True

        def run(self, _: object) -> dict[str, dict[str, str]]:
            if theirs is None:
                raise Exception("ModuleNotFoundError(…)")  # noqa: TRY002 - as dask does
            return theirs

        def close(self) -> None:
            self.open = False

    monkeypatch.setattr(distributed, "Client", Client)
    cluster = executors.power(cluster="tcp://127.0.0.1:8786", prepare=scenarios.load)
    with pytest.raises(Refusal, match=word), cluster:
        pytest.fail("opened")


def test_where_nobody_answers_or_the_extra_is_missing_the_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(executors, "SECONDS_TO_ANSWER", 0.2)
    address = f"tcp://127.0.0.1:{dask_cluster.free_port()}"
    with pytest.raises(Refusal, match="antwortet nicht"), silent(address=address):
        pytest.fail("opened")
    with pytest.raises(Refusal, match="Zertifikate"), silent(address="tls://127.0.0.1:8786"):
        pytest.fail("opened")
    monkeypatch.setattr(executors, "find_spec", lambda _: None)
    with pytest.raises(Refusal, match="fehlt das Paket"), silent(address=address):
        pytest.fail("opened")


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "http://a.example:80", "tcp://[", "tcp://x"])
def test_what_is_no_address_of_a_cluster_is_refused(address: str) -> None:
    with pytest.raises(Refusal, match="keine Adresse"):
        executors.refuse_address(address=address)


def test_homes_do_not_travel_in_the_clear() -> None:
    executors.refuse_address(address="tls://rechner.kreis.example:8786")
    executors.refuse_address(address="tcp://127.0.0.1:8786")
    with pytest.raises(Refusal, match="unverschlüsselt"):
        executors.refuse_address(address="tcp://rechner.kreis.example:8786")
