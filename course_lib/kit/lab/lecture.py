"""Lecture mode: a notebook on the projector, with large explorers and the presets as steps of the clicker."""

import pathlib

import anywidget
import traitlets

HERE = pathlib.Path(__file__).parent
ON = "Lecture mode is on. PageDown and PageUp press the presets; click a folded cell for its code. Off: lecture(False)."
OFF = "Lecture mode is off."


def lecture(on=True):
    """Make the notebook fit for a class, or with `lecture(False)` as it was; for the end of a cell.

    Explorers and text become large, code is folded to its first line, and PageDown and PageUp, which every
    presenter's clicker sends, press the presets of the explorer in view. After its last preset PageDown goes to the
    next explorer; in jupyterlab-rise the slides go on. Needs JupyterLab. RISE 0.43 shows no widgets beside
    ipywidgets 8 (its issue 119): it shows the stored pictures, and its keys stay its own.
    """
    if not isinstance(on, bool):
        raise TypeError(f"`on` must be True or False, got {on!r}")
    return Lecture(on)


class Lecture(anywidget.AnyWidget):
    """Switches the page when it is shown, and says what it did."""

    _esm = HERE / "lecture.js"
    _css = HERE / "lecture.css"
    on = traitlets.Bool().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)

    def __init__(self, on):
        super().__init__(on=on, said=ON if on else OFF)

    def __repr__(self):
        return self.said

    def _repr_mimebundle_(self, **options):
        live = super()._repr_mimebundle_(**options)
        data, metadata = live if isinstance(live, tuple) else (live, {})
        return {**data, "text/plain": self.said}, metadata
