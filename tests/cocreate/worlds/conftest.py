from datetime import date

import pytest

from cocreate.worlds import World, learning_centres

END = date(2026, 6, 30)


@pytest.fixture(scope="session")
def world() -> World:
    return learning_centres(end=END)


@pytest.fixture(scope="session")
def small() -> World:
    return learning_centres(end=END, customers=2_000, seed=7)
