"""Progress of a loop that takes seconds: a bar that moves in a notebook and leaves the same words on every run.

Nothing of IPython is loaded here: where it runs, it is there already, and elsewhere there is no bar.
"""

import sys
import time
from contextlib import contextmanager
from html import escape

PAUSE = 0.1  # s between two pictures of the bar: more would only load the browser
CELLS = 20  # of the bar in plain text


def watch(items, label, *, unit="steps", total=None):
    """Return `items`, one after the other, under a progress bar.

        >>> sum(watch(range(5), "adding"))
        10

    In a notebook the bar moves while the loop runs. What is stored says how many steps were done and nothing of time,
    so that it is the same on every run. Elsewhere, as in a script or a test, nothing is shown.

    Parameters
    ----------
    items : iterable
    label : str
        What is done: "training".
    unit : str
        What is counted.
    total : int
        How many items there are; needed for an iterable without a length.

    Raises
    ------
    TypeError
        If `items` has no length and `total` is not given.
    """
    if total is None:
        if not hasattr(items, "__len__"):
            raise TypeError(f"`items` must have a length, or `total` must be given, got {type(items).__name__}")
        total = len(items)
    return _watched(items, Bar(label, total, unit)) if in_notebook() else iter(items)


@contextmanager
def one_thread():
    """Let torch use a single thread: small networks gain nothing from more, and lose when another program is busy.

    >>> import torch
    >>> with one_thread():
    ...     torch.get_num_threads()
    1
    """
    import torch  # whoever trains has loaded it already

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class Bar:
    """What is shown at each moment: text for a reader and for the comparison in CI, HTML for the page."""

    def __init__(self, label, total, unit="steps"):
        self.label, self.total, self.unit = label, total, unit

    def bundle(self, done):
        """Return {MIME type: content} after `done` steps."""
        return {"text/plain": self.text(done), "text/html": self.html(done)}

    def text(self, done):
        """Return the bar as one line.

        >>> Bar("training", 8).text(6)
        'training: 6 of 8 steps  ███████████████░░░░░'
        """
        full = CELLS * done // self.total if self.total else CELLS
        return f"{self.words(done)}  {'█' * full}{'░' * (CELLS - full)}"

    def html(self, done):
        name, words = escape(self.label, quote=True), escape(self.words(done))
        # An element of the browser's own: screen readers know it, and it follows the page's theme.
        bar = (
            f'<progress aria-label="{name}" value="{done if self.total else 1}" max="{max(self.total, 1)}"></progress>'
        )
        return f"<div>{bar} {words}</div>"

    def words(self, done):
        return f"{self.label}: {done} of {self.total} {self.unit}"


def in_notebook():
    """Say whether a notebook's kernel runs this: only there can a picture be changed after it was shown."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None


def _watched(items, bar):
    from IPython.display import display

    # First the last picture, replaced at once: nbval reads what was displayed first and knows no updates, while a
    # notebook keeps the last update. So both hold the same words.
    handle = display(bar.bundle(bar.total), raw=True, display_id=True)
    done, shown = 0, time.monotonic()
    handle.update(bar.bundle(done), raw=True)
    try:
        for item in items:
            yield item
            done += 1
            if done < bar.total and time.monotonic() - shown >= PAUSE:
                handle.update(bar.bundle(done), raw=True)
                shown = time.monotonic()
    finally:  # also after `break`: then the bar stays where the loop was left
        handle.update(bar.bundle(done), raw=True)
