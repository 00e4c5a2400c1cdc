"""Each explorer of the course at its default: every control moved to and fro by keys, and where the time goes."""

import statistics
from typing import NamedTuple

from tools.bench.browser import drive
from tools.bench.browser.stand import WARM, ready, run_cell

KEYS = {  # kind of control -> keys for a step up and a step down
    "range": (["ArrowRight"], ["ArrowLeft"]),
    "select-one": (["ArrowDown"], ["ArrowUp"]),
    "checkbox": (["Space"], ["Space"]),
    "number": (["ArrowUp", "Enter"], ["ArrowDown", "Enter"]),
}
KIND = "element => element.type"
# Whether it can go [down, up].
ROOM = """element => element.type === "checkbox" ? [true, true]
  : element.type === "select-one" ? [element.selectedIndex > 0, element.selectedIndex < element.length - 1]
  : [Number(element.value) > Number(element.min), Number(element.value) < Number(element.max)]"""
FIRST = ".controls .control :is(input[type=range], select, input[type=checkbox], .table input:first-of-type)"


class Pace(NamedTuple):
    """What was measured of one explorer, milliseconds."""

    name: str
    topic: str
    start: float  # from the start of its cell until its first picture is on the screen
    median: float  # from key press to painted pixels
    tail: float  # 95th percentile of the same
    compute: float  # medians of the parts: the numbers,
    update: float  # Matplotlib's artists,
    record: float  # what they draw, written down, and put into a message
    travel: float  # through browser, server and kernel, there and back
    paint: float  # from the kernel's answer until the pixels are on the screen
    kilobytes: float  # received
    slowest: str  # control, and its median
    missed: int


def measure(stand, repetitions, *, only=()):
    """Yield a `Pace` for each explorer that the course has (or whose names are in `only`)."""
    from course_lib.kit.sweep.walk import every_explorer

    classes = [cls for cls in every_explorer() if not only or cls.__name__ in only]
    with stand.notebook(WARM, "", name="explorers") as lab_page:
        page = lab_page.page
        stand.run(page, 0)
        for cls in classes:
            yield one_explorer(stand, page, cls, repetitions)


def show(page, source, patience=60):
    """Put `source` into the second cell and run it; return milliseconds until an explorer is on the screen."""
    page.evaluate(
        "source => { courseWatch.on = false;"
        " jupyterapp.shell.currentWidget.content.widgets[1].model.sharedModel.setSource(source);"
        " jupyterapp.shell.currentWidget.content.widgets[1].model.clearExecution(); }",
        source,
    )
    page.wait_for_function("() => !document.querySelector('.course-explorer')")
    drive.call(page, "start", "frame")
    begin = page.evaluate("performance.now()")
    run_cell(page, 1)
    first = drive.until_another(page, None, 1000 * patience)
    ready(page)
    return first["at"] - begin if first else float("nan")


def one_explorer(stand, page, cls, repetitions):
    # Imported beforehand: the kernel is warm.
    show_it = f"from {cls.__module__} import {cls.__name__}\nlog.watch({cls.__name__}())"
    start = show(page, show_it)
    controls = page.locator(FIRST).all()
    presses, lines, by_control, missed = [], [], {}, 0
    for control in controls:
        control.scroll_into_view_if_needed()
        control.focus()
        label = control.evaluate("element => element.labels?.[0]?.textContent ?? element.ariaLabel")
        seen, said, lost = _to_and_fro(stand, page, control, repetitions)
        missed += lost
        presses, lines = presses + seen, lines + said
        if seen:
            by_control[label] = drive.middle_and_tail([one.painted for one in seen])[0]
    return summary(cls, start, presses, lines, by_control, missed)


def _to_and_fro(stand, page, control, repetitions):
    """Return (presses, kernel lines, how many got no answer) of one control, two steps there and two back."""
    up, down = KEYS[control.evaluate(KIND)]
    seen, said = [], []
    for wish in ("up", "down", *repetitions * ["up", "up", "down", "down"]):
        control.focus()
        drive.pause()
        can_go_down, can_go_up = control.evaluate(ROOM)
        keys = up if can_go_up and (wish == "up" or not can_go_down) else down
        stand.log.new()
        seen.append(drive.press(page, *keys, patience=3000))
        said += stand.log.new()
    seen, said = seen[2:], said[2:]  # the first two warm up
    return [one for one in seen if one is not None], said, seen.count(None)


def summary(cls, start, presses, lines, by_control, missed):
    if not presses or not lines:
        raise RuntimeError(f"{cls.__name__}: no key moved it ({missed} presses)")
    painted = [press.painted for press in presses]
    median, tail = drive.middle_and_tail(painted)
    part = lambda name: 1000 * statistics.median(line.get(name, 0.0) for line in lines)  # noqa: E731
    kernel, paint = part("kernel"), statistics.median(press.painting for press in presses)
    slowest = max(by_control, key=by_control.get)
    return Pace(
        name=cls.__name__,
        topic=cls.__module__.split(".")[1],
        start=start,
        median=median,
        tail=tail,
        compute=part("compute"),
        update=part("update"),
        record=kernel - part("compute") - part("update"),
        travel=median - kernel - paint,
        paint=paint,
        kilobytes=statistics.median(press.received for press in presses) / 1000,
        slowest=f"{slowest} {by_control[slowest]:.0f}",
        missed=missed,
    )
