"""What the tests take, by kind, and what one more notebook would add: printed at the end of a run.

Most of it grows with the notebooks: the sweeps of their explorers, their cells, the tests of their topics, and the
browser tests that take each notebook in turn.
"""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Kind -> what begins the ids of its tests, and whether it grows with the notebooks. The first that fits counts.
KINDS = {
    "sweeps of explorers": (r"tests/kit/sweep/test_every_explorer", True),
    "cells of notebooks": (r"notebooks/", True),
    "browser, a notebook each": (r"tests/browser/.*\[\d\d_", True),
    "browser, explorers' pictures": (r"tests/browser/test_pictures\.py.*\[[A-Z]\w+", True),
    "browser, the rest": (r"tests/browser/", False),
    "kit": (r"(tests|course_lib)/kit/", False),
    "house, tools, notebooks' rules": (r"tests/(house|tools|notebooks)/|tools/", False),
    "topics": (r"(tests|course_lib)/[a-z_]+/", True),
    "ground": (r"", False),
}


def kind(test):
    """Return the kind of a test, by its id.

    >>> kind("tests/geometry/test_lines.py::test_join"), kind("notebooks/12_fourier.ipynb::Cell 3")
    ('topics', 'cells of notebooks')
    """
    return next(name for name, (pattern, _) in KINDS.items() if re.match(pattern, test))


def table(seconds, notebooks, workers):
    """Return lines: seconds by kind, then what one more notebook would add.

    seconds : Counter, kind -> seconds of one worker
    """
    lines = [f"{name:<32} {spent:>6.0f} s" for name, spent in seconds.most_common() if spent >= 0.5]
    growing = sum(spent for name, spent in seconds.items() if KINDS[name][1])
    added = growing / notebooks / workers
    return [*lines, f"one more notebook adds {added:.0f} s ({notebooks} notebooks, {workers} at once)"]


class Times:
    """The plugin: adds up what the reports of setup, call and teardown say."""

    def __init__(self):
        self.seconds = Counter()

    def pytest_runtest_logreport(self, report):
        self.seconds[kind(report.nodeid)] += report.duration

    def pytest_terminal_summary(self, terminalreporter, config):
        if self.seconds.total() < 60:  # a part of the tests says nothing about the whole
            return
        notebooks = len(list((ROOT / "notebooks").glob("*.ipynb"))) - 1  # 00 belongs to no topic
        workers = getattr(config.option, "numprocesses", None) or 1
        terminalreporter.section("what the tests took", sep="-")
        for line in table(self.seconds, notebooks, workers):
            terminalreporter.line(line)
