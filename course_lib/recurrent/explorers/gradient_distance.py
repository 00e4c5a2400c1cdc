"""How much a late state still depends on an early one, for the three kinds of cells."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.kit.explorer import Explorer, Number, Preset
from course_lib.kit.figures import ERROR, INPUT, OUTPUT, OUTPUT_INK, REFERENCE, caption
from course_lib.recurrent import KINDS, gradient_over_distance, memory_left, random_cell

INPUTS, UNITS = 2, 8
LONGEST = 100  # steps
LOWEST, HIGHEST = -16, 8  # powers of ten that are shown
NEVER_ZERO = 1e-300  # 0 has no place on a log axis
CAPTION = (
    r"2-norm of $\partial\mathbf{h}_T / \partial\mathbf{h}_t$;  belt: $\partial\mathbf{c}_T / \partial\mathbf{c}_t$"
)
LOOKS = {  # curve -> how it is written, colour of the line and of letters, dashes
    "rnn": ("RNN", ERROR, "#a84a00", (0, (1, 1))),
    "gru": ("GRU", INPUT, "#005a8e", (0, (5, 1.5, 1, 1.5))),
    "lstm": ("LSTM", OUTPUT, OUTPUT_INK, "-"),
    "direct": ("LSTM, belt only", OUTPUT, OUTPUT_INK, (0, (4, 1.5))),
    "reference": ("gate {gate:g}", REFERENCE, "#666666", (0, (2, 2))),
    "skip": ("residual skip", REFERENCE, "#666666", "-"),
}


class Reach(NamedTuple):
    distance: np.ndarray  # (steps + 1,) from 0
    rnn: np.ndarray  # (steps + 1,) 2-norm of d h_T / d h_t
    gru: np.ndarray  # (steps + 1,) the same
    lstm: np.ndarray  # (steps + 1,) the same, along the belt and through the gates
    direct: np.ndarray  # (steps + 1,) 2-norm of d c_T / d c_t along the belt alone: the largest product of forget gates
    reference: np.ndarray  # (steps + 1,) gate ** distance
    skip: np.ndarray  # (steps + 1,) ones: what a residual skip contributes
    factors: dict  # curve -> mean factor a step


class GradientDistance(Explorer):
    """How far back does the gradient reach?"""

    title = "The gradient over distance"
    size = (10.4, 5)
    controls = {
        "bias": Number(1.0, -2.0, 8.0, 0.5, label="forget bias of the LSTM"),
        "scale": Number(1.0, 0.2, 3.0, 0.1, label="weight scale, 1 = PyTorch's start"),
        "strength": Number(0.5, 0.0, 2.0, 0.1, label="size of the inputs"),
        "steps": Number(100, 10, LONGEST, 10, label="steps"),
        "gate": Number(0.9, 0.5, 1.0, 0.01, label="reference: a gate that stays at"),
        "seed": Number(0, 0, 9, label="seed of weights and inputs"),
    }
    presets = {
        "vanish": Preset(
            {"bias": 0.0},
            "Initial weights as PyTorch draws them: RNN, GRU and LSTM all lose more than a quarter at each step.",
            lambda r: r.steps == 100 and all(r.factors[kind] < 0.75 for kind in KINDS),
        ),
        "explode": Preset(
            {"scale": 3.0, "strength": 0.0},
            "No input: the states stay 0, where tanh has slope 1. The matrices alone multiply, and the gradients of "
            "RNN and LSTM explode. The belt cannot: no gate is above 1.",
            lambda r: r.strength == 0 and min(r.rnn[-1], r.lstm[-1]) > 1e6 and r.direct.max() <= 1,
        ),
        "explode? It saturates": Preset(
            {"scale": 3.0, "strength": 1.0},
            "The same large weights with inputs: tanh is flat there, and the RNN's gradient vanishes after all.",
            lambda r: r.scale == 3 and r.strength == 1 and r.factors["rnn"] < 0.95 and r.rnn[-1] < 1e-3,
        ),
        "carry": Preset(
            {"bias": 8.0},
            "Forget bias 8: along the belt more than 95 % arrives after 100 steps.",
            lambda r: r.steps == 100 and 0.95 < r.direct[-1] < 1 and r.rnn[-1] < 1e-9,
        ),
        "0.9 is not 1": Preset(
            {},
            "A gate of 0.9 sounds open. After 100 steps 2.7·10⁻⁵ is left.",
            lambda r: (r.gate, r.steps) == (0.9, 100) and abs(r.reference[-1] - 2.656e-5) < 1e-8,
        ),
        "a gate of 1": Preset(
            {"gate": 1.0},
            "Only a gate of exactly 1 does what a residual skip does: it passes the gradient unchanged.",
            lambda r: r.steps == 100 and np.array_equal(r.reference, r.skip),
        ),
    }

    def compute(self, bias, scale, strength, steps, gate, seed):
        norms = {kind: _norms(kind, bias if kind == "lstm" else 0.0, scale, strength, seed) for kind in KINDS}
        distance = np.arange(steps + 1)
        curves = {kind: norms[kind].h[: steps + 1] for kind in KINDS} | {"direct": norms["lstm"].c[: steps + 1]}
        curves |= {"reference": memory_left(gate, distance), "skip": np.ones(steps + 1)}
        factors = {name: float((curve[-1] / curve[0]) ** (1 / steps)) for name, curve in curves.items()}
        return Reach(distance, **curves, factors=factors)

    def draw(self, figure, r):
        self.axes = figure.add_axes((0.08, 0.125, 0.59, 0.765))
        exponents = range(LOWEST, HIGHEST + 1, 4)
        self.axes.set(yscale="log", ylim=(10.0**LOWEST, 10.0**HIGHEST), yticks=[10.0**e for e in exponents])
        self.axes.set_yticklabels([_power(e) for e in exponents])
        self.axes.minorticks_off()
        self.axes.set_xlabel("distance T − t, in steps")
        caption(figure, 0.15, 4.65, CAPTION)
        self.header = caption(figure, 7.36, 4.65)
        self.lines, self.names = {}, {}
        for name, (_, color, ink, dash) in LOOKS.items():
            width = 1.5 if color == REFERENCE else 2.5
            (self.lines[name],) = self.axes.plot([], [], color=color, linestyle=dash, linewidth=width)
            self.names[name] = caption(figure, 7.36, 0, color=ink, va="center_baseline")
        (self.leaders,) = self.axes.plot([], [], color="#bbbbbb", linewidth=1, clip_on=False)
        self.leaders.set_transform(self.axes.transAxes)

    def update(self, r):
        if self.axes.get_xlim() != (0, r.steps):
            self.axes.set_xlim(0, r.steps)
        ends = []
        for name, line in self.lines.items():
            curve = getattr(r, name)
            line.set_data(r.distance, curve.clip(NEVER_ZERO))
            ends.append(np.log10(max(curve[-1], NEVER_ZERO)))
        heights = ((np.array(ends) - LOWEST) / (HIGHEST - LOWEST)).clip(0, 1)  # of the axes, 0..1
        # Lines that have left the picture at the same side keep their order.
        places = spread(heights + 1e-9 * np.array(ends), gap=0.075)
        for (name, label), height in zip(self.names.items(), places):
            label.set_y(0.125 + 0.765 * height)
            label.set_text(f"{_name(name, r)}  {scientific(getattr(r, name)[-1])}, ×{r.factors[name]:.2f}")
        gap = np.full(len(ends), np.nan)
        self.leaders.set_data(np.tile([1.005, 1.05, np.nan], len(ends)), np.stack([heights, places, gap], 1).ravel())
        self.header.set_text(f"after {r.steps} steps; factor a step")

    def describe(self, r):
        said = "; ".join(
            f"{_name(name, r)} {scientific(getattr(r, name)[-1])}, ×{r.factors[name]:.3f} a step"
            for name in ("rnn", "gru", "lstm", "direct", "reference")
        )
        return (
            f"Forget bias {r.bias:g}, weight scale {r.scale:g}, inputs {r.strength:g}, seed {r.seed}. "
            f"The gradient over {r.steps} steps: {said}. The LSTM's belt has lost half "
            f"after {half_life(r.factors['direct'])}."
        )

    def code(self, bias, scale, strength, steps, gate, seed):
        return f"""\
import numpy as np, torch
from course_lib.recurrent import gradient_over_distance, memory_left, random_cell
xs = {strength} * np.random.default_rng({seed}).normal(size=({LONGEST + 1}, {INPUTS}))
plain = random_cell("rnn", {INPUTS}, {UNITS}, seed={seed}, scale={scale})
plain = plain._replace(b=0 * plain.b)
rnn = gradient_over_distance("rnn", xs, plain).h[:{steps + 1}]
gates = random_cell("lstm", {INPUTS}, {UNITS}, seed={seed}, scale={scale})
gates = gates._replace(b=np.repeat([0.0, {bias}, 0.0, 0.0], {UNITS}))  # input, forget, candidate, output
direct, lstm = (norms[:{steps + 1}] for norms in gradient_over_distance("lstm", xs, gates)[1:])
reference = memory_left({gate}, np.arange({steps + 1}))

W_x, W_h = map(torch.tensor, plain[:2])
states = [torch.zeros({UNITS}, dtype=torch.float64, requires_grad=True)]
for x in torch.tensor(xs):
    states.append(torch.tanh(W_x @ x + W_h @ states[-1]))
late, early = states[-1], states[-1 - {steps}]
rows = [torch.autograd.grad(unit, early, retain_graph=True)[0] for unit in late]
assert np.isclose(torch.linalg.norm(torch.stack(rows), 2), rnn[-1])"""


@lru_cache(maxsize=256)
def _norms(kind, bias, scale, strength, seed):
    """Return `GradientNorms` of an untrained cell; all biases are 0 but those of the LSTM's forget gates."""
    weights = random_cell(kind, INPUTS, UNITS, seed=seed, scale=scale)
    if kind == "gru":
        weights = weights._replace(b=tuple(np.zeros(3 * UNITS) for _ in range(2)))
    else:
        rows = [0.0, bias, 0.0, 0.0] if kind == "lstm" else [0.0]
        weights = weights._replace(b=np.repeat(rows, UNITS))
    # Always the whole sequence: how far back one looks changes nothing but the end of the curves.
    xs = strength * np.random.default_rng(seed).normal(size=(LONGEST + 1, INPUTS))
    return gradient_over_distance(kind, xs, weights)


def spread(heights, *, gap):
    """Return places at least `gap` apart, in the order of `heights` in 0..1 and as near to them as that allows.

    >>> spread(np.array([0.5, 0.9, 0.5]), gap=0.2).round(10).tolist()
    [0.4, 0.9, 0.6]
    """
    order = np.argsort(heights, kind="stable")
    steps = gap * np.arange(len(heights))
    pools = []  # (sum, count) of neighbours that move as one
    for value in heights[order] - steps:
        pools.append((value, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] >= pools[-1][0] / pools[-1][1]:
            (first, n), (second, m) = pools[-2:]
            pools[-2:] = [(first + second, n + m)]
    places = np.empty(len(heights))
    flat = np.repeat([total / count for total, count in pools], [count for _, count in pools])
    places[order] = np.clip(flat, 0, 1 - steps[-1]) + steps
    return places


def scientific(value):
    """Return a short number, with a power of ten where it is far from 1.

    >>> scientific(0.25), scientific(2.66e-5), scientific(1.9e27)
    ('0.25', '2.7·10⁻⁵', '1.9·10²⁷')
    """
    if 0.01 <= value < 1000:
        return f"{value:.3g}"
    if value == 0:
        return "0"
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}·{_power(int(exponent))}"


def half_life(factor):
    """Say after how many steps a factor a step has made a half.

    >>> half_life(0.5), half_life(1.0)
    ('1 steps', 'no number of steps')
    """
    return f"{np.log(0.5) / np.log(factor):.3g} steps" if factor < 1 else "no number of steps"


def _power(exponent):
    if exponent == 0:
        return "1"
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _name(curve, r):
    return LOOKS[curve][0].format(gate=r.gate)
