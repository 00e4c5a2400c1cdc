"""Fixtures for all tests."""

import numpy as np
import pytest


@pytest.fixture
def rng():
    """Random numbers that are the same in every run, whatever test came before."""
    return np.random.default_rng(20240501)
