"""A notebook as data: its sections and their minutes."""

from course_lib.kit.notebook.reading import Notebook, read, read_all
from tests.kit.notebook.trial import COURSE, code, markdown


def notebook(*cells):
    return Notebook("60_boxes", {"metadata": {"course": COURSE}, "cells": list(cells)})


def test_sections_begin_at_headings_of_level_two():
    found = notebook(
        markdown("# T"),
        markdown("## A\ntext", minutes=3),
        code("## no\n1"),
        markdown("### no"),
        markdown("text\n## no"),
        markdown("## B", minutes=4),
    )
    assert [(one.title, one.minutes, len(one.cells)) for one in found.sections()] == [
        ("Boxes", 0, 1),
        ("A", 3, 4),
        ("B", 4, 1),
    ]
    assert found.minutes == 7


def test_a_notebook_says_what_it_is(trial):
    one = read(trial.path)
    assert (one.name, one.title, one.question) == ("60_boxes", "Boxes", "How much do two boxes share?")
    assert (one.part, one.minutes, one.course["needs"]) == ("6 detection", 31, ["00_start_here"])
    assert [other.name for other in read_all(trial.folder)] == ["00_start_here", "60_boxes"]


def test_a_notebook_that_says_nothing_is_read_all_the_same():
    one = Notebook("60_boxes", {"metadata": {}, "cells": [markdown("## A")]})
    assert one.course == {}
    assert [(section.title, section.minutes) for section in one.sections()] == [("60_boxes", 0), ("A", 0)]
