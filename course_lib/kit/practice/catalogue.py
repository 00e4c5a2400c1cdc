"""What the topic packages bring: their claims files and their exercises, found by looking, never by name."""

from functools import cache
from importlib import import_module
from importlib.resources import files
from pkgutil import iter_modules

import course_lib
from course_lib.checks import nearest
from course_lib.kit.practice.exercises.tasks import Exercise


def topics():
    """Return the names of the topic packages, sorted: all packages inside `course_lib` but the kit."""
    return sorted(module.name for module in iter_modules(course_lib.__path__) if module.ispkg and module.name != "kit")


def topic_files(filename):
    """Return {topic: file} for every topic package that holds a file of this name; imports none of them."""
    found = {topic: files(course_lib).joinpath(topic, filename) for topic in topics()}
    return {topic: file for topic, file in found.items() if file.is_file()}


@cache
def exercises():
    """Return {name: Exercise} for the whole course, in the order of the topic packages.

    A topic keeps them in a list EXERCISES in each module of its package `exercises`; NOTEBOOK says whose they are.

    Raises
    ------
    ValueError
        If a module has no NOTEBOOK or no list EXERCISES, holds something else in it, or repeats a name.
    """
    found = {}
    for name in exercise_modules():
        for exercise in listed(import_module(name)):
            if exercise.name in found:
                raise ValueError(f"{name}: an exercise named {exercise.name!r} is there already")
            found[exercise.name] = exercise
    return found


def exercise_modules():
    """Return the names of the modules that hold exercises; imports none of them."""
    found = []
    for topic in topics():
        folder = files(course_lib).joinpath(topic, "exercises")
        stems = [file.name.removesuffix(".py") for file in folder.iterdir()] if folder.is_dir() else []
        found += [f"course_lib.{topic}.exercises.{stem}" for stem in stems if stem.isidentifier() and stem[0] != "_"]
    return sorted(found)


def listed(module):
    """Return the exercises of a topic's module, each with its notebook, once their kind is checked."""
    found = getattr(module, "EXERCISES", None)
    if not isinstance(found, list | tuple):
        raise ValueError(f"{module.__name__} must hold a list named EXERCISES, got {type(found).__name__}")
    odd = [entry for entry in found if not isinstance(entry, Exercise)]
    if odd:
        raise ValueError(f"{module.__name__}: EXERCISES must hold Exercise only, got {type(odd[0]).__name__}")
    notebook = getattr(module, "NOTEBOOK", None)
    if not (isinstance(notebook, str) and notebook):
        raise ValueError(f"{module.__name__} must say in NOTEBOOK whose exercises it holds, got {notebook!r}")
    return [exercise if exercise.notebook else exercise._replace(notebook=notebook) for exercise in found]


def by_notebook(entries):
    """Return {notebook: tuple of its entries}, notebooks sorted. Works for claims and exercises alike."""
    notebooks = sorted({entry.notebook for entry in entries})
    return {name: tuple(entry for entry in entries if entry.notebook == name) for name in notebooks}


def find(kind, name, known):
    """Return `known[name]`, or raise with the names that come nearest. `kind` is the word for it in the message."""
    if isinstance(name, str) and name in known:
        return known[name]
    near = nearest(name, known, count=3, cutoff=0.4)
    advice = f"The nearest: {', '.join(near)}." if near else f"There are {len(known)} of them, none looks like it."
    raise ValueError(f"There is no {kind} named {name!r}. {advice}")
