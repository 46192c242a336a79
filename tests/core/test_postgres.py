"""The embedded PostgreSQL (script/postgres.py) and the tests' own databases."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from script.postgres import APPLICATION, DATABASE, OWNER, Cluster, PostgresError


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    # pytest's folder is closed to other users: as root this also shows the way out of it.
    made = Cluster(tmp_path_factory.mktemp("pg") / "cluster")
    made.start()
    yield made
    made.stop()
    shutil.rmtree(made.folder)


def rows(url: str, query: str) -> list[Any]:
    with psycopg.connect(url, autocommit=True) as session:
        result = session.execute(query.encode())
        return result.fetchall() if result.description else []


def test_roles_own_what_they_should(cluster: Cluster) -> None:
    found = rows(
        cluster.url("postgres"),
        "SELECT rolname, rolsuper, rolcreatedb FROM pg_roles WHERE rolname LIKE 'lighthouse%' ORDER BY 1",
    )
    assert found == [(APPLICATION, False, False), (OWNER, False, True)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows(cluster.url(APPLICATION), "CREATE TABLE mine ()")
    rows(cluster.url(OWNER), "CREATE TABLE ours ()")


def test_hangul_sorts_and_matches(cluster: Cluster) -> None:
    ordered = "SELECT string_agg(w, '' ORDER BY w) FROM (VALUES ('나'), ('가'), ('하')) v(w)"
    assert rows(cluster.url(), ordered) == [("가나하",)]
    likeness = rows(cluster.url(), "SELECT word_similarity('스마트공장', '스마트공장투어')")[0][0]
    assert likeness > 0  # with the wrong locale Hangul is no letter and nothing is alike


def test_no_tcp_and_a_closed_socket_folder(cluster: Cluster) -> None:
    assert rows(cluster.url(), "SHOW listen_addresses") == [("",)]
    assert cluster.socket.stat().st_mode & 0o077 == 0
    assert len(str(cluster.socket)) < 90


def test_second_start_finds_it_running(cluster: Cluster) -> None:
    assert cluster.start() is False


def test_recovers_from_kill_9(cluster: Cluster) -> None:
    rows(cluster.url(OWNER), "CREATE TABLE kept AS SELECT 1 AS n")
    os.kill(int((cluster.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    time.sleep(0.2)
    assert cluster.start() is True
    assert rows(cluster.url(OWNER), "SELECT n FROM kept") == [(1,)]


def test_a_process_number_taken_by_someone_else_does_not_stop_it(cluster: Cluster) -> None:
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{os.getppid()}\n{cluster.data}\n")
    assert cluster.start() is True


def test_refuses_another_major_version(cluster: Cluster) -> None:
    cluster.stop()
    version = cluster.data / "PG_VERSION"
    right = version.read_text()
    try:
        version.write_text("14\n")
        with pytest.raises(PostgresError, match="was made by PostgreSQL 14"):
            cluster.start()
    finally:
        version.write_text(right)
    cluster.start()


def test_an_interrupted_initdb_is_begun_again(tmp_path: Path) -> None:
    broken = Cluster(tmp_path / "broken", test=True)
    broken._make_folders()
    (broken.folder / "data.unfinished").mkdir()
    (broken.folder / "data.unfinished" / "PG_VERSION").write_text("18\n")
    try:
        assert broken.start() is True
        assert rows(broken.url(), "SELECT current_database()") == [(DATABASE,)]
    finally:
        broken.stop()
        shutil.rmtree(broken.folder)


@pytest.mark.django_db
def test_tests_connect_as_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (settings.APPLICATION_ROLE, False)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine ()")


def test_own_database_sees_commits_of_all_threads(
    own_database: str, owner_connection: psycopg.Connection, run_together: Callable[..., list[Any]]
) -> None:
    owner_connection.execute("CREATE TABLE counted (n int PRIMARY KEY)")
    owner_connection.execute(f"GRANT INSERT, SELECT ON counted TO {settings.APPLICATION_ROLE}".encode())

    def insert() -> str:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO counted VALUES (1) RETURNING current_database()")
            return cursor.fetchone()[0]

    results = run_together(insert, insert)
    assert own_database in results
    assert sum(isinstance(result, Exception) for result in results) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM counted")
        assert cursor.fetchone() == (1,)
