"""The sweep: takes an explorer through everything a learner can do to it and says what is wrong.

>>> from course_lib.kit.explorer.example import SquareWave
>>> sweep(SquareWave, combinations=20)
[]
"""

import copy
import importlib
import inspect
import pkgutil
import warnings
from collections import Counter
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.kit.explorer.explorer import Explorer
from course_lib.kit.figures import style
from course_lib.kit.stage.widget import View
from course_lib.kit.sweep import rules
from course_lib.kit.sweep.camera import Camera, Watched

MOST_OF_A_KIND = 3  # a rule broken everywhere is reported this often
CLOSE_LOOK = 2  # every so many of the random settings are drawn,
RUN = 4  # of every so many the code is run,
TWICE = 10  # every so many are visited twice,
AFRESH = 40  # and every so many drawn afresh as well: that takes as long as ten visits
ENOUGH = 20  # so many exceptions end the walk


class Setting(NamedTuple):
    """One place of the walk."""

    name: str  # "default", "preset 'one sine'", "terms=40", "terms=40 off preset 'one sine'", "random 17"
    values: dict  # of all controls
    close: bool  # draw it and read the texts; elsewhere the explorer only moves
    base: str = ""  # name of the setting it is one step away from,
    control: str = ""  # and the control that was moved
    random: bool = False
    run: bool = False  # run the code
    twice: bool = False  # come back in the end, and compare with the first visit,
    afresh: bool = False  # and with a picture that is drawn afresh


class Seen(NamedTuple):
    """What a sweep keeps of one setting."""

    setting: Setting
    possible: bool
    finding: str
    status: str
    claims: dict  # preset label -> whether its claim holds here
    signature: bytes | None = None  # of the picture
    step: object = None  # the `Step` that led here
    result: object = None  # a copy


def sweep(explorer_class, *, seed=0, combinations=200, possible=0.5):
    """Return what is wrong with an explorer: a list of sentences, empty if all is well.

    It visits the default, each control's ends and steps off the default and off each preset, all presets and
    `combinations` random settings, and holds what it finds to the rules of `sweep_checks`.

    possible : the share of random settings that must be possible
    """
    problems = Problems(explorer_class.__name__)
    for rule in (rules.defaults_are_valid, rules.presets_are_well_formed):
        problems.add("class", rule, explorer_class)
    walkable = not problems.lines
    for rule in (
        rules.title_says_something,
        rules.docstring_asks,
        rules.controls_are_named,
        rules.presets_are_enough,
        rules.presets_repeat_no_default,
    ):
        problems.add("class", rule, explorer_class)
    if not walkable:
        return problems.lines  # a walk over such controls says nothing more
    walk = Walk(explorer_class, problems)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # `Walk` reports those of each setting once
        seen = walk.through(settings(explorer_class, seed=seed, combinations=combinations))
    if seen:
        problems.add("end", rules.moving_artists_are_in_the_figure, walk.explorer)
        problems.add("random settings", rules.enough_is_possible, seen, possible)
        problems.add("all settings", rules.claims_can_fail, explorer_class, seen)
        problems.add("all settings", rules.finding_follows_the_picture, seen, walk.differ)
        problems.add("all settings", rules.every_control_matters, explorer_class, seen)
        problems.add("all settings", rules.still_part_rests, seen)
    return problems.lines


def settings(explorer_class, *, seed, combinations):
    """Return the walk: a list of `Setting`."""
    controls, default = explorer_class.controls, explorer_class.defaults()
    bases = {"default": default}
    bases |= {f"preset {label!r}": default | preset.values for label, preset in explorer_class.presets.items()}
    walk = [Setting(name, values, close=True, run=True, twice=True, afresh=True) for name, values in bases.items()]
    for base, values in bases.items():
        for name, control in controls.items():
            for value in control.ends_and_steps():
                if value == values[name]:
                    continue
                label = f"{name}={value}" if base == "default" else f"{name}={value} off {base}"
                close = base == "default"
                walk.append(Setting(label, values | {name: value}, close, base, name, run=close))
    rng = np.random.default_rng(seed)
    for number in range(combinations):
        values = {name: control.random(rng) for name, control in controls.items()}
        close, run, twice, afresh = (number % step == 0 for step in (CLOSE_LOOK, RUN, TWICE, AFRESH))
        walk.append(Setting(f"random {values}", values, close, random=True, run=run, twice=twice, afresh=afresh))
    return walk


class Problems:
    """Collects sentences; of each rule only the first few."""

    def __init__(self, name):
        self.name, self.lines, self._count = name, [], Counter()

    def add(self, place, rule, *arguments):
        """Apply `rule`; an exception in it is a problem too."""
        try:
            found = list(rule(*arguments))
        except Exception as error:
            found = [_words(error)]
        for what in found:
            self.say(place, what, kind=rule.__name__)

    def say(self, place, what, *, kind):
        self._count[kind] += 1
        if self._count[kind] <= MOST_OF_A_KIND:
            self.lines.append(f"{self.name} at {place}: {what}")


class Walk:
    """One explorer that is led from setting to setting."""

    def __init__(self, explorer_class, problems):
        self.cls, self.problems = explorer_class, problems
        self.impossible = self.failures = 0

    def through(self, settings):
        """Visit all settings, then a few again; return what was `Seen`."""
        seen = []
        if not self.start():
            return seen
        for setting in settings:
            seen.append(self.visit(setting))
            if self.failures == ENOUGH:
                self.problems.say(setting.name, f"the sweep gave up after {ENOUGH} failures", kind="gave up")
                break
        seen = [one for one in seen if one is not None]
        self.return_to(seen)
        return seen

    def start(self):
        """Make the explorer and its picture; return whether that worked."""
        explorer = self._attempt("default", self.cls)
        before = dict(vars(explorer)) if explorer else {}
        if explorer and self._attempt("default", lambda: explorer.figure):
            self.explorer, self.camera = explorer, Camera(explorer.figure)
            self._attempt("default", lambda: View(explorer))
            self.stage = Watched(explorer.figure, explorer.moving, self.camera)
            self._attempt("default", self.refresh)
            self._attempt("default", lambda: self._pixels(explorer.figure))  # may stumble over what can be written down
            self.still_artists = list(still_artists(explorer))
            self.good = explorer.values  # of the last possible setting
            self.problems.add("default", rules.names_are_its_own, explorer, before)
            self.problems.add("default", rules.handles_are_bound, explorer)
            self.problems.add("default", rules.result_repeats_no_control, explorer)
            self.problems.add("default", rules.draw_keeps_what_moves, explorer)
            self.problems.add("default", rules.moving_artists_are_in_the_figure, explorer)
            return True
        return False

    def visit(self, setting):
        """Return what was `Seen` at a setting, or None where the explorer failed."""
        before, untouched = (self.explorer.finding, self.good), copy.deepcopy(setting.values) if setting.close else None
        moved = not setting.random and setting.values != self.explorer.values  # there one move of many is looked at
        for artist in self.still_artists:
            artist.stale = False
        if self._attempt(setting.name, lambda: self.explorer.set(**setting.values)) is None:
            self.failures += 1
            self.start()  # from a clean picture, so that one fault is not reported as another
            return None
        if self.explorer.status:
            return self._impossible(setting, *before)
        self.good = setting.values
        seen = Seen(setting, True, self.explorer.finding, "", self._claims(setting))
        if not setting.close:
            return seen
        place, explorer = setting.name, self.explorer
        self.problems.add(place, rules.strings_are_for_readers, explorer)
        self.problems.add(place, rules.describe_is_deterministic, explorer)
        self.problems.add(place, rules.compute_is_pure, explorer, untouched)
        self.problems.add(place, rules.code_is_short, explorer)
        if setting.run:
            self.problems.add(place, rules.code_gives_the_same_numbers, explorer)
        seen = seen._replace(step=self._attempt(place, lambda: self._step(setting, moved)))
        if seen.step is None:
            return seen
        self.problems.add(place, rules.something_moves_on_the_picture, explorer, self.stage)
        self.problems.add(place, rules.changes_are_reported, seen.step)
        self.problems.add(place, rules.what_moves_is_kept, seen.step)
        picture = self.stage.picture()
        for rule in (rules.text_is_whole, rules.text_does_not_overlap, rules.text_is_large):
            self.problems.add(place, rule, picture)
        result = copy.deepcopy(explorer.result) if setting.twice else None
        return seen._replace(signature=picture.signature, result=result)

    def return_to(self, seen):
        """Go back to the default, the presets and some random settings: nothing may remember the way there."""
        for one in [one for one in seen if one.signature and one.setting.twice]:
            place, values = one.setting.name, one.setting.values
            if self._attempt(place, lambda values=values: self.explorer.set(**values)) is None:
                continue
            wrong = rules.difference(one.result, self.explorer.result)
            if wrong:
                self.problems.say(place, f"the order of visits changes the result: {wrong}", kind="order")
            if self._attempt(place, self.refresh) is None:
                continue  # reported
            if not one.setting.afresh and self.stage.picture().signature == one.signature:
                continue
            fresh = self._fresh(place, values)
            changed = self._changed(place, fresh)
            if changed:
                if place == "default":
                    self.problems.say(place, "reset does not bring back the first picture", kind="reset")
                what = f"update left something behind: {changed} pixels differ from a picture drawn afresh"
                self.problems.say(place, what, kind="afresh")
            elif fresh and fresh.picture().signature != one.signature:
                what = "update left something behind: the first visit drew otherwise than one now, which is as afresh"
                self.problems.say(place, what, kind="afresh")

    def differ(self, *settings):
        """Return whether the pictures at two settings differ in a pixel, and not only in what leaves no trace."""
        first, second = (self._pixels(self.explorer.set(**setting.values).figure) for setting in settings)
        return (first != second).any()

    def refresh(self, stage=None):
        """Bring the stage up to date with its figure."""
        with style():
            return (stage or self.stage).refresh()

    def _fresh(self, place, values):
        """Return the stage of another explorer, or None where that fails."""
        explorer = self._attempt(place, lambda: self._made(**values))
        if explorer:
            stage = Watched(explorer.figure, explorer.moving, self.camera)
            return stage if self._attempt(place, lambda: self.refresh(stage)) else None

    def _changed(self, place, fresh):
        """Return how many pixels of the present picture differ from those of a stage that was drawn afresh."""
        if not fresh or self._attempt(place, self.refresh) is None:
            return 0
        if self.stage.picture().signature == fresh.picture().signature:
            return 0
        return int((self._pixels(self.explorer.figure) != self._pixels(fresh.figure)).any(axis=-1).sum())

    def _step(self, setting, moved):
        """Return the `Step` that led to the present setting."""
        unknown = [artist for artist in self.still_artists if artist.stale]
        with style():
            still, _ = self.stage.refresh()
            looked_for = (setting.afresh or not setting.random) and not self.stage.anew
            silent = self.stage.unreported_changes() if looked_for else []
        return Step(moved, still, silent, unknown)

    def _pixels(self, figure):
        with style():
            return self.camera.pixels(figure)

    def _made(self, **values):
        explorer = self.cls(**values)
        _ = explorer.figure  # drawn on first use
        return explorer

    def _impossible(self, setting, finding, good):
        place, explorer = setting.name, self.explorer
        self.problems.add(place, rules.status_is_a_sentence, explorer)
        if setting.base == "" and not setting.random:
            self.problems.say(place, f"is impossible: {explorer.status}", kind="preset")
        if explorer.finding != finding:
            self.problems.say(place, "an impossible setting changed the finding", kind="impossible")
        self.impossible += 1
        if self.impossible <= 2 and self._changed(place, self._fresh(place, good)):  # pictures cost time
            self.problems.say(place, "an impossible setting changed the picture", kind="impossible")
        return Seen(setting, False, explorer.finding, explorer.status, {})

    def _claims(self, setting):
        claims = {}
        for label, preset in self.cls.presets.items():
            own = setting.name == f"preset {label!r}"
            try:
                claims[label] = bool(preset.holds(self.explorer.reading))
            except Exception as error:  # elsewhere than at its own setting a claim need not make sense
                claims[label] = False
                if own:
                    self.problems.say(setting.name, f"its claim {_words(error)}", kind="claim")
                continue
            if own and not claims[label]:
                what = f"its claim is false: {preset.sentence!r} while {self.explorer.finding!r}"
                self.problems.say(setting.name, what, kind="claim")
        return claims

    def _attempt(self, place, action):
        """Return what `action` returns, or None and a problem; warnings are problems too."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                done = action()
            except Exception as error:
                self.problems.say(place, _words(error), kind="raises")
                return None
        for warning in caught:
            if issubclass(warning.category, (RuntimeWarning, UserWarning)):
                self.problems.say(place, f"warns: {warning.message}", kind="warns")
        return done


class Step(NamedTuple):
    """What a move has changed."""

    moved: bool  # whether it came from another setting
    still: bool  # whether the still part has changed
    silent: list  # what changed and did not say so
    unknown: list  # artists that moved though they are not among the moving ones


def still_artists(explorer):
    """Yield the artists that are not meant to move, but for what Matplotlib itself moves with limits and titles."""
    figure = explorer.figure
    known = {id(part) for artist in explorer.moving for part in artist.findobj()}
    for axes in figure.axes:
        parts = [*axes.xaxis.findobj(), *axes.yaxis.findobj(), *axes.spines.values(), axes.patch]
        known |= {id(part) for part in [*parts, axes.title, axes._left_title, axes._right_title]}
    for artist in figure.findobj():
        if id(artist) not in known and not isinstance(artist, Axes | Figure) and artist is not figure.patch:
            yield artist


def every_explorer():
    """Return the `Explorer` classes of all topics' `explorers` packages, and the framework's own example."""
    import course_lib

    names = {module.name for module in pkgutil.walk_packages(course_lib.__path__, "course_lib.")}
    found = []
    for name in sorted(names):
        if ".explorers" in name or name == "course_lib.kit.explorer.example":
            found += inspect.getmembers(importlib.import_module(name), lambda thing, name=name: _is_own(thing, name))
    return [cls for _, cls in found]


def _is_own(thing, module):
    is_explorer = inspect.isclass(thing) and issubclass(thing, Explorer)
    return is_explorer and thing.__module__ == module and not thing.__name__.startswith("_")


def _words(error):
    return f"raises {type(error).__name__}: {error}"
