import pytest

from course_lib.kit.practice.claims import ledger
from tests.kit.notebook.trial import CLAIMS, Trial


@pytest.fixture
def trial(tmp_path, monkeypatch):
    """A project with two notebooks with which nothing is wrong, and their claims alone."""
    monkeypatch.setattr(ledger, "claims", lambda: CLAIMS)
    return Trial(tmp_path)
