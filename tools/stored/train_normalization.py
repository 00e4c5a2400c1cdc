"""Train the digits network without and with each normalization, and store how it went, in data/.

    python tools/stored/train_normalization.py [--out FILE]

About five minutes on one core. What is done is kept beside the result, so that a run that was stopped goes on. Then
`make data` writes the new checksum and the new line of data/README.md.
"""

import argparse
import copy
import pickle
import sys
import time
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from course_lib.normalization import training  # noqa: E402
from course_lib.normalization.training import BATCH_SIZES, EXAMPLES, LEARNING_RATES, NORMS, SEEDS, STRETCH  # noqa: E402

# What is watched during training, for the question of the covariate shift: runs of the grid, step by step.
SHIFT_NORMS = ("none", "batch")
SHIFT_RATES = (0.1, 0.3, 1.0)
SHIFT_BATCH = 64
SHIFT_STEPS = (0, 1, 2, 3, 5, 8, 12, 16, 20, 30, 40, 50, 60, 70, 80, 90, 99)
PROBE = 256  # training images, always the same, on which hidden layers are looked at
SHOWN = 4  # channels of each layer
EDGES = np.linspace(-6, 6, 49)  # of the histograms; what lies beyond counts in the last bins
MULTIPLES = (0.25, 0.5, 1, 2, 4)  # of the learning rate: how far to walk along the gradient


class Watched(NamedTuple):
    means: np.ndarray  # (steps, layers, channels) of what enters a hidden layer's ReLU
    deviations: np.ndarray  # (steps, layers, channels)
    histograms: np.ndarray  # (steps, layers, channels, bins) counts
    shift_sizes: np.ndarray  # (steps, 4) ||G - G'|| of convolution 2, 3, 4 and the last layer
    gradient_sizes: np.ndarray  # (steps, 4) ||G||
    shift_cosines: np.ndarray  # (steps, 4) cosine of the angle between G and G'
    walk_losses: np.ndarray  # (steps, 1 + multiples) the loss where one stands, then along the gradient
    walk_turns: np.ndarray  # (steps, multiples) how much the gradient has changed there, relative to its size


def main(arguments=None):
    import torch

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "training_normalization.npz")
    out = parser.parse_args(arguments).out
    torch.set_num_threads(1)  # the sums come in the same order everywhere
    kept = out.with_suffix(".part")
    content = packed(train_all(kept)) | packed_shift(watch_all())
    np.savez_compressed(out, **content)
    kept.unlink()
    print(f"{out}: {out.stat().st_size / 1000:.0f} kB; now run `make data`")


def train_all(kept, *, norms=NORMS, batch_sizes=BATCH_SIZES, rates=LEARNING_RATES, seeds=SEEDS, examples=EXAMPLES):
    """Return {(norm, batch size, rate, seed): (losses, accuracies)}; `kept` is a file of the runs that are done."""
    runs = pickle.loads(kept.read_bytes()) if kept.exists() else {}
    settings = list(product(rates, seeds))
    for batch_size, norm in product(sorted(batch_sizes, reverse=True), norms):
        if (norm, batch_size, *settings[0]) in runs:
            continue
        start = time.perf_counter()
        done = training.train_side_by_side(norm, settings, batch_size=batch_size, examples=examples)
        runs |= {(norm, batch_size, *one): run[1:3] for one, run in zip(settings, done)}
        kept.write_bytes(pickle.dumps(runs))
        best = max(run.test_accuracy[-1] for run in done)
        print(f"{norm:8} batch {batch_size:2}: best {best:.3f}, {time.perf_counter() - start:.0f} s", flush=True)
    return {key: runs[key] for key in product(norms, batch_sizes, rates, seeds)}


def packed(runs):
    """Return the arrays of the grid. Half precision is finer than what 517 test images can tell."""
    axes = [tuple(dict.fromkeys(part)) for part in zip(*runs)]
    shape = tuple(map(len, axes))
    loss, accuracy = (np.array(curves) for curves in zip(*runs.values()))
    names = ("norms", "batch_sizes", "learning_rates", "seeds")
    return {name: np.array(axis) for name, axis in zip(names, axes)} | {
        "examples_seen": np.arange(1, loss.shape[1] + 1) * STRETCH,
        "loss": np.clip(loss, 0, 6e4).astype(np.float16).reshape(*shape, -1),  # 65504 is the end of half precision
        "accuracy": accuracy.astype(np.float16).reshape(*shape, -1),
    }


def watch_all(norms=SHIFT_NORMS, rates=SHIFT_RATES, seeds=SEEDS, steps=SHIFT_STEPS):
    """Return {(norm, rate, seed): Watched}."""
    return {key: watched(*key, steps=steps) for key in product(norms, rates, seeds)}


def watched(norm, rate, seed, *, steps=SHIFT_STEPS):
    """Return what happens inside one network while it is trained as in the grid."""
    import torch

    net, order = training.network(norm, (seed,)), training.orders((seed,), SHIFT_BATCH * (max(steps) + 1))
    seen = []
    for step in range(max(steps) + 1):
        chosen = order[step * SHIFT_BATCH : (step + 1) * SHIFT_BATCH]
        if step in steps:
            seen.append((*hidden(net), *gradient_shift(net, chosen, rate), *walk(net, chosen, rate)))
        new = stepped(net, gradients(net, chosen), rate)
        with torch.no_grad():
            for weight, value in zip(net.parameters(), new):
                weight.copy_(value)
    return Watched(*(np.array(part) for part in zip(*seen)))


def hidden(net):
    """Return mean, standard deviation and histogram of what enters each ReLU, channel by channel, in training mode."""
    import torch

    x = torch.from_numpy(training.split().images[:PROBE, None])
    inputs = []
    with torch.no_grad():
        for layer in copy.deepcopy(net):  # batch norm keeps running statistics: not those of this look
            if isinstance(layer, torch.nn.ReLU):
                inputs.append(x.transpose(0, 1).flatten(1)[:SHOWN].numpy())  # (channels, values)
            x = layer(x)
    ends = EDGES[0], EDGES[-1]
    counts = [[np.histogram(np.clip(row, *ends), EDGES)[0] for row in rows] for rows in inputs]
    return [rows.mean(axis=1) for rows in inputs], [rows.std(axis=1) for rows in inputs], counts


def gradients(net, chosen):
    import torch

    return torch.autograd.grad(training.losses(net, chosen).sum(), list(net.parameters()))


def stepped(net, slopes, rate):
    """Return the parameters after a step of SGD."""
    return [weight.detach() - rate * slope for weight, slope in zip(net.parameters(), slopes)]


def gradient_shift(net, chosen, rate):
    """Return ||G - G'||, ||G|| and their cosine for the layers that have others before them.

    G is the gradient of the loss with respect to a layer's weights; G' is the same on the same batch after the layers
    before it, and only these, have made their step: Santurkar et al. (2018), definition 2.1.
    """
    import torch

    net = copy.deepcopy(net)
    names = [name for name, _ in net.named_parameters()]
    slopes = gradients(net, chosen)
    new = stepped(net, slopes, rate)
    layers = [int(name.split(".")[0]) for name in names]
    convolutions = [number for number, layer in enumerate(net) if isinstance(layer, torch.nn.Conv2d)][1:]
    measured = []
    for number in convolutions:
        moved = copy.deepcopy(net)
        with torch.no_grad():
            for layer, weight, value in zip(layers, moved.parameters(), new):
                if layer < number:
                    weight.copy_(value)
        place = names.index(f"{number}.weight")
        before, after = slopes[place].flatten().double(), gradients(moved, chosen)[place].flatten().double()
        cosine = before @ after / (before.norm() * after.norm())
        measured.append([float((before - after).norm()), float(before.norm()), float(cosine)])
    return np.transpose(measured)


def walk(net, chosen, rate):
    """Return the losses, and the relative changes of the gradient, at some distances along the negative gradient."""
    import torch

    net = copy.deepcopy(net)
    start = gradients(net, chosen)
    flat = torch.cat([slope.flatten() for slope in start]).double()
    found, turns = [float(training.losses(net, chosen).detach())], []
    for multiple in MULTIPLES:
        there = copy.deepcopy(net)
        with torch.no_grad():
            for weight, value in zip(there.parameters(), stepped(net, start, multiple * rate)):
                weight.copy_(value)
        found.append(float(training.losses(there, chosen).detach()))
        slope = torch.cat([part.flatten() for part in gradients(there, chosen)]).double()
        turns.append(float((slope - flat).norm() / flat.norm()))
    return found, turns


def packed_shift(watched):
    """Return the arrays of what was watched; histograms of the first seed only."""
    axes = [tuple(dict.fromkeys(part)) for part in zip(*watched)]
    shape = tuple(map(len, axes))
    stacked = Watched(*(np.array(part).reshape(*shape, *np.shape(part[0])) for part in zip(*watched.values())))
    arrays = {name: part.astype(np.float32) for name, part in stacked._asdict().items()}
    arrays["histograms"] = stacked.histograms[:, :, 0].astype(np.uint16)
    arrays |= {"steps": np.array(SHIFT_STEPS), "rates": np.array(axes[1]), "edges": EDGES, "multiples": MULTIPLES}
    return {f"shift_{name.removeprefix('shift_')}": part for name, part in arrays.items()}


if __name__ == "__main__":
    main()
