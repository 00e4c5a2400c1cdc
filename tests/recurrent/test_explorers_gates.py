"""The explorers of gates: hand values off default, what the pictures show, and PyTorch as a judge."""

import numpy as np
import pytest
import torch
from matplotlib import colormaps
from numpy.testing import assert_allclose, assert_array_equal

from course_lib.kit.figures import signed_text
from course_lib.recurrent import random_cell
from course_lib.recurrent.explorers import Conveyor, GradientDistance, OneStep, ParameterCount
from course_lib.recurrent.explorers import conveyor as belt
from course_lib.recurrent.explorers._diagram import COLUMN, COUPLED, LOOKS, NODES, NUMBERS, WIRES, rounded, wire_texts
from course_lib.recurrent.explorers._gates import gate
from course_lib.recurrent.explorers.gradient_distance import half_life, scientific, spread
from course_lib.recurrent.explorers.parameter_count import ONE, TWO

SHUT, WIDE = -10.0, 10.0
GATE_ORDER = ("forget", "input", "candidate", "output")


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# ---- one step


def test_one_step_by_hand():
    step = OneStep(
        x=2.0, old_h=-0.5, old_c=-1.0, forget_bias=1.0, input_bias=-1.0, candidate_bias=-2.0, output_bias=0.5
    ).result
    assert_allclose(step.sums, [0.5, 2.5, -0.5, 2.0])
    assert_allclose((step.input, step.forget, step.output), sigmoid(np.array([0.5, 2.5, 2.0])))
    new = -sigmoid(2.5) + sigmoid(0.5) * np.tanh(-0.5)
    assert_allclose((step.kept, step.write), (-sigmoid(2.5), sigmoid(0.5) * np.tanh(-0.5)))
    assert_allclose((step.c, step.squashed, step.h), (new, np.tanh(new), sigmoid(2.0) * np.tanh(new)))


def test_each_bias_moves_its_own_layer():
    base = OneStep().result
    for field, name in enumerate(GATE_ORDER):
        moved = OneStep(**{f"{name}_bias": 4.0}).result
        gates = [np.isclose(getattr(base, gate), getattr(moved, gate)) for gate in GATE_ORDER]
        assert gates == [number != field for number in range(4)]


@pytest.mark.parametrize("seed", range(3))
def test_one_step_is_torchs(seed):
    rng = np.random.default_rng(seed)
    values = {name: OneStep.controls[name].random(rng) for name in OneStep.controls} | {"coupled": False}
    cell = torch.nn.LSTMCell(1, 1, dtype=torch.float64)
    biases = [values[f"{name}_bias"] for name in ("input", "forget", "candidate", "output")]
    for part, numbers in zip(cell.parameters(), (np.ones((4, 1)), np.ones((4, 1)), biases, np.zeros(4))):
        part.data = torch.tensor(numbers, dtype=torch.float64)
    x, h, c = (torch.tensor([values[name]], dtype=torch.float64) for name in ("x", "old_h", "old_c"))
    new_h, new_c = cell(x, (h, c))
    step = OneStep(**values).result
    assert_allclose((step.h, step.c), (new_h.item(), new_c.item()))


def test_only_the_output_gate_silences_h_and_leaves_c():
    loud, silent = OneStep(output_bias=WIDE).result, OneStep(output_bias=SHUT).result
    assert silent.c == loud.c
    assert abs(silent.h) < 0.001 < abs(loud.h)


def test_the_forget_gate_of_an_empty_cell_changes_nothing():
    steps = [OneStep(old_c=0.0, forget_bias=bias).result for bias in (SHUT, 0.0, WIDE)]
    assert len({(step.c, step.h) for step in steps}) == 1
    assert steps[0].reach == (steps[0].write,) * 2


def test_reach_is_what_the_ends_of_the_forget_gate_give():
    step = OneStep(old_c=-2.0).result
    assert_allclose(step.reach, (step.write, -2 + step.write))
    coupled = OneStep(old_c=-2.0, coupled=True).result
    assert_allclose(coupled.reach, (coupled.candidate, -2))  # forgotten whole and written whole, or neither


def test_the_curve_of_what_is_written():
    step = OneStep(x=-1.5, old_h=0.3, candidate_bias=2.0, input_bias=-1.0).result
    at = np.flatnonzero(np.isclose(np.linspace(-8, 8, 161), -3.0))[0]
    assert_allclose(step.writes[at], sigmoid(-3 + 0.3 - 1) * np.tanh(-3 + 0.3 + 2))
    assert_allclose(step.doubled, step.writes[at])
    assert np.abs(step.writes).max() < 1


def test_coupled_gates_leave_the_bias_of_the_input_gate_out():
    one, other = (OneStep(coupled=True, input_bias=bias).result for bias in (SHUT, WIDE))
    assert one.input == other.input == 1 - one.forget
    assert one.c == other.c


@pytest.mark.parametrize("look, dark", [(LOOKS[1], "forget"), (LOOKS[2], "candidate"), (LOOKS[3], "output")])
def test_a_look_lights_one_path_and_greys_the_others(look, dark):
    explorer = OneStep(look=look)
    assert explorer.figure
    gates = ("forget", "input", "candidate", "output")
    white = (1.0, 1.0, 1.0, 1.0)
    lit = {name for name in gates if explorer.diagram.boxes[name].get_facecolor() != white}
    assert dark in lit
    assert lit == ({"input", "candidate"} if dark == "candidate" else {dark})


def test_the_whole_step_lights_everything():
    explorer = OneStep(look=LOOKS[1])
    assert explorer.figure
    explorer.set(look=LOOKS[0])
    for name, parts in explorer.diagram.wires.items():
        assert all(part.get_visible() == (name not in COUPLED) for part in parts)


def test_the_diagram_shows_the_numbers_and_the_coupling():
    explorer = OneStep(
        x=0.0, old_h=0.0, old_c=-1.0, forget_bias=0.0, input_bias=0.0, candidate_bias=1.0, output_bias=0.0
    )
    numbers = explorer.figure and {name: text.get_text() for name, text in explorer.diagram.numbers.items()}
    assert (numbers["forget"], numbers["candidate"], numbers["kept"]) == ("0.50", "0.76", "−0.50")
    assert (numbers["old c"], numbers["write"], numbers["new c"]) == ("old c −1.00", "0.38", "new c −0.12")
    assert not explorer.diagram.minus.get_visible()
    explorer.set(coupled=True)
    assert explorer.diagram.minus.get_visible()
    shown = {name for name, parts in explorer.diagram.wires.items() if parts[-1].get_visible()}
    assert set(WIRES) - shown == {"input", "bus to input"}
    assert not explorer.diagram.numbers["sum of input"].get_visible()


def test_every_number_has_its_place_on_a_wire_or_at_a_layer():
    assert set(NUMBERS) == set(wire_texts(OneStep().reading))
    assert {name.removeprefix("sum of ") for name in NUMBERS} <= set(WIRES)
    assert all(name in WIRES for name in (*NODES, *COLUMN))


def test_wires_run_straight_or_turn_square():
    for wire in WIRES.values():
        steps = np.diff(wire.points, axis=0)
        assert np.all((steps == 0).sum(axis=1) == 1)


def test_a_rounded_corner_stays_inside_the_square_one():
    path = rounded([(0, 0), (2, 0), (2, 1)], radius=0.5)
    assert_allclose(path.vertices, [(0, 0), (1.5, 0), (2, 0), (2, 0.5), (2, 1)])


def test_numbers_are_written_for_readers():
    assert [signed_text(v) for v in (-0.004, -1.005, 2)] == ["0.00", "−1.00", "2.00"]
    assert [gate(v) for v in (0.004, 1e-6, 0.996, 0.99996, 0.3)] == ["0.0040", "≈ 0", "0.9960", "≈ 1", "0.30"]


# ---- the belt


def test_without_noise_the_mark_falls_as_powers_of_the_gate():
    mark = Conveyor(noise=0.0, bias=2.0, steps=30).result
    assert_allclose(mark.left, sigmoid(2.0) ** np.arange(31))
    assert_allclose(mark.expected, mark.left)


def test_with_noise_it_falls_as_the_product_of_the_gates():
    mark = Conveyor(noise=1.0, bias=1.0, steps=20, seed=4).result
    forget = mark.bands[belt.BANDS.index("forget")][:, 0]
    assert_allclose(mark.left, np.append(1, np.cumprod(forget[1:])), rtol=1e-6)


def test_a_counting_cell_by_hand():
    mark = Conveyor(cell=belt.COUNTER, noise=0.0, bias=8.0, steps=10).result
    f, i = sigmoid(8.0), sigmoid(5.0)
    c = i * np.tanh(0.2 * belt.MARK + 1)
    for _ in range(10):
        c = f * c + i * np.tanh(1)
    assert_allclose(mark.bands[belt.BANDS.index("c")][-1], c)


@pytest.mark.parametrize("bias", [-2.0, 1.0, 8.0])
@pytest.mark.parametrize("cell", belt.CELLS)
def test_coupled_gates_keep_c_inside_one(cell, bias):
    assert Conveyor(cell=cell, bias=bias, steps=100, noise=1.5, coupled=True).result.highest <= 1


def test_the_untrained_cell_is_torchs():
    weights = belt.weights_of(belt.UNTRAINED, 1.5, 3)
    marked, plain = belt.inputs(25, 0.7, 3)
    assert_array_equal(marked[1:], plain[1:])
    lstm = torch.nn.LSTM(3, belt.UNITS, dtype=torch.float64)
    for part, values in zip(lstm.parameters(), (*weights, 0 * weights[2])):
        part.data = torch.tensor(values)
    states = lstm(torch.tensor(marked))[0].detach()
    mark = Conveyor(cell=belt.UNTRAINED, bias=1.5, seed=3, noise=0.7, steps=30).result
    assert_allclose(mark.bands[belt.BANDS.index("h")][:26], states)


def test_a_longer_sequence_begins_as_the_shorter_one():
    short, long = (Conveyor(steps=steps).result for steps in (10, 100))
    assert_array_equal(short.left, long.left[:11])


@pytest.mark.parametrize("cell, units", [(belt.BY_HAND, 1), (belt.UNTRAINED, belt.UNITS)])
def test_the_bands_are_painted_gate_by_gate(cell, units):
    explorer = Conveyor(cell=cell, steps=20)
    assert explorer.figure
    picture = explorer.image.get_array()
    assert picture.shape == (6 * belt.THICK + 5, 21, 3)
    assert np.all(picture[belt.THICK :: belt.THICK + 1] == 255)  # white between the bands
    # The forget band comes first: light where the gate is open.
    forget = explorer.result.bands[0]
    assert forget.shape == (21, units)
    light = picture[: belt.THICK : belt.THICK // units, 5].sum(axis=1, dtype=int)
    assert (light.argmax(), light.argmin()) == (forget[5].argmax(), forget[5].argmin())


def test_gates_are_painted_from_0_to_1_and_states_around_0():
    explorer = Conveyor(cell=belt.COUNTER, bias=8.0, noise=0.0, steps=100)
    assert explorer.figure
    picture, result = explorer.image.get_array(), explorer.result
    for number, colors, low, high in ((2, "cividis", 0, 1), (3, "RdBu_r", -1, 1), (4, "RdBu_r", -100, 100)):
        share = (result.bands[number][60, 0] - low) / (high - low)
        expected = 255 * np.array(colormaps[colors](share)[:3])
        assert_allclose(picture[number * (belt.THICK + 1), 60], expected, atol=6)  # 256 steps of the map


def test_coupled_gates_leave_the_mark_the_same_powers():
    mark = Conveyor(cell=belt.COUNTER, bias=1.0, noise=0.0, coupled=True, steps=20).result
    assert_allclose(mark.left, sigmoid(1.0) ** np.arange(21))


def test_the_axes_below_follow_the_view():
    explorer = Conveyor(view=belt.LOG)
    _ = explorer.figure
    assert explorer.below.get_yscale() == "log"
    explorer.set(view=belt.STATES, cell=belt.COUNTER, bias=8.0, steps=100)
    assert explorer.below.get_yscale() == "linear"
    assert explorer.below.get_ylim()[1] > explorer.result.highest
    assert explorer.below.get_xlim() == (-0.5, 100.5)


# ---- the gradient


def test_the_rnns_gradient_without_input_is_a_power_of_its_matrix():
    reach = GradientDistance(strength=0.0, scale=2.5, seed=2, steps=20).result
    W = random_cell("rnn", 2, 8, seed=2, scale=2.5).W_h
    assert_allclose(reach.rnn[[1, 20]], [np.linalg.norm(np.linalg.matrix_power(W, k), 2) for k in (1, 20)])


def test_without_input_the_belt_falls_as_powers_of_its_gate():
    reach = GradientDistance(strength=0.0, bias=2.0, steps=50).result
    assert_allclose(reach.direct, sigmoid(2.0) ** np.arange(51))
    assert_allclose(reach.factors["direct"], sigmoid(2.0))


def test_the_forget_bias_moves_the_lstm_alone():
    low, high = (GradientDistance(bias=bias).result for bias in (0.0, 4.0))
    assert_array_equal(low.rnn, high.rnn)
    assert_array_equal(low.gru, high.gru)
    assert high.lstm[-1] > 1e6 * low.lstm[-1]


def test_looking_less_far_back_cuts_the_curves():
    near, far = (GradientDistance(steps=steps).result for steps in (10, 100))
    for name in ("rnn", "gru", "lstm", "direct", "reference"):
        assert_array_equal(getattr(near, name), getattr(far, name)[:11])


def test_autograd_agrees_on_the_gru_and_the_lstm():
    weights_of = GradientDistance(bias=3.0, scale=1.5, strength=1.0, seed=5)
    xs = torch.tensor(np.random.default_rng(5).normal(size=(101, 2)))
    for kind, layer in (("gru", torch.nn.GRUCell), ("lstm", torch.nn.LSTMCell)):
        made = random_cell(kind, 2, 8, seed=5, scale=1.5)
        cell = layer(2, 8, dtype=torch.float64)
        bias = np.zeros(24) if kind == "gru" else np.repeat([0.0, 3.0, 0.0, 0.0], 8)
        for part, values in zip(cell.parameters(), (made.W_x, made.W_h, bias, 0 * bias)):
            part.data = torch.tensor(values)
        state = torch.zeros(8, dtype=torch.float64)
        state = (state, state) if kind == "lstm" else state
        for x in xs[:-6]:
            state = cell(x, state)
        tail = [part.detach() for part in state] if kind == "lstm" else state.detach()

        def late(h, kind=kind, cell=cell, tail=tail):
            state = (h, tail[1]) if kind == "lstm" else h
            for x in xs[-6:]:
                state = cell(x, state)
            return state[0] if kind == "lstm" else state

        jacobian = torch.func.jacrev(late)(tail[0] if kind == "lstm" else tail)
        expected = torch.linalg.norm(jacobian, 2).item()
        assert_allclose(getattr(weights_of.result, kind)[6], expected)


def test_labels_stand_apart_in_the_order_of_the_lines():
    places = spread(np.array([0.0, 1.0, 1.0, 0.5, 0.0, 0.52]), gap=0.1)
    assert np.all(np.diff(np.sort(places)) > 0.1 - 1e-12)
    assert places.min() >= 0
    assert places.max() <= 1 + 1e-12
    assert_array_equal(np.argsort(places), np.argsort([0.0, 1.0, 1.0, 0.5, 0.0, 0.52], kind="stable"))


def test_labels_with_room_stay_beside_their_lines():
    assert_allclose(spread(np.array([0.9, 0.1, 0.5]), gap=0.1), [0.9, 0.1, 0.5])


@pytest.mark.parametrize("values", [{"scale": 0.3}, {"bias": -2.0}])
def test_lines_that_left_the_picture_keep_their_order_at_its_edge(values):
    explorer = GradientDistance(**values)
    _ = explorer.figure
    ends = {name: getattr(explorer.result, name)[-1] for name in explorer.names}
    assert sum(end < 1e-16 for end in ends.values()) >= 2
    heights = {name: label.get_position()[1] for name, label in explorer.names.items()}
    assert sorted(heights, key=heights.get) == sorted(ends, key=ends.get)


def test_a_bare_number_of_each_size():
    assert [scientific(v) for v in (0.0, 0.03, 999.4, 1234, 1e-30)] == ["0", "0.03", "999", "1.2·10³", "1.0·10⁻³⁰"]
    assert half_life(0.9) == "6.58 steps"
    assert half_life(1.2) == "no number of steps"


# ---- parameters


@pytest.mark.parametrize("kind", ["RNN", "GRU", "LSTM"])
@pytest.mark.parametrize("inputs, units", [(1, 1), (7, 3), (64, 5)])
def test_parameters_are_those_of_torch(kind, inputs, units):
    layer = getattr(torch.nn, kind)(inputs, units)
    count = sum(part.numel() for part in layer.parameters())
    result = ParameterCount(kind=kind, inputs=inputs, units=units, vectors=TWO).result
    assert result.total == count
    assert result.weight_shapes == (tuple(layer.weight_ih_l0.shape), tuple(layer.weight_hh_l0.shape))
    one = ParameterCount(kind=kind, inputs=inputs, units=units, vectors=ONE).result
    assert one.total == count - layer.bias_hh_l0.numel()
    assert one.totals == (one.total // one.layers, 3 * one.total // one.layers, 4 * one.total // one.layers)


def test_the_length_changes_the_boxes_and_no_number():
    short, long = ParameterCount(length=3), ParameterCount(length=30)
    assert short.result == long.result
    assert long.figure
    assert len(long.cells.get_xdata()) == 30


def test_the_areas_drawn_are_in_the_ratio_of_the_counts():
    explorer = ParameterCount(inputs=7, units=12, vectors=TWO)
    assert explorer.figure
    corners = np.array([path.vertices[:4] for path in explorer.blocks.get_paths()])  # (24, 4, 2)
    areas = np.prod(np.ptp(corners, axis=1), axis=1)
    per_number = areas / np.tile([7 * 12, 12 * 12, 2 * 12], 8)
    assert_allclose(per_number, per_number[0])
    assert len(areas) == 3 * (1 + 3 + 4)
