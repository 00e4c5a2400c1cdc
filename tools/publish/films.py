"""The films of all explorers, kept in build/films and made anew only when what they depend on has changed."""

import ast
import hashlib
import importlib.metadata
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from course_lib.kit.film.pack import film, finding_of_start
from tools.publish import ROOT

WORKERS = 2
PACKAGES = ("matplotlib", "numpy", "opencv-python", "pillow", "scipy")  # whose versions may change a picture
FRAMEWORK = ("course_lib.kit.film.pack", "course_lib.kit.figures")


class StaleNotebook(Exception):
    """A stored output that is not what the explorer says today."""


def sources(*modules):
    """Return the paths of these modules and of all that they import of the course, inside functions too."""
    found, waiting = set(), list(modules)
    while waiting:
        path = _path(waiting.pop())
        if path and path not in found:
            found.add(path)
            waiting += _imports(path)
    return sorted(found)


def _path(module):
    base = ROOT.joinpath(*module.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.exists()), None)


@cache
def _imports(path):
    names = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = path.relative_to(ROOT).parts[: -node.level] if node.level else ()
            module = ".".join([*package, *filter(None, [node.module])])
            inner = [f"{module}.{alias.name}" for alias in node.names]
            names += [name if _path(name) else module for name in inner]
    return [name for name in names if name.startswith("course_lib.")]


def fingerprint(kind, values):
    """Return a digest of everything that decides the film of an explorer."""
    paths = sources(kind.__module__, *FRAMEWORK)
    if ROOT / "course_lib/data.py" in paths:
        paths.append(ROOT / "data/SHA256SUMS")
    digest = hashlib.sha256(json.dumps([kind.__qualname__, sorted(values.items())], default=str).encode())
    for package in PACKAGES:
        digest.update(importlib.metadata.version(package).encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def place(kind, values, folder):
    return folder / f"{kind.__name__}-{fingerprint(kind, values)}.film"


def render(kind, values, path):
    """Make one film and put it at `path`."""
    packed = film(kind(**values))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    part.write_bytes(packed)
    part.replace(path)


def films_of(notebooks, folder=ROOT / "build" / "films"):
    """Return {(notebook, number of its explorer): path of the film}.

    Renders what is missing, in two processes, and removes the films that none of these notebooks shows.
    """
    wanted = {
        (notebook.name, number): (shown, cell)
        for notebook in notebooks
        for number, (cell, shown) in enumerate(notebook.explorers())
    }
    found = {key: place(*shown, folder) for key, (shown, _) in wanted.items()}
    missing = {found[key]: shown for key, (shown, _) in wanted.items() if not found[key].exists()}
    if missing:
        os.environ["OMP_NUM_THREADS"] = "1"
        print(f"rendering {len(missing)} of {len(set(found.values()))} films", file=sys.stderr, flush=True)
        with ProcessPoolExecutor(WORKERS) as pool:
            list(pool.map(render, *zip(*((*shown, path) for path, shown in missing.items()))))
    for path in set(folder.glob("*.film")) - set(found.values()):
        path.unlink()
    for key, (_, cell) in wanted.items():
        check_finding(key[0], cell, found[key])
    return found


def check_finding(name, cell, path: Path):
    """Raise `StaleNotebook` if the notebook stores another finding than its explorer has now."""
    stored = next("".join(out["data"]["text/plain"]) for out in cell["outputs"] if "image/png" in out.get("data", {}))
    now = finding_of_start(path.read_bytes())
    if stored != now:
        raise StaleNotebook(f"{name} stores {stored!r}, its explorer says {now!r}: run `make notebooks NB={name}`")
