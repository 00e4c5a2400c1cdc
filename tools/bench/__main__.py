"""Print how fast and how large the course is: `make bench`.

Times are medians on this machine while nothing else should run; they are reported, never tested.
"""

import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tools.bench.browser.drive import middle_and_tail

ROOT = Path(__file__).resolve().parents[2]
MOVES = 60


def main():
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    imports()
    explorers()
    memory()
    notebooks()
    studies()
    from tools.bench import convolution_table

    print("\n## Convolution")
    convolution_table.main()


def in_fresh_python(code):
    """Return what `code` prints in a new interpreter."""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    return run.stdout.strip()


def imports():
    print("## Import, seconds (median of 5 fresh interpreters)")
    heavy = "('torch', 'matplotlib', 'ipywidgets', 'anywidget', 'scipy', 'cv2')"
    topics = ("convolution", "fourier", "metrics", "normalization", "recurrent", "statistics")
    for module in ("course_lib", *(f"course_lib.{topic}" for topic in topics), "course_lib.kit.practice.exercises"):
        code = (
            "import sys, time; t = time.perf_counter(); import " + module + "; t = time.perf_counter() - t; "
            f"print(t, *[m for m in {heavy} if m in sys.modules])"
        )
        answers = [in_fresh_python(code).split() for _ in range(5)]
        seconds = statistics.median(float(answer[0]) for answer in answers)
        print(f"{module:36} {seconds:6.3f}   loads {', '.join(answers[0][1:]) or 'nothing heavy'}")


def explorers():
    """Per explorer: kernel time of a move and bytes that travel, over seeded random settings."""
    import json

    import numpy as np

    from course_lib.kit.stage.widget import View
    from course_lib.kit.sweep.walk import every_explorer

    print(f"\n## Explorers in the kernel, {MOVES} random moves of one control; compute + update + record, bytes sent")
    print(f"{'explorer':22}{'median ms':>10}{'95th ms':>9}{'median kB':>11}{'95th kB':>9}{'first ms':>10}")
    for explorer_class in every_explorer():
        start = time.perf_counter()
        explorer = explorer_class()
        view = View(explorer)
        first = 1000 * (time.perf_counter() - start)
        sent = []
        view.send = lambda content, buffers, sent=sent: sent.append((content, buffers))
        rng = np.random.default_rng(0)
        names = list(explorer.controls)
        times = []
        for _ in range(MOVES):
            name = names[int(rng.integers(len(names)))]
            value = explorer.controls[name].random(rng)
            start = time.perf_counter()
            explorer.apply({name: value})
            view.push()
            times.append(1000 * (time.perf_counter() - start))
        size = [(len(json.dumps(content)) + sum(map(len, buffers))) / 1000 for content, buffers in sent]
        row = (*middle_and_tail(times), *middle_and_tail(size), first)
        print(f"{explorer_class.__name__:22}{row[0]:10.1f}{row[1]:9.1f}{row[2]:11.1f}{row[3]:9.1f}{row[4]:10.0f}")


def studies():
    """How long a thousand and more simulated studies take."""
    from course_lib.statistics import simulate_p_values

    print("\n## 10,000 simulated studies of n = 100, milliseconds (median of 7)")
    for test in ("z", "t"):
        times = []
        for seed in range(8):
            start = time.perf_counter()
            simulate_p_values(0.0, 100, 10_000, seed=seed, test=test)
            times.append(1000 * (time.perf_counter() - start))
        print(f"{test}-test {statistics.median(times[1:]):8.1f}")  # the first one warms up


def memory():
    print("\n## Memory of a kernel, MB resident")
    kernel = "import ipykernel.ipkernel, psutil; "
    say = "; print(round(psutil.Process().memory_info().rss / 1e6))"
    for label, code in {
        "bare": "pass",
        "with the explorers and one on show": (
            "from course_lib.convolution.explorers import SlidingWindow; SlidingWindow()._repr_mimebundle_()"
        ),
        "with torch": "import torch",
        "with both": (
            "import torch; from course_lib.convolution.explorers import SlidingWindow; "
            "SlidingWindow()._repr_mimebundle_()"
        ),
    }.items():
        print(f"{label:36} {in_fresh_python(kernel + code + say):>6}")


def notebooks():
    import nbformat

    from tools.notebooks import NOTEBOOKS, execute

    print("\n## Notebooks, run whole")
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        start = time.perf_counter()
        execute(path)
        cells = sum(cell.cell_type == "code" for cell in nbformat.read(path, as_version=4).cells)
        seconds, size = time.perf_counter() - start, path.stat().st_size / 1000
        print(f"{path.stem:36} {seconds:6.1f} s, {cells} code cells, {size:.0f} kB")


if __name__ == "__main__":
    main()
