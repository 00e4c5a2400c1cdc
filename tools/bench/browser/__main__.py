"""Measure the course in a real browser, beside what others use: `make bench-browser`.

    python -m tools.bench.browser                  everything; writes docs/speed.md
    python -m tools.bench.browser ways explorers   prints these parts alone: ways, explorers, line, growth, memory

Nothing else should run meanwhile. It takes about 25 minutes.
"""

import os
import sys
import warnings
from pathlib import Path

from tools.bench.browser import explorers, growth, kernels, line, report, ways
from tools.bench.browser.stand import standing

PAGE = Path(__file__).parents[3] / "docs" / "speed.md"
PICTURE = PAGE.with_name("speed_growth.png")
REPETITIONS = 3
PARTS = ("ways", "explorers", "line", "growth", "memory")


def main(parts=PARTS):
    unknown = sorted(set(parts) - set(PARTS))
    if unknown:
        raise SystemExit(f"`parts` must be of {', '.join(PARTS)}, got {', '.join(unknown)}")
    before, found, version = os.getloadavg()[0], {}, ""
    with standing() as stand:
        version = stand.browser.version
        if "ways" in parts:
            found["ways"] = said(ways.measure(stand, REPETITIONS))
        if "explorers" in parts:
            found["explorers"] = said(explorers.measure(stand, REPETITIONS))
        if "line" in parts:
            found["line"] = said(line.measure(stand, REPETITIONS))
        if "growth" in parts:
            found["growth"] = said(growth.measure(stand, REPETITIONS))
    if "memory" in parts:
        found["memory"] = said(kernels.measure())
        found["imports"] = kernels.of_imports()
    sections = [("", report.machine(version, (before, os.getloadavg()[0]))), *tables(found)]
    if set(parts) == set(PARTS):
        report.draw_growth(found["growth"], PICTURE)
        report.write(PAGE, sections)
    for title, text in sections:
        print(f"\n## {title}\n\n{text}" if title else f"\n{text}")


def said(results):
    """Return the results as a list; print each on the way, since the whole takes long."""
    return [print("-", *result, file=sys.stderr) or result for result in results]


def tables(found):
    """Yield (title, text) of what was measured; the last is one sentence."""
    if "ways" in found:
        yield "One figure, four ways", report.of_ways(found["ways"])
    if "explorers" in found:
        yield "Every explorer of the course, at its default", report.of_explorers(found["explorers"])
    if "line" in found:
        yield "Over a slow line: 50 ms more a round trip, 2 Mbit/s", report.of_line(found["line"])
    if "growth" in found:
        alt = report.growth_finding(found["growth"])
        yield "How the cost grows", f"![{alt}]({PICTURE.name})\n\n{report.of_growth(found['growth'])}"
    if "memory" in found:
        yield "Memory of a kernel", report.of_memory(found["memory"])
        yield "What importing a library adds to a kernel", report.of_imports(found["imports"])
    if "ways" in found and "explorers" in found:
        yield "In one sentence", report.sentence(found["ways"], found["explorers"])


if __name__ == "__main__":
    warnings.filterwarnings("ignore", category=UserWarning)
    main(sys.argv[1:] or PARTS)
