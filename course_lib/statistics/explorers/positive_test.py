"""A thousand people take a test: how many of the positive ones are ill?"""

from typing import NamedTuple

from course_lib.kit.explorer import Explorer, Number, Preset
from course_lib.kit.figures import ERROR, INPUT, OUTPUT
from course_lib.statistics import natural_frequencies, predictive_values
from course_lib.statistics.explorers._crowd import INKS, Crowd, in_order

PEOPLE = 1000


class TestedPeople(NamedTuple):
    __test__ = False  # so that pytest does not take it for a class of tests

    counts: tuple  # of 1000: ill and positive, ill and negative, well and positive, well and negative
    after_positive: float  # P(ill | positive)
    after_negative: float  # P(well | negative)


class PositiveTest(Explorer):
    """The test is positive. How likely is it that you are ill?"""

    title = "A positive test"
    size = (10, 4.8)
    controls = {
        "base_rate": Number(1.0, 0.0, 50.0, 0.5, label="ill among those tested", unit="%"),
        "sensitivity": Number(90, 0, 100, label="sensitivity: positive if ill", unit="%"),
        "specificity": Number(97, 50, 100, label="specificity: negative if well", unit="%"),
    }
    presets = {
        "a rare illness": Preset(
            {},
            "1 % are ill. Of 39 positive tests 9 are right: 23 %, although the test is right for 97 % of the well.",
            lambda r: r.counts == (9, 1, 30, 960) and round(r.after_positive, 2) == 0.23,
        ),
        "a wave": Preset(
            {"base_rate": 20.0},
            "The same test while 20 % are ill: now 88 % of the positive ones are.",
            lambda r: r.base_rate == 0.2 and round(r.after_positive, 2) == 0.88,
        ),
        "the errors": Preset(
            {"base_rate": 10.0, "sensitivity": 80, "specificity": 90},
            "Type I: 90 well people are positive. Type II: 20 ill people are negative.",
            lambda r: r.counts[2] == 90 and r.counts[1] == 20,
        ),
        "no false alarm": Preset(
            {"sensitivity": 60, "specificity": 100},
            "Specificity 100 %: a positive test is certain, even where the illness is rare.",
            lambda r: r.after_positive == 1 and r.counts[2] == 0,
        ),
        "hypotheses": Preset(
            {"base_rate": 10.0, "sensitivity": 80, "specificity": 95},
            "Read \"ill\" as \"effect is real\": power 80 %, α 5 %, and still 36 % of the findings are false.",
            lambda r: round(1 - r.after_positive, 2) == 0.36 and r.specificity == 0.95,
        ),
    }  # fmt: skip

    def compute(self, base_rate, sensitivity, specificity):
        rates = {"sensitivity": sensitivity, "specificity": specificity}
        values = predictive_values(base_rate, **rates)
        return TestedPeople(tuple(natural_frequencies(PEOPLE, base_rate, **rates)), values.positive, values.negative)

    def draw(self, figure, r):
        self.dots = Crowd(figure.add_axes((0.02, 60 / 480, 0.52, 375 / 480)))
        figure.text(0.02, 0.945, "1000 people, the ill on the left", fontsize=11, color="#555555")
        axes = figure.add_axes((0.6, 0.06, 0.38, 0.88))
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.set_axis_off()
        names = ("ill, positive", "ill, negative: Type II", "well, positive: Type I", "well, negative")
        self.counts = []
        for row, (name, ink) in enumerate(zip(names, INKS)):
            self.counts.append(axes.text(0.15, 0.95 - 0.085 * row, "", ha="right", color=ink, weight="bold"))
            axes.text(0.2, 0.95 - 0.085 * row, name, color=ink)
        self.heads = [axes.text(0, y, "", weight="bold") for y in (0.5, 0.19)]
        self.bars = []
        for bottom, ill, well in ((0.37, OUTPUT, ERROR), (0.06, INPUT, tuple([0.8] * 3))):
            axes.barh(bottom, 1, height=0.09, align="edge", left=0, color=[well])
            self.bars += axes.barh(bottom, 0.5, height=0.09, align="edge", left=0, color=[ill])
        self.answers = [axes.text(0, y, "", color=ink) for y, ink in ((0.3, INKS[0]), (-0.01, INKS[1]))]

    def update(self, r):
        self.dots.show(in_order(r.counts))
        for text, count in zip(self.counts, r.counts):
            text.set_text(f"{count}")
        found, missed, alarms, kept = r.counts
        self.heads[0].set_text(f"{found + alarms} are positive")
        self.heads[1].set_text(f"{missed + kept} are negative")
        for bar, share in zip(self.bars, (r.after_positive, 1 - r.after_negative)):
            bar.set_width(share)
        self.answers[0].set_text(f"ill after a positive test: {_percent(r.after_positive)}")
        self.answers[1].set_text(f"ill after a negative test: {_percent(1 - r.after_negative)}")

    def describe(self, r):
        found, missed, alarms, kept = r.counts
        return (
            f"Of {PEOPLE} people, {found + missed} are ill ({r.base_rate:.1%}); {found} of them are positive, {missed} "
            f"are not. Of {alarms + kept} who are well, {alarms} are positive. Ill after a positive test: "
            f"{_percent(r.after_positive)}; well after a negative one: {_percent(r.after_negative)}. Sensitivity "
            f"{r.sensitivity:.0%}, specificity {r.specificity:.0%}."
        )

    def code(self, base_rate, sensitivity, specificity):
        rates = f"sensitivity={sensitivity}, specificity={specificity}"
        return f"""\
from course_lib.statistics import natural_frequencies, predictive_values
counts = tuple(natural_frequencies({PEOPLE}, {base_rate}, {rates}))
after_positive, after_negative = predictive_values({base_rate}, {rates})"""


def _percent(share):
    return f"{share:.1%}".replace("%", " %")
