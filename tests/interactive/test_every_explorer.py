"""Every explorer of the course goes through the sweep."""

import pytest

from course_lib.interactive.sweep import every_explorer, sweep


@pytest.mark.slow
@pytest.mark.parametrize("cls", every_explorer(), ids=lambda cls: cls.__name__)
def test_nothing_is_wrong_with(cls):
    problems = sweep(cls)
    assert problems == [], "\n".join(problems)
