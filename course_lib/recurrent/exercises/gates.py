"""Exercises of `40_lstm_gates`."""

import math

import numpy as np

from course_lib.kit.practice.exercises import Exercise, Mistake
from course_lib.recurrent import lstm_step, lstm_update, random_cell, recurrent_parameters

NOTEBOOK = "40_lstm_gates"


# ---- recall: one step on paper

STEP_ON_PAPER = Exercise(
    name="step-on-paper",
    title="One step on paper",
    prompt=(
        "A cell of one unit remembers c = 4. Its gates give: forget 0.25, input 0.5, candidate −1, output 1. Work out "
        "the new memory c and the new output h, on paper or with `np.tanh`. Two decimals are enough for h."
    ),
    starter="answer = (..., ...)",
    reference=tuple(float(part) for part in lstm_update(4.0, forget=0.25, input=0.5, candidate=-1.0, output=1.0)),
    cases=None,
    tolerance=0.005,
    mistakes=[
        Mistake("Forget 0.25 means that 0.25 is *kept*.", (2.5, math.tanh(2.5))),
        Mistake("The candidate is negative: it lowers the memory.", (1.5, math.tanh(1.5))),
        Mistake("The input gate halves the candidate before it is added.", (0.0, 0.0)),
        Mistake("The memory passes a tanh before it is shown.", (0.5, 0.5)),
        Mistake("The old memory is multiplied by the forget gate.", (3.5, math.tanh(3.5))),
    ],
    hints=(
        "Two products and a sum for c. Then a tanh and one more product for h.",
        "c lies between 0 and 1, and h is a little smaller than c.",
    ),
    explanation="Keep a quarter of 4, write half of −1: 1 − 0.5 = 0.5. Shown is tanh 0.5 = 0.46.",
)


# ---- recall: which gate was it?

GATES_AT_WORK = Exercise(
    name="which-gate",
    title="Which gate was it?",
    prompt=(
        "Each time one gate of a one-unit cell was shut (set to 0), the other two stood at 1, and the candidate was "
        '0.5. Which one: "forget", "input" or "output"?\n\n'
        "1. c was 2. Now c is 0.5 and h is 0.46.\n\n"
        "2. c was 2. Now c is 2.5 and h is 0.\n\n"
        "3. c was 2. Now c is 2 and h is 0.96.\n\n"
        "4. c was 0. Now c is 0.5 and h is 0.46."
    ),
    starter="answer = (..., ..., ..., ...)",
    reference=("forget", "output", "input", "forget"),
    cases=None,
    mistakes=[
        Mistake(
            "In the second, look at c: everything was kept, and 0.5 was written.",
            ("forget", "forget", "input", "forget"),
        ),
        Mistake(
            "In the third, nothing was added to c. Which gate stands in front of the candidate?",
            ("forget", "output", "forget", "forget"),
        ),
        Mistake(
            "In the fourth, 0.5 was written and shown, so the input and the output gate were open.",
            ("forget", "output", "input", "input"),
        ),
        Mistake("In the fourth, h is tanh(0.5): the output gate was open.", ("forget", "output", "input", "output")),
        Mistake("In the first, 0.5 was written, but the 2 is gone.", ("input", "output", "input", "forget")),
    ],
    hints=(
        "Shut the forget gate and the old c is gone. Shut the input gate and nothing is added. Shut the output gate "
        "and h is 0.",
        "Two of the four answers are the same gate.",
    ),
    explanation="The fourth is the trap: with an empty memory a shut forget gate changes nothing that one could see.",
)


# ---- implement: the LSTM step


def step(x, h, c, W_x, W_h, b):
    i, f, g, o = np.split(W_x @ x + W_h @ h + b, 4)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
    c = f * c + i * np.tanh(g)
    return c, o * np.tanh(c)


def _variant(order="ifgo", *, candidate=np.tanh, shown=np.tanh, leave_out_h=False, keep=lambda f: f, swap=False):
    def function(x, h, c, W_x, W_h, b):
        z = W_x @ x + (0 if leave_out_h else W_h @ h) + b
        parts = dict(zip(order, np.split(z, 4)))
        i, f, o = (1 / (1 + np.exp(-parts[name])) for name in "ifo")
        c = keep(f) * c + i * candidate(parts["g"])
        h = o * shown(c)
        return (h, c) if swap else (c, h)

    return function


_RNG = np.random.default_rng(40)


def _case(inputs, units, seed):
    cell = random_cell("lstm", inputs, units, seed=seed, scale=3.0)
    return _RNG.normal(size=inputs), _RNG.normal(size=units), 2 * _RNG.normal(size=units), *cell


def _reference(x, h, c, W_x, W_h, b):
    found = lstm_step(x, h, c, W_x, W_h, b)
    return found.c, found.h


LSTM_STEP = Exercise(
    name="lstm-step",
    title="One step of an LSTM",
    prompt=(
        "Write `step(x, h, c, W_x, W_h, b)`: give back the new memory and the new output, `(c, h)`. W_x is (4n, m), "
        "W_h is (4n, n), b is (4n,); rows in PyTorch's order: input, forget, candidate, output. `np.split(z, 4)` "
        "cuts a vector into four."
    ),
    starter="def step(x, h, c, W_x, W_h, b): ...",
    reference=_reference,
    solution=step,
    cases=[_case(3, 2, 0), _case(1, 1, 1), _case(2, 4, 2)],
    mistakes=[
        Mistake(
            "The rows stand in the order input, forget, candidate, output. You took forget first.", _variant("figo")
        ),
        Mistake("The third block of rows is the candidate, the fourth the output gate.", _variant("ifog")),
        Mistake("The candidate ends in a tanh, not in a sigmoid.", _variant(candidate=lambda z: 1 / (1 + np.exp(-z)))),
        Mistake("The memory passes a tanh before it is shown.", _variant(shown=lambda c: c)),
        Mistake("The last output belongs to what the gates see: where is W_h @ h?", _variant(leave_out_h=True)),
        Mistake(
            "The forget gate says how much is *kept*, so it multiplies c as it is.", _variant(keep=lambda f: 1 - f)
        ),
        Mistake("First the memory, then the output: `return c, h`.", _variant(swap=True)),
    ],
    hints=(
        "One sum z = W_x @ x + W_h @ h + b, cut in four. Three sigmoids, one tanh. Then the two equations.",
        "With all weights and biases 0 the gates are 0.5 and the candidate is 0: c halves, and h is 0.5 * tanh(c).",
    ),
    explanation="Seven operations, and everything else in an LSTM is repetition.",
)


# ---- implement: the bias that remembers


def forget_bias(share, steps):
    gate = share ** (1 / steps)
    return math.log(gate / (1 - gate))


FORGET_BIAS = Exercise(
    name="forget-bias",
    title="The bias that remembers",
    prompt=(
        "How large must the bias of the forget gate be, so that a given share of a memory is left after so many steps? "
        "Nothing else acts on the gate. Write `forget_bias(share, steps)`. The inverse of the sigmoid is "
        "log(f / (1 − f))."
    ),
    starter="def forget_bias(share, steps): ...",
    reference=forget_bias,
    cases=[(0.5, 1), (0.5, 10), (0.5, 100), (0.9, 50), (0.01, 3)],
    mistakes=[
        Mistake(
            "A share is left after *all* the steps: each step takes its root, not its part.",
            lambda q, n: math.log((1 - (1 - q) / n) / ((1 - q) / n)),
        ),
        Mistake("That is the gate. The question is for the bias in front of its sigmoid.", lambda q, n: q ** (1 / n)),
        Mistake(
            "The bias has the other sign: a gate above one half needs a positive one.", lambda q, n: -forget_bias(q, n)
        ),
        Mistake("The number of steps is missing.", lambda q, n: math.log(q / (1 - q)) if q != 0.5 else 0.0),
        Mistake("log(f) alone is not the inverse of the sigmoid.", lambda q, n: math.log(q) / n),
    ],
    hints=(
        "First the gate: which number, multiplied with itself `steps` times, gives `share`? Then its logit.",
        "forget_bias(0.5, 10) is 2.63, forget_bias(0.5, 100) is 4.97.",
    ),
    explanation="Ten times the distance costs about 2.3 = log 10 more bias. A start of 1 serves short ones only.",
)


# ---- recall: parameters

_THREE = (
    recurrent_parameters("lstm", 3, 5).total,
    recurrent_parameters("lstm", 3, 5, convention="pytorch").total,
    recurrent_parameters("gru", 3, 5).total,
)

COUNT_THREE = Exercise(
    name="count-recurrent",
    title="Three counts",
    prompt=(
        "3 inputs, 5 units. How many parameters?\n\n"
        "1. an LSTM with one bias vector for each layer\n\n"
        "2. the same in PyTorch, with two\n\n"
        "3. a GRU with one bias vector for each layer"
    ),
    starter="answer = (..., ..., ...)",
    reference=_THREE,
    cases=None,
    mistakes=[
        Mistake("The state is joined to the input: each layer reads 3 + 5 numbers.", (80, 100, 60)),
        Mistake("An LSTM has four layers, a GRU three.", (45, 50, 45)),
        Mistake("PyTorch's second bias vector has 5 numbers for each of the four layers.", (180, 185, 135)),
        Mistake("Where are the biases?", (160, 160, 120)),
        Mistake("The GRU has one layer less than the LSTM.", (180, 200, 180)),
    ],
    hints=(
        "One layer: 5 rows, each with 3 + 5 weights and a bias. Then count the layers.",
        "One layer has 45 numbers.",
    ),
    explanation="4·45 = 180; 20 more biases make 200; 3·45 = 135.",
)


# ---- implement: the other convention


def gru_mix(z, old, new):
    return (1 - z) * new + z * old


GRU_MIX = Exercise(
    name="gru-mix",
    title="Which end keeps?",
    prompt=(
        "Write PyTorch's last line of a GRU, `gru_mix(z, old, new)`: the new state from the update gate z, the old "
        "state and the candidate."
    ),
    starter="def gru_mix(z, old, new): ...",
    reference=gru_mix,
    cases=[(0.9, 1.0, 0.0), (0.25, -1.0, 0.5), (1.0, 0.3, -0.7), (0.0, 0.3, -0.7)],
    mistakes=[
        Mistake(
            "That is the notes' convention. In PyTorch z = 1 keeps the old state.", lambda z, a, b: (1 - z) * a + z * b
        ),
        Mistake("The two shares must add up to 1.", lambda z, a, b: z * a + b),
        Mistake("The old state is mixed with the candidate, not added to it.", lambda z, a, b: a + (1 - z) * b),
    ],
    hints=("If z is 1, the state stays as it is.", "gru_mix(0.9, 1.0, 0.0) is 0.9."),
    explanation="One letter, two meanings. Copy weights between libraries only after you have checked this line.",
)

EXERCISES = [STEP_ON_PAPER, GATES_AT_WORK, LSTM_STEP, FORGET_BIAS, COUNT_THREE, GRU_MIX]
