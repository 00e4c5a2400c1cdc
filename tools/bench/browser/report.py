"""Turns what was measured in the browser into the tables, the picture and the last sentence of docs/speed.md."""

import datetime
import importlib.metadata
import os
import platform
import statistics
from itertools import groupby
from pathlib import Path

MARK = "<!-- Below this line `make bench-browser` writes. -->"
BAR = 1 / 8  # of the time of `interact`
EXPLORER_BAR, START_BAR = 100, 1500  # milliseconds


def table(head, rows):
    """Return a Markdown table; all columns but the first are numbers.

    >>> print(table(["name", "ms"], [["a", "7"]]))
    | name | ms |
    |---|--:|
    | a | 7 |
    """
    rule = ["---"] + ["--:"] * (len(head) - 1)
    lines = ["| " + " | ".join(row) + " |" for row in [head, *rows]]
    return "\n".join([lines[0], "|" + "|".join(rule) + "|", *lines[1:]])


def spread(numbers, digits=0):
    """Return the median of some repetitions with their least and greatest.

    >>> spread([31.2, 30, 35])
    '31 (30–35)'
    """
    low, middle, high = (f"{f(numbers):.{digits}f}" for f in (min, statistics.median, max))
    return f"{middle} ({low}–{high})"


def machine(browser_version, loads):
    """Return one line: when, on what, with which versions, how busy.

    loads : load averages of one minute, before and after
    """
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ("jupyterlab", "ipywidgets", "matplotlib")]
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"`make bench-browser`, {datetime.date.today().isoformat()}: {os.cpu_count()} cores ({platform.machine()}), "
        f"{gigabytes:.0f} GB, {platform.system()}, Python {platform.python_version()}, {', '.join(versions)}, Chromium "
        f"{browser_version} without a screen or a graphics card. Load of one minute: {loads[0]:.1f} before, "
        f"{loads[1]:.1f} after."
    )


def of_ways(ways):
    head = ["way", "key to pixels, ms", "95th, ms", "pictures/s in a drag", "lag, ms", "settles in, ms"]
    head += ["kernel, ms", "received, kB", "sent, kB", "missed"]
    rows = [
        [way.name, spread(way.median), spread(way.tail), spread(way.pictures, 1), spread(way.lag), spread(way.settle)]
        + [f"{way.kernel:.1f}", f"{way.received / 1000:.0f}", f"{way.sent / 1000:.1f}", str(way.missed)]
        for way in ways
    ]
    return table(head, rows)


def of_explorers(paces):
    head = ["explorer", "median, ms", "95th", "compute", "update", "record", "travel", "paint", "received, kB"]
    head += ["first picture, ms", "slowest control, ms"]
    rows = [
        [pace.name, f"{pace.median:.0f}", f"{pace.tail:.0f}"]
        + [f"{part:.1f}" for part in (pace.compute, pace.update, pace.record, pace.travel, pace.paint)]
        + [f"{pace.kilobytes:.0f}", f"{pace.start:.0f}", pace.slowest]
        for pace in sorted(paces, key=lambda pace: -pace.median)
    ]
    return table(head, rows)


def of_line(drags):
    head = ["explorer", "a picture, kB", "on the line, kB", "pictures/s", "longest without, ms", "settles in, ms"]
    head += ["whole after, ms"]
    rows = [
        [drag.name, f"{drag.weight.near:.0f}", f"{drag.weight.far:.0f}", f"{drag.pictures:.1f}"]
        + [f"{part:.0f}" for part in (drag.longest, drag.settle, drag.whole)]
        for drag in drags
    ]
    return table(head, rows)


def of_growth(costs):
    from tools.bench.browser.growth import exponent

    head = ["what grows", "size", "median, ms", "kernel", "paint", "received, kB", "exponent at the end"]
    rows = []
    for kind, group in groupby(costs, key=lambda cost: cost.kind):
        group = list(group)
        for cost in group:
            end = f"{exponent(group):.2f}" if cost is group[-1] else ""
            parts = [f"{part:.0f}" for part in (cost.painted, cost.kernel, cost.paint, cost.kilobytes)]
            rows.append([kind, f"{cost.size:,}", *parts, end])
    return table(head, rows)


def growth_finding(costs):
    """Return what the picture of growth shows, as its alt text."""
    from tools.bench.browser.growth import exponent

    ends = {kind: exponent(list(group)) for kind, group in groupby(costs, key=lambda cost: cost.kind)}
    steepest = max(ends, key=ends.get)
    compared = "more slowly than" if ends[steepest] < 1 else "at least as fast as"
    return f"A move takes longer with {', '.join(ends)}; the steepest, {steepest}, grows {compared} linearly"


def of_memory(memories):
    head = ["notebook", "kernel at its end, MB", "torch loaded by code cell", "first cell that shows it", "libraries"]
    none = lambda number: "none" if number is None else str(number)  # noqa: E731
    rows = [
        [m.name, f"{m.megabytes:.0f}", none(m.torch_cell), none(m.torch_before), ", ".join(m.libraries)]
        for m in memories
    ]
    return table(head, rows)


def of_imports(imports):
    return table(["", "MB"], [[name, f"{megabytes:.0f}"] for name, megabytes in imports.items()])


def ratio(ways):
    """Return how much of `interact`'s time our stage takes, of the medians of all repetitions."""
    interact, stage = (next(way for way in ways if word in way.name) for word in ("interact", "stage"))
    return statistics.median(stage.median) / statistics.median(interact.median)


def sentence(ways, paces):
    """Return the last line: the ratio to `interact`, and the slowest explorer, each with its bar."""
    share, slowest = ratio(ways), max(paces, key=lambda pace: pace.median)
    over = [pace.name for pace in paces if pace.median >= EXPLORER_BAR]
    return (
        f"The stage takes 1/{1 / share:.1f} of the time of `interact` (at most 1/{1 / BAR:.0f} is wanted: "
        f"{'reached' if share <= BAR else 'missed'}), and the slowest of {len(paces)} explorers is {slowest.name} with "
        f"{slowest.median:.0f} ms (under {EXPLORER_BAR} is wanted: "
        f"{'missed by ' + ', '.join(over) if over else 'reached by all'})."
    )


def short(number):
    """Return a number as a tick shows it.

    >>> short(20), short(16_384), short(10**6)
    ('20', '16k', '1M')
    """
    for unit, name in ((10**6, "M"), (1000, "k")):
        if number >= unit:
            return f"{number / unit:.0f}{name}"
    return str(number)


def draw_growth(costs, path):
    """Draw time against size, one panel a kind, both axes logarithmic, with a line of what linear would be."""
    from matplotlib.figure import Figure

    from course_lib.kit.figures import INPUT, REFERENCE, style

    kinds = [(kind, list(group)) for kind, group in groupby(costs, key=lambda cost: cost.kind)]
    with style():
        figure = Figure(figsize=(4 * len(kinds), 3.6), layout="constrained")
        panels = figure.subplots(1, len(kinds), sharey=True, squeeze=False)
        for axes, (kind, group) in zip(panels[0], kinds, strict=True):
            sizes, times = [cost.size for cost in group], [cost.painted for cost in group]
            axes.loglog(sizes, times, "o-", color=INPUT)
            ends = [sizes[-2], sizes[-1]]
            axes.loglog(ends, [times[-2], times[-2] * ends[1] / ends[0]], "--", color=REFERENCE)
            axes.annotate("linear", (ends[1], times[-2] * ends[1] / ends[0]), color=REFERENCE, ha="right", va="bottom")
            axes.set(xlabel=kind)
            axes.minorticks_off()
            axes.set_xticks(sizes, list(map(short, sizes)))
            axes.set_yticks([10, 30, 100, 300, 1000], ["10", "30", "100", "300", "1000"])
            axes.set_ylim(10, 2000)
        figure.axes[0].set_ylabel("key to pixels [ms]")
        figure.savefig(path, dpi=80)


def write(path, sections):
    """Put the sections (title, text) below the mark of a page; what stands above it is left alone."""
    path = Path(path)
    above = path.read_text("utf-8").split(MARK)[0]
    below = "\n\n".join(f"## {title}\n\n{text}" if title else text for title, text in sections)
    path.write_text(f"{above}{MARK}\n\n{below}\n", "utf-8")
