"""The slide type of a cell follows from what it is."""

import pytest

from course_lib.kit.notebook.metadata import SLIDE_TYPES, leave_out_slide_type, slide_type, slide_type_by_rule
from tests.kit.notebook.trial import code, markdown

TITLE, SECTION, SMALLER = markdown("# Boxes"), markdown("## Two boxes\n\ntext"), markdown("### In numbers")


@pytest.mark.parametrize(
    "cell, before, kind",
    [
        (TITLE, None, "slide"),
        (SECTION, code("1"), "slide"),
        (SMALLER, code("1"), "subslide"),
        (markdown("**Which curve?** Two."), code("1"), "subslide"),
        (markdown("1. Drag it."), code("1"), "subslide"),
        (markdown("*What you should have noticed:*"), code("1"), "fragment"),
        (markdown("10 boxes"), code("1"), "fragment"),
        (markdown("#2 is better"), code("1"), "fragment"),
        (markdown("**References**\n\n1. A."), code("1"), "notes"),
        (markdown("### Reference\n\n1. A."), code("1"), "notes"),
        (code("import numpy"), TITLE, "skip"),
        (code("recall(counts)"), SECTION, "fragment"),
        (code("recall(counts)"), SMALLER, "-"),
        (code("recall(counts)"), markdown("So"), "-"),
        (code("recall(counts)"), code("# Boxes"), "-"),
        (code("recall(counts)"), None, "-"),
        (code('exercise("one")'), SECTION, "subslide"),
        (code('recap("60_boxes")'), SECTION, "subslide"),
        (code('predict("one")'), markdown("So"), "fragment"),
        (code('def f(): ...\n\n\ncheck("one", f)'), code("1"), "fragment"),
        (code("x = 1\nTwoBoxes(width=x)"), SECTION, "-"),
    ],
)
def test_the_rule(cell, before, kind):
    assert slide_type_by_rule(cell, before) == slide_type(cell, before) == kind
    assert kind in SLIDE_TYPES


def test_what_a_cell_sets_overrules_the_rule_and_stays():
    cell = markdown("So", slideshow={"slide_type": "-"})
    assert slide_type(cell) == "-"
    leave_out_slide_type(cell)
    assert cell["metadata"] == {"slideshow": {"slide_type": "-"}}


def test_what_the_rule_gives_is_left_out():
    bare = markdown("So", slideshow={"slide_type": "fragment"}, claims=["a"])
    leave_out_slide_type(bare)
    assert bare["metadata"] == {"claims": ["a"]}
    more = markdown("So", slideshow={"slide_type": "fragment", "other": 1})
    leave_out_slide_type(more)
    assert more["metadata"] == {"slideshow": {"other": 1}}
    nothing = markdown("So")
    leave_out_slide_type(nothing)
    assert nothing["metadata"] == {}
