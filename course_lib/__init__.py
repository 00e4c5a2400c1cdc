"""An interactive course on computer vision and deep learning: the tested functions behind its notebooks."""

__version__ = "0.1.0"


def __getattr__(name):
    if name != "lecture":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from course_lib.lecture_mode import lecture  # loads a widget: not before a lecturer asks for it

    return lecture
