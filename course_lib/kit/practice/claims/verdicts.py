"""What a bet on a claim may be, and what becomes of it."""

from typing import NamedTuple

from course_lib.checks import check_choice

ANSWERS = {"holds": "It holds", "does not": "It does not hold", "depends": "It depends"}
# Verdict -> (what to call it, which bets count as right)
VERDICTS = {
    "holds": ("It holds", {"holds"}),
    "wrong": ("It does not hold", {"does not"}),
    "imprecise": ("Not as it stands", {"does not", "depends"}),
    "convention": ("It depends", {"depends"}),
}


class Result(NamedTuple):
    """What the learner reads once she has bet."""

    verdict: str  # "It holds", "It does not hold", "Not as it stands", "It depends"
    right: bool  # whether the bet was right
    comment: str  # one sentence about the bet
    truth: str  # what is so
    where: str  # the notebook that shows it


def judge(entry, bet):
    """Return the `Result` of a bet ("holds", "does not" or "depends") on a `Claim`."""
    check_choice("bet", bet, ANSWERS)
    verdict, fitting = VERDICTS[entry.verdict]
    right = bet in fitting
    if right and entry.verdict == "imprecise":
        comment = "Your bet was right: here “it does not hold” and “it depends” both count."
    elif right:
        comment = "Your bet was right."
    else:
        comment = "Your bet was another one. What surprises you, you will remember."
    return Result(verdict, right, comment, entry.truth, entry.notebook)
