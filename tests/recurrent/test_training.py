"""Real training of memory: the task, a step of training by hand, and runs that land among the stored."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from course_lib.recurrent import runs, training
from course_lib.recurrent.training import CHANCE, NETWORKS, POINTS, TESTED, copy_task, train
from tools.stored import train_memory as script

SHORT = {"delay": 3, "seed": 1, "steps": 40}


@pytest.fixture(autouse=True)
def one_thread():
    """The sums come in the same order, and small tensors gain nothing from more."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


# ---- the task


@pytest.mark.parametrize("sequences, delay", [(1, 1), (7, 3), (1000, 60)])
def test_the_answer_is_the_first_symbol_and_the_others_tell_nothing(sequences, delay):
    inputs, targets = copy_task(sequences, delay=delay, rng=np.random.default_rng(0))
    assert inputs.shape == (delay + 1, sequences, 4)
    assert inputs.dtype == np.float32
    assert_array_equal(inputs.sum(axis=-1), 1)
    assert_array_equal(inputs[0].argmax(axis=-1), targets)


def test_all_symbols_are_equally_likely_everywhere():
    inputs, targets = copy_task(20000, delay=2, rng=np.random.default_rng(0))
    assert_allclose(inputs.mean(axis=1), CHANCE, atol=0.015)
    assert_allclose([(inputs[1, targets == symbol]).mean(axis=0) for symbol in range(4)], CHANCE, atol=0.03)


@pytest.mark.parametrize(
    "sequences, delay, message",
    [
        (0, 5, "`sequences` must be at least 1, got 0"),
        (5, 0, "`delay` must be at least 1, got 0"),
    ],
)
def test_a_task_needs_sequences_and_a_delay(sequences, delay, message):
    with pytest.raises(ValueError, match=message):
        copy_task(sequences, delay=delay, rng=np.random.default_rng(0))


# ---- training


def by_hand(kind, *, delay, seed, steps, rate, forget_bias=None):
    """Return losses and right answers of each step, and the test accuracy: the plain loop of a tutorial."""
    rng = np.random.default_rng((seed, delay))
    torch.manual_seed(seed)
    cell = getattr(torch.nn, kind.upper())(4, 16)
    head = torch.nn.Linear(16, 4)
    if forget_bias is not None:
        cell.bias_ih_l0.data[16:32] = forget_bias
        cell.bias_hh_l0.data[16:32] = 0.0
    weights = [*cell.parameters(), *head.parameters()]
    optimizer = torch.optim.Adam(weights, lr=rate)
    losses, right = [], []
    for _ in range(steps):
        inputs, targets = map(torch.tensor, copy_task(32, delay=delay, rng=rng))
        logits = head(cell(inputs)[0])[-1]
        loss = -torch.log_softmax(logits, 1)[torch.arange(32), targets].mean()
        optimizer.zero_grad()
        loss.backward()
        size = torch.cat([w.grad.flatten() for w in weights]).norm()
        for w in weights:
            w.grad *= min(1.0, 1.0 / (size + 1e-6))
        optimizer.step()
        losses.append(loss.item())
        right.append((logits.argmax(1) == targets).double().mean().item())
    inputs, targets = map(torch.tensor, copy_task(1000, delay=delay, rng=rng))
    return losses, right, (head(cell(inputs)[0])[-1].argmax(1) == targets).double().mean().item()


@pytest.mark.parametrize("kind, forget_bias", [("rnn", None), ("gru", None), ("lstm", None), ("lstm", 5.0)])
def test_a_run_is_the_plain_loop(kind, forget_bias):
    losses, right, test_accuracy = by_hand(kind, delay=3, seed=1, steps=40, rate=0.02, forget_bias=forget_bias)
    run = train(kind, **SHORT, rate=0.02, forget_bias=forget_bias)
    assert_array_equal(run.steps, np.arange(2, 41, 2))
    assert_allclose(run.loss, np.reshape(losses, (20, 2)).mean(axis=1), rtol=1e-4)
    assert_allclose(run.accuracy, np.reshape(right, (20, 2)).mean(axis=1), atol=0.02)
    assert run.test_accuracy == pytest.approx(test_accuracy, abs=0.01)


def test_before_it_has_learned_a_network_guesses():
    run = train("lstm", delay=30, seed=0, steps=20)
    assert_allclose(run.loss[:3], np.log(4), atol=0.12)
    assert abs(run.test_accuracy - CHANCE) < 0.05


def test_a_forget_bias_starts_the_gates_and_nothing_else():
    plain, opened = (training._network("lstm", bias, 0)[0] for bias in (None, 5.0))
    difference = opened.bias_ih_l0 + opened.bias_hh_l0 - plain.bias_ih_l0 - plain.bias_hh_l0
    assert torch.equal((opened.bias_ih_l0 + opened.bias_hh_l0)[16:32], torch.full((16,), 5.0))
    assert difference[:16].abs().max() == difference[32:].abs().max() == 0
    assert torch.equal(plain.weight_hh_l0, opened.weight_hh_l0)


def test_a_run_is_the_same_every_time_and_leaves_torchs_random_numbers_alone():
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    first, second = train("gru", **SHORT), train("gru", **SHORT)
    assert_array_equal(first.loss, second.loss)
    assert first.test_accuracy == second.test_accuracy
    assert torch.equal(torch.rand(1), expected)
    other = train("gru", **(SHORT | {"seed": 2}))
    assert not np.array_equal(first.loss, other.loss)


def test_progress_sees_every_step():
    steps = []
    train("rnn", **SHORT, progress=lambda known: (steps.append(step) or step for step in known))
    assert steps == list(range(40))


@pytest.mark.parametrize(
    "options, message",
    [
        ({"kind": "RNN"}, "`kind` must be one of rnn, lstm, gru, got 'RNN'; did you mean 'rnn'"),
        (
            {"kind": "gru", "forget_bias": 1.0},
            "`forget_bias` must be None for 'gru', which has no forget gates, got 1.0",
        ),
        ({"forget_bias": float("nan")}, "`forget_bias` must be finite, got nan"),
        ({"steps": 50}, "`steps` must be a multiple of 20, got 50"),
        ({"steps": 0}, "`steps` must be at least 20, got 0"),
        ({"rate": 0.0}, "`rate` must be positive, got 0.0"),
        ({"seed": -1}, "`seed` must be at least 0, got -1"),
        ({"delay": 0}, "`delay` must be at least 1, got 0"),
    ],
)
def test_what_training_refuses(options, message):
    with pytest.raises(ValueError, match=message):
        train(**({"kind": "lstm"} | SHORT | options))


# ---- what is stored


def test_the_stored_grid_is_whole():
    grid = runs.stored_runs()
    assert grid.networks == tuple(NETWORKS)
    assert grid.rates.tolist() == list(training.RATES)
    assert grid.delays.tolist() == list(script.DELAYS) == list(range(5, 61, 5))
    assert grid.seeds.tolist() == [0, 1, 2]
    assert grid.steps[-1] == training.STEPS
    shape = (5, 2, 12, 3)
    assert grid.test_accuracy.shape == shape
    assert grid.accuracy.shape == grid.loss.shape == (*shape, POINTS)
    for shares in (grid.test_accuracy, grid.accuracy):
        assert 0 <= shares.min() <= shares.max() <= 1
    assert np.isfinite(grid.loss).all()
    assert_allclose(grid.test_accuracy * TESTED, np.round(grid.test_accuracy * TESTED), atol=1e-9)


def test_the_stored_numbers_agree_with_each_other():
    grid = runs.stored_runs()
    last = grid.accuracy[..., -1].astype(float)
    assert np.median(np.abs(last - grid.test_accuracy)) < 0.02
    assert np.corrcoef(last.ravel(), grid.test_accuracy.ravel())[0, 1] > 0.98


@pytest.mark.slow
@pytest.mark.parametrize("network", ["RNN", "LSTM, forget bias 5"])
def test_a_stored_run_comes_again(network):
    run = train(**NETWORKS[network]._asdict(), delay=5, seed=2, rate=0.003)
    place = runs.stored_runs().networks.index(network), 0, 0, 2
    assert run.test_accuracy == pytest.approx(runs.stored_runs().test_accuracy[place], abs=0.02)
    # The first stretch is not yet far from where it began, so another machine's rounding changes little.
    assert_allclose(run.loss[:3], runs.stored_runs().loss[place][:3].astype(float), rtol=0.05)


def test_stored_accuracies_by_name():
    spread = runs.stored_accuracies("LSTM, forget bias 1", delay=20, rate=0.01)
    assert_array_equal(spread, runs.stored_runs().test_accuracy[3, 1, 3])


@pytest.mark.parametrize(
    "options, message",
    [
        ({"network": "lstm"}, r"`network` must be one that is stored, RNN, GRU, LSTM, .*, got 'lstm'"),
        ({"delay": 12}, r"`delay` must be one that is stored, 5, 10, .*, 60, got 12"),
        ({"rate": 0.1}, r"`rate` must be one that is stored, 0\.003, 0\.01, got 0\.1"),
    ],
)
def test_only_what_is_stored_can_be_compared(options, message):
    with pytest.raises(ValueError, match=message):
        runs.stored_accuracies(**({"network": "RNN", "delay": 5, "rate": 0.01} | options))


# ---- landing


@pytest.mark.parametrize("accuracy, inside", [(0.449, False), (0.45, True), (0.85, True), (0.851, False)])
def test_it_is_the_accuracy_of_the_test_that_lands(accuracy, inside, monkeypatch):
    run = training.MemoryRun(np.arange(1), np.zeros(1), np.zeros(1), accuracy)
    monkeypatch.setattr(training, "train", lambda **options: run)
    monkeypatch.setattr(training, "stored_accuracies", lambda network, **options: np.array([0.5, 0.8, 0.6]))
    landed = training.train_live("LSTM")
    assert landed.inside == inside
    assert landed.run is run
    where = "lands inside" if inside else f"lands at {accuracy:.0%}, outside"
    start = "LSTM, delay 20, learning rate 0.003: it"
    assert repr(landed) == f"{start} {where} the 3 stored runs, 50% to 80% (tolerance 5 points)."


@pytest.mark.slow
@pytest.mark.parametrize("network", ["LSTM", "LSTM, forget bias 5"])
def test_a_new_seed_lands_inside(network):
    landed = training.train_live(network)
    assert landed.inside, landed
    assert landed.run.steps[-1] == training.STEPS


def test_live_training_refuses_before_it_trains():
    with pytest.raises(ValueError, match="`network` must be one that is stored"):
        training.train_live("Transformer")


# ---- the script


def test_the_script_stores_what_it_trained_and_goes_on_where_it_stopped(tmp_path, monkeypatch, capsys):
    kept = tmp_path / "some.part"
    some = {"networks": ("RNN", "LSTM, forget bias 1"), "delays": (1, 2), "seeds": (4,), "steps": 20}
    first = script.train_all(kept, **some)
    assert capsys.readouterr().out.count("delay") == 8
    monkeypatch.setattr(script, "train", None)  # nothing is trained again
    again = script.train_all(kept, **some)
    packed = script.packed(again)
    assert packed.keys() == {"networks", *runs.StoredRuns._fields}
    assert packed["test_accuracy"].shape == (2, 2, 2, 1)
    assert packed["test_accuracy"][1, 0, 1, 0] == first["LSTM, forget bias 1", 0.003, 2, 4][3]
    assert_allclose(packed["loss"][0, 1, 0, 0], first["RNN", 0.01, 1, 4][1], rtol=1e-3)
    expected = train("lstm", delay=2, seed=4, steps=20, rate=0.003, forget_bias=1.0)
    assert_allclose(packed["accuracy"][1, 0, 1, 0], expected.accuracy, atol=1e-3)
