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
