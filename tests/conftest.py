"""Fixtures for all tests, and the times of `--times`."""

import numpy as np
import pytest

from tests.times import pytest_addoption, pytest_terminal_summary

__all__ = ["pytest_addoption", "pytest_terminal_summary", "rng"]


@pytest.fixture
def rng():
    """Random numbers that are the same in every run, whatever test came before."""
    return np.random.default_rng(20240501)
