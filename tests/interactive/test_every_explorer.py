"""Every explorer of the course goes through the sweep."""

import pytest

from course_lib.interactive.sweep import every_explorer, sweep

EXPLORERS = every_explorer()


def sweeps(explorers):
    class Sweeps:
        @pytest.mark.slow
        @pytest.mark.parametrize("cls", explorers, ids=lambda cls: cls.__name__)
        def test_nothing_is_wrong_with(self, cls):
            problems = sweep(cls)
            assert problems == [], "\n".join(problems)

    return Sweeps


# Eight classes, not one: xdist keeps a class on one worker, and all sweeps on one took as long as everything else.
for part in range(8):
    globals()[f"TestPart{part}"] = sweeps(EXPLORERS[part::8])
