"""Two sentences of the notes: how far lies the word that decides the last one?"""

from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import INPUT, OUTPUT, REFERENCE, Lines, NumberGrid, caption, tint
from course_lib.recurrent import memory_left

LONGEST = 40  # words between
COLUMNS, ROWS = 10, 5  # of the page


class Story(NamedTuple):
    before: str  # up to the words between
    needed: str  # the word of `before` that decides the last one
    between: str  # as many of these as the learner asks for
    after: str  # up to the last word
    last: str  # the word to be said


STORIES = {
    "the clouds": Story(
        "The clouds are",
        "clouds",
        "white, soft, slow, wide, calm, round, thin, far, cold, quiet, high, tall, pale, grey, dark, damp, bright, "
        "low, silver, still, torn, broad, heavy, light, fresh, strange, big, loose, long, plain, deep, full, wet, "
        "grand, mild, huge, faint, young, clean, free,",
        "in the",
        "sky",
    ),
    "France": Story(
        "I grew up in France,",
        "France,",
        "left, worked, cooked, walked, sang, sailed, read, wrote, painted, slept, swam, dug, sewed, drove, baked, ran, "
        "danced, planted, fished, sold, bought, climbed, skied, rowed, taught, learned, married, moved, rested, typed, "
        "counted, mended, drew, filmed, rode, knitted, camped, voted, waited, aged,",
        "and speak fluent",
        "French",
    ),
}


class Gap(NamedTuple):
    words: tuple  # of the whole sentence, the last one is to be said
    needed: int  # place of the word that is needed, from 0
    distance: int  # steps from there to the last word
    traces: np.ndarray  # (words,) share of the needed word's memory that is left at each word; 0 before it
    left: float  # at the last word


class TextGap(Explorer):
    """How much of the needed word is left when the last word must be said?"""

    title = "The word that decides lies far back"
    size = (10, 4.9)
    controls = {
        "story": Choice("France", tuple(STORIES), label="sentence"),
        "between": Number(14, 0, LONGEST, label="words between", unit="words"),
        "forget": Number(0.9, 0.5, 1.0, 0.01, label="forget gate at each word"),
    }
    presets = {
        "the clouds are in the sky": Preset(
            {"story": "the clouds", "between": 0},
            "The needed word lies 4 words back. A gate of 0.9 keeps two thirds of it.",
            lambda r: r.distance == 4 and abs(r.left - 0.6561) < 1e-9,
        ),
        "I grew up in France": Preset(
            {},
            "Now it lies 18 words back, and the same gate leaves 15 %.",
            lambda r: r.distance == 18 and r.forget == 0.9 and round(r.left, 2) == 0.15,
        ),
        "a new LSTM": Preset(
            {"story": "the clouds", "between": 0, "forget": 0.5},
            "A forget gate of 0.5, where PyTorch's LSTM starts: after the 4 words of the short sentence 6.2 % is left.",
            lambda r: r.distance == 4 and r.left == 0.0625,
        ),
        "bias 1": Preset(
            {"forget": 0.73},
            "A forget gate of 0.73, where a forget bias of 1 starts: less than 1 % crosses the 18 words.",
            lambda r: r.forget == 0.73 and r.distance == 18 and r.left < 0.01,
        ),
        "almost 1": Preset(
            {"between": 40, "forget": 0.99},
            "The longest text, 44 words, and a gate of 0.99: 64 % is left.",
            lambda r: r.distance == 44 and round(r.left, 2) == 0.64,
        ),
        "a gate of 1": Preset(
            {"between": 40, "forget": 1.0},
            "Only a gate of exactly 1 passes everything, whatever the distance.",
            lambda r: r.forget == 1 and r.left == 1,
        ),
    }

    def compute(self, story, between, forget):
        words, needed = sentence(story, between)
        distance = len(words) - 1 - needed
        traces = np.zeros(len(words))
        traces[needed:] = [memory_left(forget, step) for step in range(distance + 1)]
        return Gap(words, needed, distance, traces, float(traces[-1]))

    def draw(self, figure, r):
        page = figure.add_axes((0.02, 0.485, 0.96, 0.495))
        self.page = NumberGrid(page, fontsize=12, edge="white")
        page.set_aspect("auto")  # a cell is as wide as a word
        page.set(xlim=(-0.5, COLUMNS - 0.5), ylim=(ROWS - 0.5, -0.5))
        (self.needed,) = page.plot([], [], color=INPUT, linewidth=2.5, clip_on=False)
        (self.blank,) = page.plot([], [], color=OUTPUT, linewidth=2.5, clip_on=False)
        self.chart = figure.add_axes((0.09, 0.13, 0.62, 0.235))
        self.chart.set(xlim=(0, LONGEST + 5), ylim=(0, 1.05), yticks=(0, 0.5, 1), yticklabels=("0", "50", "100 %"))
        self.chart.set_xlabel("words since the needed one")
        caption(figure, 0.9, 2.0, "memory of the needed word at each later one", fontsize=11)
        (self.curve,) = self.chart.plot([], [], color=INPUT, marker=".", markersize=5, linewidth=1.5)
        (self.future,) = self.chart.plot([], [], color=REFERENCE, linewidth=1, linestyle=(0, (2, 2)))
        (self.drop,) = self.chart.plot([], [], color=OUTPUT, linewidth=2.5, marker="o", markevery=[1])
        self.words = Lines(figure, 7.4, 1.55, spacing=0.35, fontsize=13)
        self.share = caption(figure, 7.4, 0.66, fontsize=20, color="#005a8e")

    def update(self, r):
        texts = np.full(ROWS * COLUMNS, "", dtype=object)
        texts[: len(r.words)] = [*r.words[:-1], "____"]
        traces = np.zeros(ROWS * COLUMNS)
        traces[: len(r.words)] = r.traces
        faces = 1 - traces[:, None] * (1 - np.array(tint(INPUT, 0.75)))
        shape = (ROWS, COLUMNS)
        self.page.show(np.zeros(shape), faces=faces.reshape(*shape, 3), texts=texts.reshape(shape))
        self.needed.set_data(*_box(r.needed))
        self.blank.set_data(*_box(len(r.words) - 1))
        distances = np.arange(LONGEST + 6)
        levels = memory_left(r.forget, distances)
        self.curve.set_data(distances[: r.distance + 1], levels[: r.distance + 1])
        self.future.set_data(distances[r.distance :], levels[r.distance :])
        self.drop.set_data([r.distance, r.distance], [0, r.left])
        gate = f"{r.forget:.2f}".rstrip("0").rstrip(".")
        self.words.show(f"{r.distance} words back", f"{gate} to the power {r.distance}:")
        self.share.set_text(f"{percent(r.left)} is left")

    def describe(self, r):
        return (
            f"{' '.join(r.words[:-1])} ____: the answer, {r.words[-1]}, needs {r.words[r.needed].strip(',')}, "
            f"{r.distance} words back. With a forget gate of {r.forget:g} at each word, {percent(r.left)} is left."
        )

    def code(self, story, between, forget):
        words, needed = sentence(story, between)
        return f"""\
import torch
from course_lib.recurrent import memory_left
from course_lib.recurrent.explorers.text_gap import sentence

words, needed = sentence({story!r}, {between})
distance = len(words) - 1 - needed  # {words[needed].strip(",")} -> {words[-1]}
left = memory_left({forget}, distance)

memory = start = torch.ones((), dtype=torch.float64, requires_grad=True)
for _ in range(distance):
    memory = {forget} * memory  # nothing is written
memory.backward()
assert abs(start.grad.item() - left) < 1e-12"""


def sentence(story, between):
    """Return the words of a story with that many between, and the place of the word that is needed.

    >>> sentence("the clouds", 1)
    (('The', 'clouds', 'are', 'white,', 'in', 'the', 'sky'), 1)
    """
    told = STORIES[story]
    words = (*told.before.split(), *told.between.split()[:between], *told.after.split(), told.last)
    return words, words.index(told.needed)


def percent(share):
    """Return a share as a text with two digits, and no 0 where something is left.

    >>> percent(0.1501), percent(0.0625), percent(4e-7), percent(1.0)
    ('15 %', '6.2 %', '< 0.01 %', '100 %')
    """
    if share < 1e-4:
        return "< 0.01 %"
    return f"{100 * share:.0f} %" if share >= 0.0995 else f"{100 * share:.2g} %"


def _box(place):
    """Return x, y of the border of a word's cell."""
    row, column = divmod(place, COLUMNS)
    left, right, top, bottom = column - 0.47, column + 0.47, row - 0.42, row + 0.42
    return [left, right, right, left, left], [top, top, bottom, bottom, top]
