"""The wiring of an LSTM cell: wires that stand still, numbers on them, and one path at a time lit up."""

from typing import NamedTuple

import numpy as np
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path

from course_lib.kit.figures import INK, signed_text, tint
from course_lib.recurrent.explorers._gates import CANDIDATE, FORGET, GATES, INKS, gate

ALL, FORGETS, WRITES, SHOWS = "whole step", "forget path", "input path", "output path"
LOOKS = (ALL, FORGETS, WRITES, SHOWS)
FAINT = "#d8d8d8"
WIDTH, HEIGHT = 7.5, 4.2  # inches

# Places in inches. The belt of the cell state lies on top; all four layers hang on one bus that carries h and x.
BELT, BUS, LAYER = 3.55, 0.95, 1.62
COLUMN = {"forget": 1.85, "input": 2.9, "candidate": 3.95, "output": 5.0}
OUT, LEFT, RIGHT = 5.85, 0.05, 7.45  # the column of tanh; where wires enter and leave
MIX, SHOW = 2.6, 2.35  # heights of the nodes "input times candidate" and "output times tanh(c)"
LINK = 2.18  # height of the wire that couples the input gate to the forget gate
TOP, BOTTOM = LAYER + 0.27, LAYER - 0.27  # of a layer's box
NODE, LINKED = 0.15, 0.18  # radius; of the node "1 −"


class Wire(NamedTuple):
    points: tuple  # corners, from start to end
    color: str
    looks: tuple  # under which it is lit, besides the whole step
    arrow: bool = True
    width: float = 2.0


AT_F, AT_I, AT_G, AT_O = COLUMN.values()
WIRES = {
    "old h": Wire(((LEFT, BUS), (AT_F - 0.14, BUS)), INK, (FORGETS, WRITES, SHOWS), False),
    "x": Wire(((1.35, 0.1), (1.35, BUS), (AT_F - 0.14, BUS)), INK, (FORGETS, WRITES, SHOWS), False),
    "bus to forget": Wire(((AT_F - 0.2, BUS), (AT_F, BUS), (AT_F, BOTTOM)), INK, (FORGETS,)),
    "bus to input": Wire(((AT_F - 0.2, BUS), (AT_I, BUS), (AT_I, BOTTOM)), INK, (WRITES,)),
    "bus to candidate": Wire(((AT_F - 0.2, BUS), (AT_G, BUS), (AT_G, BOTTOM)), INK, (WRITES,)),
    "bus to output": Wire(((AT_F - 0.2, BUS), (AT_O, BUS), (AT_O, BOTTOM)), INK, (SHOWS,)),
    "old c": Wire(((LEFT, BELT), (AT_F - NODE, BELT)), INK, (FORGETS,), True, 4.0),
    "kept": Wire(((AT_F + NODE, BELT), (AT_G - NODE, BELT)), INK, (FORGETS,), True, 4.0),
    "new c": Wire(((AT_G + NODE, BELT), (RIGHT, BELT)), INK, (FORGETS, WRITES, SHOWS), True, 4.0),
    "to tanh": Wire(((AT_G + NODE, BELT), (OUT, BELT), (OUT, 3.12)), INK, (SHOWS,)),
    "forget": Wire(((AT_F, TOP), (AT_F, BELT - NODE)), FORGET, (FORGETS,), True, 3.0),
    "input": Wire(((AT_I, TOP), (AT_I, MIX), (AT_G - NODE, MIX)), GATES["input"], (WRITES,), True, 3.0),
    "candidate": Wire(((AT_G, TOP), (AT_G, MIX - NODE)), CANDIDATE, (WRITES,), True, 3.0),
    "write": Wire(((AT_G, MIX + NODE), (AT_G, BELT - NODE)), GATES["input"], (WRITES,), True, 3.0),
    "output": Wire(((AT_O, TOP), (AT_O, SHOW), (OUT - NODE, SHOW)), GATES["output"], (SHOWS,), True, 3.0),
    "squashed": Wire(((OUT, 2.85), (OUT, SHOW + NODE)), INK, (SHOWS,)),
    "new h": Wire(((OUT, SHOW - NODE), (OUT, BUS), (RIGHT, BUS)), GATES["output"], (SHOWS,), True, 3.0),
    "coupling": Wire(((AT_F, LINK - 0.15), (AT_F, LINK), (AT_I - LINKED, LINK)), FORGET, (FORGETS, WRITES)),
    "coupled input": Wire(((AT_I, LINK), (AT_I, MIX), (AT_G - NODE, MIX)), GATES["input"], (WRITES,), True, 3.0),
}
COUPLED, FREE = ("coupling", "coupled input"), ("input", "bus to input")  # one or the other is drawn
NODES = {"kept": (AT_F, BELT, "×"), "write": (AT_G, MIX, "×"), "new c": (AT_G, BELT, "+"), "new h": (OUT, SHOW, "×")}
NUMBERS = {  # wire -> where its number stands
    "old c": (LEFT, BELT + 0.12, "left"),
    "old h": (LEFT, BUS + 0.12, "left"),
    "x": (1.43, 0.2, "left"),
    "kept": ((AT_F + AT_G) / 2, BELT + 0.12, "center"),
    "new c": (RIGHT, BELT + 0.12, "right"),
    "forget": (AT_F + 0.08, 2.75, "left"),
    "input": ((AT_I + AT_G) / 2 - 0.03, MIX + 0.1, "center"),
    "candidate": (AT_G + 0.08, 2.12, "left"),
    "write": (AT_G + 0.08, 3.02, "left"),
    "output": ((AT_O + OUT) / 2 - 0.03, SHOW - 0.24, "center"),
    "squashed": (OUT - 0.1, 2.62, "right"),
    "new h": (RIGHT, BUS + 0.12, "right"),
} | {f"sum of {name}": (x + 0.08, BUS + 0.12, "left") for name, x in COLUMN.items()}


class Diagram:
    """The picture of one step; `show` sets its numbers and lights a path."""

    def __init__(self, axes):
        axes.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
        axes.add_patch(FancyBboxPatch((1.15, 0.6), 5.2, 3.4, **_round(0.18), facecolor="#f7f7f7", edgecolor="#999999"))
        # Grey wires below, coloured ones on top of them: a moving artist must not change its place in the stack.
        self.grey = {name: _draw_wire(axes, wire, FAINT, 2) for name, wire in WIRES.items()}
        self.wires = {name: _draw_wire(axes, wire, wire.color, 3) for name, wire in WIRES.items()}
        self.boxes = {name: _draw_layer(axes, name) for name in COLUMN}
        self.nodes = {name: axes.add_patch(Circle(at[:2], NODE, linewidth=1.8, zorder=4)) for name, at in NODES.items()}
        for x, y, sign in NODES.values():
            axes.text(x, y, sign, fontsize=14, ha="center", va="center_baseline", zorder=5)
        self.squash = axes.add_patch(FancyBboxPatch((OUT - 0.22, 2.88), 0.44, 0.2, **_round(0.08), zorder=4))
        axes.text(OUT, 2.98, "tanh", fontsize=11, ha="center", va="center_baseline", zorder=5)
        self.minus = axes.add_patch(Circle((AT_I, LINK), LINKED, linewidth=1.8, facecolor="white", zorder=4))
        self.minus_text = axes.text(AT_I, LINK, "1 −", fontsize=11, ha="center", va="center_baseline", zorder=5)
        self.numbers = {
            name: axes.text(x, y, "", ha=ha, fontsize=12 if name in WIRES else 11, zorder=6)
            for name, (x, y, ha) in NUMBERS.items()
        }
        self.lit = None  # look and coupling that the colours show
        tied = [self.grey[name] for name in (*COUPLED, *FREE)]
        wires = [part for pair in (*tied, *self.wires.values()) for part in pair]
        patches = (*self.boxes.values(), *self.nodes.values(), self.squash, self.minus, self.minus_text)
        self.moving = [*wires, *patches, *self.numbers.values()]

    def show(self, texts, look, *, coupled):
        """Write `texts` (wire -> number) beside the wires; colour what belongs to `look`, and grey the rest."""
        if self.lit != (look, coupled):  # colours seldom change, and each artist that is touched travels again
            self.lit = look, coupled
            self._light_wires(look, coupled)
            self._light_boxes(look, coupled)
            for name, label in self.numbers.items():
                wire = name.removeprefix("sum of ")
                color = INKS.get(wire, INK) if _lit(wire, look) else "#aaaaaa"
                label.set(color=color, visible=not (coupled and name == "sum of input"))
        for name, label in self.numbers.items():
            label.set_text(texts[name])

    def _light_wires(self, look, coupled):
        for name in WIRES:
            shown = name not in (FREE if coupled else COUPLED)
            for grey, colored in zip(self.grey[name], self.wires[name]):
                colored.set_visible(shown and _lit(name, look))
                if name in COUPLED + FREE:
                    grey.set_visible(shown)

    def _light_boxes(self, look, coupled):
        for name, box in self.boxes.items():
            lit = _lit(name, look) and not (coupled and name == "input")
            box.set(facecolor=tint(GATES[name], 0.3) if lit else "white", edgecolor=GATES[name] if lit else "#bbbbbb")
        rims = {**self.nodes, "squashed": self.squash, "coupling": self.minus}
        for name, rim in rims.items():
            rim.set(facecolor="white", edgecolor=INK if _lit(name, look) else "#bbbbbb")
        for part in (self.minus, self.minus_text):
            part.set_visible(coupled)


def wire_texts(step):
    """Return wire -> number, from the reading of one step."""
    texts = {
        "old c": f"old c {signed_text(step.old_c)}",
        "old h": f"old h {signed_text(step.old_h, 1)}",
        "x": f"x {signed_text(step.x, 1)}",
        "new c": f"new c {signed_text(step.c)}",
        "new h": f"new h {signed_text(step.h)}",
    }
    texts |= {name: gate(getattr(step, name)) for name in ("forget", "input", "output")}
    texts |= {name: signed_text(getattr(step, name)) for name in ("candidate", "kept", "write", "squashed")}
    return texts | {f"sum of {name}": signed_text(value, 1) for name, value in zip(GATES, step.sums)}


def _lit(name, look):
    return look == ALL or look in WIRES[name].looks


def _round(radius):
    return {"boxstyle": f"round,pad=0,rounding_size={radius}"}


def _draw_layer(axes, name):
    x = COLUMN[name]
    box = FancyBboxPatch((x - 0.47, BOTTOM), 0.94, TOP - BOTTOM, **_round(0.07), linewidth=2, zorder=4)
    kind = "tanh" if name == "candidate" else "sigmoid"
    axes.text(x, LAYER + 0.04, name, fontsize=11, ha="center", va="bottom", weight="bold", zorder=5)
    axes.text(x, LAYER - 0.02, kind, fontsize=11, ha="center", va="top", zorder=5)
    return axes.add_patch(box)


def _draw_wire(axes, wire, color, zorder):
    """Return the parts of a wire: its line and, if it has one, its arrow head."""
    points = np.array(wire.points, dtype=float)
    parts = []
    if wire.arrow:
        along = (points[-1] - points[-2]) / np.linalg.norm(points[-1] - points[-2])
        back = (0.1 + 0.015 * wire.width) * along
        across = 0.6 * np.array([-back[1], back[0]])
        tip = points[-1].copy()
        parts.append(Polygon([tip, tip - back + across, tip - back - across], facecolor=color, linewidth=0))
        points[-1] -= 0.6 * back  # a thick line would stick out beside the tip
    parts.append(PathPatch(rounded(points), facecolor="none", edgecolor=color, linewidth=wire.width, capstyle="butt"))
    for part in parts:
        part.set_zorder(zorder)
        axes.add_patch(part)
    return parts


def rounded(points, *, radius=0.14):
    """Return a path along `points` (n, 2) whose corners are round.

    >>> rounded([(0, 0), (1, 0), (1, 1)]).vertices.shape
    (5, 2)
    """
    points = np.asarray(points, dtype=float)
    places, codes = [points[0]], [Path.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:]):
        start, end = (corner + radius * (p - corner) / np.linalg.norm(p - corner) for p in (before, after))
        places += [start, corner, end]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path([*places, points[-1]], [*codes, Path.LINETO])
