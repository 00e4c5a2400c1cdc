"""Measure how long convolutions take, the three ways in two libraries, and store it in data/timing_convolution.npz.

    python tools/stored/time_convolution.py [--out FILE]

A quarter of an hour on one core, better while nothing else runs. Every setting comes up in each of a few rounds, and
the best time counts, so that what else the machine does in between is left out.
Then `make data` writes the new checksum and the new line of data/README.md.
"""

import argparse
import datetime
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from course_lib.fourier.timing import LIBRARIES, WAYS, measured_seconds  # noqa: E402

SIZES = (64, 128, 256, 512, 1024)
KERNELS = tuple(range(3, 64, 2))
ROUNDS = 5
PACKAGES = {"NumPy": "numpy", "SciPy": "scipy", "OpenCV": "opencv-python"}


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "timing_convolution.npz")
    out = parser.parse_args(arguments).out
    np.savez_compressed(out, **packed(SIZES, KERNELS, best_times(SIZES, KERNELS, rounds=ROUNDS)))
    print(f"{out}: {out.stat().st_size / 1000:.0f} kB; now run `make data`")


def best_times(sizes, kernels, *, rounds):
    """Return the best seconds of all rounds, (libraries, ways, sizes, kernels)."""
    best = np.full((len(LIBRARIES), len(WAYS), len(sizes), len(kernels)), np.inf)
    for number in range(1, rounds + 1):
        for at in np.ndindex(len(LIBRARIES), len(sizes), len(kernels)):
            library, size, kernel = at
            place = (library, slice(None), size, kernel)
            repeats = 2 if sizes[size] > 256 else 10  # small pictures take microseconds, and waver more
            times = measured_seconds(sizes[size], kernels[kernel], library=LIBRARIES[library], repeats=repeats)
            best[place] = np.minimum(best[place], times)
        print(f"round {number} of {rounds}", flush=True)
    return best


def packed(sizes, kernels, seconds):
    """Return the arrays of the file. Single precision is finer than any clock here."""
    return {
        "libraries": np.array(LIBRARIES),
        "ways": np.array(WAYS),
        "sizes": np.array(sizes),
        "kernels": np.array(kernels),
        "seconds": seconds.astype(np.float32),
        "machine": np.array(machine()),
    }


def machine():
    """Return in words on what was measured, by which versions, and when."""
    versions = ", ".join(f"{name} {version(package)}" for name, package in PACKAGES.items())
    cores = os.cpu_count()
    return (
        f"one thread on {platform.machine()} with {cores} cores, Python {platform.python_version()}, {versions}, "
        f"{datetime.date.today():%B %Y}"
    )


if __name__ == "__main__":
    main()
