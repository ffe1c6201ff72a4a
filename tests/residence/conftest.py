"""Two browsers: a resident's and that of staff at the desk."""

from __future__ import annotations

import pytest
from flask import Flask

from consul_py.municipalities.models import Municipality
from tests.cast import People
from tests.residence.make import make_place
from tests.watch import Client


@pytest.fixture
def place(app: Flask) -> Municipality:
    return make_place("Auental", "06440001")


@pytest.fixture
def desk(app: Flask, people: People) -> Client:
    return Client(app).sign_in(people.staff)


@pytest.fixture
def me(client: Client, people: People) -> Client:
    return client.sign_in(people.resident)
