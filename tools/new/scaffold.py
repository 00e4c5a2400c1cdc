"""The files of a new notebook, made from the templates beside this module."""

import ast
import json
import keyword
import re
import subprocess
import sys
from pathlib import Path
from string import Template
from typing import NamedTuple

from course_lib.kit.notebook.reading import read_all
from course_lib.kit.notebook.rules import OPEN

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = Path(__file__).parent / "templates"

# Template -> where what is made of it stands. Where a file is there already, what is new is added to it.
FILES = {
    "topic.py.txt": "course_lib/$topic/__init__.py",
    "mathematics.py.txt": "course_lib/$topic/$word.py",
    "claims.yaml.txt": "course_lib/$topic/claims.yaml",
    "explorers.py.txt": "course_lib/$topic/explorers/__init__.py",
    "explorer.py.txt": "course_lib/$topic/explorers/$word.py",
    "empty.py.txt": "course_lib/$topic/exercises/__init__.py",
    "exercises.py.txt": "course_lib/$topic/exercises/$word.py",
    "test_mathematics.py.txt": "tests/$topic/test_$word.py",
    "test_claims.py.txt": "tests/$topic/test_claims.py",
    "test_explorers.py.txt": "tests/$topic/test_explorers_$word.py",
    "test_exercises.py.txt": "tests/$topic/test_exercises_$word.py",
}
SHARED = ("topic.py.txt", "claims.yaml.txt", "explorers.py.txt", "empty.py.txt", "test_claims.py.txt")  # by notebooks


class NotPossible(Exception):
    """Why the notebook cannot be begun, in one sentence."""


class Plan(NamedTuple):
    notebook: str  # 60_boxes_and_average_precision
    topic: str  # detection
    word: str  # boxes: names the modules until the author has better names
    part: str  # "6 detection", as the other notebooks of the part call it

    @property
    def names(self):
        """What stands in place of the names in the templates."""
        title = self.notebook[3:].replace("_", " ").capitalize()
        return self._asdict() | {"Word": self.word.capitalize(), "title": title, "OPEN": OPEN}


def plan(notebook, topic, root=ROOT):
    """Return the `Plan` of a notebook, raising `NotPossible` if a name does not fit or is taken."""
    if not re.fullmatch(r"\d\d(_[a-z0-9]+)+", notebook):
        raise NotPossible(f"NB must be two digits and lower-case words, as 60_boxes_and_masks, got {notebook!r}")
    if not re.fullmatch(r"[a-z]+(_[a-z]+)*", topic) or topic == "kit" or keyword.iskeyword(topic):
        raise NotPossible(f"TOPIC must be the name of a package, as `detection`, got {topic!r}")
    word = notebook.split("_")[1]
    if not word.isidentifier() or keyword.iskeyword(word):
        raise NotPossible(f"the first word of NB names a module, so it cannot be {word!r}: take another")
    found = Plan(notebook, topic, word, part_of(notebook, root))
    taken = [f"notebooks/{notebook}.ipynb", *(place(name, found) for name in FILES if name not in SHARED)]
    for name in taken:
        if (root / name).exists():
            raise NotPossible(f"{name} is there already: take a notebook with another first word")
    return found


def part_of(notebook, root=ROOT):
    """Return the part of the course to which a notebook belongs by its first digit."""
    others = (other for other in read_all(root / "notebooks") if other.name[0] == notebook[0])
    return next((other.part for other in others), f"{notebook[0]} {OPEN} the name of the part")


def place(template, plan):
    return Template(FILES[template]).substitute(plan.names)


def filled(template, plan):
    return Template((TEMPLATES / template).read_text("utf-8")).substitute(plan.names)


def write(plan, root=ROOT):
    """Write all files of the plan below `root` and return their names."""
    written = []
    for template in FILES:
        path = root / place(template, plan)
        if path.exists() and template in ("topic.py.txt", "empty.py.txt"):
            continue  # a topic that is there says itself what it hands on
        path.parent.mkdir(parents=True, exist_ok=True)
        new = filled(template, plan)
        path.write_text(joined(path.read_text("utf-8"), new, path.suffix) if path.exists() else new, "utf-8")
        written.append(place(template, plan))
    tidy(root, [name for name in written if name.endswith(".py")])
    content = {"cells": cells(plan), "metadata": {"course": course(plan)}, "nbformat": 4, "nbformat_minor": 5}
    name = f"notebooks/{plan.notebook}.ipynb"
    (root / name).write_text(json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    return [*written, name]


def joined(old, new, suffix):
    """Return an old file with what a new one of the same name adds."""
    return (_joined_yaml if suffix == ".yaml" else _joined_python)(old, new)


def _joined_yaml(old, new):
    """The comments at the beginning stand there already."""
    return old.rstrip() + "\n\n" + re.sub(r"\A(#.*\n|\n)*", "", new)


def _joined_python(old, new):
    """Imports go below the docstring that is there, the rest to the end."""
    tree, lines = ast.parse(new), new.splitlines()
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    added = [line for node in imports for line in lines[node.lineno - 1 : node.end_lineno]]
    rest = lines[imports[-1].end_lineno :]
    docstring = ast.parse(old).body[0].end_lineno
    above, below = old.splitlines()[:docstring], old.splitlines()[docstring:]
    return "\n".join([*above, "", *added, *below, *rest]).rstrip() + "\n"


def tidy(root, names):
    """Sort the imports: where a topic's stand depends on its name."""
    ruff = [sys.executable, "-m", "ruff"]
    subprocess.run([*ruff, "check", "--quiet", "--select", "I", "--fix", *names], cwd=root, check=True)
    subprocess.run([*ruff, "format", "--quiet", *names], cwd=root, check=True)


def course(plan):
    return {
        "title": plan.names["title"],
        "question": f"{OPEN} which question does it start with?",
        "part": plan.part,
        "needs": ["00_start_here"],
        "objectives": [f"{OPEN} what can one do after it ({number})" for number in (1, 2, 3)],
    }


def cells(plan):
    """Return the cells of the template, where a line `--- kind metadata` begins each."""
    found = []
    for number, part in enumerate(re.split(r"^--- ", filled("notebook.txt", plan), flags=re.MULTILINE)[1:], start=1):
        head, source = part.split("\n", 1)
        kind, _, metadata = head.partition(" ")
        cell = {"cell_type": kind, "id": f"cell-{number:03}", "metadata": json.loads(metadata or "{}")}
        cell["source"] = source.strip().splitlines(keepends=True)
        found.append(cell | ({"execution_count": None, "outputs": []} if kind == "code" else {}))
    return found
