"""The rules that a sweep holds an explorer to, one function each; every one yields what is wrong, in words."""

import contextlib
import inspect
import io
import re
from collections import defaultdict
from types import ModuleType

import numpy as np

from course_lib.kit.explorer.controls import Number
from course_lib.kit.explorer.explorer import Explorer

SMALLEST_TEXT = 9  # points
FEW_STEPS = 10  # moves; fewer say nothing about every move
LONGEST_LINE, MOST_LINES = 100, 20  # of the shown code
NOT_FOR_READERS = re.compile(  # np.array(...) and np.nan are honest code; bare, they are the repr of a number
    r"(?<!\.)\b(nan\b|array\()|\bnp\.(float|int|bool|str)\w*\(|<[\w.]+ object|<(function|class|bound method)\b"
)


# ---- the class


def title_says_something(cls):
    if len(cls.title) < 5:
        yield f"needs a title of five letters or more, has {cls.title!r}"


def docstring_asks(cls):
    if inspect.getdoc(cls) in (None, inspect.getdoc(Explorer)):
        yield "needs a docstring: its first line is the question that stands above the controls"


def controls_are_named(cls):
    labels = [control.label for control in cls.controls.values()]
    for name, control in cls.controls.items():
        if len(control.label) < 3:
            yield f"control `{name}` needs a label of three letters or more, has {control.label!r}"
        elif labels.count(control.label) > 1:
            yield f"control `{name}` shares its label {control.label!r} with another"
    if not labels:
        yield "has no controls"


def defaults_are_valid(cls):
    for name, control in cls.controls.items():
        try:
            control.check(name, control.default)
        except (TypeError, ValueError) as error:
            yield f"the default of a control is not valid for it: {error}"


def presets_are_enough(cls):
    if len(cls.presets) < 3:
        yield f"needs three presets or more, has {len(cls.presets)}"
    for label, preset in cls.presets.items():
        if len(preset.sentence) < 20:
            yield f"preset {label!r} needs a sentence of 20 letters or more, has {preset.sentence!r}"


def presets_are_well_formed(cls):
    for label, preset in cls.presets.items():
        for name, value in preset.values.items():
            if name not in cls.controls:
                yield f"preset {label!r} sets `{name}`, which is no control"
                continue
            try:
                cls.controls[name].check(name, value)
            except (TypeError, ValueError) as error:
                yield f"preset {label!r} sets a value that its control refuses: {error}"


def presets_repeat_no_default(cls):
    for label, preset in cls.presets.items():
        for name, value in preset.values.items():
            if name in cls.controls and value == cls.controls[name].default:
                yield f"preset {label!r} repeats the default of `{name}`, {value!r}: every preset starts there"


# ---- the explorer, once


def result_repeats_no_control(explorer):
    for name in explorer.result._fields:
        if name in explorer.controls or name == "shown":
            yield f"the result has a field `{name}`, which a reading has already: leave it out, or name it otherwise"


def draw_keeps_what_moves(explorer):
    if not explorer.moving:
        yield "`draw` keeps no artist on the explorer: what `update` moves must be an attribute of `self`"


def moving_artists_are_in_the_figure(explorer):
    present = set(map(id, explorer.figure.findobj()))
    for artist in explorer.moving:
        if id(artist) not in present:
            yield f"the moving artist {artist} is not in the figure"


def handles_are_bound(explorer):
    for handle in explorer.handles():
        if len(handle.label) < 5:
            yield f"a handle needs a label of five letters or more, has {handle.label!r}"
        if handle.axes not in explorer.figure.axes:
            yield f"handle {handle.label!r} lies in axes that are not in the figure"
        if handle.x is None and handle.y is None:
            yield f"handle {handle.label!r} sets no control"
        for name in {handle.x, handle.y} - {None}:
            if not isinstance(explorer.controls.get(name), Number):
                yield f"handle {handle.label!r} sets `{name}`, which is no Number control"


def names_are_its_own(explorer, before):
    """What `draw` keeps on the explorer must not take the place of what the framework keeps there, `before`."""
    for name, value in vars(explorer).items():
        replaced = before.get(name, value) is not value and name not in ("moving", "_figure")
        if replaced or (name not in before and hasattr(Explorer, name)):
            yield f"`draw` sets `self.{name}`, a name that the framework uses: choose another"


# ---- the explorer at one setting


def changes_are_reported(step):
    for what in step.silent:
        yield f"{what} changed and did not say so, so the browser keeps the old one: set `stale = True` on the artist"


def what_moves_is_kept(step):
    for artist in step.unknown:
        yield f"{artist} moves, but `draw` keeps it nowhere on `self`, so that the whole still part travels with it"


def strings_are_for_readers(explorer):
    for name, string in (("finding", explorer.finding), ("code", explorer.source())):
        match = NOT_FOR_READERS.search(string)
        if match:
            yield f"the {name} shows {match.group()!r}: {string!r}"
    if len(explorer.finding) < 30:
        yield f"the finding is the alt text and needs 30 letters or more, is {explorer.finding!r}"


def status_is_a_sentence(explorer):
    status = explorer.status
    words = [name for name in explorer.controls] + [c.label.lower() for c in explorer.controls.values() if c.label]
    names_something = re.search(r"\d", status) or any(word in status.lower() for word in words)
    if len(status) < 15 or " " not in status or not names_something:
        yield f"an impossible setting needs a sentence that says what is impossible, has {status!r}"


def describe_is_deterministic(explorer):
    again = explorer.describe(explorer.reading)
    if again != explorer.finding:
        yield f"describe gives another finding the second time: {explorer.finding!r}, then {again!r}"


def compute_is_pure(explorer, untouched):
    """`untouched` is a deep copy of the values from before anything was computed."""
    again = explorer.compute(**explorer.arguments())
    for name, first, second in zip(explorer.result._fields, explorer.result, again):
        wrong = difference(first, second)
        if wrong:
            yield f"compute is not pure, the same values give another `{name}`: {wrong}"
    if difference(untouched, explorer.values):
        yield f"compute is not pure, it changed its arguments {untouched} to {explorer.values}"


def code_is_short(explorer):
    lines = explorer.source().splitlines()
    if len(lines) > MOST_LINES:
        yield f"the code has {len(lines)} lines, {MOST_LINES} are the most"
    for line in lines:
        if len(line) > LONGEST_LINE:
            yield f"the code has a line of {len(line)} letters, {LONGEST_LINE} are the most: {line!r}"


def code_gives_the_same_numbers(explorer):
    names = {"__name__": "__main__"}
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(explorer.source(), f"<code of {type(explorer).__name__}>", "exec"), names)
    except Exception as error:
        yield f"the code raises {type(error).__name__}: {error}"
        return
    fields = [name for name in explorer.result._fields if name in names and _is_data(names[name])]
    if not fields:
        yield f"the code names no field of the result, which has {', '.join(explorer.result._fields)}"
    for name in fields:
        wrong = difference(getattr(explorer.result, name), names[name], tolerance=1e-6)
        if wrong:
            yield f"the code gives another `{name}`: {wrong}"


def _is_data(thing):
    return not callable(thing) and not isinstance(thing, ModuleType)


# ---- the picture at one setting


def text_is_whole(picture):
    for drawn in picture.texts:
        (left, top, right, bottom), frame = drawn.box, drawn.frame
        missing = (frame[0] - left, frame[1] - top, right - frame[2], bottom - frame[3])
        for side, pixels in zip(("left", "top", "right", "bottom"), missing):
            if pixels > 1:
                yield f"the text {drawn.text!r} is cut off at the {side} by {pixels:.0f} px"


def text_does_not_overlap(picture, *, share=0.15):
    if len(picture.texts) < 2:
        return
    boxes = np.array([drawn.box for drawn in picture.texts])  # (n, 4)
    sides = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:]) - np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    common = sides.clip(min=0).prod(axis=-1)  # (n, n) px^2
    area = (boxes[:, 2:] - boxes[:, :2]).prod(axis=-1)
    too_much = np.triu(common > share * np.minimum(area[:, None], area[None, :]), 1)
    for first, second in np.argwhere(too_much):
        yield f"the texts {picture.texts[first].text!r} and {picture.texts[second].text!r} overlap"


def text_is_large(picture):
    small = [drawn for drawn in picture.texts if drawn.points < SMALLEST_TEXT]
    if small:
        yield f"text is too small: {small[0].text!r} has {small[0].points:g} pt, {SMALLEST_TEXT} are the least"


def something_moves_on_the_picture(explorer, stage, *, least=10):
    if not stage.leaves_ink(explorer.figure.get_facecolor(), least):
        yield "the picture is blank: what moves draws nothing"


# ---- all settings together; `seen` is a list of `sweep.Seen`


def enough_is_possible(seen, least):
    random = [one for one in seen if one.setting.random]
    possible = sum(one.possible for one in random)
    if possible < least * len(random):
        yield f"mostly impossible: only {possible} of {len(random)} random settings work"


def claims_can_fail(cls, seen):
    for label in cls.presets:
        verdicts = [one.claims[label] for one in seen if one.possible]
        if verdicts and all(verdicts):
            yield f"claim cannot fail: that of preset {label!r} holds at all {len(verdicts)} settings visited"


def finding_follows_the_picture(seen, differ):
    """`differ(setting, setting)` says whether the pictures, which are not drawn alike, differ to the eye."""
    pictures = defaultdict(dict)  # finding -> signature -> setting
    for one in seen:
        if one.signature:
            pictures[one.finding].setdefault(one.signature, one.setting)
    for finding, settings in pictures.items():
        first, *others = settings.values()
        second = next((other for other in others if differ(first, other)), None)
        if second:
            yield f"the finding is the same at {first.name} and at {second.name}, but the pictures differ: {finding!r}"


def still_part_rests(seen):
    steps = [one.step for one in seen if one.step and one.step.moved]
    if len(steps) >= FEW_STEPS and all(step.still for step in steps):
        yield f"the still part travels at all {len(steps)} moves: keep on `self` what changes every time, a title too"


def every_control_matters(cls, seen):
    findings = {one.setting.name: (one.finding, one.status) for one in seen}
    for name in cls.controls:
        moves = [one for one in seen if one.setting.control == name]
        if moves and all((one.finding, one.status) == findings.get(one.setting.base) for one in moves):
            yield f"control `{name}` changes nothing, at the default and at every preset"


# ---- comparing


def difference(expected, got, *, tolerance=0.0):
    """Return in words how `got` differs from `expected`, or an empty string.

    Whole numbers and strings must be equal; other numbers to `tolerance` of the largest in the array.

        >>> difference((1, 2.0), (1, 2.5))
        'expected 2.0, got 2.5'
    """
    if isinstance(expected, dict) and isinstance(got, dict) and expected.keys() == got.keys():
        expected, got = list(expected.values()), [got[key] for key in expected]
    if isinstance(expected, (tuple, list)) and isinstance(got, (tuple, list)):
        if len(expected) != len(got):
            return f"expected {len(expected)} parts, got {len(got)}"
        return next(filter(None, (difference(a, b, tolerance=tolerance) for a, b in zip(expected, got))), "")
    one, two = _as_array(expected), _as_array(got)
    if one.shape != two.shape:
        return f"expected shape {one.shape}, got {two.shape}"
    if one.dtype.kind in "fc" and two.dtype.kind in "biufc":
        finite = np.abs(one[np.isfinite(one)])
        same = np.allclose(two, one, rtol=tolerance, atol=tolerance * finite.max(initial=0), equal_nan=True)
    else:
        same = bool(np.all(one == two))
    if same:
        return ""
    if one.shape == ():
        return f"expected {expected}, got {got}"
    return f"arrays of shape {one.shape} differ, first values {one.ravel()[:3]} and {two.ravel()[:3]}"


def _as_array(value):
    value = value.toarray() if hasattr(value, "toarray") else value  # a sparse matrix
    try:
        return np.asarray(value)
    except ValueError:  # parts of unequal length
        return np.asarray(list(value), dtype=object)
