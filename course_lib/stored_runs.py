"""What the course trained, timed or measured once and stored in data/: read by name, looked up, and compared with anew.

A topic that trains something has two modules. `training.py` trains (torch is imported inside its functions); its
script in tools/stored/ calls it for a whole grid of settings and stores the results, one array for each name and
size, as data/training_<name>.npz. `runs.py` says what the arrays are and looks up one setting:

    class StoredRuns(NamedTuple):  # field for field the arrays of the file
        models: tuple  # names
        rates: np.ndarray  # (R,) learning rates
        test_accuracy: np.ndarray  # (models, R, seeds)

    @lru_cache
    def stored_runs():
        return read("training_<name>", StoredRuns)

    def stored_accuracies(model, *, rate):
        runs = stored_runs()
        return runs.test_accuracy[place_of(model=(model, runs.models), rate=(rate, runs.rates))]

A notebook that trains once more, live, asks first for what is stored, so that a setting that is not stored is refused
before it costs a minute, and says at the end whether the new run is like the old ones:

    stored = stored_accuracies(model, rate=rate)
    run = train(model, rate=rate, seed=3)
    return compare_with_stored(run, run.test_accuracy, stored, name=f"{model}, learning rate {rate:g}")
"""

from typing import NamedTuple

import numpy as np

from course_lib import data

TOLERANCE = 0.05  # of the comparison of a new run with the stored ones: another seed, and machines round differently


class Landing(NamedTuple):
    inside: bool  # whether the new run lies within the stored ones, give or take the tolerance
    low: float  # test accuracy after the training of the worst stored run
    high: float  # of the best
    sentence: str  # the outcome in words
    run: tuple  # the new run, as `training.train` returned it

    def __repr__(self):
        return self.sentence


def read(name, kind):
    """Return the arrays of data/<name>.npz that the fields of `kind`, a NamedTuple, ask for; texts as `str`, in tuples.

    >>> class Norms(NamedTuple):
    ...     norms: tuple
    ...     batch_sizes: np.ndarray
    >>> read("training_normalization", Norms)
    Norms(norms=('none', 'batch', 'layer', 'instance', 'group'), batch_sizes=array([ 2,  4,  8, 16, 32, 64]))
    """
    arrays = data.results(name)
    return kind(
        *(_texts(arrays[field]) if arrays[field].dtype.kind == "U" else arrays[field] for field in kind._fields)
    )


def place_of(**settings):
    """Return where a setting is stored, one index for each axis, raising `ValueError` that lists what there is.

        >>> place_of(norm=("batch", ("none", "batch")), rate=(0.3, np.array([0.1, 0.3, 1.0])))
        (1, 1)

    settings : for each axis its name, and the pair of a value and all that are stored, in their order
    """
    place = []
    for name, (value, stored) in settings.items():
        known = np.asarray(stored).tolist()
        if value not in known:
            raise ValueError(f"`{name}` must be one that is stored, {', '.join(map(str, known))}, got {value!r}")
        place.append(known.index(value))
    return tuple(place)


def compare_with_stored(run, reached, stored, *, name):
    """Return whether a new run lies within the stored ones of its setting, and the sentence that says so.

        >>> compare_with_stored((), 0.83, [0.8, 0.9, 0.85], name="batch norm")
        batch norm: it lands inside the 3 stored runs, 80% to 90% (tolerance 5 points).

    Parameters
    ----------
    run : tuple
        Handed on in the result.
    reached : float
        The test accuracy of `run` after its training, in [0, 1].
    stored : (seeds,) array_like
        Those of the stored runs.
    name : str
        Which setting it is, at the beginning of the sentence.
    """
    low, high = float(np.min(stored)), float(np.max(stored))
    inside = low - TOLERANCE <= reached <= high + TOLERANCE
    # Inside, its own digits stay unsaid: they differ between machines.
    where = "lands inside" if inside else f"lands at {reached:.0%}, outside"
    others = f"the {len(stored)} stored runs, {low:.0%} to {high:.0%}"
    return Landing(inside, low, high, f"{name}: it {where} {others} (tolerance {TOLERANCE * 100:.0f} points).", run)


def _texts(array):
    return tuple(array.tolist()) if array.ndim else str(array)
