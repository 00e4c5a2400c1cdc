"""Trained networks that must say the first word of a sequence at its end: who still knows it?"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import ERROR, INK, INPUT, OUTPUT, OUTPUT_INK, REFERENCE, caption, tint
from course_lib.recurrent.runs import stored_runs
from course_lib.recurrent.training import CHANCE, NETWORKS, STEPS

RATES = {"0.003": 0.003, "0.01": 0.01}
KNOWN = 0.9  # from this share of right answers on we say that a network knows the word
LOOKS = {  # network -> colour of the line, of letters, marker, dashes
    "RNN": (ERROR, "#a84a00", "o", (0, (1, 1))),
    "GRU": (INPUT, "#005a8e", "s", (0, (5, 1.5, 1, 1.5))),
    "LSTM": (tint(OUTPUT, 0.75), OUTPUT_INK, "^", (0, (4, 1.5))),
    "LSTM, forget bias 1": (OUTPUT, OUTPUT_INK, "v", (0, (8, 2))),
    "LSTM, forget bias 5": (OUTPUT_INK, OUTPUT_INK, "D", "-"),
}


class Remembered(NamedTuple):
    delays: np.ndarray  # (D,)
    test_accuracy: np.ndarray  # (networks, D, seeds) after the training
    medians: np.ndarray  # (networks, D) of the seeds
    here: dict  # network -> (seeds,) test accuracies at this delay
    steps: np.ndarray  # (points,) training steps
    curves: np.ndarray  # (networks, seeds, points) accuracy during the training at this delay
    reach: int  # the longest delay up to which all seeds of the network in front know the word


class WhoRemembers(Explorer):
    """Who still knows the first word?"""

    title = "Who still knows the first word?"
    size = (10.4, 4.7)
    controls = {
        "delay": Number(20, 5, 60, 5, label="delay", unit="steps"),
        "network": Choice("LSTM, forget bias 5", tuple(NETWORKS), label="network in front"),
        "rate": Choice("0.003", RATES, label="learning rate"),
    }
    presets = {
        "five steps": Preset(
            {"delay": 5, "network": "RNN"},
            "Five steps back is near: every network learns it, with every seed.",
            lambda r: r.delay == 5 and all(values.min() == 1 for values in r.here.values()),
        ),
        "a new LSTM forgets first": Preset(
            {"delay": 10, "network": "LSTM"},
            "Remembering is not the LSTM's default: as PyTorch starts it, half of its answers are wrong at delay 10, "
            "where the plain RNN and the GRU still know the word.",
            lambda r: (
                r.delay == 10
                and 0.45 < np.median(r.here["LSTM"]) < 0.55
                and min(np.median(r.here["RNN"]), np.median(r.here["GRU"])) == 1
            ),
        ),
        "forget bias 1": Preset(
            {"delay": 15, "network": "LSTM, forget bias 1"},
            "Forget gates that start at 0.73: at delay 15 two seeds of three know every word. The other LSTM guesses.",
            lambda r: (
                r.delay == 15
                and np.sort(r.here["LSTM, forget bias 1"])[1] == 1
                and _guesses(r.here["LSTM"])
                and _guesses(r.here["GRU"])
            ),
        ),
        "forget bias 5": Preset(
            {"delay": 40},
            "Forget gates that start at 0.99: all seeds know the word after 40 steps, and everyone else guesses.",
            lambda r: (
                r.delay == 40
                and r.here["LSTM, forget bias 5"].min() > 0.99
                and all(_guesses(values) for name, values in r.here.items() if name != "LSTM, forget bias 5")
            ),
        ),
        "gates are no guarantee": Preset(
            {"network": "RNN", "rate": "0.01"},
            "With the larger learning rate the plain RNN knows the word after 20 steps in two runs of three; GRU, LSTM "
            "and LSTM with forget bias 1 do not.",
            lambda r: (
                (r.delay, r.rate) == (20, 0.01)
                and np.sort(r.here["RNN"])[1] > 0.99
                and max(r.here[name].max() for name in ("GRU", "LSTM", "LSTM, forget bias 1")) < 0.4
            ),
        ),
        "too far": Preset(
            {"delay": 60},
            "60 steps: now the seed decides. The same network answers 64 %, 100 % and 85 % right.",
            lambda r: r.delay == 60 and [f"{v:.0%}" for v in r.here["LSTM, forget bias 5"]] == ["64%", "100%", "85%"],
        ),
    }

    def compute(self, delay, network, rate):
        runs = stored_runs()
        at_rate, at_delay = list(RATES.values()).index(rate), runs.delays.tolist().index(delay)
        tested, medians, reaches = _summary(at_rate)
        here = dict(zip(runs.networks, tested[:, at_delay]))
        curves = runs.accuracy[:, at_rate, at_delay]
        reach = reaches[runs.networks.index(network)]
        return Remembered(runs.delays, tested, medians, here, runs.steps, curves, reach)

    def draw(self, figure, r):
        self.left = figure.add_axes((0.065, 0.13, 0.34, 0.72))
        self.right = figure.add_axes((0.445, 0.13, 0.225, 0.72))
        for axes in (self.left, self.right):
            axes.set(ylim=(0, 106), yticks=(0, 25, 50, 75, 100))
            axes.axhline(100 * CHANCE, color=REFERENCE, linewidth=1)
        self.left.set(xlim=(0, 62), xticks=range(0, 61, 10), xlabel="delay, in steps")
        self.right.set(xlim=(0, STEPS), xticks=(0, 400, 800), xlabel="training steps")
        self.right.set_yticklabels([])
        caption(figure, 0.2, 4.2, "right answers after training, in %; lines: medians")
        self.header = caption(figure, 4.65, 4.2)
        self.right.text(STEPS, 100 * CHANCE - 9, "guessing: 25 %", color="#666666", fontsize=11, ha="right")
        (self.mark,) = self.left.plot([], [], color=INK, linewidth=1.2, linestyle=(0, (2, 2)), zorder=1)
        self.lines, self.dots, self.curves = {}, {}, {}
        for name, (color, _, marker, dash) in LOOKS.items():
            (self.lines[name],) = self.left.plot([], [], color=color, linestyle=dash)
            (self.dots[name],) = self.left.plot([], [], marker, color=color, markersize=4, markeredgewidth=0)
            self.curves[name] = [self.right.plot([], [], color=color, linestyle=dash)[0] for _ in r.here[name]]
        self._draw_key(figure)

    def _draw_key(self, figure):
        key = figure.add_axes((0.7, 0.13, 0.295, 0.72))
        key.set_axis_off()
        key.set(xlim=(0, 1), ylim=(0, 1))
        caption(figure, 7.4, 4.2, "right answers of three seeds")
        self.rows = {}
        for place, (name, (color, ink, marker, dash)) in enumerate(LOOKS.items()):
            height = 0.93 - 0.2 * place
            key.plot(
                [0.03, 0.15], [height] * 2, color=color, linestyle=dash, marker=marker, markersize=6, markevery=[1]
            )
            key.text(0.19, height, name, color=ink, va="center")
            self.rows[name] = key.text(0.19, height - 0.075, "", va="center")
        (self.frame,) = key.plot([], [], color=INK, linewidth=1.2)

    def update(self, r):
        self.header.set_text(f"while it learns delay {r.delay}")
        self.mark.set_data([r.delay, r.delay], [0, 106])
        for number, name in enumerate(LOOKS):
            front = name == r.network
            self.lines[name].set_data(r.delays, 100 * r.medians[number])
            self.lines[name].set(linewidth=3 if front else 1.3, zorder=4 if front else 2)
            self.dots[name].set_data(
                np.repeat(r.delays, r.test_accuracy.shape[-1]), 100 * r.test_accuracy[number].ravel()
            )
            self.dots[name].set(markersize=7 if front else 3.5, zorder=5 if front else 3)
            for line, curve in zip(self.curves[name], r.curves[number]):
                line.set_data(r.steps, 100 * curve)
                line.set(linewidth=2.2 if front else 0.9, zorder=4 if front else 2)
            self.rows[name].set_text(_percents(r.here[name]))
        top = 0.93 - 0.2 * list(LOOKS).index(r.network)
        self.frame.set_data([0, 0.99, 0.99, 0, 0], [top + 0.06, top + 0.06, top - 0.13, top - 0.13, top + 0.06])

    def describe(self, r):
        answers = "; ".join(f"{name}: {_percents(values)}" for name, values in r.here.items())
        reach = f"up to delay {r.reach}" if r.reach else "at no delay"
        return (
            f"Delay {r.delay}, learning rate {r.rate:g}, right answers after {STEPS} steps, three seeds: {answers}. "
            f"Guessing gives 25 %. {r.network}: all its seeds reach 90 % {reach}."
        )

    def code(self, delay, network, rate):
        kind, bias = NETWORKS[network]
        options = f"delay={delay}, rate={rate}" + (f", forget_bias={bias:g}" if bias is not None else "")
        layer = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM"}[kind]
        opened = (
            f"""
with torch.no_grad():  # rows of the biases: input, forget, candidate, output
    cell.bias_ih_l0[16:32], cell.bias_hh_l0[16:32] = {bias:g}, 0"""
            if bias is not None
            else ""
        )
        return f"""\
import numpy as np
import torch
from course_lib.recurrent.runs import stored_accuracies, stored_runs
from course_lib.recurrent.training import copy_task, train

here = {{name: stored_accuracies(name, delay={delay}, rate={rate}) for name in stored_runs().networks}}
# The first of these runs anew, in seconds:
# train("{kind}", {options}, seed=0).test_accuracy

cell, head = torch.nn.{layer}(4, 16), torch.nn.Linear(16, 4){opened}
task = copy_task(32, delay={delay}, rng=np.random.default_rng(0))
logits = head(cell(torch.from_numpy(task.inputs))[0][-1])
loss = torch.nn.functional.cross_entropy(logits, torch.from_numpy(task.targets))"""

    def handles(self):
        return [Handle(self.left, "delay", None, "delay to look at")]


@lru_cache
def _summary(at_rate):
    """Return test accuracies (networks, D, seeds), their medians, and how far each network reaches with all seeds."""
    tested = stored_runs().test_accuracy[:, at_rate]
    known = np.cumprod(tested.min(axis=-1) >= KNOWN, axis=1).sum(axis=1)  # delays from the first on
    reaches = [int(stored_runs().delays[count - 1]) if count else 0 for count in known]
    return tested, np.median(tested, axis=-1), reaches


def _guesses(values):
    """Say whether answers to 1000 questions are no better than guessing, give or take three standard deviations."""
    return values.max() < CHANCE + 0.041


def _percents(values):
    """Return accuracies as one text.

    >>> _percents(np.array([1.0, 0.254]))
    '100, 25 %'
    """
    return ", ".join(f"{100 * value:.0f}" for value in values) + " %"
