"""The tables of all notebooks are made from what each says of itself."""

import pytest

from course_lib.kit.notebook.overview import course_map, map_cell, readme
from course_lib.kit.notebook.reading import Notebook, read
from tests.kit.notebook.trial import README, START_COURSE, markdown


def notebook(name, part):
    course = START_COURSE | {"part": part, "question": f"Why {name[:2]}?"}
    return Notebook(name, {"metadata": {"course": course}, "cells": [markdown("## A", minutes=int(name[:2]) + 1)]})


NOTEBOOKS = [
    notebook(*one) for one in (("00_start_here", "0 first"), ("10_a", "1 x"), ("11_b", "1 x"), ("20_c", "2 y"))
]


def test_readme_lists_every_notebook_with_its_minutes():
    written = readme(README, NOTEBOOKS)
    assert written == README.replace(
        "|---|---|---|\n",
        "|---|---|---|\n"
        "| [00_start_here](notebooks/00_start_here.ipynb) | Why 00? | 1 |\n"
        "| [10_a](notebooks/10_a.ipynb) | Why 10? | 11 |\n"
        "| [11_b](notebooks/11_b.ipynb) | Why 11? | 12 |\n"
        "| [20_c](notebooks/20_c.ipynb) | Why 20? | 21 |\n",
    )
    assert readme(written, NOTEBOOKS) == written
    assert readme(written, []) == README


def test_the_map_names_each_part_once_and_not_itself():
    head = "| part | notebook | the question it starts with |\n|---|---|---|\n"
    written = course_map(head.rstrip(), NOTEBOOKS)
    assert written == head + (
        "| 1 x | [10_a](10_a.ipynb) | Why 10? |\n"
        "| | [11_b](11_b.ipynb) | Why 11? |\n"
        "| 2 y | [20_c](20_c.ipynb) | Why 20? |"
    )
    assert course_map(written, NOTEBOOKS) == written


def test_a_page_without_its_table_is_named():
    with pytest.raises(
        ValueError, match=r"README.md must hold the table `\| notebook \| the question .* which is where"
    ):
        readme("# A course", NOTEBOOKS)
    with pytest.raises(ValueError, match=r"00_start_here.ipynb must hold the table `\| part \| notebook"):
        course_map("| notebook |", NOTEBOOKS)


def test_the_map_stands_in_one_cell(trial):
    assert map_cell(read(trial.start))["source"].startswith("## The map")
    with pytest.raises(ValueError, match=r"must hold the table `\| part \| notebook .*` in one cell, got 0"):
        map_cell(read(trial.path))
