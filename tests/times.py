"""What the tests took, by kind, and what one notebook adds: `make test` prints it at the end of each of its parts.

Seconds are those of the clock; two workers spend two of them at a time.
"""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
KINDS = [  # name, where its tests stand; the first that fits counts
    ("sweeps", r"tests/kit/sweep/test_every_explorer"),
    ("cells", r"notebooks/\w+\.ipynb"),
    ("endurance", r"tests/browser/test_endurance"),
    ("site", r"tests/browser/test_(site|slides)|tests/tools/test_publish"),
    ("browser", r"tests/browser/"),
    ("house", r"tests/(house|notebooks)/"),
    ("units", r""),
]
MOST = 25  # seconds that a further notebook may add, so that forty of them stay under 25 minutes on two cores
KEPT = "course/times"  # the cache of the part that ran before


def pytest_addoption(parser):
    parser.addoption("--times", action="store_true", help="say in the end what kinds of tests and a notebook took")


def pytest_terminal_summary(terminalreporter, config):
    if config.getoption("--times"):
        reports = [report for some in terminalreporter.stats.values() for report in some if hasattr(report, "when")]
        parts = config.cache.get(KEPT, {}) | measured(reports, names_that_grow(ROOT))
        config.cache.set(KEPT, parts)
        terminalreporter.section("what the tests took")
        for line in table(parts, notebooks=len(list(ROOT.glob("notebooks/[1-9]*.ipynb")))):
            terminalreporter.write_line(line)


def kind_of(nodeid):
    return next(name for name, where in KINDS if re.match(where, nodeid))


def names_that_grow(root):
    """Return the words of a test's name that say that it is there because of a notebook."""
    topics = {path.parent.name for path in root.glob("course_lib/*/claims.yaml")}
    sources = [path.read_text("utf-8") for path in root.glob("course_lib/*/explorers/*.py")]
    explorers = {name for source in sources for name in re.findall(r"^class ([A-Z]\w+)\(", source, re.MULTILINE)}
    return topics | explorers | {f"Test{name}" for name in explorers} | {p.stem for p in root.glob("notebooks/*.ipynb")}


def measured(reports, grow):
    """Return {kind: [tests, seconds, seconds that notebooks have added]}."""
    tests, seconds, added = Counter(), Counter(), Counter()
    for report in reports:
        kind = kind_of(report.nodeid)
        tests[kind] += report.when == "call"
        seconds[kind] += report.duration
        builds = kind == "site" and report.when == "setup"  # of all notebooks
        if builds or grow & set(re.findall(r"\w+", report.nodeid)):
            added[kind] += report.duration
    return {kind: [tests[kind], round(seconds[kind], 1), round(added[kind], 1)] for kind in seconds}


def table(parts, notebooks):
    """Yield lines, the last of which says what a further notebook adds."""
    for kind in (name for name, _ in KINDS if name in parts):
        tests, seconds, added = parts[kind]
        yield f"{kind:10} {tests:6} tests {seconds:7.1f} s, of a notebook {added / notebooks:5.1f} s"
    total = sum(added for *_, added in parts.values()) / notebooks
    yield f"A further notebook adds {total:.1f} s, the mean of {notebooks}; {MOST} s are the most on a quiet machine."
