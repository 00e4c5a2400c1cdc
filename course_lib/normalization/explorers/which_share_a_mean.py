"""A batch of three pictures as a block of numbers: those that share a mean are lit up."""

from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import (
    ERROR,
    ERROR_INK,
    INPUT,
    KERNEL,
    KERNEL_INK,
    OUTPUT_INK,
    Lines,
    NumberGrid,
    caption,
    cell_colors,
    cell_frame,
    fit_cells,
    move_frame,
    panel,
    signed_text,
)
from course_lib.normalization import (
    batch_norm,
    count_statistics,
    group_norm,
    instance_norm,
    layer_norm,
    moments,
    normalize,
    shared_with,
)

SHAPE = (3, 4, 4, 4)  # N, C, H, W: the example of the notes
PLACE = (1, 2)  # row and column, within each map, of the number that is looked at
CALM = np.random.default_rng(31).integers(1, 7, SHAPE) + np.array([0, 4, 1, 7])[:, None, None]
CALM.flags.writeable = False
PER_PIXEL = "per pixel (the notes)"
KINDS = ("batch", "layer", "instance", "group", PER_PIXEL)
LAYERS = {
    "batch": batch_norm,
    "layer": layer_norm,
    "instance": instance_norm,
    PER_PIXEL: lambda x: normalize(x, 0),
}
LONGEST = 52  # of the number line


class Sharing(NamedTuple):
    index: tuple  # of the number that is looked at
    block: np.ndarray  # SHAPE
    members: np.ndarray  # SHAPE, bool: which share its mean
    pairs: int  # means, and variances, in the whole layer
    mean: float
    deviation: float
    z: float  # what the layer makes of the number
    calm: float  # the same with picture 3 as it was


class WhichShareAMean(Explorer):
    """Which numbers share a mean with this one?"""

    title = "Which numbers share a mean?"
    size = (11, 5.4)
    controls = {
        "kind": Choice("batch", KINDS, label="normalize by"),
        "groups": Number(2, 1, 4, label="groups (group norm only)"),
        "picture": Number(1, 1, 3, label="picture: click a map"),
        "channel": Number(2, 1, 4, label="channel"),
        "loudness": Number(1, 1, 4, label="picture 3 becomes louder", unit="times"),
    }
    presets = {
        "batch norm": Preset(
            {},
            "Batch norm: one channel of all three pictures, 48 numbers. 4 means in the layer.",
            lambda r: r.kind == "batch" and r.members.sum() == 48 and r.pairs == 4,
        ),
        "the notes' way": Preset(
            {"kind": PER_PIXEL},
            "Per pixel it would be 3 numbers to a mean, and 64 means. No layer of this family works so.",
            lambda r: r.members.sum() == 3 and r.pairs == 64,
        ),
        "layer norm": Preset(
            {"kind": "layer"},
            "Layer norm: one picture, all its channels, 64 numbers. 3 means in the layer.",
            lambda r: r.kind == "layer" and r.members[0].all() and r.members.sum() == 64 and r.pairs == 3,
        ),
        "one group": Preset(
            {"kind": "group", "groups": 1},
            "Group norm with one group shares the same 64 numbers: it is layer norm.",
            lambda r: r.kind == "group" and np.array_equal(r.members, shared_with("layer", SHAPE, r.index)),
        ),
        "four groups": Preset(
            {"kind": "group", "groups": 4},
            "With as many groups as channels it is instance norm: one map, 16 numbers, 12 means.",
            lambda r: r.kind == "group" and r.members.sum() == 16 and r.pairs == 12,
        ),
        "a loud neighbour": Preset(
            {"loudness": 4},
            "Picture 3 becomes four times as loud. The number of picture 1 is as before, its batch norm is not: "
            "from 1.10 to −0.51.",
            lambda r: abs(r.calm - 1.10) < 0.006 and abs(r.z + 0.51) < 0.006 and r.loudness == 4,
        ),
        "deaf to it": Preset(
            {"kind": "instance", "loudness": 4},
            "Instance norm looks at no other picture: 0.90 before and after.",
            lambda r: r.loudness == 4 and r.index[0] == 0 and r.z == r.calm and abs(r.z - 0.9) < 0.006,
        ),
    }

    def compute(self, kind, groups, picture, channel, loudness):
        block = CALM.astype(float)
        block[2] *= loudness
        index = (picture - 1, channel - 1, *PLACE)
        if kind == PER_PIXEL:
            members, pairs = np.zeros(SHAPE, dtype=bool), CALM[0].size
            members[:, *index[1:]] = True
        else:
            members = shared_with(kind, SHAPE, index, groups=groups)
            pairs = count_statistics(kind, SHAPE, groups=groups).pairs
        mean, variance = moments(block[members], 0)
        z, calm = (_layer(kind, groups)(x)[index] for x in (block, CALM))
        deviation = variance.item() ** 0.5
        return Sharing(index, block, members, pairs, mean.item(), deviation, z=float(z), calm=float(calm))

    def draw(self, figure, r):
        self.cells = panel(figure, 0.95, 0.3, 6.2, 4.6)
        fit_cells(self.cells, 14, 19, margin=0)
        self.grid = NumberGrid(self.cells, fontsize=11, edge="white")
        self.chosen = cell_frame(self.cells, ERROR)
        box = self.cells.get_position()
        for number in range(3):
            caption(figure, 0.1, 4.19 - 1.64 * number, f"picture {number + 1}")
        for number in range(4):
            caption(figure, 1.6 + 1.63 * number, 5.05, f"channel {number + 1}", ha="center")
        # Axes in the units of the controls lie over the maps: a click sets both.
        self.maps = figure.add_axes(box, facecolor="none", xlim=(0.5, 4.5), ylim=(3.5, 0.5))
        self.maps.set_axis_off()
        self.words = Lines(figure, 7.45, 4.55, spacing=0.32)
        self.line = figure.add_axes((7.45 / 11, 0.75 / 5.4, 3.35 / 11, 1.3 / 5.4))
        self.line.set(xlim=(0, LONGEST), ylim=(0, 1), yticks=[], xlabel="the numbers that share a mean")
        self.line.spines["left"].set_visible(False)
        (self.band,) = self.line.fill([0], [0], color=KERNEL, alpha=0.35, linewidth=0)
        (self.middle,) = self.line.plot([], [], color=KERNEL)
        (self.rug,) = self.line.plot([], [], color=INPUT, linewidth=1.5)
        (self.own,) = self.line.plot([], [], color=ERROR, linewidth=3)
        self.mean = self.line.text(0, 1.05, "mean ± σ", ha="center", color=KERNEL_INK, fontsize=11)

    def update(self, r):
        values, lit, numbers = np.full((14, 19), np.nan), np.zeros((14, 19), bool), np.zeros((14, 19), bool)
        for picture in range(3):
            for channel in range(4):
                at = np.s_[5 * picture : 5 * picture + 4, 5 * channel : 5 * channel + 4]
                values[at], lit[at], numbers[at] = r.block[picture, channel], r.members[picture, channel], True
        paint = cell_colors(values.shape, (INPUT, 0.08, numbers), (KERNEL, 0.75, lit))
        self.grid.show(values, faces=paint)
        picture, channel, row, column = r.index
        move_frame(self.chosen, 5 * picture + row, 5 * channel + column)
        number = r.block[r.index]
        changed = {"color": ERROR_INK if abs(r.z - r.calm) > 0.005 else OUTPUT_INK}
        self.words.show(
            (f"{r.members.sum()} numbers, one mean", {"weight": "bold", "fontsize": 14}),
            f"mean {r.mean:.2f}, deviation σ {r.deviation:.2f}",
            f"({number:g} − {r.mean:.2f}) / {r.deviation:.2f} = {signed_text(r.z, plus=True)}",
            ("" if r.loudness == 1 else f"with picture 3 as it was: {signed_text(r.calm, plus=True)}", changed),
            f"the layer has {r.pairs} means",
            f"{r.members.sum()} · {r.pairs} = {r.block.size}: all numbers of the batch",
        )
        shared = np.unique(r.block[r.members])
        self.rug.set_data(np.repeat(shared, 3), np.tile([0, 0.55, np.nan], shared.size))
        self.own.set_data([number, number], [0, 0.8])
        low, high = max(r.mean - r.deviation, 0), min(r.mean + r.deviation, LONGEST)
        self.band.set_xy([(low, 0), (high, 0), (high, 1), (low, 1)])
        self.middle.set_data([r.mean] * 2, [0, 1])
        self.mean.set_x(max(r.mean, 6))

    def describe(self, r):
        groups = f", {r.groups} group{'s' * (r.groups > 1)}" if r.kind == "group" else ""
        how = r.kind if r.kind == PER_PIXEL else f"{r.kind} norm{groups}"
        unused = "" if r.kind == "group" else f" (Groups, not used: {r.groups}.)"
        loud = (
            f" Picture 3 is {r.loudness} times as loud; before, it gave {signed_text(r.calm, plus=True)}."
            if r.loudness > 1
            else ""
        )
        return (
            f"{how.capitalize()}: {r.block[r.index]:g} of picture {r.index[0] + 1}, channel {r.index[1] + 1} shares "
            f"its mean {r.mean:.2f} and deviation {r.deviation:.2f} with {r.members.sum()} numbers, itself included, "
            f"and becomes {signed_text(r.z, plus=True)}.{loud} The layer has {r.pairs} means.{unused}"
        )

    def code(self, kind, groups, picture, channel, loudness):
        index = (picture - 1, channel - 1, *PLACE)
        calls = {
            "group": ("group_norm", f"group_norm(block, {groups})"),
            PER_PIXEL: ("normalize", "normalize(block, 0)"),
        }
        name, call = calls.get(kind, (f"{kind}_norm", f"{kind}_norm(block)"))
        return f"""\
import numpy as np
from course_lib.normalization import {name}
rng = np.random.default_rng(31)
block = rng.integers(1, 7, {SHAPE}) + np.array([0, 4, 1, 7])[:, None, None] + 0.0
calm = {call}[{index}]
block[2] *= {loudness}
z = {call}[{index}]"""

    def handles(self):
        return [Handle(self.maps, "channel", "picture", "channel and picture")]


def _layer(kind, groups):
    return (lambda x: group_norm(x, groups)) if kind == "group" else LAYERS[kind]
