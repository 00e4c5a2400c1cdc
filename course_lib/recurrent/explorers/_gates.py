"""Colours and numbers of the gates, as the explorers of recurrent networks share them."""

from course_lib.kit.figures import INPUT, OUTPUT, OUTPUT_INK

# Okabe and Ito's purple, darkened so that thin lines and letters of it can be read on white.
FORGET = "#A8457F"
CANDIDATE = "#56B4E9"
GATES = {"input": INPUT, "forget": FORGET, "candidate": CANDIDATE, "output": OUTPUT}
INKS = {"input": "#005a8e", "forget": "#8a2f65", "candidate": "#1f6d9c", "output": OUTPUT_INK}  # of letters


def gate(value):
    """Return a gate's value; close to its ends with more digits, for it never gets there.

    >>> gate(0.5), gate(0.9991), gate(0.9999999)
    ('0.50', '0.9991', '≈ 1')
    """
    if min(value, 1 - value) < 0.00005:
        return f"≈ {value:.0f}"
    return f"{value:.2f}" if 0.005 <= value <= 0.995 else f"{value:.4f}"
