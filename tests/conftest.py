"""Fixtures for all tests, and what they took."""

import numpy as np
import pytest

from tests.times import Times


def pytest_configure(config):
    if not hasattr(config, "workerinput"):  # not in a worker of xdist: the reports come together in the first process
        config.pluginmanager.register(Times())


@pytest.fixture
def rng():
    """Random numbers that are the same in every run, whatever test came before."""
    return np.random.default_rng(20240501)
