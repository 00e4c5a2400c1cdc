"""Every explorer of the course goes through the sweep."""

import subprocess
import sys

import pytest

from course_lib.kit.sweep.walk import every_explorer, sweep

EXPLORERS = every_explorer()


def test_none_loads_torch():
    """Its import takes two seconds and 200 MB; a notebook loads it when it shows it."""
    code = "import sys; from course_lib.kit.sweep.walk import every_explorer; "
    code += "[print(cls.__name__) for cls in every_explorer() if cls() and 'torch' in sys.modules]"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == ""


def sweep_of(cls):
    class Sweep:
        @pytest.mark.slow
        def test_nothing_is_wrong(self):
            problems = sweep(cls)
            assert problems == [], "\n".join(problems)

    return Sweep


# A class each: xdist keeps a class on one worker and gives out the smallest last, so that both end at the same time.
for explorer in EXPLORERS:
    globals()[f"Test{explorer.__name__}"] = sweep_of(explorer)


def test_every_explorer_has_its_own_class():
    assert len({cls.__name__ for cls in EXPLORERS}) == len(EXPLORERS)
