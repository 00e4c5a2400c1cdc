"""Which settings of an explorer are rendered before, for pages that have no kernel: presets, and sweeps around them.

A control that is swept moves on the page; the others show their value and say that they move in JupyterLab.
"""

import itertools
from typing import NamedTuple

from course_lib.kit.explorer.controls import Choice, Number, Switch

STOPS = 24  # steps of a swept slider at most; wider ranges are thinned
FRAMES = 100  # settings of one explorer at most
NICE = (1, 2, 4, 5, 10, 20, 25, 40, 50, 100, 200, 250, 400, 500, 1000)  # thinned steps that still read well


class Line(NamedTuple):
    """A sweep: the names of the controls that move along it, and the settings it adds, each a dict of values."""

    names: tuple
    settings: list


class Plan(NamedTuple):
    """The settings to render, and how the swept controls look on the page."""

    controls: dict  # name -> the control as the page shows it: Number with its thinned steps, Choice, Switch
    lines: list  # of `Line`s: start and presets, where nothing moves, then the sweeps


def plan(explorer, *, most=FRAMES):
    """Return the `Plan` of an explorer that stands at its start.

        >>> from course_lib.kit.explorer.example import SquareWave
        >>> found = plan(SquareWave())
        >>> found.controls["terms"].step, found.lines[0].settings[0]
        (2, {'terms': 5, 'phase': 0.0})

    First come the start and the presets. Then, as long as there is room, whole sweeps: of each control from the start,
    of the first from each preset, of the second, and of both together.
    """
    start = explorer.start
    bases = _unlike([start, *({**explorer.defaults(), **preset.values} for preset in explorer.presets.values())])
    controls = {name: _thinned(explorer.controls[name], start[name]) for name in swept(explorer)}
    sweeps = [((name,), base) for some in (bases[:1], bases[1:]) for name in controls for base in some]
    if len(controls) > 1:
        sweeps += [(tuple(controls), base) for base in bases]
    lines, known = [Line((), bases)], list(bases)
    for names, base in sweeps:
        more = _unlike([*known, *_along(base, controls, names)])
        if len(more) <= most:
            lines.append(Line(names, more[len(known) :]))
            known = more
    return Plan(controls, lines)


def swept(explorer):
    """Return the names of the one or two controls that move on a page without a kernel.

    The author's choice is the class attribute `site_sweep`. Without one: both controls of a place of the picture that
    can be clicked, if they are few; else the control that the presets move most, and the next.
    """
    chosen = tuple(getattr(explorer, "site_sweep", ()))
    if chosen:
        return chosen
    explorer.figure  # noqa: B018 - handles are known once the figure is drawn
    for handle in explorer.handles():
        names = tuple(name for name in (handle.x, handle.y) if name)
        counts = [_count(explorer.controls[name]) for name in names]
        if len(names) == 2 and counts[0] * counts[1] <= FRAMES:
            return names
    able = [name for name, control in explorer.controls.items() if isinstance(control, Number | Choice | Switch)]
    moved = {name: len({str(preset.values.get(name)) for preset in explorer.presets.values()}) for name in able}
    order = sorted(able, key=lambda name: (not isinstance(explorer.controls[name], Number), -moved[name]))
    rest = sorted(order[1:], key=lambda name: -moved[name])
    return tuple(order[:1] + rest[:1])


def _count(control):
    return round((control.high - control.low) / control.step) + 1


def _thinned(control, start):
    """Return a control with at most `STOPS` steps, one of which is `start`."""
    if not isinstance(control, Number) or _count(control) <= STOPS + 1:
        return control
    factor = next(n for n in itertools.chain(NICE, itertools.count(2000, 1000)) if (_count(control) - 1) / n <= STOPS)
    step = control.typed(factor * control.step)
    below, above = (int(abs(start - end) / step + 1e-9) for end in (control.low, control.high))
    low, high = control.typed(start - below * step), control.typed(start + above * step)
    return control._replace(default=start, low=low, high=high, step=step)


def stops(control):
    """Return the values that a control has on the page."""
    if isinstance(control, Number):
        return [control.typed(control.low + n * control.step) for n in range(_count(control))]
    return control.ends_and_steps()


def _along(base, controls, names):
    """Return the settings that lead from `base` along the named controls, all combinations."""
    return [base | dict(zip(names, values)) for values in itertools.product(*(stops(controls[name]) for name in names))]


def _unlike(settings):
    return list({str(sorted(setting.items())): setting for setting in settings}.values())
