"""Real training of memory: a network sees a symbol, then others, and must say at the end which came first.

torch is loaded by the functions that train; what was stored is read without it.
"""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_choice, check_integer, check_number, check_positive
from course_lib.recurrent._arguments import KINDS
from course_lib.recurrent.runs import stored_accuracies
from course_lib.stored_runs import compare_with_stored

SYMBOLS = 4
UNITS = 16
BATCH = 32  # sequences a step; each is new
RATES = (0.003, 0.01)  # learning rates of Adam; which of them is better depends on the network
STEPS = 800
POINTS = 20  # of a learning curve
TESTED = 1000  # sequences after the training
CHANCE = 1 / SYMBOLS


class Network(NamedTuple):
    kind: str  # "rnn", "gru" or "lstm", with PyTorch's initial weights
    forget_bias: float | None  # where the biases of the forget gates start; None: as PyTorch draws them


NETWORKS = {
    "RNN": Network("rnn", None),
    "GRU": Network("gru", None),
    "LSTM": Network("lstm", None),
    "LSTM, forget bias 1": Network("lstm", 1.0),
    "LSTM, forget bias 5": Network("lstm", 5.0),
}


class CopyTask(NamedTuple):
    inputs: np.ndarray  # (delay + 1, N, symbols) float32, one-hot
    targets: np.ndarray  # (N,) the first symbol of each sequence, from 0


class MemoryRun(NamedTuple):
    steps: np.ndarray  # (points,) training steps done
    loss: np.ndarray  # (points,) cross-entropy in nats, mean over the stretch that ends there
    accuracy: np.ndarray  # (points,) share of right answers in the same stretch, each batch before it is learned from
    test_accuracy: float  # share of right answers to 1000 new sequences after the last step


def copy_task(sequences, *, delay, rng):
    """Return random sequences whose first symbol is the answer.

        >>> task = copy_task(5, delay=3, rng=np.random.default_rng(0))
        >>> task.inputs.shape, bool((task.inputs[0].argmax(axis=1) == task.targets).all())
        ((4, 5, 4), True)

    Parameters
    ----------
    sequences : int
        How many, N.
    delay : int
        Symbols between the first and the answer. All are drawn alike, so nothing but its place marks the first.
    rng : numpy.random.Generator

    Returns
    -------
    inputs : (delay + 1, N, 4) ndarray, float32
    targets : (N,) ndarray

    Source: the task is a short form of "noise-free and noisy sequences on the same channel", Hochreiter & Schmidhuber
    (1997), "Long short-term memory", section 5.2, doi:10.1162/neco.1997.9.8.1735.
    """
    check_integer("sequences", sequences, 1)
    check_integer("delay", delay, 1)
    symbols = rng.integers(SYMBOLS, size=(delay + 1, sequences))
    return CopyTask(np.eye(SYMBOLS, dtype=np.float32)[symbols], symbols[0])


def train(kind, *, delay, seed, steps=STEPS, rate=0.01, forget_bias=None, progress=iter):
    """Return how a small network learned to remember the first of `delay` + 1 symbols.

        >>> run = train("lstm", delay=2, seed=0, steps=200)
        >>> run.steps.tolist()[-1], run.test_accuracy > 0.9
        (200, True)

    Parameters
    ----------
    kind : {"rnn", "gru", "lstm"}
        16 units and a linear read-out of the last hidden state; 32 new sequences a step.
    delay, seed : int
        The seed sets the initial weights and, with the delay, the sequences.
    steps : int
        A multiple of 20, for a learning curve has 20 points.
    rate : float
        Learning rate of Adam.
    forget_bias : float, optional
        Start of the biases of an LSTM's forget gates. PyTorch has two vectors of biases that add up; the second then
        starts at 0.
    progress : callable
        Wraps the range of steps, to show where the training is.

    Returns
    -------
    steps, loss, accuracy : (20,) ndarray
    test_accuracy : float
        Guessing gives 1/4.

    Raises
    ------
    ValueError
        If the kind is unknown, or a forget bias is asked of a network without forget gates.
    """
    _check_network(kind, forget_bias)
    check_integer("seed", seed, 0)
    check_positive("rate", rate)
    if check_integer("steps", steps, POINTS) % POINTS:
        raise ValueError(f"`steps` must be a multiple of {POINTS}, got {steps}")
    rng = np.random.default_rng((seed, delay))
    cell, head = _network(kind, forget_bias, seed)
    learn = _learner(cell, head, rate)
    record = [learn(copy_task(BATCH, delay=delay, rng=rng)) for _ in progress(range(steps))]
    loss, accuracy = np.array(record).reshape(POINTS, -1, 2).mean(axis=1).T
    tested = _test(cell, head, copy_task(TESTED, delay=delay, rng=rng))
    return MemoryRun(np.arange(1, POINTS + 1) * (steps // POINTS), loss, accuracy, tested)


def train_live(network, *, delay=20, rate=0.003, seed=3):
    """Train one network now, under a progress bar, and return whether it lands within the stored runs.

        >>> train_live("LSTM", delay=7)
        Traceback (most recent call last):
        ValueError: `delay` must be one that is stored, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, got 7

    Take a setting whose stored runs agree, such as the defaults: elsewhere the seed decides, and a new one may well
    land outside.

    Parameters
    ----------
    network : str
        A key of `NETWORKS`.
    delay, rate : one of those that are stored
    seed : int
        3 and above were not used for the stored runs.

    Returns
    -------
    Landing
        `inside` is whether the test accuracy lies at most 5 points outside the range of the stored runs; `sentence`
        says it, in the same words on every run that lands inside.
    """
    from course_lib.kit.lab.progress_bar import one_thread, watch

    stored = stored_accuracies(network, delay=delay, rate=rate)
    options = NETWORKS[network]._asdict() | {"delay": delay, "rate": rate, "seed": seed}
    with one_thread():
        run = train(**options, progress=lambda steps: watch(steps, f"training, {network}"))
    name = f"{network}, delay {delay}, learning rate {rate:g}"
    return compare_with_stored(run, run.test_accuracy, stored, name=name)


def _check_network(kind, forget_bias):
    check_choice("kind", kind, KINDS)
    if forget_bias is not None and kind != "lstm":
        raise ValueError(f"`forget_bias` must be None for {kind!r}, which has no forget gates, got {forget_bias}")
    if forget_bias is not None:
        check_number("forget_bias", forget_bias)


def _network(kind, forget_bias, seed):
    """Return the recurrent layer and the read-out, with the forget biases where they are asked for."""
    import torch

    with torch.random.fork_rng(devices=[]):  # the caller's random numbers go on as if nothing was drawn
        torch.manual_seed(seed)
        cell = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[kind](SYMBOLS, UNITS)
        head = torch.nn.Linear(UNITS, SYMBOLS)
    if forget_bias is not None:
        forget = slice(UNITS, 2 * UNITS)  # PyTorch's order of the rows: input, forget, candidate, output
        with torch.no_grad():
            cell.bias_ih_l0[forget] = forget_bias
            cell.bias_hh_l0[forget] = 0
    return cell, head


def _learner(cell, head, rate):
    """Return a function that makes one step of training and returns the loss and the share of right answers before."""
    import torch

    weights = [*cell.parameters(), *head.parameters()]
    optimizer = torch.optim.Adam(weights, lr=rate)

    def learn(task):
        logits, targets = head(cell(torch.from_numpy(task.inputs))[0][-1]), torch.from_numpy(task.targets)
        loss = torch.nn.functional.cross_entropy(logits, targets)
        optimizer.zero_grad()
        loss.backward()
        # The gradient through many steps can explode as well as vanish: one such step would undo the training.
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        return loss.item(), (logits.argmax(dim=1) == targets).float().mean().item()

    return learn


def _test(cell, head, task):
    import torch

    with torch.no_grad():
        answers = head(cell(torch.from_numpy(task.inputs))[0][-1]).argmax(dim=1).numpy()
    return float((answers == task.targets).mean())
