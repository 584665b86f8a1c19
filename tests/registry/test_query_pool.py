"""Queries that run for hours, fill the memory or reach out end, and the next is answered."""

import socket
import threading
import time

import pytest

from mappings import curated, releases, statements
from mappings.errors import QueryInvalid, ResultTooLarge
from mappings.sparql import Form, Query, Wanted
from registry.errors import QueriesBusy, QueryTimeout, QueryTooCostly
from registry.query_pool import Asked, QueryPool
from registry.settings import Settings

NQUADS = releases.sorted_nquads(statements.quads(curated.read()))
FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
# Far from the limit of one second, and far from hours.
PATIENCE_SECONDS = 60
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def make_pool(**changes) -> QueryPool:
    return QueryPool(Settings(_env_file=None, **{"sparql_seconds": 1, **changes}))


def ask(pool: QueryPool, text: str, *, release: str = "first", max_bytes: int = 1_000_000) -> str:
    query = Query(text, Form.SELECT, states_dataset=False)
    asked = Asked(query, Wanted("text/csv", max_bytes), release, lambda: NQUADS)
    return pool.answer(asked).decode()


def count(pool: QueryPool, release: str = "first") -> int:
    return int(ask(pool, COUNT, release=release).split()[1])


@pytest.fixture(scope="module")
def pool() -> QueryPool:
    return make_pool(sparql_workers=1)


def test_a_query_is_answered(pool):
    assert count(pool) == len(NQUADS.splitlines())


def test_a_query_that_would_run_for_hours_is_ended_for_good(pool):
    count(pool)
    worker = pool._idle.queue[0]._process
    start = time.monotonic()
    with pytest.raises(QueryTimeout) as ended:
        ask(pool, FOREVER)
    assert ended.value.members == {"limit": 1}
    assert time.monotonic() - start < PATIENCE_SECONDS
    assert worker.poll() is not None, "the process that computed is gone"
    assert count(pool) > 30_000


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o . ?a ?b ?x } ORDER BY ?s ?x",
        "SELECT * { FILTER(" + "(" * 15_000 + "1" + ")" * 15_000 + ") }",
    ],
    ids=["sorts everything", "is nested too deeply"],
)
def test_a_query_that_needs_too_much_memory_is_ended(text):
    small = make_pool(sparql_workers=1, sparql_memory_mebibytes=400, sparql_seconds=10)
    count(small)
    with pytest.raises(QueryTooCostly):
        ask(small, text)
    assert count(small) > 30_000


def test_an_answer_that_is_too_large_leaves_the_process_as_it_is(pool):
    count(pool)
    worker = pool._idle.queue[0]._process
    with pytest.raises(ResultTooLarge) as refused:
        ask(pool, "SELECT * { ?s ?p ?o }", max_bytes=1000)
    assert refused.value.members == {"limit": 1000}
    with pytest.raises(QueryInvalid):
        ask(pool, "SELECT")
    assert pool._idle.queue[0]._process is worker
    assert count(pool) > 30_000


def test_a_worker_cannot_reach_another_server(pool):
    """Also where a query gets past the check of its text."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises(QueryInvalid):
            ask(pool, f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")
        ask(pool, f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}")
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_process_that_was_killed_is_replaced(pool):
    count(pool)
    pool._idle.queue[0]._process.kill()
    pool._idle.queue[0]._process.wait()
    assert count(pool) > 30_000


def test_several_releases_can_be_asked_in_turn(pool):
    for release in ("first", "second", "third", "first", "third"):
        assert count(pool, release) > 30_000
    assert len(pool._idle.queue[0]._held) == 2


def test_few_wait_and_the_rest_is_told_at_once():
    pool = make_pool(sparql_workers=1, sparql_waiting=1, sparql_seconds=2)
    count(pool)
    ended = []

    def run() -> None:
        try:
            ask(pool, FOREVER)
        except (QueryTimeout, QueriesBusy) as error:
            ended.append(error.code)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    with pytest.raises(QueriesBusy):
        count(pool)
    assert any(thread.is_alive() for thread in threads), "it did not wait for the others"
    for thread in threads:
        thread.join()
    assert "query_timeout" in ended
    assert len(ended) == 2
    assert count(pool) > 30_000


def test_a_pool_that_is_forgotten_ends_its_processes():
    forgotten = make_pool(sparql_workers=1)
    count(forgotten)
    worker = forgotten._idle.queue[0]._process
    del forgotten
    assert worker.wait(timeout=5) is not None
