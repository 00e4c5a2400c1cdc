"""The progress bar: silent outside a notebook, one stored output inside, the same words on every run."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import torch

from course_lib.kit.lab import progress_bar

ROOT = Path(__file__).parents[3]


class Handle:
    """Stands for what `display(..., display_id=True)` returns; keeps what was shown."""

    def __init__(self):
        self.shown = []

    def update(self, bundle, *, raw):
        assert raw
        self.shown.append(bundle)

    def texts(self):
        return [bundle["text/plain"] for bundle in self.shown]


@pytest.fixture
def clock(monkeypatch):
    """A clock that only the test moves."""
    now = [0.0]
    monkeypatch.setattr(progress_bar.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def handle(monkeypatch, clock):
    """The output of a notebook's cell."""
    made = Handle()

    def display(bundle, *, raw, display_id):
        assert display_id
        made.update(bundle, raw=raw)
        return made

    monkeypatch.setattr("IPython.display.display", display)
    monkeypatch.setattr(progress_bar, "in_notebook", lambda: True)
    return made


def test_outside_a_notebook_it_is_the_iterable_and_silent(capsys):
    assert list(progress_bar.watch(["a", "b"], "reading")) == ["a", "b"]
    assert capsys.readouterr() == ("", "")
    assert not progress_bar.in_notebook()


def test_it_loads_nothing_of_ipython():
    code = (
        "import sys; from course_lib.kit.lab.progress_bar import watch; print(list(watch(range(3), 'x')));"
        "print(sorted({'IPython', 'ipywidgets', 'numpy'} & sys.modules.keys()))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "[0, 1, 2]\n[]\n"


def test_a_plain_ipython_terminal_shows_no_bar(monkeypatch):
    import IPython

    monkeypatch.setattr(IPython, "get_ipython", lambda: object())  # a shell without a kernel
    assert not progress_bar.in_notebook()


def test_the_first_and_the_last_picture_are_the_same(handle):
    assert list(progress_bar.watch(range(4), "training")) == [0, 1, 2, 3]
    first, *_, last = handle.shown
    assert first == last
    assert last["text/plain"] == "training: 4 of 4 steps  " + "█" * 20
    assert last["text/html"] == (
        '<div><progress aria-label="training" value="4" max="4"></progress> training: 4 of 4 steps</div>'
    )


def test_it_starts_at_zero_and_moves_ten_times_a_second_at_most(handle, clock):
    for _ in progress_bar.watch(range(100), "training"):
        clock[0] += 0.026  # four steps in a little more than 0.1 s
    counts = [int(text.split()[1]) for text in handle.texts()]
    assert counts == [100, 0, *range(4, 100, 4), 100]


def test_quick_steps_show_the_ends_only(handle):
    assert sum(progress_bar.watch(range(1000), "adding")) == 499500
    assert len(handle.shown) == 3


def test_a_loop_that_was_left_says_where(handle):
    loop = progress_bar.watch(range(200), "training")
    for step in loop:
        if step == 37:
            break
    loop.close()
    assert handle.texts()[-1] == "training: 37 of 200 steps  ███" + "░" * 17


def test_an_error_inside_the_items_leaves_the_bar_where_it_was(handle):
    def broken():
        yield 1
        yield 2
        raise OverflowError("too large")

    with pytest.raises(OverflowError, match="too large"):
        list(progress_bar.watch(broken(), "training", total=3))
    assert handle.texts()[-1].startswith("training: 2 of 3 steps")


def test_no_items(handle):
    assert list(progress_bar.watch([], "training", unit="epochs")) == []
    assert handle.texts() == ["training: 0 of 0 epochs  " + "█" * 20] * 3
    assert 'value="1" max="1"' in handle.shown[-1]["text/html"]


def test_a_label_can_not_break_the_page(handle):
    list(progress_bar.watch([1], 'a "b" <i>'))
    html = handle.shown[-1]["text/html"]
    assert 'aria-label="a &quot;b&quot; &lt;i&gt;"' in html
    assert "<i>" not in html


def test_an_unknown_length_is_refused_at_once_unless_it_is_given(handle):
    with pytest.raises(TypeError, match="`items` must have a length, or `total` must be given, got list_iterator"):
        progress_bar.watch(iter([1, 2]), "training")
    assert list(progress_bar.watch(iter([1, 2]), "training", total=2)) == [1, 2]
    assert handle.texts()[-1].startswith("training: 2 of 2 steps")


@pytest.mark.slow
@pytest.mark.notebooks
def test_a_kernel_stores_one_output_and_nbval_reads_the_same(tmp_path):
    from nbclient import NotebookClient

    source = "from course_lib.kit.lab.progress_bar import watch\nimport time\n"
    source += "for _ in watch(range(5), 'training'):\n    time.sleep(0.05)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    (output,) = notebook.cells[0].outputs
    assert output["data"] == progress_bar.Bar("training", 5).bundle(5)
    nbformat.write(notebook, tmp_path / "bar.ipynb")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env"]
    command += [f"--rootdir={tmp_path}", "-c", "/dev/null", str(tmp_path / "bar.ipynb")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
    assert "1 passed" in run.stdout


def fail_in_one_thread(threads):
    with progress_bar.one_thread():
        threads.append(torch.get_num_threads())
        raise ArithmeticError("seeded")


def test_one_thread_is_given_back_after_an_error_too():
    before, inside = torch.get_num_threads(), []
    torch.set_num_threads(2)
    try:
        with pytest.raises(ArithmeticError, match="seeded"):
            fail_in_one_thread(inside)
        assert (inside, torch.get_num_threads()) == ([1], 2)
    finally:
        torch.set_num_threads(before)
