"""One picture among random others: what the layer makes of it, and how the noise grows as the batch gets small."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import data
from course_lib.convolution import cross_correlate
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import ERROR, INPUT, KERNEL, KERNEL_INK, REFERENCE, Dots, caption, signed_text
from course_lib.normalization import (
    RunningStatistics,
    batch_norm,
    batch_norm_inference,
    expected_noise,
    group_norm,
    instance_norm,
    layer_norm,
    moments,
    normalize,
)

SIZES = 2 ** np.arange(7)  # 1 to 64
DRAWS = 100  # random batches for each size
CHOSEN = 13  # the picture that is looked at, a 3
CHANNEL, PLACE = 5, (2, 2)  # the number that is looked at
KINDS = ("batch norm, training", "batch norm, eval", "layer norm", "instance norm", "group norm")
MAPS, VECTORS = "maps of 4×4", "vectors, one number each"


class Cloud(NamedTuple):
    size: int  # of the batch
    outputs: np.ndarray  # (7, DRAWS) the number of the chosen picture for each of SIZES; nan: refused
    spread: float  # standard deviation of the outputs at this size
    lowest: float
    highest: float
    mean_noise: np.ndarray  # (7,) standard deviation of the batch's mean, in those of one value; measured
    expected: np.ndarray  # (7,) the same for independent values


class SmallBatches(Explorer):
    """How much does the answer to one picture depend on the size of its batch?"""

    title = "The batch gets small"
    size = (10, 5)
    controls = {
        "kind": Choice(KINDS[0], KINDS, label="layer"),
        "power": Number(3, 0, 6, label="batch size: two to the power of"),
        "pixels": Choice(VECTORS, (VECTORS, MAPS), label="what comes in"),
        "seed": Number(0, 0, 20, label="other random batches"),
    }
    presets = {
        "64 vectors": Preset(
            {"power": 6},
            "One number a picture, batches of 64: the answer wanders by 0.14, its sign is certain.",
            lambda r: r.size == 64 and abs(r.spread - 0.14) < 0.006 and r.highest < 0,
        ),
        "4 vectors": Preset(
            {"power": 2},
            "Batches of 4: the same picture gives anything from −1.72 to 1.21. Even the sign is chance.",
            lambda r: r.size == 4 and abs(r.lowest + 1.72) < 0.006 and abs(r.highest - 1.21) < 0.006,
        ),
        "4 maps": Preset(
            {"power": 2, "pixels": MAPS},
            "A map brings 16 numbers, so four maps bring 64: the answer wanders by 0.16 only.",
            lambda r: r.size == 4 and r.pixels == MAPS and abs(r.spread - 0.16) < 0.006,
        ),
        "alone": Preset(
            {"power": 0, "pixels": MAPS},
            "One map: no noise at all. It is normalized by itself, and that is instance norm.",
            lambda r: r.size == 1 and r.spread < 1e-9 and r.kind == KINDS[0]
            and np.allclose(r.outputs[0], _answers(KINDS[3], MAPS, 0)[0]),
        ),
        "eval": Preset(
            {"kind": KINDS[1], "power": 2},
            "In eval mode the stored statistics are used: one answer, whatever the batch.",
            lambda r: r.kind == KINDS[1] and np.ptp(r.outputs) == 0,
        ),
        "another layer": Preset(
            {"kind": KINDS[4], "power": 2, "pixels": MAPS},
            "Group norm looks at this picture alone: one answer, in training and in eval mode.",
            lambda r: r.kind == KINDS[4] and np.ptp(r.outputs) == 0,
        ),
        "a pair of vectors": Preset(
            {"power": 1},
            "Two numbers are equally far from their mean: +1 or −1 comes out, unless they are nearly equal.",
            lambda r: r.pixels == VECTORS and r.size == 2 and (np.abs(r.outputs[1]) > 0.9).mean() > 0.9,
        ),
    }  # fmt: skip

    def compute(self, kind, power, pixels, seed):
        size = int(SIZES[power])
        if kind == KINDS[0] and pixels == VECTORS and size == 1:
            batch_norm(features(VECTORS)[:1])  # raises, and says why
        outputs = _answers(kind, pixels, seed)
        own = outputs[power]
        measured, expected = _noise(pixels)
        return Cloud(size, outputs, float(own.std()), float(own.min()), float(own.max()), measured, expected)

    def draw(self, figure, r):
        self.axes = figure.add_axes((0.075, 0.12, 0.5, 0.7))
        self.axes.set(xlim=(-0.5, 6.5), ylim=(-3.2, 3.2), xlabel="batch size", ylabel="what comes out for this picture")
        self.axes.set_xticks(range(7), [str(size) for size in SIZES])
        self.axes.axhline(0, color="#BBBBBB", linewidth=1, zorder=0)
        self.clouds = [Dots(self.axes, 2.5, corners=8, facecolor=color) for color in (INPUT, ERROR)]
        self.cut = caption(figure, 0.75, 4.62, weight="bold")
        self.told = caption(figure, 0.75, 4.3)
        noise = figure.add_axes((0.68, 0.12, 0.3, 0.5))
        noise.set(xlim=(-0.3, 6.3), ylim=(0, 1.1), xlabel="batch size")
        noise.set_xticks(range(7), [str(size) for size in SIZES])
        for line, (words, color) in enumerate(
            (("Noise of the batch's mean", "black"), ("measured", KERNEL_INK), ("σ/√n, independent", "#5a5a5a"))
        ):
            caption(figure, 6.8, 4.0 - 0.3 * line, words, color=color, weight="bold" if not line else "normal")
        (self.measured,) = noise.plot(range(7), range(7), "o-", color=KERNEL, clip_on=False)
        (self.theory,) = noise.plot(range(7), range(7), "--", color=REFERENCE)
        self.mark = noise.axvline(0, color=ERROR, linewidth=1.2, linestyle=":")
        picture = figure.add_axes((0.53, 0.84, 0.07, 0.14))
        picture.imshow(data.digits()[0][CHOSEN], cmap="gray_r")
        picture.set_axis_off()

    def update(self, r):
        spread = np.random.default_rng(7).uniform(-0.3, 0.3, DRAWS)  # across, so that one sees how many there are
        row = int(np.log2(r.size))
        for own, cloud in enumerate(self.clouds):
            rows = [row] if own else [other for other in range(7) if other != row]
            points = [np.stack([place + spread, r.outputs[place].clip(-3.15, 3.15)], axis=1) for place in rows]
            points = np.concatenate(points)
            cloud.show(points[np.isfinite(points[:, 1])])
        self.cut.set_text(f"{r.kind.capitalize()}; {DRAWS} random batches of {r.size}")
        self.told.set_text(f"from {signed_text(r.lowest)} to {signed_text(r.highest)}, deviation {r.spread:.2f}")
        self.measured.set_ydata(r.mean_noise)
        self.theory.set_ydata(r.expected)
        self.mark.set_xdata([row, row])

    def describe(self, r):
        row = int(np.log2(r.size))
        wide = ", ".join("refused" if np.isnan(part) else f"{part:.2f}" for part in r.outputs.std(axis=1))
        return (
            f"{r.kind.capitalize()}, {r.pixels}, {DRAWS} random batches of {r.size}: for the same picture "
            f"between {r.lowest:.3f} and {r.highest:.3f}, deviation {r.spread:.3f}. The batch's mean wanders by "
            f"{r.mean_noise[row]:.3f} σ; independent values would give {r.expected[row]:.3f} σ. "
            f"Deviations for batches of 1 to 64: {wide}."
        )

    def code(self, kind, power, pixels, seed):
        return f"""\
import numpy as np
from course_lib.normalization.explorers.small_batches import one_answer, random_mates
size = {SIZES[power]}
mates = random_mates(size, {seed})  # (batches, size) numbers of digits, the chosen one first
answers = [one_answer(batch, {kind!r}, {pixels!r}) for batch in mates]
spread, lowest, highest = np.std(answers), min(answers), max(answers)"""

    def handles(self):
        return [Handle(self.axes, "power", None, "batch size")]


@lru_cache
def features(pixels):
    """Return what a small convolution (8 random kernels, stride 2) makes of the digits: (1797, 8, 4, 4) or (1797, 8).

    >>> features(MAPS).shape, features(VECTORS).shape
    ((1797, 8, 4, 4), (1797, 8))
    """
    kernels = np.random.default_rng(3).normal(size=(8, 1, 3, 3))
    images = data.digits()[0]
    maps = np.stack([cross_correlate(image[None], kernels, stride=2, padding=1) for image in images])
    found = maps if pixels == MAPS else maps.mean(axis=(2, 3))
    found.flags.writeable = False
    return found


@lru_cache
def random_mates(size, seed):
    """Return (DRAWS, size) numbers of digits, in each row CHOSEN and others drawn at random.

    >>> random_mates(4, 0).shape, set(random_mates(4, 0)[:, 0].tolist()) == {CHOSEN}
    ((100, 4), True)
    """
    rng = np.random.default_rng([seed, size])
    mates = rng.integers(len(data.digits()[0]), size=(DRAWS, size))
    mates[:, 0] = CHOSEN
    return mates


def one_answer(batch, kind, pixels):
    """Return what the layer makes of one number of the first picture of a batch of digits.

    >>> round(one_answer([CHOSEN, 0, 1], "layer norm", MAPS) - one_answer([CHOSEN], "layer norm", MAPS), 9)
    0.0
    """
    x = features(pixels)[np.asarray(batch)]
    if kind == "batch norm, training":
        y = batch_norm(x)
    elif kind == "batch norm, eval":
        y = batch_norm_inference(x, _population(pixels))
    elif kind == "instance norm":
        y = instance_norm(x)
    else:
        y = layer_norm(x) if kind == "layer norm" else group_norm(x, 2)
    return float(y[0, CHANNEL, *PLACE] if pixels == MAPS else y[0, CHANNEL])


@lru_cache
def _population(pixels):
    """Return mean and variance of each channel over all digits: what training settles on."""
    x = features(pixels)
    mean, variance = moments(x, (0, *range(2, x.ndim)))
    return RunningStatistics(mean.ravel(), variance.ravel(), len(x))


def _channel(pixels):
    """Return all values of the channel that is looked at, (digits, values)."""
    found = features(pixels)[:, CHANNEL]
    return found.reshape(len(found), -1)


@lru_cache(maxsize=64)
def _answers(kind, pixels, seed):
    """Return (7, DRAWS) answers, nan where the layer refuses."""
    if kind in KINDS[1:]:  # the mates play no part
        return np.full((len(SIZES), DRAWS), one_answer([CHOSEN], kind, pixels))
    values = _channel(pixels)
    own = np.ravel_multi_index(PLACE, (4, 4)) if pixels == MAPS else 0
    found = np.full((len(SIZES), DRAWS), np.nan)
    for place, size in enumerate(SIZES):
        if pixels == MAPS or size > 1:
            # All batches at once: what batch norm does with this channel in each of them, as `one_answer` would.
            batches = values[random_mates(int(size), seed)]  # (DRAWS, size, values)
            found[place] = normalize(batches, (1, 2))[:, 0, own]
    return found


@lru_cache(maxsize=64)
def _noise(pixels):
    """Return how far the channel's mean of a random batch wanders, in σ: measured, and for independent values."""
    values = _channel(pixels)
    sigma = values.std()
    rng = np.random.default_rng(0)
    drawn = [values[rng.integers(len(values), size=(2000, size))].mean(axis=(1, 2)).std() / sigma for size in SIZES]
    counts = SIZES * values.shape[1]
    return np.array(drawn), np.array([expected_noise(int(n)).mean if n > 1 else 1.0 for n in counts])
