"""Exercises of `31_normalization`."""

import numpy as np

from course_lib.kit.practice.exercises import Exercise, Mistake
from course_lib.normalization import (
    batch_norm,
    count_statistics,
    group_norm,
    local_response_norm,
    start_statistics,
    update_statistics,
)

NOTEBOOK = "31_normalization"


# ---- recall: how many means

SHAPE = (8, 6, 5, 5)

COUNT_MEANS = Exercise(
    name="count-means",
    title="How many means?",
    prompt=(
        "A batch of shape (8, 6, 5, 5): 8 pictures, 6 channels, 5×5 pixels. How many means does each layer compute?\n\n"
        "1. batch norm\n\n2. layer norm (over C, H and W)\n\n3. instance norm\n\n4. group norm with 3 groups"
    ),
    starter="answer = (..., ..., ..., ...)",
    reference=tuple(count_statistics(kind, SHAPE, groups=3).pairs for kind in ("batch", "layer", "instance", "group")),
    cases=None,
    mistakes=[
        Mistake("Batch norm is not done per pixel: all places of a channel share one mean.", (150, 8, 48, 24)),
        Mistake("Batch norm has a mean for each channel, layer norm for each picture.", (8, 6, 48, 24)),
        Mistake("Each picture has groups of its own: 8 times 3.", (6, 8, 48, 3)),
        Mistake("Instance norm has a mean for each channel of each picture.", (6, 8, 6, 24)),
        Mistake("3 groups, not 3 channels in a group.", (6, 8, 48, 16)),
        Mistake("That is how many numbers share a mean.", (200, 150, 25, 50)),
    ],
    hints=(
        "Which axes are left when the averaged ones are gone? Their sizes multiply.",
        "The four numbers together make 86.",
    ),
    explanation="6, 8, 8·6 and 8·3. Times the values that share one, each makes 1200, all numbers of the batch.",
)


# ---- implement: batch norm

_RNG = np.random.default_rng(31)


def normalize_batch(x, gamma, beta, eps):
    mean = x.mean(axis=(0, 2, 3), keepdims=True)
    variance = ((x - mean) ** 2).mean(axis=(0, 2, 3), keepdims=True)
    return gamma[:, None, None] * (x - mean) / np.sqrt(variance + eps) + beta[:, None, None]


def _batch_variant(x, gamma, beta, eps, *, axes=(0, 2, 3), divide=np.sqrt, ddof=0, late=0.0, swap=False):
    mean, variance = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True, ddof=ddof)
    gamma, beta = gamma[:, None, None], beta[:, None, None]
    z = (x - mean) / (divide(variance + eps * (1 - late)) + eps * late)
    return gamma * (z + beta) if swap else gamma * z + beta


def _images(*shape):
    return 2 * _RNG.normal(size=shape) + _RNG.normal(size=(shape[1], 1, 1))


def _numbers(channels):
    return _RNG.normal(size=channels) + 1, _RNG.normal(size=channels)


NORMALIZE_BATCH = Exercise(
    name="normalize-batch",
    title="Batch norm in four lines",
    prompt=(
        "Write `normalize_batch(x, gamma, beta, eps)` for x of shape (N, C, H, W) and `gamma`, `beta` of shape (C,), "
        "as in training. NumPy's `mean` takes a tuple of axes, and `keepdims=True` keeps them as axes of size 1."
    ),
    starter="def normalize_batch(x, gamma, beta, eps): ...",
    reference=lambda x, gamma, beta, eps: batch_norm(x, gamma=gamma, beta=beta, eps=eps),
    solution=normalize_batch,
    cases=[
        (np.array([2.0, 4.0, 6.0, 8.0]).reshape(2, 1, 1, 2), np.ones(1), np.zeros(1), 1e-5),  # small enough to follow
        (_images(3, 2, 2, 3), *_numbers(2), 1e-5),
        (_images(4, 3, 5, 5), *_numbers(3), 0.5),
        (_images(1, 4, 2, 2), *_numbers(4), 1e-3),
    ],
    mistakes=[
        Mistake("You divided by the variance. Take its root.", lambda *a: _batch_variant(*a, divide=lambda v: v)),
        Mistake("Average over the places too: a channel has one mean.", lambda *a: _batch_variant(*a, axes=(0,))),
        Mistake("That is layer norm: average over N, not over C.", lambda *a: _batch_variant(*a, axes=(1, 2, 3))),
        Mistake(
            "That is instance norm: the pictures of the batch share a mean.", lambda *a: _batch_variant(*a, axes=(2, 3))
        ),
        Mistake(
            "The layer divides by n. Only the stored variance is divided by n − 1.",
            lambda *a: _batch_variant(*a, ddof=1),
        ),
        Mistake("eps belongs under the root, beside the variance.", lambda *a: _batch_variant(*a, late=1.0)),
        Mistake("First times `gamma`, then plus `beta`.", lambda *a: _batch_variant(*a, swap=True)),
    ],
    hints=(
        "Which axes are averaged over, so that one number for each channel is left?",
        "With gamma 1 and beta 0 each channel of the result has mean 0 and a variance a little below 1.",
    ),
    explanation="gamma[:, None, None] makes (C, 1, 1) of (C,): it meets the channels and is the same along the rest.",
)


# ---- implement: group norm


def normalize_groups(x, groups):
    parts = x.reshape(x.shape[0], groups, -1)
    mean = parts.mean(axis=2, keepdims=True)
    parts = (parts - mean) / np.sqrt(parts.var(axis=2, keepdims=True) + 1e-5)
    return parts.reshape(x.shape)


def _interleaved(x, groups):
    order = np.argsort(np.arange(x.shape[1]) % groups, kind="stable")
    return group_norm(x[:, order], groups)[:, np.argsort(order)]


NORMALIZE_GROUPS = Exercise(
    name="normalize-groups",
    title="Group norm by a change of shape",
    prompt=(
        "Write `normalize_groups(x, groups)` for x of shape (N, C, H, W): neighbouring channels form a group, and each "
        "group of each picture gets mean 0 and variance 1 (eps 1e-5). `groups` divides C."
    ),
    starter="def normalize_groups(x, groups): ...",
    reference=group_norm,
    solution=normalize_groups,
    cases=[(_images(2, 4, 2, 2), 2), (_images(3, 6, 3, 2), 3), (_images(2, 6, 1, 3), 2), (_images(2, 3, 2, 2), 1)],
    mistakes=[
        Mistake("A group is C / groups channels, not `groups` channels.", lambda x, g: group_norm(x, x.shape[1] // g)),
        Mistake("Neighbours form a group: 0 and 1, then 2 and 3, not every second one.", _interleaved),
        Mistake("Each channel by itself is instance norm.", lambda x, g: group_norm(x, x.shape[1])),
        Mistake("All channels together is layer norm.", lambda x, g: group_norm(x, 1)),
        Mistake("The pictures of a batch have nothing to do with each other here.", lambda x, g: batch_norm(x)),
    ],
    hints=(
        "`x.reshape(N, groups, -1)` puts each group in one row.",
        "With one group this is layer norm, with C groups instance norm.",
    ),
    explanation="The one formula, and a reshape before and after it.",
)


# ---- implement: the memory of the layer


def updated(mean, variance, x):
    return 0.9 * mean + 0.1 * x.mean(axis=0), 0.9 * variance + 0.1 * x.var(axis=0, ddof=1)


def _updated(momentum=0.1, ddof=1, root=False):
    def function(mean, variance, x):
        spread = x.var(axis=0, ddof=ddof)
        spread = np.sqrt(spread) if root else spread
        return (1 - momentum) * mean + momentum * x.mean(axis=0), (1 - momentum) * variance + momentum * spread

    return function


def _update_reference(mean, variance, x):
    running = update_statistics(start_statistics(x.shape[1])._replace(mean=mean, variance=variance), x)
    return running.mean, running.variance


UPDATE_RUNNING = Exercise(
    name="update-running",
    title="What the layer remembers",
    prompt=(
        "Write `updated(mean, variance, x)`: the running mean and variance after one more batch x of shape (N, C), "
        "with PyTorch's momentum of 0.1. Remember which variance PyTorch stores."
    ),
    starter="def updated(mean, variance, x): ...",
    reference=_update_reference,
    solution=updated,
    cases=[
        (np.zeros(1), np.ones(1), np.array([[2.0], [4.0], [6.0], [8.0]])),
        (np.array([1.0, -1.0]), np.array([4.0, 0.5]), _RNG.normal(size=(5, 2))),
    ],
    mistakes=[
        Mistake("0.1 is the share of the new batch in PyTorch. Elsewhere momentum 0.9 says the same.", _updated(0.9)),
        Mistake("What is stored is the variance divided by n − 1.", _updated(ddof=0)),
        Mistake("What is stored is the variance, not its root.", _updated(root=True)),
        Mistake(
            "A running average keeps nine tenths of the old value.",
            lambda m, v, x: (x.mean(axis=0), x.var(axis=0, ddof=1)),
        ),
    ],
    hints=(
        "new = 0.9 · old + 0.1 · batch, twice. `x.var(axis=0, ddof=1)` divides by n − 1.",
        "From 0 and 1, the batch 2, 4, 6, 8 leads to 0.5 and 1.567.",
    ),
    explanation="The layer itself divides by n and stores n − 1. For a batch of 4 the two differ by a third.",
)


# ---- investigate: the layer that vanishes


def folded(weight, bias, gamma, beta, mean, variance):
    scale = gamma / np.sqrt(variance + 1e-5)
    return weight * scale[:, None], (bias - mean) * scale + beta


def _folded(*, rows=True, root=True, with_mean=True, with_bias=True):
    def function(weight, bias, gamma, beta, mean, variance):
        scale = gamma / (np.sqrt(variance + 1e-5) if root else variance + 1e-5)
        centred = (bias if with_bias else 0 * bias) - (mean if with_mean else 0)
        return weight * (scale[:, None] if rows else scale.mean()), centred * scale + beta

    return function


def _layer(inputs, outputs):
    weight, bias = _RNG.normal(size=(outputs, inputs)), _RNG.normal(size=outputs)
    return weight, bias, *_numbers(outputs), _RNG.normal(size=outputs), _RNG.uniform(0.5, 4, outputs)


FOLDED = Exercise(
    name="fold-batch-norm",
    title="The layer that vanishes",
    prompt=(
        "After training, y = W x + b is followed by a batch norm in eval mode, with stored mean and variance "
        "(eps 1e-5). Both are linear, so one linear layer can do it all. Write "
        "`folded(weight, bias, gamma, beta, mean, variance)`: its weight (outputs, inputs) and its bias (outputs,)."
    ),
    starter="def folded(weight, bias, gamma, beta, mean, variance): ...",
    reference=folded,
    cases=[_layer(2, 3), _layer(4, 1), _layer(3, 3)],
    mistakes=[
        Mistake("Divide by the root of the variance.", _folded(root=False)),
        Mistake("Each output has a scale of its own: it multiplies a row of the weight.", _folded(rows=False)),
        Mistake("The stored mean is subtracted too.", _folded(with_mean=False)),
        Mistake("The old bias stands before the norm, so it is scaled with the rest.", _folded(with_bias=False)),
        Mistake(
            "The bias passes the norm as well: subtract, scale, then add beta.",
            lambda w, b, g, t, m, v: (w * (g / np.sqrt(v + 1e-5))[:, None], b + t - m * g / np.sqrt(v + 1e-5)),
        ),
    ],
    hints=(
        "Write down gamma · (W x + b − mean) / root + beta, and collect what stands before x.",
        "With gamma = root, beta = mean, nothing changes: weight and bias come back.",
    ),
    explanation="This is done before a network is shipped: in eval mode batch norm costs nothing at all.",
)


# ---- implement: local response normalization


def respond(a, i, n, alpha, beta, k):
    first, last = max(0, i - n // 2), min(len(a) - 1, i + n // 2)
    return a[i] / (k + alpha * (a[first : last + 1] ** 2).sum()) ** beta


def _respond(a, i, n, alpha, beta, k, *, before=None, after=None, power=2, own=True):
    first = max(0, i - (n // 2 if before is None else before(n)))
    last = min(len(a) - 1, i + (n // 2 if after is None else after(n)))
    window = a[first : last + 1].astype(float)
    if not own:
        window = np.delete(window, i - first)
    return a[i] / (k + alpha * (np.abs(window) ** power).sum()) ** beta


RESPOND = Exercise(
    name="respond",
    title="Held down by neighbours",
    prompt=(
        "Write `respond(a, i, n, alpha, beta, k)`: the response of channel i of one pixel after local response "
        "normalization by AlexNet's formula. `a` holds the pixel's channels; the window goes from i − n//2 to "
        "i + n//2, both included, cut off at the ends."
    ),
    starter="def respond(a, i, n, alpha, beta, k): ...",
    reference=lambda a, i, n, alpha, beta, k: float(local_response_norm(a[None], n, alpha=alpha, beta=beta, k=k)[0, i]),
    solution=respond,
    cases=[
        (np.array([1.0, 1, 2, 3]), 0, 2, 1.0, 1.0, 0.0),
        (np.array([1.0, 1, 2, 3]), 3, 2, 1.0, 1.0, 0.0),
        (np.array([1.0, 5, 2, 3, 4, 9]), 2, 3, 0.5, 0.75, 2.0),
        (np.array([4.0, 5, 2, 3, 4, 9]), 3, 5, 0.1, 0.5, 1.0),
    ],
    mistakes=[
        Mistake(
            "The last channel of the window counts: a slice ends before its end.",
            lambda *a: _respond(*a, after=lambda n: n // 2 - 1),
        ),
        Mistake("The window reaches to both sides.", lambda *a: _respond(*a, before=lambda n: 0)),
        Mistake("The channel itself belongs to its window.", lambda *a: _respond(*a, own=False)),
        Mistake("The sum is over squares.", lambda *a: _respond(*a, power=1)),
        Mistake(
            "beta is the power of the whole bracket.",
            lambda a, i, n, alpha, beta, k: a[i] / (k + beta * alpha * _squares(a, i, n)),
        ),
        Mistake(
            "alpha scales the sum, k does not.",
            lambda a, i, n, alpha, beta, k: a[i] / (alpha * (k + _squares(a, i, n))) ** beta,
        ),
    ],
    hints=(
        "`max(0, i - n // 2)` is the first channel of the window. What is the last?",
        "respond([1, 1, 2, 3], 0, 2, 1, 1, 0) is 1/(1² + 1²) = 0.5.",
    ),
    explanation="The notes' example is the first case: no channel stands before the first, so two squares are summed.",
)


def _squares(a, i, n):
    return (a[max(0, i - n // 2) : i + n // 2 + 1] ** 2).sum()


EXERCISES = [COUNT_MEANS, NORMALIZE_BATCH, NORMALIZE_GROUPS, UPDATE_RUNNING, FOLDED, RESPOND]
