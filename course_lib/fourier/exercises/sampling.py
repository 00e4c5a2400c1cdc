"""Exercises of `13_sampling_and_compression`."""

import numpy as np

from course_lib.fourier.dct import dct, energy_kept, inverse_dct
from course_lib.fourier.sampling import alias, apparent_turns, subsample
from course_lib.kit.practice.exercises import Exercise, Mistake

NOTEBOOK = "13_sampling_and_compression"
_RNG = np.random.default_rng(13)


# ---- recall: the wheel

WHEEL = Exercise(
    name="wheel-on-film",
    title="A wheel on film",
    prompt=(
        "A film takes 24 pictures a second of a wheel with 6 spokes that look alike. Give turns per second, minus for "
        "backwards.\n\n"
        "1. What is the slowest speed above 0 at which the wheel seems to stand still?\n\n"
        "2. It makes 3 turns a second. How many does it seem to make?\n\n"
        "3. One spoke is painted red. At 3 turns a second, how many does the red one seem to make?\n\n"
        "4. Above which speed does the red one seem to run backwards?"
    ),
    starter="answer = (..., ..., ..., ...)",
    reference=(24 / 6, apparent_turns(3, frames=24, spokes=6), apparent_turns(3, frames=24), 24 / 2),
    cases=None,
    mistakes=[
        Mistake("Six spokes that look alike: after a sixth of a turn the picture is the same.", (24, 3, 3, 12)),
        Mistake("In the second it goes on by 3/24 of a turn. Is the place of another spoke not nearer?", (4, 3, 3, 12)),
        Mistake("The speed is right, and which way round?", (4, 1, 3, 12)),
        Mistake("18 spokes a second seem to be 6 backwards. Six spokes are one turn.", (4, -6, 3, 12)),
        Mistake("At half that speed it seems to turn either way. To stand still it must go on by a whole spoke.",
                (2, -1, 3, 12)),
        Mistake("There is only one red spoke. It must be followed for a whole turn.", (4, -1, -1, 12)),
        Mistake("At 24 turns a second the red one stands still. It runs backwards long before.", (4, -1, 3, 24)),
        Mistake("The other five do not matter to the red one: it is a wheel with one spoke.", (4, -1, 3, 2)),
    ],
    hints=(
        "How far does it go between two pictures? Which spoke do you then take for the old one: the nearest.",
        "The four are −1, 3, 4 and 12, in some order.",
    ),
    explanation="3/24 of a turn is 3/4 of the way to the next spoke. It looks like 1/4 back, 1/24 of a turn, 24 times.",
)  # fmt: skip


# ---- implement: the alias


def seen(f, rate):
    return (f + rate / 2) % rate - rate / 2


SEEN = Exercise(
    name="alias-of-a-wave",
    title="What it is taken for",
    prompt=(
        "Write `seen(f, rate)`: the frequency from −rate/2 up to, but not including, rate/2 that gives the same "
        "samples as f. Negative means that the wave runs backwards. `%` in Python gives the rest of a division, never "
        "negative for a positive rate."
    ),
    starter="def seen(f, rate): ...",
    reference=alias,
    solution=seen,
    cases=[(3.0, 4.0), (1.0, 4.0), (23.0, 24.0), (0.5, 1.0), (-0.7, 1.0), (100.3, 1.0), (-2.0, 4.0), (8.0, 8.0)],
    mistakes=[
        Mistake("Without its sign nobody sees that the wheel turns backwards.", lambda f, rate: abs(seen(f, rate))),
        Mistake("From half the rate on there is a nearer frequency below 0.", lambda f, rate: f % rate),
        Mistake("The samples repeat at the rate, not at half of it.", lambda f, rate: f % (rate / 2)),
        Mistake("The right size, and the wrong way round.", lambda f, rate: rate / 2 - (f + rate / 2) % rate),
        Mistake(
            "Just at half the rate both signs fit. The lower one is asked: −rate/2.",
            lambda f, rate: rate / 2 - (rate / 2 - f) % rate,
        ),
        Mistake("One rate may not be enough: f can be many times as large, or negative.",
                lambda f, rate: f - rate if f >= rate / 2 else f),
    ],
    hints=(
        "Frequencies that differ by the rate have the same samples. Take it away until you are near 0.",
        "seen(3, 4) is −1, seen(1, 4) is 1, seen(0.5, 1) is −0.5.",
    ),
    explanation="Move half a rate up, take the rest, move back: the fold lies at −rate/2 and not at 0.",
)  # fmt: skip


# ---- implement: a smaller picture


def shrink(image, s):
    height, width = image.shape
    return image.reshape(height // s, s, width // s, s).mean(axis=(1, 3))


def _blocks_mixed_up(image, s):
    height, width = image.shape
    return image.reshape(height // s, width // s, s, s).mean(axis=(2, 3))


def _too_late(image, s):
    small = image[::s, ::s]
    for axis in (0, 1):
        small = sum(np.roll(small, -shift, axis) for shift in range(s)) / s
    return small


SHRINK = Exercise(
    name="shrink-a-picture",
    title="Smaller, without stripes",
    prompt=(
        "Write `shrink(image, s)`: a picture (H/s, W/s) in which each pixel is the mean of the s x s pixels in its "
        "place. H and W are multiples of s. It is a box filter, then each s-th pixel, in one step. `image` is a NumPy "
        "array."
    ),
    starter="def shrink(image, s): ...",
    reference=lambda image, s: subsample(image, s, "box"),
    solution=shrink,
    cases=[
        (np.array([[0.0, 2.0, 4.0, 6.0], [2.0, 4.0, 6.0, 8.0]]), 2),
        (_RNG.random((6, 9)), 3),
        (_RNG.random((8, 4)), 4),
        (_RNG.random((2, 3)), 1),
    ],
    mistakes=[
        Mistake("That drops pixels unseen. What is finer than the new pixels comes back as stripes.",
                lambda image, s: image[::s, ::s]),
        Mistake("First filter, then drop. You dropped first, and blurred what was left.", _too_late),
        Mistake("Only the rows were averaged. Columns can hold fine stripes too.",
                lambda image, s: image.reshape(len(image) // s, s, -1).mean(axis=1)[:, ::s]),
        Mistake("Only the columns were averaged. Rows can hold fine stripes too.",
                lambda image, s: image.reshape(len(image), -1, s).mean(axis=2)[::s]),
        Mistake("That is the sum of each block. Divide by how many pixels it has.",
                lambda image, s: shrink(image, s) * s * s),
        Mistake("`reshape` keeps the order of the memory: s pixels of one row lie together, then the next s. So the "
                "axes must be (H/s, s, W/s, s).", _blocks_mixed_up),
    ],
    hints=(
        "One axis of H rows is two axes, H/s blocks and s rows in each. The same for the columns.",
        "The 2 x 4 picture 0 2 4 6 / 2 4 6 8 becomes 2 6.",
    ),
    explanation="With a box some of it still folds: its gain at half the new rate is 0.64 for large s, not 0.",
)  # fmt: skip


# ---- implement: what a JPEG rounds away


def restored(block, table):
    whole = np.round(dct(block) / table)
    return inverse_dct(whole * table)


def _same(values):
    return values


def _down(one_axis):
    return lambda block: np.apply_along_axis(one_axis, 0, block)


def _across(one_axis):
    return lambda block: np.apply_along_axis(one_axis, 1, block)


def _restored(*, rounding=np.round, there=np.divide, back=np.multiply, ways=(dct, inverse_dct)):
    forwards, backwards = ways
    return lambda block, table: backwards(back(rounding(there(forwards(block), table)), table))


def _block(shape, contrast):
    smooth = np.add.outer(np.linspace(-1, 1, shape[0]), np.linspace(-0.5, 1, shape[1]))
    return contrast * (smooth + 0.3 * _RNG.normal(size=shape))


_STEPS = 8.0 + 6 * np.add.outer(np.arange(8), np.arange(8))

RESTORED = Exercise(
    name="divide-and-round",
    title="Divide and round",
    prompt=(
        "Write `restored(block, table)`: what is left of a block after JPEG's one lossy step. Transform it by "
        "`dct`, divide each coefficient by the number of the table in its place, round to whole numbers, multiply by "
        "the table again, transform back by `inverse_dct`. The block has values around 0, and the table its shape."
    ),
    starter="from course_lib.fourier.dct import dct, inverse_dct\n\n\ndef restored(block, table): ...",
    reference=restored,
    cases=[
        (_block((8, 8), 60), _STEPS),
        (_block((8, 8), 100), np.full((8, 8), 20.0)),
        (_block((8, 8), 5), _STEPS),
        (_block((4, 6), 50), 3 + np.arange(24.0).reshape(4, 6)),
    ],
    mistakes=[
        Mistake("Cut off is not rounded: 1.9 is nearer to 2.", _restored(rounding=np.trunc)),
        Mistake("`floor` makes −0.1 a −1. Round to the nearest.", _restored(rounding=np.floor)),
        Mistake("The whole numbers count steps of the table. Multiply by it before you transform back.",
                _restored(back=lambda whole, table: whole)),
        Mistake("First divide, then multiply. That way round nothing is lost.",
                _restored(there=np.multiply, back=np.divide)),
        Mistake("You rounded the pixels. Rounded are the weights of the cosines.", _restored(ways=(_same, _same))),
        Mistake("Only the columns were transformed. A block has two axes.",
                _restored(ways=(_down(dct), _down(inverse_dct)))),
        Mistake("Only the rows were transformed. A block has two axes.",
                _restored(ways=(_across(dct), _across(inverse_dct)))),
        Mistake("Without rounding nothing is lost, and nothing is saved.", _restored(rounding=_same)),
    ],
    hints=(
        "Five steps, and each undoes another, but for the one in the middle.",
        "Of a coefficient below half of its step nothing is left. A block that is faint enough becomes an even grey.",
    ),
    explanation="The rest is bookkeeping: most of the whole numbers are 0, and rows of zeros are cheap to write.",
)  # fmt: skip


# ---- investigate: how much in how few?


def share(image, kept):
    energy = np.sort(dct(image - image.mean()).ravel() ** 2)
    return energy[-kept:].sum() / energy.sum()


def _share(*, mean=True, order=lambda c: np.sort(np.abs(c))[::-1], power=2, transform=dct):
    def function(image, kept):
        size = np.abs(order(transform(image - image.mean() * mean).ravel())) ** power
        return size[:kept].sum() / size.sum()

    return function


def _without_scaling(image):
    from scipy.fft import dctn  # here, because exercises are loaded with every notebook

    return dctn(image)


def _by_fourier(image, kept):
    energy = np.sort(np.abs(np.fft.fft2(image - image.mean())).ravel() ** 2)
    return energy[-kept:].sum() / energy.sum()


SHARE = Exercise(
    name="share-of-the-largest",
    title="How much in how few?",
    prompt=(
        "Write `share(image, kept)`: which share of the energy of a picture its `kept` largest cosine coefficients "
        "hold, 0 to 1. Take the mean off first. The energy of a coefficient is its square, large means far from 0, and "
        "the transform is `dct`, of the whole picture at once.\n\n"
        "Then compare a tenth of the coefficients of photographs with those of noise:\n\n"
        "    from course_lib import data\n"
        "    [share(data.image(name), 6553) for name in (\"camera\", \"brick\", \"grass\")]\n"
        "    share(np.random.default_rng(0).normal(size=(256, 256)), 6553)"
    ),
    starter="from course_lib.fourier.dct import dct\n\n\ndef share(image, kept): ...",
    reference=lambda image, kept: energy_kept(dct(image - image.mean()), kept / image.size),
    solution=share,
    cases=[
        (np.add.outer(np.arange(6.0), np.arange(5.0) ** 2), 2),
        (_RNG.normal(size=(8, 8)) + 3, 6),
        (np.outer(np.arange(4.0), [1.0, -2.0, 1.0]), 1),
        (_RNG.random((5, 7)), 35),
    ],
    mistakes=[
        Mistake("The mean is still in. It is one coefficient, the largest, and says nothing about the picture.",
                _share(mean=False)),
        Mistake("The energy is the square. Large coefficients count for more than that.", _share(power=1)),
        Mistake("A coefficient of −9 is large. Sort by size, without the sign.",
                _share(order=lambda c: np.sort(c)[::-1])),
        Mistake("Those are the first ones of the list. They need not be the largest.", _share(order=lambda c: c)),
        Mistake("Those are the smallest.", _share(order=lambda c: np.sort(np.abs(c)))),
        Mistake('That is the transform without norm="ortho": its first row and column weigh too much.',
                _share(transform=_without_scaling)),
        Mistake("That is the Fourier transform. Borders that do not fit cost it large coefficients; the DCT mirrors.",
                _by_fourier),
    ],
    hints=(
        "Square, sort, add up the end of the list, divide by the whole.",
        "With all coefficients kept it is 1. For noise, a tenth should hold clearly more than a tenth.",
    ),
    explanation="0.99, 0.97 and 0.84 against 0.44. What a picture has of noise cannot be made small.",
)  # fmt: skip


EXERCISES = [WHEEL, SEEN, SHRINK, RESTORED, SHARE]
