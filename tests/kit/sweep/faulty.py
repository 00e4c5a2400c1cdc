"""A sound explorer, and copies of it with one fault each: what a sweep must find, and the words it must find for it."""

import copy
import itertools
from typing import NamedTuple

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from course_lib.kit.explorer.explorer import Choice, Explorer, Grid, Handle, Number, Preset, Switch

FAULTS = {}  # class -> the words (a regular expression) that name its fault


def fault(words):
    """Mark a class as faulty; `words` is what the sweep must say of it."""
    return lambda cls: FAULTS.setdefault(cls, words) and cls


class StairsResult(NamedTuple):
    steps: np.ndarray  # (count,) heights
    total: float


class Stairs(Explorer):
    """Heights of a few steps, as bars: every rule of the sweep has something to look at here."""

    title = "A flight of stairs"
    size = (5, 3)
    controls = {
        "count": Number(4, 1, 8, label="number of steps"),
        "height": Number(1.0, 0.5, 4.0, 0.5, label="height of a step", unit="m"),
        "curve": Choice("straight", ("straight", "square"), label="how they rise"),
        "marked": Switch(True, label="mark the top"),
        "weights": Grid(((1, 2),), 0, 3, label="weights of the sum"),
    }
    presets = {
        "one step": Preset({"count": 1}, "One step is as high as the stairs.", lambda r: r.count == 1),
        "high": Preset({"height": 3.0}, "Steps of 3 m are hard to climb.", lambda r: r.steps[0] >= 3),
        "square": Preset({"curve": "square"}, "The square grows faster than the line.", lambda r: r.curve == "square"),
    }

    def compute(self, count, height, curve, marked, weights):
        if count * height > 20:
            raise ValueError(f"`count` times `height` must be at most 20 m, got {count * height} m")
        steps = np.arange(1, count + 1) * height
        steps = steps**2 if curve == "square" else steps
        return StairsResult(steps, float(steps.sum() * np.sum(weights)))

    def draw(self, figure, r):
        self.axes = figure.add_axes((0.17, 0.2, 0.77, 0.75))
        self.axes.set(xlabel="step", ylabel="height [m]")
        self.axes.locator_params(nbins=3)  # few ticks: most of the time of a small picture goes into them
        (self.line,) = self.axes.plot([], [], "o-")
        self.note = self.axes.text(0.05, 0.9, "", transform=self.axes.transAxes)
        self.top = self.axes.axhline(0, linestyle="--")

    def update(self, r):
        self.line.set_data(np.arange(1, r.count + 1), r.steps)
        self.axes.set(xlim=(0, r.count + 1), ylim=(0, 1.5 * r.steps[-1]))
        self.note.set_text(f"sum {r.total:g}")
        self.top.set(visible=r.marked, ydata=[r.steps[-1]] * 2)

    def describe(self, r):
        marked = "with" if r.marked else "without"
        return (
            f"{r.count} {r.curve} steps, the first {r.steps[0]:g} m, {marked} a mark: "
            f"their weighted sum is {r.total:g} m."
        )

    def code(self, count, height, curve, marked, weights):
        power = {"straight": 1, "square": 2}[curve]
        return f"""\
import numpy as np
steps = (np.arange(1, {count} + 1) * {height!r}) ** {power}
total = steps.sum() * np.sum({weights!r})"""

    def handles(self):
        return [Handle(self.axes, "count", "height", "top of the stairs")]


# ---- settings


@fault(r"at count=2: raises KeyError")
class FailsOffItsDefault(Stairs):
    def update(self, r):
        super().update({4: r}[r.count])


@fault(r"at height=4\.0: raises ZeroDivisionError")
class FailsAtOneEnd(Stairs):
    def compute(self, height, **values):
        _ = 1 / (4.0 - height)
        return super().compute(height=height, **values)


@fault(r"at count=8 off preset 'square': raises IndexError")
class FailsOffAPresetOnly(Stairs):
    def describe(self, r):
        if r.curve == "square" and r.count == 8:
            raise IndexError("no such step")
        return super().describe(r)


@fault(r"at random .*raises ArithmeticError")
class FailsInACorner(Stairs):
    def compute(self, **values):
        if values["count"] in (2, 6) and not values["marked"] and values["curve"] == "square":
            raise ArithmeticError("corner")
        return super().compute(**values)


@fault(r"at default: raises NotImplementedError")
class DrawsNothing(Stairs):
    def draw(self, figure, r):
        raise NotImplementedError


@fault(r"warns: divide by zero")
class Warns(Stairs):
    def compute(self, **values):
        _ = np.float64(1) / np.float64(values["count"] - 8)
        return super().compute(**values)


@fault(r"mostly impossible: only \d+ of 40")
class MostlyImpossible(Stairs):
    def compute(self, count, **values):
        if count > 4:
            raise ValueError(f"`count` must be at most 4 here, got {count}")
        return super().compute(count=count, **values)


@fault(r"an impossible setting needs a sentence .* has 'too high'")
class SaysNothingOfTheImpossible(Stairs):
    def compute(self, count, height, **values):
        if count * height > 20:
            raise ValueError("too high")
        return super().compute(count=count, height=height, **values)


@fault(r"an impossible setting changed the picture")
class SpoilsTheLastPicture(Stairs):
    def compute(self, count, height, **values):
        if self.__dict__.get("note") and count * height > 20:
            self.note.set_text("impossible")
        return super().compute(count=count, height=height, **values)


# ---- names, presets, handles


@fault(r"class: control `count` needs a label")
class UnnamedControl(Stairs):
    controls = Stairs.controls | {"count": Number(4, 1, 8)}


@fault(r"control `count` shares its label 'height of a step'")
class TwiceTheSameLabel(Stairs):
    controls = Stairs.controls | {"count": Number(4, 1, 8, label="height of a step")}


@fault(r"default of a control is not valid for it: `count` must lie in 1\.\.8, got 9")
class DefaultOutOfRange(Stairs):
    controls = Stairs.controls | {"count": Number(9, 1, 8, label="number of steps")}


@fault(r"control `speed` changes nothing")
class DeadControl(Stairs):
    controls = Stairs.controls | {"speed": Number(1, 0, 3, label="speed of climbing")}

    def compute(self, speed, **values):
        return super().compute(**values)

    def code(self, speed, **values):
        return super().code(**values)


@fault(r"needs a title")
class Untitled(Stairs):
    title = ""


@fault(r"needs three presets or more, has 2")
class TwoPresets(Stairs):
    presets = dict(itertools.islice(Stairs.presets.items(), 2))


@fault(r"preset 'high' needs a sentence .* has 'Steep\.'")
class ShortSentence(Stairs):
    presets = Stairs.presets | {"high": Preset({"height": 3.0}, "Steep.", lambda r: r.steps[0] >= 3)}


@fault(r"preset 'wide' sets `width`, which is no control")
class UnknownPresetValue(Stairs):
    presets = Stairs.presets | {"wide": Preset({"width": 3}, "Wide steps are easy to climb.", lambda r: True)}


@fault(r"preset 'high' sets a value that its control refuses: `height` must lie in 0\.5\.\.4\.0, got 30")
class PresetOutOfRange(Stairs):
    presets = Stairs.presets | {"high": Preset({"height": 30}, "Steps of 30 m are too high.", lambda r: True)}


@fault(r"at preset 'tower': is impossible: `count` times `height`")
class ImpossiblePreset(Stairs):
    presets = Stairs.presets | {
        "tower": Preset({"count": 8, "height": 4.0}, "A tower of 32 m, or so it says.", lambda r: r.count == 8)
    }


@fault(r"at preset 'high': its claim is false: 'Steps of 3 m are hard to climb\.'")
class FalseClaim(Stairs):
    presets = Stairs.presets | {
        "high": Preset({"height": 3.0}, "Steps of 3 m are hard to climb.", lambda r: r.steps[0] > 3)
    }


@fault(r"at preset 'high': its claim raises AttributeError")
class BrokenClaim(Stairs):
    presets = Stairs.presets | {
        "high": Preset({"height": 3.0}, "Steps of 3 m are hard to climb.", lambda r: r.heights[0] == 3)
    }


@fault(r"claim cannot fail: that of preset 'high'")
class ClaimThatCannotFail(Stairs):
    presets = Stairs.presets | {
        "high": Preset({"height": 3.0}, "Steps of 3 m are hard to climb.", lambda r: r.count <= 8)
    }


@fault(r"handle 'top of the stairs' sets `curve`, which is no Number control")
class HandleOfAChoice(Stairs):
    def handles(self):
        return [Handle(self.axes, "count", "curve", "top of the stairs")]


@fault(r"a handle needs a label of five letters or more, has 'top'")
class UnnamedHandle(Stairs):
    def handles(self):
        return [Handle(self.axes, "count", None, "top")]


@fault(r"handle 'top of the stairs' lies in axes that are not in the figure")
class HandleElsewhere(Stairs):
    def handles(self):
        return [Handle(None, "count", None, "top of the stairs")]


@fault(r"handle 'top of the stairs' sets no control")
class HandleOfNothing(Stairs):
    def handles(self):
        return [Handle(self.axes, None, None, "top of the stairs")]


# ---- the picture


@fault(r"the text 'height \[m\]' is cut off at the left by \d+ px")
class CutLabel(Stairs):
    def draw(self, figure, r):
        super().draw(figure, r)
        self.axes.set_position((0.08, 0.2, 0.86, 0.75))


@fault(r"at count=8: the text 'sum 108' is cut off at the right")
class CutNoteAtAnEnd(Stairs):
    def update(self, r):
        super().update(r)
        self.note.set_x(r.count / 8)


@fault(r"the text 'clipped away' is cut off at the top")
class ClippedText(Stairs):
    def draw(self, figure, r):
        super().draw(figure, r)
        self.axes.text(0.3, 1, "clipped away", transform=self.axes.transAxes, va="center", clip_on=True)


@fault(r"the texts 'sum 30' and 'a note' overlap")
class OverlappingLabels(Stairs):
    def draw(self, figure, r):
        super().draw(figure, r)
        self.axes.text(0.1, 0.88, "a note", transform=self.axes.transAxes)


@fault(r"text is too small: 'sum 30' has 7 pt")
class SmallText(Stairs):
    def draw(self, figure, r):
        super().draw(figure, r)
        self.note.set_fontsize(7)


@fault(r"at count=8: the picture is blank")
class BlankAtAnEnd(Stairs):
    def update(self, r):
        super().update(r)
        for artist in (self.line, self.note, self.top):
            artist.set_visible(r.count < 8 and artist.get_visible())
        self.line.set_visible(r.count < 8)


@fault(r"the picture is blank")
class White(Stairs):
    def draw(self, figure, r):
        super().draw(figure, r)
        self.line.set_color("white")
        for name in ("note", "top"):
            self.__dict__.pop(name).remove()

    def update(self, r):
        self.line.set_data(np.arange(1, r.count + 1), r.steps)


@fault(r"the moving artist .* is not in the figure")
class MovesALostArtist(Stairs):
    def draw(self, figure, r):
        super().draw(figure, r)
        (self.lost,) = self.axes.plot([0], [0])
        self.lost.remove()


@fault(r"update left something behind: \d+ pixels differ")
class LeavesStateBehind(Stairs):
    def update(self, r):
        super().update(r)
        if r.curve == "square":
            self.line.set_linewidth(5)


@fault(r"reset does not bring back the first picture")
class CannotGoBack(Stairs):
    def update(self, r):
        super().update(r)
        self.line.set_linewidth(min(self.line.get_linewidth() + 0.5, 6))


# ---- finding, compute, code


@fault(r"the finding is the same at default and at marked=False, but the pictures differ")
class FindingIgnoresTheMark(Stairs):
    def describe(self, r):
        blind = copy.copy(r)
        blind.marked = True
        return super().describe(blind)


@fault(r"describe gives another finding the second time")
class MoodyFinding(Stairs):
    def describe(self, r):
        self.times = self.__dict__.get("times", 0) + 1
        return f"{super().describe(r)} I said so {self.times} times."


@fault(r"the finding shows 'array\('")
class FindingShowsAnArray(Stairs):
    def describe(self, r):
        return f"{super().describe(r)} Heights: {r.steps!r}."


@fault(r"the finding is the alt text and needs 30 letters or more, is 'sum 30'")
class ShortFinding(Stairs):
    def describe(self, r):
        return f"sum {r.total:g}"


@fault(r"compute is not pure, the same values give another `total`")
class CountsItsCalls(Stairs):
    calls = itertools.count()

    def compute(self, **values):
        result = super().compute(**values)
        return result._replace(total=result.total + next(self.calls))


@fault(r"the order of visits changes the result")
class RemembersTheFirst(Stairs):
    def compute(self, **values):
        result = super().compute(**values)
        self.largest = max(self.__dict__.get("largest", 0), result.total)
        return result._replace(total=self.largest)


@fault(r"the code gives another `total`: expected 30\.0, got 20\.0")
class DriftedCode(Stairs):
    def code(self, **values):
        return super().code(**values) + " - 10"


@fault(r"at count=7: the code gives another `steps`: expected shape \(7,\), got \(6,\)")
class CodeDriftedOffTheDefault(Stairs):
    def code(self, count, **values):
        return super().code(count=min(count, 6), **values)


@fault(r"the code raises NameError: name 'course_lib' is not defined")
class CodeThatRaises(Stairs):
    def code(self, **values):
        return super().code(**values) + "\ncourse_lib.stairs()"


@fault(r"the code names no field of the result")
class CodeWithoutANumber(Stairs):
    def code(self, **values):
        return "import numpy as np"


@fault(r"the code has a line of \d+ letters, 100 are the most")
class WideCode(Stairs):
    def code(self, **values):
        return super().code(**values) + "  # " + 80 * "-"


@fault(r"the code has 24 lines, 20 are the most")
class LongCode(Stairs):
    def code(self, **values):
        return super().code(**values) + 21 * "\npass"


@fault(r"PathPatch.* changed and did not say so")
class ChangesInSilence(Stairs):
    def draw(self, figure, r):
        super().draw(figure, r)
        self.shape = self.axes.add_patch(PathPatch(Path([(0, 0), (1, 0), (1, 1)])))

    def update(self, r):
        self.note.set_text(f"sum {r.total:g}")
        self.shape.set_path(Path([(0, 0), (r.count / 8, 0), (0, 1)]))
        self.line.set_data(np.arange(1, r.count + 1), r.steps)
        self.top.set(visible=r.marked, ydata=[r.steps[-1]] * 2)


@fault("`draw` sets `self.start`, a name that the framework uses: choose another")
class TakesAName(Stairs):
    def draw(self, figure, r):
        self.start = figure.text(0.2, 0.9, "")
        super().draw(figure, r)


@fault("`draw` sets `self.size`, a name that the framework uses: choose another")
class HidesAName(Stairs):
    def draw(self, figure, r):
        self.size = r.count
        super().draw(figure, r)


# ---- what an author of explorers is told


@fault(r"preset 'high' repeats the default of `count`, 4: every preset starts there")
class PresetRepeatsADefault(Stairs):
    presets = Stairs.presets | {
        "high": Preset({"count": 4, "height": 3.0}, "Steps of 3 m are hard to climb.", lambda r: r.steps[0] >= 3)
    }


class EchoResult(NamedTuple):
    steps: np.ndarray  # (count,) heights
    total: float
    count: int


@fault("the result has a field `count`, which a reading has already")
class EchoesAControl(Stairs):
    def compute(self, count, **values):
        return EchoResult(*super().compute(count=count, **values), count)


@fault("`draw` keeps no artist on the explorer")
class KeepsNothing(Stairs):
    def draw(self, figure, r):
        super().draw(figure, r)
        self.parts = lambda: parts
        parts = [self.__dict__.pop(name) for name in ("line", "note", "top")]

    def update(self, r):
        line, note, top = self.parts()
        self.line, self.note, self.top = line, note, top
        super().update(r)
        del self.line, self.note, self.top


@fault("Text.* moves, but `draw` keeps it nowhere on `self`")
class MovesAnUnknownArtist(Stairs):
    def draw(self, figure, r):
        super().draw(figure, r)
        self.axes.text(0.6, 0.1, "", transform=self.axes.transAxes)

    def update(self, r):
        super().update(r)
        self.axes.texts[-1].set_text(f"{r.count} steps")


@fault(r"the still part travels at all \d+ moves")
class NewTitleEveryTime(Stairs):
    def update(self, r):
        super().update(r)
        self.axes.set_title(f"{r.curve} {r.total}", y=0.8, fontsize=9)


def without_docstring():
    parts = {name: part for name, part in vars(Stairs).items() if name not in ("__doc__", "__dict__", "__weakref__")}
    return type("Undocumented", (Explorer,), parts)


Undocumented = fault("needs a docstring: its first line is the question")(without_docstring())
