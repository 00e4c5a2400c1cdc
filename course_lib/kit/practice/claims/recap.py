"""The claims of a notebook once more, each with its verdict and what is so: for the summary."""

from textwrap import fill
from typing import NamedTuple

from course_lib.kit.practice import markup
from course_lib.kit.practice.claims import ledger
from course_lib.kit.practice.claims.ledger import Claim
from course_lib.kit.practice.claims.verdicts import VERDICTS

HEADS = ("the notes say", "verdict", "what is so")


class Recap(NamedTuple):
    """The table; shows itself at the end of a cell."""

    claims: tuple[Claim, ...]

    def __repr__(self):
        indent = {"initial_indent": "    ", "subsequent_indent": "    "}
        return "\n\n".join(
            f"{fill(f'{_verdict(claim)}: {claim.statement}', 100)}\n{fill(claim.truth, 100, **indent)}"
            for claim in self.claims
        )

    def _repr_html_(self):
        head = "".join(f'<th scope="col" style="text-align: left">{name}</th>' for name in HEADS)
        rows = "".join(
            "<tr>"
            + "".join(f'<td style="text-align: left; vertical-align: top">{markup.inline(text)}</td>' for text in row)
            + "</tr>"
            for row in ((claim.statement, _verdict(claim), claim.truth) for claim in self.claims)
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def recap(notebook):
    """Return the table of a notebook's claims, in the order of the notes.

    Raises `ValueError` if no claim belongs to that notebook.
    """
    return Recap(tuple(ledger.claims(notebook)))


def _verdict(claim):
    return VERDICTS[claim.verdict][0]
