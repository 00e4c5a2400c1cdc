"""The sweep: takes an explorer through everything a learner can do to it and says what is wrong."""

from course_lib.kit.sweep.walk import every_explorer, sweep

__all__ = ["every_explorer", "sweep"]
