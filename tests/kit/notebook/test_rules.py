"""Each rule finds its fault in a notebook with which nothing else is wrong, and says which cell and what to do."""

import pytest

from course_lib.kit.notebook import overview, rules
from course_lib.kit.practice.claims import ledger
from tests.kit.notebook.trial import CLAIMS, COURSE, FINDING, NAME, START_CELLS, START_COURSE, code, markdown, picture


def found(trial):
    return rules.problems(trial.write(NAME, trial.content))


def run(trial):
    """Count the code cells anew, as a run does."""
    trial.content = trial.notebook(trial.course, trial.cells)


def test_nothing_is_wrong_with_the_innocent(trial):
    assert rules.problems(trial.path) == rules.problems(trial.start) == []


def test_every_rule_has_a_fault_below():
    """A rule without a fault that it finds may find nothing at all."""
    seeded = {case.values[0] for case in FAULTS}
    assert seeded == {rule.__name__ for rule in rules.RULES}


# What is done to the notebook, and what is said of it. The rule's name comes first.
def fault(rule, break_it, *sentences):
    return pytest.param(rule, break_it, sentences, id=f"{rule[1:]}: {sentences[0][:60]}")


def set_source(number, text):
    def break_it(trial):
        trial.cells[number - 1]["source"] = text

    return break_it


def set_metadata(number, **metadata):
    def break_it(trial):
        trial.cells[number - 1]["metadata"] = metadata

    return break_it


def set_course(**fields):
    return lambda trial: trial.course.update(fields)


def set_outputs(number, *outputs):
    def break_it(trial):
        trial.cells[number - 1]["outputs"] = list(outputs)

    return break_it


def insert(number, cell):
    def break_it(trial):
        trial.cells.insert(number - 1, cell)
        run(trial)

    return break_it


def remove(number):
    def break_it(trial):
        del trial.cells[number - 1]
        run(trial)

    return break_it


STREAM = {"output_type": "stream", "name": "stderr", "text": ["a warning\n"]}
ERROR = {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []}
WIDGET = {"output_type": "display_data", "metadata": {}, "data": {"application/vnd.jupyter.widget-view+json": {}}}
RUN = f"run `make notebooks NB={NAME}`"

FAULTS = [
    fault("_introduction", set_source(1, "# Frames\n\nAfter it you can compare Boxes."),
          "Cell 1 must open with the title 'Boxes' of the metadata, got '# Frames'"),
    fault("_introduction", set_course(objectives=["measure", "compare"]),
          "There must be three objectives or more, got ['measure', 'compare']"),
    fault("_introduction", set_course(needs=["00_start_here", "59_points"]),
          "It needs the notebook '59_points', which is not there: `needs` takes file names without .ipynb"),
    fault("_introduction", set_course(part="5 detection"),
          "`part` must be the first digit of the name and the part's name, as '6 convolution', got '5 detection'"),
    fault("_introduction", set_course(question="Boxes."),
          "`question` must end with ? and, like `part`, fit a table without |, got 'Boxes.'"),
    fault("_introduction", set_course(question="One | two?"),
          "`question` must end with ? and, like `part`, fit a table without |, got 'One | two?'"),
    fault("_minutes", set_metadata(7),
          "Cell 7 opens the section '## Exercises' and needs `minutes` in its metadata, a whole number above 0, "
          "got None"),
    fault("_minutes", set_metadata(7, minutes=0),
          "Cell 7 opens the section '## Exercises' and needs `minutes` in its metadata, a whole number above 0, got 0"),
    fault("_minutes", set_metadata(4, minutes=2),
          "Cell 4 has `minutes` in its metadata and opens no section: give them to the cell with the ##"),
    fault("_minutes", set_metadata(3, minutes=50),
          "It takes 61 minutes, and 60 at most are meant: shorten, or make two notebooks"),
    fault("_contents", set_source(1, "# Boxes\n\nBoxes can be compared."),
          'No text says what the learner can do after it: write "After this you can ..." before the first idea'),
    fault("_contents", set_source(5, "1 + 1"),
          'There must be two predictions or more, got 1: a cell `predict("<id of a claim>")` makes one',
          "No cell shows the claim 'boxes-square': bet on it by `predict`, "
          "or list it as `claims` in the metadata of the cell that shows it"),
    fault("_contents", set_source(10, 'answer = ...\ncheck("two", answer)'),
          'There must be three exercises or more that are checked, got 2: `check("<name>", answer)`'),
    fault("_contents", set_source(11, "## The end\n\nThe summary."),
          "There is no section `## Summary`: say at the end what was found"),
    fault("_contents", set_source(12, "**References**\n\n1. A. Nobody (2000)."),
          "There is no reference with a DOI: name at the end where it comes from, as https://doi.org/10..."),
    fault("_claims", set_metadata(6, claims=["boxes-shown", "boxes-round"]),
          "Cell 6 shows the claim 'boxes-round', which no claims.yaml holds"),
    fault("_claims", set_metadata(6),
          "No cell shows the claim 'boxes-shown': bet on it by `predict`, "
          "or list it as `claims` in the metadata of the cell that shows it"),
    fault("_links", set_source(12, "![ ](00_start_here.ipynb) https://doi.org/10.1/1"),
          "Cell 12 has a picture without alt text: write it between the brackets of ![]"),
    fault("_links", set_source(3, "## Two boxes\n\n[the end](99_end.ipynb)"),
          "Cell 3 links 99_end.ipynb, which is not there"),
    fault("_links", set_source(3, "## Two boxes\n\n[a blog](https://blog.example/1)"),
          "Cell 3 links https://blog.example/1: take a DOI, arXiv, distill.pub or a library's docs, which last"),
    fault("_slides", set_metadata(4, slideshow={"slide_type": "page"}),
          "Cell 4 has the slide type 'page', it must be one of slide, subslide, fragment, notes, skip, -"),
    fault("_slides", set_metadata(4, slideshow={"slide_type": "fragment"}),
          "Cell 4 sets the slide type 'fragment', which it has by rule: leave it out"),
    fault("_slides", set_source(2, "\n".join(["1"] * 13)),
          "Cell 2 has 13 lines of code, and 12 fit a slide: make two of it"),
    fault("_torch", set_source(2, "import torch"),
          "PyTorch must be imported by the cell that first shows it: cell 2 imports it, no cell uses it"),
    fault("_torch", insert(3, code("torch.ones(1)")),
          "PyTorch must be imported by the cell that first shows it: no cell imports it, cell 3 is the first to use "
          "it"),
    fault("_torch", lambda trial: (set_source(2, "import torch")(trial), insert(3, code("torch.ones(1)"))(trial)),
          "PyTorch must be imported by the cell that first shows it: cell 2 imports it, cell 3 is the first to use it"),
    fault("_symbols", set_source(3, "## Two boxes\n\n$\\text{mean}(Q, W)$ and `$Z$`"),
          "Cell 3: Q in $\\text{mean}(Q, W)$ is not in the table of symbols: take the course's own sign, "
          "or give it a line in course_lib/kit/notebook/notation.py"),
    fault("_run", lambda trial: trial.content["metadata"].update(widgets={}),
          f"The metadata hold live widgets, which no reader can open: {RUN}"),
    fault("_run", lambda trial: trial.cells[3].update(execution_count=7),
          f"Cell 4 was run as number 7 and is code cell 2: {RUN}"),
    fault("_run", set_outputs(4, ERROR), "Cell 4 ends in an error, ValueError: no"),
    fault("_run", set_outputs(4, STREAM), "Cell 4 stores a warning: a warning"),
    fault("_run", set_outputs(4, WIDGET), f"Cell 4 stores a live widget, which no reader can open: {RUN}"),
    fault("_pictures", set_outputs(6), "No cell stores a picture: a notebook shows one explorer or more"),
    fault("_pictures", set_outputs(6, picture("Two.", "Two.")),
          "The picture of cell 6 needs its finding in words beside it, got 'Two.'"),
    fault("_pictures", set_outputs(6, picture(alt="a picture")),
          f"The picture of cell 6 needs its finding {FINDING!r} as alt text, got 'a picture'"),
    fault("_size", set_source(12, "https://doi.org/10." + "1" * 621_000),
          "The file has 623 kB, and 620 at most are meant: show fewer pictures"),
    fault("_calls", set_source(2, "import matplotlib.pyplot as plt; plt.plot()"),
          "Cell 2 has 'plt.': draw in an explorer, and take what is downloaded from data/"),
    fault("_open", set_source(3, "## Two boxes\n\nOPEN: what is a box?"), "Cell 3 is still open: OPEN: what is a box?"),
    fault("_open", set_course(question="OPEN: which?"),
          "`question` in the metadata `course` is still open: OPEN: which?"),
]  # fmt: skip


@pytest.mark.parametrize("rule, break_it, sentences", FAULTS)
def test_a_fault_is_found_and_nothing_else(trial, rule, break_it, sentences):
    break_it(trial)
    assert found(trial) == list(sentences)


@pytest.mark.parametrize(
    "break_it",
    [
        insert(3, code("import torch\ntorch.ones(1)")),
        insert(3, code("from torch.nn import functional as F\nF.relu")),
        set_source(3, "## Two boxes\n\n`$Q$` and $\\mathrm{IoU}(W)$ and $\\frac{W}{H}$"),
        set_source(3, "## Two boxes\n\n[a](https://arxiv.org/abs/1) [b](#there) [c](00_start_here.ipynb#map)"),
        set_metadata(4, slideshow={"slide_type": "subslide"}),
        set_outputs(4, STREAM | {"name": "stdout"}),
        set_source(2, "\n".join(["1"] * 12)),
    ],
)
def test_what_the_rules_allow_stays_free(trial, break_it):
    break_it(trial)
    assert found(trial) == []


@pytest.mark.parametrize("call", ["interact(f)", "interactive(f)", "x.observe(f)", "urlopen(u)", "requests.get(u)",
                                  "%pip install x", "!pip install x", "figure.savefig(p)"])  # fmt: skip
def test_calls_that_no_notebook_makes(trial, call):
    set_source(2, call)(trial)
    assert [sentence[:10] for sentence in found(trial)] == ["Cell 2 has"]


def test_a_notebook_without_claims_of_its_own(trial, monkeypatch):
    others = tuple(claim._replace(notebook="61_other") for claim in CLAIMS)
    monkeypatch.setattr(ledger, "claims", lambda: others)
    assert found(trial) == [f"No claims.yaml has claims of this notebook: write them below `{NAME}:`"]


@pytest.mark.parametrize(
    "change, sentence",
    [
        (lambda course: course.pop("part"), "The metadata `course` lacks part: write them there, as every other"),
        (lambda course: course.update(minutes=31), "The metadata `course` has fields nobody knows: minutes; known are"),
        (lambda course: course.update(title=" "), "`title` in the metadata `course` must be a text that is not empty"),
        (lambda course: course.update(needs="00_start_here"), "`needs` in the metadata `course` must be a list of tex"),
        (lambda course: course.update(objectives=[1]), "`objectives` in the metadata `course` must be a list of texts"),
    ],
)
def test_what_it_says_of_itself_comes_first(trial, change, sentence):
    change(trial.course)
    trial.cells.clear()
    (said,) = found(trial)
    assert said.startswith(sentence)
    assert rules.problems_together(trial.folder) == [f"{NAME}: {said}"]


def test_a_notebook_without_the_metadata_at_all(trial):
    del trial.content["metadata"]["course"]
    assert found(trial)[0].startswith("The metadata `course` lacks needs, objectives, part, question, title")


def test_a_file_that_is_none(trial):
    trial.path.write_text("{", "utf-8")
    (said,) = rules.problems(trial.path)
    assert said.startswith("The file is no notebook: Expecting property name")


# ---- all together


def write_tables(trial):
    notebooks = rules.read_all(trial.folder)
    trial.readme.write_text(overview.readme(trial.readme.read_text("utf-8"), notebooks), "utf-8")
    cells = [dict(cell) for cell in START_CELLS]
    cells[1]["source"] = overview.course_map(cells[1]["source"], notebooks)
    trial.write(overview.START, trial.notebook(START_COURSE, cells))


def test_a_notebook_that_is_not_listed(trial):
    mend = "`make notebooks` writes what the notebooks say of themselves"
    readme, course_map = rules.problems_together(trial.folder)
    assert readme.startswith("README.md lacks the line `| [00_start_here](notebooks/00_start_here.ipynb) | How does it")
    assert course_map == (
        "The map in 00_start_here lacks the line `| 6 detection | [60_boxes](60_boxes.ipynb) | How much do two boxes "
        f"share? |`: {mend}"
    )
    write_tables(trial)
    assert rules.problems_together(trial.folder) == []


def test_a_notebook_that_is_gone(trial):
    write_tables(trial)
    trial.path.unlink()
    said = rules.problems_together(trial.folder)
    assert [sentence.partition(":")[0] for sentence in said] == [
        "README.md lists the notebooks in another order, or more",
        "The map in 00_start_here lists the notebooks in another order, or more",
    ]


def test_a_part_with_two_names(trial):
    trial.write("61_more", trial.notebook(COURSE | {"part": "6 boxes"}, [markdown("# Boxes")]))
    write_tables(trial)
    assert rules.problems_together(trial.folder) == [
        "A part must have one name, got '6 detection' in 60_boxes, '6 boxes' in 61_more"
    ]


def test_a_course_without_its_start(trial):
    trial.start.unlink()
    assert rules.problems_together(trial.folder) == ["There is no 00_start_here.ipynb, which every learner begins with"]
