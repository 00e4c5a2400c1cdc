"""The claims of a notebook once more, each with its verdict and what is so: for the summary."""

from textwrap import fill
from typing import NamedTuple

from course_lib.kit.practice import markup
from course_lib.kit.practice.claims import ledger
from course_lib.kit.practice.claims.ledger import Claim
from course_lib.kit.practice.claims.verdicts import ANSWERS, VERDICTS, judge
from course_lib.kit.practice.progress import records

HEADS = ("the notes say", "verdict", "what is so")
BET_HEAD = "your bet"


class Recap(NamedTuple):
    """The table; shows itself at the end of a cell."""

    claims: tuple[Claim, ...]
    bets: dict  # {claim id: your last bet, in words}; without any the table has no column for them

    def __repr__(self):
        return "\n\n".join(map(self._paragraph, self.claims))

    def _paragraph(self, claim):
        indent = {"initial_indent": "    ", "subsequent_indent": "    "}
        bet = [f"    Your bet: {self.bets[claim.id]}."] if claim.id in self.bets else []
        said = fill(f"{_verdict(claim)}: {claim.statement}", 100)
        return "\n".join([said, *bet, fill(claim.truth, 100, **indent)])

    def _repr_html_(self):
        heads = (*HEADS[:2], BET_HEAD, *HEADS[2:]) if self.bets else HEADS
        head = "".join(f'<th scope="col" style="text-align: left">{name}</th>' for name in heads)
        rows = "".join(
            "<tr>"
            + "".join(f'<td style="text-align: left; vertical-align: top">{markup.inline(text)}</td>' for text in row)
            + "</tr>"
            for row in map(self._row, self.claims)
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def _row(self, claim):
        bet = (self.bets.get(claim.id, ""),) if self.bets else ()
        return (claim.statement, _verdict(claim), *bet, claim.truth)


def recap(notebook):
    """Return the table of a notebook's claims, in the order of the notes, with your bets beside the verdicts.

    Raises `ValueError` if no claim belongs to that notebook.
    """
    claims = tuple(ledger.claims(notebook))
    made = records.load().entries["predictions"]
    last = {claim: made[claim.id].bets[-1].answer for claim in claims if claim.id in made}
    return Recap(claims, {claim.id: _in_words(claim, bet) for claim, bet in last.items() if bet in ANSWERS})


def _in_words(claim, bet):
    return f"{ANSWERS[bet]} ({'right' if judge(claim, bet).right else 'not right'})"


def _verdict(claim):
    return VERDICTS[claim.verdict][0]
