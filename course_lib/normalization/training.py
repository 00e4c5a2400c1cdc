"""Real training: a small network reads handwritten digits, without and with each normalization.

torch is loaded by the functions that train; what was stored is read without it.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import data
from course_lib.checks import check_choice, check_integer, check_positive
from course_lib.normalization.runs import stored_accuracies
from course_lib.stored_runs import compare_with_stored

NORMS = ("none", "batch", "layer", "instance", "group")
BATCH_SIZES = (2, 4, 8, 16, 32, 64)
LEARNING_RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)  # of plain SGD, without momentum
SEEDS = (0, 1, 2)
CHANNELS, STRIDES = (8, 16, 16, 16), (2, 2, 1, 1)  # of the 3x3 convolutions: 8x8 pixels become 4x4, then 2x2
GROUPS = 4  # of group norm
CLASSES = 10
TRAINED = 1280  # images; the other 517 are for the test
STRETCH = 320  # examples between two points of a curve; every batch size above divides it
EXAMPLES = 6400  # seen by every run, whatever its batch size: five times the training images
CHANCE = 1 / CLASSES


class Split(NamedTuple):
    images: np.ndarray  # (1280, 8, 8) float32, in [0, 1]
    labels: np.ndarray  # (1280,)
    test_images: np.ndarray  # (517, 8, 8) float32
    test_labels: np.ndarray  # (517,)


class TrainingRun(NamedTuple):
    examples_seen: np.ndarray  # (points,) examples seen when a point was measured
    training_loss: np.ndarray  # (points,) nats, mean over the stretch that ends there; nan once it has diverged
    test_accuracy: np.ndarray  # (points,) share of the 517 test images
    network: object  # the trained torch network, in evaluation mode; None where several were trained side by side


class Modes(NamedTuple):
    evaluation: float  # test accuracy in evaluation mode, with the running statistics
    training: float  # the same network in training mode, with the statistics of each batch


@lru_cache
def split():
    """Return the digits of the course, mixed once and for all and cut in two.

    >>> [part.shape for part in split()]
    [(1280, 8, 8), (1280,), (517, 8, 8), (517,)]
    """
    images, labels = data.digits()
    order = np.random.default_rng(0).permutation(len(labels))
    first, rest = order[:TRAINED], order[TRAINED:]
    images = images.astype(np.float32)
    return Split(images[first], labels[first], images[rest], labels[rest])


def network(norm, seeds=(0,)):
    """Return the torch network: four 3x3 convolutions, each with `norm` and ReLU, then the ten answers.

        >>> [type(layer).__name__ for layer in network("batch")][:3]
        ['Conv2d', 'BatchNorm2d', 'ReLU']

    Parameters
    ----------
    norm : str
        One of `NORMS`.
    seeds : sequence of int
        Of the initial weights (He et al., 2015, doi:10.48550/arXiv.1502.01852, eq. 10), which do not depend on `norm`.
        With several seeds, as many networks lie side by side in one: their channels are groups of each convolution,
        and none sees another. They train in little more time than one of them.

    Returns
    -------
    torch.nn.Sequential
        Takes (N, models, 8, 8), gives (N, models * 10, 1, 1).
    """
    import torch

    check_choice("norm", norm, NORMS)
    with torch.random.fork_rng(devices=[]):  # torch draws weights, which are replaced: the caller's numbers go on
        return _initialized(torch.nn.Sequential(*_layers(norm, len(seeds))), seeds)


def train(norm, *, batch_size, learning_rate, seed, examples=EXAMPLES, progress=iter):
    """Return how one network learned the digits, by plain SGD.

        >>> run = train("batch", batch_size=32, learning_rate=0.3, seed=0, examples=2560)
        >>> run.examples_seen.tolist()[-1], bool(run.test_accuracy[-1] > 0.8)
        (2560, True)

    Parameters
    ----------
    norm : str
        One of `NORMS`.
    batch_size : int
        A divisor of 320.
    learning_rate : float
    seed : int
        Of the initial weights and of the order of the images.
    examples : int
        How many images are seen in all, a multiple of 320. So a small batch makes more steps.
    progress : callable
        Takes the range of steps and returns an iterable of it; `course_lib.kit.lab.progress_bar.watch` shows a bar.

    Returns
    -------
    TrainingRun
        The same on every run with one thread.
    """
    options = {"batch_size": batch_size, "examples": examples, "progress": progress}
    net, (run,) = _train(norm, [(learning_rate, seed)], **options)
    return run._replace(network=net)


def train_side_by_side(norm, settings, *, batch_size, examples=EXAMPLES):
    """Return a list of `TrainingRun`, one for each (learning rate, seed) in `settings`, trained together.

        >>> slow, fast = train_side_by_side("batch", [(0.001, 0), (0.3, 0)], batch_size=32, examples=640)
        >>> bool(slow.training_loss[-1] > fast.training_loss[-1])
        True

    Each is what `train` gives, up to rounding.

    Parameters
    ----------
    norm, batch_size, examples
        As in `train`.
    settings : list of (float, int)
        Learning rate and seed of each network.
    """
    return _train(norm, settings, batch_size=batch_size, examples=examples)[1]


def train_live(norm, *, batch_size=32, learning_rate=0.3, seed=3):
    """Train one stored setting anew, under a progress bar, and return whether it lands within the stored runs.

        >>> train_live("batch", batch_size=33)
        Traceback (most recent call last):
        ValueError: `batch_size` must be one that is stored, 2, 4, 8, 16, 32, 64, got 33

    Take a setting whose stored runs agree: elsewhere the seed decides.

    Parameters
    ----------
    norm, batch_size, learning_rate
        One of those that are stored.
    seed : int
        3 and above were not used for the stored runs.

    Returns
    -------
    Landing
        `inside` is whether the last accuracy lies at most 5 points outside the range of the stored runs; `sentence`
        says it, in the same words on every run that lands inside.
    """
    from course_lib.kit.lab.progress_bar import one_thread, watch

    stored = stored_accuracies(norm, batch_size=batch_size, learning_rate=learning_rate)
    options = {"batch_size": batch_size, "learning_rate": learning_rate, "seed": seed}
    with one_thread():
        run = train(norm, **options, progress=lambda steps: watch(steps, f"training, norm: {norm}"))
    name = f"norm {norm}, batch size {batch_size}, learning rate {learning_rate:g}"
    return compare_with_stored(run, run.test_accuracy[-1], stored, name=name)


def accuracy_in_modes(net, *, batch_size=1, one_class=False):
    """Return the test accuracy of a trained network in evaluation mode, and when `eval()` was forgotten.

        >>> trained = train("batch", batch_size=32, learning_rate=0.3, seed=0, examples=2560).network
        >>> modes = accuracy_in_modes(trained, batch_size=32, one_class=True)
        >>> modes.evaluation > modes.training + 0.2  # what the images have in common is taken away
        True

    Parameters
    ----------
    net : torch network of `train`; it is left as it was, its running statistics too
    batch_size : int
        Test images per batch; the last batch may be smaller.
    one_class : bool
        Whether the test images come sorted by their digit, so that most batches hold one digit only.
    """
    import copy

    check_integer("batch_size", batch_size, 1)
    images, labels = split()[2:]
    order = np.argsort(labels, kind="stable") if one_class else np.arange(len(labels))
    net = copy.deepcopy(net)  # a pass in training mode changes the running statistics
    evaluation = _answers(net.eval(), images, len(images))[:, 0] == labels
    training = _answers(net.train(), images[order], batch_size)[:, 0] == labels[order]
    return Modes(float(evaluation.mean()), float(training.mean()))


def orders(seeds, examples):
    """Return (examples, models): which training image comes when; each image once before any comes again.

    >>> order = orders(seeds=(0, 1), examples=2560)
    >>> order.shape, len(set(order[:1280, 0].tolist()))
    ((2560, 2), 1280)
    """
    rounds = -(-examples // TRAINED)
    rngs = [np.random.default_rng(seed) for seed in seeds]
    return np.stack([np.concatenate([rng.permutation(TRAINED) for _ in range(rounds)]) for rng in rngs], 1)[:examples]


def losses(net, chosen):
    """Return the torch losses (models,) of a batch; `chosen` (N, models) are numbers of training images.

    >>> untrained = losses(network("none"), orders(seeds=(0,), examples=320))
    >>> bool(abs(untrained[0] - np.log(10)) < 0.4)  # ten answers, equally likely
    True
    """
    import torch

    images, labels = (torch.from_numpy(part[chosen]) for part in split()[:2])
    logits = net(images).view(*chosen.shape, CLASSES)
    each = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), reduction="none")
    return each.view(chosen.shape).mean(0)


def _train(norm, settings, *, batch_size, examples, progress=iter):
    """Return the network of all settings and their runs."""
    import torch

    _check_settings(settings, batch_size, examples)
    rates, seeds = zip(*settings)
    net, order = network(norm, seeds), orders(seeds, examples)
    weights = list(net.parameters())
    # Every parameter has its models along the first axis, and each model its own learning rate.
    steps = [
        -torch.tensor(rates).repeat_interleave(len(w) // len(rates)).view(-1, *[1] * (w.ndim - 1)) for w in weights
    ]
    loss, accuracy = [], []
    for step in progress(range(examples // batch_size)):
        batch_losses = losses(net, order[step * batch_size : (step + 1) * batch_size])
        gradients = torch.autograd.grad(batch_losses.sum(), weights)  # of a sum: no model's loss moves another model
        with torch.no_grad():
            torch._foreach_addcmul_(weights, gradients, steps)
        loss.append(batch_losses.detach().numpy())
        if (step + 1) * batch_size % STRETCH == 0:
            accuracy.append(test_accuracy(net))
    seen = np.arange(1, len(accuracy) + 1) * STRETCH
    loss = np.reshape(loss, (len(seen), -1, len(rates))).mean(axis=1)  # (points, models)
    return net.eval(), [TrainingRun(seen, *curves, None) for curves in zip(loss.T, np.transpose(accuracy))]


def test_accuracy(net):
    """Return the share of right answers to the test images, (models,), in evaluation mode.

    >>> bool(test_accuracy(network("none"))[0] < 0.3)  # it has learned nothing yet
    True
    """
    _, _, images, labels = split()
    right = (_answers(net.eval(), images, len(images)) == labels[:, None]).mean(axis=0)
    net.train()
    return right


test_accuracy.__test__ = False  # its name is for readers, not for pytest


def _answers(net, images, batch_size):
    """Return the digits (images, models) that a network reads, in the mode in which it is."""
    import torch

    models = net[0].groups
    with torch.no_grad():
        parts = [net(part[:, None].expand(-1, models, -1, -1)) for part in torch.from_numpy(images).split(batch_size)]
        return torch.cat(parts).view(len(images), models, CLASSES).argmax(dim=-1).numpy()


def _layers(norm, models):
    from torch import nn

    layers, before = [], 1
    for channels, stride in zip(CHANNELS, STRIDES, strict=True):
        conv = nn.Conv2d(models * before, models * channels, 3, stride=stride, padding=1, groups=models)
        layers += [conv, _normalization(norm, channels, models), nn.ReLU()]
        before = channels
    return [*layers, nn.Conv2d(models * before, models * CLASSES, 2, groups=models)]  # a linear layer on 16 x 2 x 2


def _normalization(norm, channels, models):
    from torch import nn

    width = models * channels
    if norm == "batch":
        return nn.BatchNorm2d(width)
    if norm == "instance":
        return nn.InstanceNorm2d(width, affine=True)
    # Layer norm of a whole picture is group norm with one group; so the models stay apart here too.
    groups = {"layer": 1, "group": GROUPS}
    return nn.GroupNorm(models * groups[norm], width) if norm in groups else nn.Identity()


def _initialized(net, seeds):
    """Draw each model's weights from its own seed; biases 0."""
    import torch

    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    convolutions = [layer for layer in net if isinstance(layer, torch.nn.Conv2d)]
    with torch.no_grad():
        for layer in convolutions:
            scale = (2 / layer.weight[0].numel()) ** 0.5 if layer is not net[-1] else layer.weight[0].numel() ** -0.5
            shape = (layer.weight.shape[0] // len(seeds), *layer.weight.shape[1:])
            layer.weight.copy_(torch.cat([scale * torch.randn(shape, generator=each) for each in generators]))
            layer.bias.zero_()
    return net


def _check_settings(settings, batch_size, examples):
    check_integer("batch_size", batch_size, 1)
    check_integer("examples", examples, STRETCH)
    if STRETCH % batch_size:
        raise ValueError(f"`batch_size` must divide {STRETCH}, got {batch_size}")
    if examples % STRETCH:
        raise ValueError(f"`examples` must be a multiple of {STRETCH}, got {examples}")
    for rate, seed in settings:
        check_positive("learning_rate", rate)
        check_integer("seed", seed, 0)
