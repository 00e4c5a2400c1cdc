"""Train every network of the explorer "Who still knows the first word?" and store how it went, in data/.

    python tools/stored/train_memory.py [--out FILE]

A quarter to half an hour on one core. What is done is kept beside the result, so that a run that was stopped goes on.
Then `make data` writes the new checksum and the new line of data/README.md.
"""

import argparse
import pickle
import sys
import time
from itertools import product
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from course_lib.recurrent.training import NETWORKS, RATES, train  # noqa: E402

DELAYS = tuple(range(5, 65, 5))
SEEDS = (0, 1, 2)


def main(arguments=None):
    import torch

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "training_memory.npz")
    out = parser.parse_args(arguments).out
    torch.set_num_threads(1)  # the sums come in the same order everywhere, and 16 units gain nothing from two
    kept = out.with_suffix(".part")
    np.savez_compressed(out, **packed(train_all(kept)))
    kept.unlink()
    print(f"{out}: {out.stat().st_size / 1000:.0f} kB; now run `make data`")


def train_all(kept, *, networks=tuple(NETWORKS), delays=DELAYS, seeds=SEEDS, steps=None):
    """Return {(network, rate, delay, seed): MemoryRun}; `kept` is a file of the runs that are done."""
    runs = pickle.loads(kept.read_bytes()) if kept.exists() else {}
    options = {} if steps is None else {"steps": steps}
    for key in ((name, rate, delay, seed) for delay in delays for rate in RATES for name in networks for seed in seeds):
        if key in runs:
            continue
        name, rate, delay, seed = key
        start = time.perf_counter()
        run = train(**NETWORKS[name]._asdict(), rate=rate, delay=delay, seed=seed, **options)
        runs[key] = tuple(run)
        kept.write_bytes(pickle.dumps(runs))
        seconds = time.perf_counter() - start
        print(
            f"{name:20} rate {rate:5} delay {delay:3} seed {seed}: {run.test_accuracy:.3f} in {seconds:.1f} s",
            flush=True,
        )
    return {key: runs[key] for key in product(networks, RATES, delays, seeds)}


def packed(runs):
    """Return the arrays of the file. Half precision is finer than what 1280 answers can tell."""
    networks, rates, delays, seeds = (tuple(dict.fromkeys(part)) for part in zip(*runs))
    shape = (len(networks), len(rates), len(delays), len(seeds))
    steps, loss, accuracy, test_accuracy = zip(*runs.values())
    return {
        "networks": np.array(networks),
        "rates": np.array(rates),
        "delays": np.array(delays),
        "seeds": np.array(seeds),
        "steps": steps[0],
        "test_accuracy": np.array(test_accuracy).reshape(shape),
        "accuracy": np.array(accuracy, dtype=np.float16).reshape(*shape, -1),
        "loss": np.array(loss, dtype=np.float16).reshape(*shape, -1),
    }


if __name__ == "__main__":
    main()
