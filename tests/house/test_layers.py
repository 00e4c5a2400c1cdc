"""Dependencies point one way, importing the library is light, and the checks of both would notice."""

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NO_TOPIC = {"kit"}  # the package of course_lib that is no topic
HEAVY = {"torch", "matplotlib", "ipywidgets", "anywidget", "scipy", "cv2", "PIL", "yaml"}
# The modules of a topic that may import another library, inside their functions: what trains a network, what times
# libraries against each other, what finds features by OpenCV because the course does not teach how.
BESIDE = {"training": {"torch"}, "timing": {"cv2"}, "features": {"cv2"}}
MATHEMATICS = {"numpy", "scipy", "course_lib"} | set(sys.stdlib_module_names)


def topics():
    return sorted(
        path.parent.name for path in ROOT.glob("course_lib/*/__init__.py") if path.parent.name not in NO_TOPIC
    )


def lint_imports(folder):
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(folder), "PATH": "", "COLUMNS": "120"},
    )
    return run.returncode, run.stdout + run.stderr


@pytest.fixture
def copied(tmp_path):
    """A copy of the library in which a test may break the rules."""
    shutil.copytree(ROOT / "course_lib", tmp_path / "course_lib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools/layers.py", tmp_path / "tools")
    for package in ("explorers", "exercises"):
        (tmp_path / "course_lib/convolution" / package).mkdir(exist_ok=True)
        (tmp_path / "course_lib/convolution" / package / "__init__.py").touch()
    for file in ("kit/seeded_too.py", "convolution/seeded_too.py"):
        (tmp_path / "course_lib" / file).touch()
    return tmp_path


def add(folder, module, line):
    with (folder / "course_lib" / module).open("a") as file:
        file.write(f"\n{line}\n")


def test_the_layers_hold():
    code, output = lint_imports(ROOT)
    assert code == 0, output


@pytest.mark.slow
@pytest.mark.parametrize(
    "module, line, contract",
    [
        ("convolution/seeded.py", "from course_lib.convolution import explorers", "Only a topic's own explorers"),
        ("convolution/seeded.py", "import course_lib.convolution.exercises", "Only a topic's own explorers"),
        ("kit/practice/seeded.py", "import course_lib.convolution.explorers", "know no topic"),
        ("convolution/seeded.py", "import course_lib.kit.explorer", "Mathematics imports nothing"),
        ("convolution/seeded.py", "import course_lib.kit.practice", "Mathematics imports nothing"),
        ("convolution/seeded.py", "def f():\n    from course_lib.kit import figures", "Mathematics imports nothing"),
        ("data.py", "from course_lib.kit import explorer", "Mathematics imports nothing"),
        ("data.py", "import course_lib.convolution", "know no topic"),
        ("kit/seeded.py", "import course_lib.convolution.seeded_too", "know no topic"),
        ("checks.py", "import course_lib.fourier", "know no topic"),
        ("stored_runs.py", "import course_lib.recurrent", "know no topic"),
        ("convolution/explorers/seeded.py", "import ipywidgets", "writes Matplotlib and no widget code"),
        ("convolution/explorers/seeded.py", "import anywidget", "writes Matplotlib and no widget code"),
        ("kit/practice/seeded.py", "import notebooks", "imports no notebook"),
    ],
)
def test_a_broken_rule_turns_the_layers_red(copied, module, line, contract):
    add(copied, module, line)
    code, output = lint_imports(copied)
    assert code == 1, output
    broken = [row for row in output.splitlines() if row.endswith("BROKEN")]
    assert any(contract in row for row in broken), output


def test_what_the_rules_allow_stays_green(copied):
    add(copied, "convolution/explorers/seeded.py", "import matplotlib, course_lib.kit.explorer, course_lib.kit.figures")
    add(copied, "convolution/explorers/seeded.py", "from course_lib import convolution, data")
    add(copied, "convolution/explorers/__init__.py", "from course_lib.convolution.explorers import seeded")
    add(copied, "convolution/exercises/seeded.py", "import course_lib.kit.practice, course_lib.convolution.seeded_too")
    add(copied, "kit/practice/seeded.py", "import course_lib.kit.explorer, course_lib.kit.seeded_too, course_lib.data")
    add(copied, "kit/seeded.py", "import ipywidgets, anywidget, course_lib.kit.figures, course_lib.checks")
    code, output = lint_imports(copied)
    assert code == 0, output


def test_no_contract_names_a_topic():
    """The rules are about folders: a new topic needs no line in pyproject.toml."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    assert [topic for topic in topics() if f"course_lib.{topic}" in str(contracts)] == []


def test_the_top_level_shows_the_course():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    shown = {path.split("/")[0] for path in tracked if not path.startswith(".")}
    assert len(shown) <= 14, sorted(shown)


def light_modules():
    """`course_lib`, each topic, and its modules that use another library."""
    names = [f"course_lib.{topic}" for topic in topics()]
    modules = [f"{name}.{module}" for name in names for module in BESIDE]
    return ["course_lib", *names, *(m for m in modules if (ROOT / m.replace(".", "/")).with_suffix(".py").exists())]


@pytest.mark.parametrize("module", light_modules())
def test_importing_is_light(module):
    code = f"import sys, {module}; print(sorted({HEAVY!r} & sys.modules.keys()))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_mathematics_needs_numpy_and_scipy_only():
    bad = []
    for topic in topics():
        for path in sorted((ROOT / "course_lib" / topic).glob("*.py")):
            allowed = MATHEMATICS | BESIDE.get(path.stem, set())
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
                bad += [f"{path.name}: {name}" for name in names if name.split(".")[0] not in allowed]
    assert not bad, f"other libraries are for tests and for the code that explorers show: {bad}"
