"""What a learner can set: named, typed values with a range, a unit and a default. No widget code.

A control has a setting, which the page shows and a preset names, and a value, which `compute` takes: 80 with the unit
"%" is 0.8, and the option "two groups" may stand for "two-sample".
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np


class Number(NamedTuple):
    """A number on a slider with a number box beside it; whole if `default` and `step` are whole.

    >>> power = Number(80, 50, 99, label="power", unit="%")
    >>> power.value(80), power.text(80)
    (0.8, '80 %')
    """

    default: float
    low: float
    high: float
    step: float = 1
    label: str = ""
    unit: str = ""

    @property
    def whole(self):
        return all(isinstance(part, int) for part in (self.default, self.low, self.step))

    def check(self, name, value):
        """Return `value` as this control's type, or raise an error that says the rule."""
        if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
            raise TypeError(f"`{name}` must be a number, got {value!r}")
        if not (math.isfinite(value) and self.low <= value <= self.high):
            raise ValueError(f"`{name}` must lie in {self.low}..{self.high}, got {value}")
        if self.whole and value != int(value):
            raise ValueError(f"`{name}` must be a whole number, got {value}")
        return self.typed(value)

    def value(self, setting):
        """Return what `compute` takes."""
        return round(setting / 100, 12) if self.unit == "%" else setting

    def text(self, setting):
        """Return the setting in words, with its unit."""
        return f"{setting:g} {self.unit}".rstrip().replace("-", "−")

    def ends_and_steps(self):
        """Values a sweep visits: both ends, one step from each, the default and its neighbours."""
        wanted = [self.low, self.low + self.step, self.default - self.step, self.default]
        wanted += [self.default + self.step, self.high - self.step, self.high]
        return sorted({self.typed(value) for value in wanted if self.low <= value <= self.high})

    def random(self, rng):
        count = round((self.high - self.low) / self.step)
        return self.typed(min(self.low + int(rng.integers(count + 1)) * self.step, self.high))

    def typed(self, value):
        """Return a number of this control's type, without what rounding left."""
        return int(value) if self.whole else round(float(value), 10)  # 0.3, not 0.30000000000000004

    def spec(self):
        return self._asdict() | {"kind": "number", "whole": self.whole}


class Choice(NamedTuple):
    """One of a few options, by label; {label: value} where `compute` takes something else than the label.

    >>> kind = Choice("two groups", {"two groups": "two-sample", "one group": "one-sample"}, label="study")
    >>> kind.value("one group"), kind.text("one group")
    ('one-sample', 'one group')
    """

    default: str
    options: Any  # labels, or {label: value}
    label: str = ""
    unit: str = ""

    def check(self, name, value):
        if value not in tuple(self.options):
            raise ValueError(f"`{name}` must be one of {', '.join(map(repr, self.options))}, got {value!r}")
        return value

    def value(self, setting):
        """Return what `compute` takes."""
        return self.options[setting] if isinstance(self.options, dict) else setting

    def text(self, setting):
        return setting

    def ends_and_steps(self):
        return list(self.options)

    def random(self, rng):
        return list(self.options)[int(rng.integers(len(self.options)))]

    def spec(self):
        return self._asdict() | {"kind": "choice", "options": list(self.options)}


class Switch(NamedTuple):
    """Something that is on or off."""

    default: bool
    label: str = ""
    unit: str = ""

    def check(self, name, value):
        if not isinstance(value, (bool, np.bool_)):
            raise TypeError(f"`{name}` must be True or False, got {value!r}")
        return bool(value)

    def value(self, setting):
        return setting

    def text(self, setting):
        return "on" if setting else "off"

    def ends_and_steps(self):
        return [False, True]

    def random(self, rng):
        return bool(rng.integers(2))

    def spec(self):
        return self._asdict() | {"kind": "switch"}


class Grid(NamedTuple):
    """A small table of numbers to edit, such as a kernel; its value is a tuple of rows, each a tuple."""

    default: tuple[tuple[float, ...], ...]
    low: float = -9
    high: float = 9
    step: float = 1
    label: str = ""
    unit: str = ""

    @property
    def shape(self):
        return len(self.default), len(self.default[0])

    def check(self, name, value):
        try:
            table = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            raise TypeError(f"`{name}` must be a table of numbers, got {value!r}") from None
        if table.shape != self.shape:
            raise ValueError(f"`{name}` must have shape {self.shape}, got {table.shape}")
        if not np.all((self.low <= table) & (table <= self.high)):  # False for NaN too
            raise ValueError(f"`{name}` must hold numbers in {self.low}..{self.high}, got {table.tolist()}")
        return tuple(tuple(map(_plain, row)) for row in table)

    def value(self, setting):
        return setting

    def text(self, setting):
        return "; ".join(" ".join(f"{number:g}" for number in row) for row in setting).replace("-", "−")

    def ends_and_steps(self):
        rows, columns = self.shape
        return [self.default] + [
            ((end,) * columns,) * rows for end in (self.low, self.high, 0) if self.low <= end <= self.high
        ]

    def random(self, rng):
        count = round((self.high - self.low) / self.step)
        table = self.low + rng.integers(count + 1, size=self.shape) * self.step
        return tuple(tuple(map(_plain, row)) for row in table)

    def spec(self):
        return self._asdict() | {"kind": "grid"}


def _plain(number):
    """An int where the number is whole, so that a table reads as it was typed."""
    return int(number) if number == int(number) else round(float(number), 6)


class Handle(NamedTuple):
    """A place of the picture that sets controls: a cell to click or a point to drag, by mouse and by arrow keys.

    `x` and `y` name the Number controls that take the place's data coordinates in `axes` (None: that direction is
    free). `label` is what a screen reader says.
    """

    axes: Any  # matplotlib Axes
    x: str | None
    y: str | None
    label: str
    area: str = "cell"  # "cell": anywhere in the axes; "point": grab within 16 px of the present place


class Preset(NamedTuple):
    """A named setting with what it shows.

    `values` names only what differs from the defaults. `holds(reading)` is the claim of the sentence, asserted in CI.
    """

    values: dict
    sentence: str
    holds: Callable[[Any], bool]
