"""The reference figure in four ways, side by side: keys and drags."""

import statistics
import time
from typing import NamedTuple

from tools.bench.browser import drive
from tools.bench.browser.reference import WAYS, K
from tools.bench.browser.stand import run_cell

STEPS = 30  # key presses in a repetition
WARM_UP = 8
TAPPED = "the same stage, keys let go at once"


class Way(NamedTuple):
    """What was measured of one way; one number a repetition, milliseconds unless said otherwise."""

    name: str
    median: list  # from key press to painted pixels
    tail: list  # 95th percentile of the same
    pictures: list  # per second of a drag
    lag: list  # of the picture behind the pointer
    settle: list  # after letting go
    received: float  # bytes a picture, both ways of the socket
    sent: float
    kernel: float  # a picture
    missed: int  # presses without an answer, and drags that ended at the wrong picture


def measure(stand, repetitions, *, seconds=drive.DRAG_SECONDS, steps=STEPS):
    """Yield a `Way` for each of `WAYS`, then for the stage with the shortest taps. Each has its own page."""
    for key, (name, _) in WAYS.items():
        yield one_way(stand, key, name, repetitions, seconds, steps)
    yield one_way(stand, "stage", TAPPED, repetitions, seconds, steps, hold=0)


def one_way(stand, key, name, repetitions, seconds, steps, hold=drive.HOLD):
    backend = "widget" if key == "ipympl" else "inline"
    set_up = f"%matplotlib {backend}\nfrom tools.bench.browser.kernel_log import Log\nlog = Log()"
    show = f"from tools.bench.browser.reference import WAYS\nshow = WAYS[{key!r}][1]\nshow(log)"
    with stand.notebook(set_up, show, name=f"way-{key}") as lab_page:
        page = lab_page.page
        stand.run(page, 0)
        run_cell(page, 1)
        slider = page.locator(".jp-OutputArea input[type=range], .jp-OutputArea .noUi-handle").first
        slider.wait_for(timeout=60_000)
        drive.call(page, "start", "patch")
        if drive.until(page, f"{K[0]},0") is None:
            raise RuntimeError(f"{name}: the first picture did not come: {lab_page.errors_in_cells()}")
        slider.focus()
        stand.log.new()
        presses, missed = _presses(page, repetitions, steps, hold)
        lines = stand.log.new()
        drags = []
        target = page.locator(".jp-OutputArea input[type=range], .jp-OutputArea .noUi-base").first
        for _ in range(repetitions):
            drags.append(drive.drag(page, target, K[1], K[2], seconds=seconds))
            time.sleep(0.3)
    return summary(name, presses, drags, lines, missed)


def _presses(page, repetitions, steps, hold):
    """Return the `Press`es of each repetition, and how many got no answer; from the start up by `steps`, then back."""
    at, presses, missed = K[0], [], 0
    for way in (1, -1):
        for _ in range(WARM_UP):
            at += way
            drive.press(page, "ArrowRight" if way > 0 else "ArrowLeft", view=f"{at},0")
    for _ in range(repetitions):
        seen = []
        for _ in range(steps):
            drive.pause()
            at += 1
            seen.append(drive.press(page, "ArrowRight", view=f"{at},0", hold=hold))
        missed += seen.count(None)
        presses.append([one for one in seen if one is not None])
        for _ in range(steps):
            at -= 1
            page.keyboard.press("ArrowLeft")
        drive.until(page, f"{at},0")
        time.sleep(0.3)
    return presses, missed


def summary(name, presses, drags, lines, missed):
    kernel = [line.get("kernel", 0) + line.get("later", 0) for line in lines]
    moves = sum("kernel" in line for line in lines)
    everything = [press for repetition in presses for press in repetition]
    return Way(
        name,
        median=[drive.middle_and_tail([one.painted for one in seen])[0] for seen in presses],
        tail=[drive.middle_and_tail([one.painted for one in seen])[1] for seen in presses],
        pictures=[drag.pictures for drag in drags],
        lag=[statistics.median(drag.lag) for drag in drags if drag.lag],
        settle=[drag.settle for drag in drags],
        received=statistics.median(press.received for press in everything),
        sent=statistics.median(press.sent for press in everything),
        kernel=1000 * sum(kernel) / moves if moves else 0.0,
        missed=missed + sum(not drag.right for drag in drags),
    )
