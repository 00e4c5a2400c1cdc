"""Each notebook has the parts that a reader relies on, and stores nothing that would mislead without a kernel."""

import json
import re
from pathlib import Path

import pytest

from course_lib.kit.notebook.notation import SYMBOLS
from course_lib.kit.practice.claims import ledger

FOLDER = Path(__file__).parents[2] / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))
TOPICS = [path for path in PATHS if not path.stem.startswith("00")]
SLIDES = {"slide", "subslide", "fragment", "notes", "skip", "-"}
LARGEST = 620_000  # bytes


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def source(cell):
    return "".join(cell["source"])


def texts(notebook):
    return [source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]


def code_cells(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def outputs(notebook):
    return [output for cell in code_cells(notebook) for output in cell["outputs"]]


each = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
each_topic = pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)


def test_there_are_notebooks():
    assert PATHS[0].stem == "00_start_here"
    assert len(TOPICS) >= 2


@each
def test_it_says_what_it_is_and_what_it_needs(path):
    course = load(path)["metadata"]["course"]
    assert course["title"] in texts(load(path))[0].splitlines()[0]
    assert len(course["objectives"]) >= 3
    assert all((FOLDER / f"{name}.ipynb").exists() for name in course["needs"])


@each
def test_the_minutes_of_the_sections_add_up(path):
    notebook = load(path)
    minutes = [cell["metadata"].get("minutes", 0) for cell in notebook["cells"]]
    assert sum(minutes) == notebook["metadata"]["course"]["minutes"] <= 60
    for cell in notebook["cells"]:
        opens = cell["cell_type"] == "markdown" and re.match(r"## ", source(cell))
        assert not opens or "minutes" in cell["metadata"], f"no minutes for {source(cell).splitlines()[0]!r}"


@each_topic
def test_it_has_objectives_predictions_exercises_summary_and_references(path):
    notebook = load(path)
    text = "\n".join(texts(notebook))
    code = "\n".join(map(source, code_cells(notebook)))
    assert re.search(r"[Yy]ou can", text), "no objectives"
    assert code.count("predict(") >= 2
    assert len(set(re.findall(r'check\("([\w-]+)"', code))) >= 3
    assert re.search(r"^## .*[Ss]ummary", text, re.MULTILINE)
    assert "doi.org/" in text


@each_topic
def test_it_shows_every_claim_that_is_its_own(path):
    notebook = load(path)
    known = {claim.id for claim in ledger.claims()}
    listed = {claim for cell in notebook["cells"] for claim in cell["metadata"].get("claims", [])}
    predicted = set(re.findall(r'predict\("([\w-]+)"\)', "\n".join(map(source, code_cells(notebook)))))
    assert listed | predicted <= known
    own = {claim.id for claim in ledger.claims(path.stem)}
    assert own, "the ledger has no claim for this notebook"
    assert own - listed - predicted == set()


@each
def test_links_and_pictures_resolve(path):
    for text in texts(load(path)):
        assert not re.search(r"!\[\s*\]\(", text), "a picture without alt text"
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if re.match(r"https?://", target):
                assert re.match(r"https://(doi\.org/10\.|distill\.pub/|arxiv\.org/|docs\.|pytorch\.org/)", target), (
                    target
                )
            else:
                assert (FOLDER / target).exists(), target


@each
def test_every_cell_has_a_slide_type_and_code_fits_a_slide(path):
    for cell in load(path)["cells"]:
        assert cell["metadata"].get("slideshow", {}).get("slide_type") in SLIDES, source(cell)[:60]
        if cell["cell_type"] == "code":
            assert len(source(cell).splitlines()) <= 12


@each
def test_torch_is_imported_by_the_cell_that_first_shows_it(path):
    """It takes two seconds and 200 MB: not in the first cell, and not in a notebook that does without."""
    lines = [(n, line) for n, cell in enumerate(code_cells(load(path))) for line in source(cell).splitlines()]
    imports = [n for n, line in lines if re.match(r"(import|from) torch\b", line)]
    uses = [n for n, line in lines if re.search(r"\b(torch|F)\.", line) and not re.match(r"(import|from) ", line)]
    assert min(imports, default=None) == min(uses, default=None)


@each
def test_symbols_are_those_of_the_notation_table(path):
    signs = {symbol.sign for symbol in SYMBOLS}
    for text in texts(load(path)):
        text = re.sub(r"`[^`]*`", "", text)
        for formula in re.findall(r"\$\$?([^$]+)\$", text):
            plain = re.sub(r"\\(?:text|mathrm|operatorname|mathbf)\{[^}]*\}|\\[a-zA-Z]+", " ", formula)
            used = set(re.findall(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])", plain))
            assert used <= signs, f"{sorted(used - signs)} in ${formula}$ is not in course_lib/notation.py"


@each
def test_it_was_run_whole_and_stores_nothing_live(path):
    notebook = load(path)
    assert "widgets" not in notebook["metadata"]
    counts = [cell["execution_count"] for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))
    for output in outputs(notebook):
        assert output["output_type"] != "error"
        assert output.get("name") != "stderr"
        assert not any("widget" in kind for kind in output.get("data", {}))


@each
def test_every_stored_picture_has_its_finding_as_text_and_as_alt(path):
    pictures = [output for output in outputs(load(path)) if "image/png" in output.get("data", {})]
    assert pictures
    for picture in pictures:
        finding = "".join(picture["data"]["text/plain"])
        assert len(finding) >= 30
        assert picture["metadata"]["image/png"]["alt"] == finding


@each
def test_the_file_stays_small(path):
    assert path.stat().st_size <= LARGEST


@each
def test_it_neither_downloads_nor_hides_widget_code(path):
    code = "\n".join(map(source, code_cells(load(path))))
    assert not re.search(r"\binteract(ive)?\(|\.observe\(|urlopen|requests\.|%pip|!pip|savefig|plt\.", code)


def test_the_map_and_the_readme_link_every_notebook():
    for page in ("\n".join(texts(load(FOLDER / "00_start_here.ipynb"))), (FOLDER.parent / "README.md").read_text()):
        assert all(path.name in page for path in TOPICS)
