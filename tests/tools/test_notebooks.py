import functools
import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_lib.kit.notebook import rules
from course_lib.kit.practice.claims import ledger
from tests.kit.notebook.trial import CLAIMS, Trial
from tools import notebooks


def test_the_committed_form():
    widget = {notebooks.WIDGET_VIEW: {"model_id": "1"}}
    code = new_code_cell(
        "view",
        execution_count=7,
        metadata={"execution": {"iopub.status.busy": "2026-01-01"}, "claims": ["a"]},
        outputs=[
            new_output("stream", name="stdout", text="one\n"),
            new_output("stream", name="stdout", text="two\n"),
            new_output("stream", name="stderr", text="three\n"),
            new_output(
                "execute_result",
                data={**widget, "image/png": "aGk=\n", "text/plain": "32 -> 16", "text/html": "<b>16</b>"},
                metadata={"image/png": {"alt": "32 -> 16"}, notebooks.WIDGET_VIEW: {}},
                execution_count=7,
            ),
            new_output("display_data", data=dict(widget)),
        ],
        id="stable",
    )
    notebook = new_notebook(
        cells=[new_markdown_cell("text"), new_code_cell("", execution_count=3), code, new_code_cell("x", id="x")],
        metadata={"widgets": {"state": {}}, "title": "kept", "language_info": {"name": "python", "version": "3.11.7"}},
    )
    done = notebooks.normalise(notebook)

    assert done.metadata.keys() == {"title", "kernelspec", "language_info"}
    assert done.metadata.kernelspec.display_name == "Python 3 (ipykernel)"
    assert "version" not in done.metadata.language_info
    assert [cell.get("execution_count") for cell in done.cells] == [None, None, 1, 2]
    cell = done.cells[2]
    assert cell.id == "stable"
    assert cell.metadata == {"claims": ["a"]}
    first, second, result = cell.outputs  # the widget on its own is gone
    assert (first.text, second.text) == ("one\ntwo\n", "three\n")
    assert result.data == {"image/png": "aGk=", "text/plain": "32 -> 16", "text/html": "<b>16</b>"}
    assert result.metadata == {"image/png": {"alt": "32 -> 16"}}
    assert result.execution_count == 1


def test_the_text_is_stable_and_sorted():
    notebook = notebooks.normalise(new_notebook(cells=[new_code_cell("1", metadata={"b": 1, "a": 2}, id="one")]))
    once = notebooks.text(notebook)
    again = notebooks.text(notebooks.normalise(nbformat.reads(once, as_version=4)))
    assert once == again
    assert once.endswith("}\n")
    assert not once.endswith("\n\n")
    assert once == json.dumps(json.loads(once), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def test_cells_of_an_older_form_get_ids_that_stay():
    old = new_notebook(cells=[new_code_cell("1"), new_markdown_cell("2")])
    for cell in old.cells:
        del cell["id"]
    assert [cell.id for cell in notebooks.normalise(old).cells] == ["cell-001", "cell-002"]


@pytest.fixture
def trial(tmp_path, monkeypatch):
    monkeypatch.setattr(ledger, "claims", lambda: CLAIMS)
    return Trial(tmp_path)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    def write(name, *sources):
        cells = [new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
        nbformat.write(new_notebook(cells=cells), tmp_path / f"{name}.ipynb")

    monkeypatch.setattr(notebooks, "NOTEBOOKS", tmp_path)
    write(
        "10_good", "import os\nfrom pathlib import Path", "print(Path.cwd().name == Path('.').resolve().name)", "6 * 7"
    )
    write("20_bad", "1 + 1", "values = []\nvalues[3]")
    return tmp_path


def test_choosing_notebooks(folder):
    assert [path.name for path in notebooks.chosen([], folder)] == ["10_good.ipynb", "20_bad.ipynb"]
    assert [path.name for path in notebooks.chosen(["20_bad.ipynb"], folder)] == ["20_bad.ipynb"]
    with pytest.raises(notebooks.NotebookError, match="there is no notebook '30'; there are 10_good, 20_bad"):
        notebooks.chosen(["30"], folder)
    with pytest.raises(notebooks.NotebookError, match="there are no notebooks in"):
        notebooks.chosen([], folder / "empty")


@pytest.mark.slow  # starts a kernel
def test_executing_twice_changes_nothing_the_second_time(folder, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", "the learner's own")
    path = folder / "10_good.ipynb"
    assert notebooks.renew(path).endswith("changed")
    once = path.read_bytes()
    assert notebooks.renew(path).endswith("as it was")
    assert path.read_bytes() == once
    outputs = [cell.outputs for cell in nbformat.read(path, as_version=4).cells]
    assert outputs[1][0].text == "True\n"
    assert outputs[2][0].data["text/plain"] == "42"


@pytest.mark.slow  # starts a kernel
def test_an_error_names_the_notebook_the_cell_and_the_error(folder):
    before = (folder / "20_bad.ipynb").read_bytes()
    expected = r"20_bad\.ipynb, cell 2 \(`values = \[\]`\): IndexError: list index out of range"
    with pytest.raises(notebooks.NotebookError, match=expected):
        notebooks.renew(folder / "20_bad.ipynb")
    assert (folder / "20_bad.ipynb").read_bytes() == before, "a notebook that fails is left as it was"


def test_the_tables_are_written_from_the_notebooks_and_nothing_is_executed(trial):
    before = trial.path.read_bytes()
    assert notebooks.write_tables(trial.folder) == ["README.md", "00_start_here.ipynb"]
    assert "| [60_boxes](notebooks/60_boxes.ipynb) | How much do two boxes share? | 31 |" in trial.readme.read_text(
        "utf-8"
    )
    assert rules.problems_together(trial.folder) == []
    assert rules.problems(trial.start) == [], "its outputs stay"
    assert trial.path.read_bytes() == before
    assert notebooks.write_tables(trial.folder) == []


def test_no_table_is_written_while_a_notebook_does_not_say_what_it_is(trial):
    del trial.course["question"]
    trial.write("60_boxes", trial.content)
    before = trial.readme.read_text("utf-8")
    assert notebooks.write_tables(trial.folder) == []
    assert trial.readme.read_text("utf-8") == before


def test_what_is_wrong_is_said_and_fails(trial, monkeypatch, capsys):
    monkeypatch.setattr(notebooks, "NOTEBOOKS", trial.folder)
    monkeypatch.setattr(notebooks, "chosen", lambda names: [trial.path])
    monkeypatch.setattr(notebooks, "renew_all", lambda paths: False)
    monkeypatch.setattr(notebooks, "write_tables", functools.partial(notebooks.write_tables, trial.folder))
    assert notebooks.main([]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "README.md: the notebooks are listed anew",
        "00_start_here.ipynb: the notebooks are listed anew",
    ]
    trial.cells[2]["metadata"]["minutes"] = 0
    trial.write("60_boxes", trial.content)
    assert notebooks.main([]) == 1
    assert capsys.readouterr().err == (
        "60_boxes.ipynb: Cell 3 opens the section '## Two boxes' and needs `minutes` in its metadata, "
        "a whole number above 0, got 0\n"
    )
