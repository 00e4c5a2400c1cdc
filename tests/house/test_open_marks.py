"""Nothing that `make new` left to be written is in the course; of notebooks `rules.problems` says it."""

from pathlib import Path

from course_lib.kit.notebook.rules import OPEN
from course_lib.kit.practice import catalogue

ROOT = Path(__file__).parents[2]


def open_places(root, topics):
    """Return "file:line: text" of every mark in the topics and their tests."""
    folders = [root / home / topic for home in ("course_lib", "tests") for topic in topics]
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in (".py", ".yaml")]
    return [
        f"{path.relative_to(root)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if OPEN in line
    ]


def test_nothing_is_open():
    found = open_places(ROOT, catalogue.topics())
    assert not found, "\n".join(["still to be written:", *found])


def test_what_is_open_is_named_with_its_place(tmp_path):
    for name, text in {
        "course_lib/boxes/claims.yaml": f"# {OPEN}",
        "course_lib/boxes/exercises/area.py": f"x = 1\n\ny = 2  # {OPEN} more",
        "tests/boxes/test_area.py": "OPENCV, OPEN",
        "tests/boxes/test_claims.py": f'"""{OPEN}"""',
        "course_lib/kit/rules.py": f"'{OPEN}'",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert open_places(tmp_path, ["boxes"]) == [
        f"course_lib/boxes/claims.yaml:1: # {OPEN}",
        f"course_lib/boxes/exercises/area.py:3: y = 2  # {OPEN} more",
        f'tests/boxes/test_claims.py:1: """{OPEN}"""',
    ]
