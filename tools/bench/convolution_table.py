"""Print how long convolutions take: ours against PyTorch on one thread, and five ways to write them.

Run: OMP_NUM_THREADS=1 python tools.bench/convolution_table.py
"""

import statistics
import time

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view

from course_lib.convolution import conv_matrix, conv_output_size, cross_correlate

LIMIT = 2**30  # bytes; a way that needs more is skipped
SIZES = (16, 32, 64, 128, 256, 512)
NAIVE_LIMIT = 64  # pixels; beyond, plain Python takes seconds


def naive(image, kernel):
    """Four plain loops."""
    k = len(kernel)
    rows, columns = image.shape[0] - k + 1, image.shape[1] - k + 1
    out = np.empty((rows, columns), image.dtype)
    for row in range(rows):
        for column in range(columns):
            total = 0.0
            for i in range(k):
                for j in range(k):
                    total += image[row + i, column + j] * kernel[i, j]
            out[row, column] = total
    return out


def windows(image, kernel):
    """All windows as a view, summed by einsum."""
    return np.einsum("rcij,ij->rc", sliding_window_view(image, kernel.shape), kernel)


def milliseconds(*calls, repeats):
    """Return the median of each call; the calls take turns, so that a busy machine is unfair to none."""
    times = [[] for _ in calls]
    for _ in range(repeats + 1):
        for call, record in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            record.append(1000 * (time.perf_counter() - start))
    return [statistics.median(record[1:]) for record in times]  # the first one warms up


def dense_bytes(size, kernel):
    return conv_output_size(size, kernel) ** 2 * size**2 * 4


def sparse_bytes(matrix):
    return matrix.data.nbytes + matrix.indices.nbytes + matrix.indptr.nbytes


def against_pytorch(rng, size=512, kernel=5, repeats=100):
    """Print one line: the grey image of the speed bar."""
    image = rng.normal(size=(size, size)).astype(np.float32)
    weight = rng.normal(size=(kernel, kernel)).astype(np.float32)
    x, w = torch.tensor(image)[None, None], torch.tensor(weight)[None, None]
    ours, theirs = milliseconds(
        lambda: cross_correlate(image, weight), lambda: torch.nn.functional.conv2d(x, w), repeats=repeats
    )
    print(
        f"{size}x{size} float32, {kernel}x{kernel} kernel, one thread, median of {repeats}: "
        f"cross_correlate {ours:.2f} ms, torch conv2d {theirs:.2f} ms, ratio {ours / theirs:.2f}"
    )


def ways(image, weight):
    """Return {name: call, or the reason why not}, and the bytes of the sparse matrix."""
    size, kernel = len(image), len(weight)
    flat = image.ravel()
    sparse = conv_matrix(weight, image.shape, sparse=True)
    calls = {
        "tap loop": lambda: cross_correlate(image, weight),
        "windows": lambda: windows(image, weight),
        "sparse": lambda: sparse @ flat,
        "dense": f"{dense_bytes(size, kernel) / 2**30:.0f} GB",
        "naive": "too slow",
    }
    if dense_bytes(size, kernel) <= LIMIT:
        dense = conv_matrix(weight, image.shape)
        calls["dense"] = lambda: dense @ flat
    if size <= NAIVE_LIMIT:
        calls["naive"] = lambda: naive(image, weight)
    expected = cross_correlate(image, weight).ravel()
    for name, call in calls.items():
        if callable(call):
            np.testing.assert_allclose(np.ravel(call()), expected, atol=1e-3, err_msg=name)
    return calls, sparse_bytes(sparse)


def scaling(rng, kernel=5):
    """Print a table: one row per image size, one column per way; the matrices are built beforehand."""
    print(f"\nApplying a {kernel}x{kernel} kernel, float32, milliseconds; the matrices are built beforehand")
    names = ("tap loop", "windows", "sparse", "dense", "naive")
    print(f"{'size':>5}" + "".join(f"{name:>12}" for name in names) + f"{'sparse MB':>12}{'dense MB':>12}")
    weight = rng.normal(size=(kernel, kernel)).astype(np.float32)
    for size in SIZES:
        image = rng.normal(size=(size, size)).astype(np.float32)
        calls, stored = ways(image, weight)
        cells = []
        for name in names:
            call = calls[name]
            if not callable(call):
                cells.append(f"{call:>12}")
                continue
            (median,) = milliseconds(call, repeats=3 if name == "naive" else 20)
            cells.append(f"{median:>12.3f}")
        memory = f"{stored / 1e6:>12.2f}{dense_bytes(size, kernel) / 1e6:>12.1f}"
        print(f"{size:>5}{''.join(cells)}{memory}")
    print(f"dense: skipped where the matrix needs more than {LIMIT / 2**30:.0f} GB, which is given instead of a time")
    print(f"naive: skipped beyond {NAIVE_LIMIT} pixels, where it takes seconds")


def main():
    torch.set_num_threads(1)
    rng = np.random.default_rng(0)
    against_pytorch(rng)
    scaling(rng)


if __name__ == "__main__":
    main()
