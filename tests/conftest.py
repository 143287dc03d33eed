"""Fixtures of tests that cross slices: a whole house that runs."""

import os
import shutil
import uuid

import pytest

from tests.house import House, new_folder


@pytest.fixture
def house_database():
    """An empty database for a house: its own file on SQLite, a new one beside the given one on PostgreSQL."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"house_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield url.rsplit("/", 1)[0] + f"/{name}"
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def house(house_database):
    """A house that is not started yet."""
    folder = new_folder()
    made = House(folder, house_database)
    yield made
    made.kill_tree()
    shutil.rmtree(folder, ignore_errors=True)
