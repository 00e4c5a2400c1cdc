"""`make new` writes one of everything: green, and marked open where an author writes."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tools.new import scaffold
from tools.new.__main__ import main

ROOT = scaffold.ROOT

# Run in the project in which a notebook was begun: what is wrong with each of its parts, as one JSON line.
JUDGE = """
import json, sys
from course_lib.detection.explorers import BoxesExplorer
from course_lib.kit.notebook import rules
from course_lib.kit.practice import catalogue
from course_lib.kit.practice.exercises.proving import proofs
from course_lib.kit.sweep import sweep
exercises = [one for one in catalogue.exercises().values() if one.notebook == "60_boxes_and_masks"]
print(json.dumps({
    "sweep": sweep(BoxesExplorer),
    "proofs": [proofs(one) for one in exercises],
    "problems": rules.problems("notebooks/60_boxes_and_masks.ipynb"),
    "together": rules.problems_together("notebooks"),
}))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project in which a notebook of a new topic was begun, and what that said."""
    root = tmp_path_factory.mktemp("course")
    for name in ("course_lib", "tools", "tests", "notebooks"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    for name in ("README.md", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    (root / "data").symlink_to(ROOT / "data")
    return root, run(root, "-m", "tools.new", "60_boxes_and_masks", "detection")


def run(root, *arguments):
    environment = os.environ | {"PYTHONPATH": str(root)}
    return subprocess.run([sys.executable, *arguments], cwd=root, env=environment, capture_output=True, text=True)


@pytest.mark.slow
def test_everything_is_written_and_said(project):
    root, said = project
    assert said.returncode == 0, said.stderr
    lines = [line.strip() for line in said.stdout.splitlines()]
    files = [line for line in lines if "/" in line and " " not in line]
    assert all((root / name).is_file() for name in files)
    assert len(files) == 12
    assert {"README.md", "00_start_here.ipynb"} <= set(lines)
    assert lines[-1].startswith("Everything is green, but for `OPEN:` where you write")


@pytest.mark.slow
def test_nothing_is_wrong_but_what_is_open(project):
    judged = run(project[0], "-c", JUDGE)
    assert judged.returncode == 0, judged.stderr
    found = json.loads(judged.stdout)
    assert (found["sweep"], found["proofs"], found["together"]) == ([], [[], [], []], [])
    assert found["problems"], "an open notebook must not pass for a finished one"
    assert [sentence for sentence in found["problems"] if "is still open: " not in sentence] == []


@pytest.mark.slow
def test_its_tests_are_green_and_the_house_names_what_is_open(project):
    root = project[0]
    house = ["tests/house/test_topics.py", "tests/kit/practice/test_ledger.py"]
    own = ["tests/detection", "course_lib/detection", *house]
    green = run(root, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "detection", *own)
    assert green.returncode == 0, green.stdout
    assert int(green.stdout.split(" passed")[0].split()[-1]) >= 15
    marks = run(root, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/house/test_open_marks.py")
    assert marks.returncode == 1
    assert "course_lib/detection/claims.yaml:6: statement: " in marks.stdout


@pytest.mark.slow
def test_what_is_written_is_formatted_and_linted(project):
    for command in (["check"], ["format", "--check"]):
        judged = run(project[0], "-m", "ruff", *command, "course_lib/detection", "tests/detection")
        assert judged.returncode == 0, judged.stdout


@pytest.mark.slow
def test_a_second_notebook_of_a_topic_is_added_to_it(project):
    root = project[0]
    written = scaffold.write(scaffold.plan("61_masks", "detection", root), root)
    assert "course_lib/detection/__init__.py" not in written
    claims = (root / "course_lib/detection/claims.yaml").read_text("utf-8")
    assert claims.count("# What the study notes say") == 1
    assert claims.index("60_boxes_and_masks:") < claims.index("\n61_masks:\n- id: detection-masks-area-grows")
    own = ["tests/detection", "course_lib/detection", "tests/house/test_topics.py"]
    green = run(root, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "detection", *own)
    assert green.returncode == 0, green.stdout
    assert run(root, "-m", "ruff", "check", "course_lib/detection", "tests/detection").returncode == 0


@pytest.mark.parametrize(
    "notebook, topic, message",
    [
        ("boxes", "detection", "NB must be two digits and lower-case words, as 60_boxes_and_masks, got 'boxes'"),
        ("60_Boxes", "detection", "NB must be two digits and lower-case words"),
        ("60_boxes", "kit", "TOPIC must be the name of a package, as `detection`, got 'kit'"),
        ("60_boxes", "Detection", "TOPIC must be the name of a package"),
        ("60_boxes", "class", "TOPIC must be the name of a package"),
        ("60_3d_boxes", "detection", "the first word of NB names a module, so it cannot be '3d': take another"),
        ("60_import", "detection", "the first word of NB names a module, so it cannot be 'import'"),
        ("20_convolution_arithmetic", "other", "notebooks/20_convolution_arithmetic.ipynb is there already"),
        ("22_sizes", "convolution", "course_lib/convolution/sizes.py is there already: take a notebook with another"),
    ],
)
def test_what_cannot_be_begun_is_said_in_a_sentence(notebook, topic, message):
    with pytest.raises(scaffold.NotPossible, match=message):
        scaffold.plan(notebook, topic)


def test_a_notebook_joins_the_part_of_its_digit():
    assert scaffold.plan("22_depthwise", "mobile").part == "2 convolution"
    assert scaffold.plan("90_end", "mobile").part == "9 OPEN: the name of the part"


@pytest.mark.parametrize("arguments", [[], ["60_boxes"], ["", ""], ["1", "2", "3"]])
def test_without_names_it_says_how_it_is_called(arguments):
    with pytest.raises(SystemExit, match="make new NB=60_boxes_and_average_precision TOPIC=detection"):
        main(arguments)


def test_what_cannot_be_begun_ends_with_its_sentence():
    with pytest.raises(SystemExit, match="NB must be two digits"):
        main(["boxes", "detection"])


def test_what_is_new_joins_a_file_that_is_there():
    old = '"""Old."""\n\nimport a\n\nx = 1\n'
    new = '"""New."""\n\nfrom b import (\n    c,\n)\n\n\ny = 2\n'
    assert (
        scaffold.joined(old, new, ".py") == '"""Old."""\n\nfrom b import (\n    c,\n)\n\nimport a\n\nx = 1\n\n\ny = 2\n'
    )
    assert scaffold.joined("# old\n\na:\n- 1\n", "# new\n# more\n\nb:\n- 2 # two\n", ".yaml") == (
        "# old\n\na:\n- 1\n\nb:\n- 2 # two\n"
    )
