"""Exercises: what the learner solves, how an answer is checked, and whether an exercise is good enough to be shown."""

from course_lib.kit.practice.exercises.tasks import Exercise, Mistake

__all__ = ["Exercise", "Mistake"]
