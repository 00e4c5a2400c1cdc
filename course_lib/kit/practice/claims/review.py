"""What you bet on comes back before it is forgotten, as a bet again. Five minutes at most, and never required."""

from functools import cached_property
from math import ceil

from course_lib.kit.practice import markup
from course_lib.kit.practice.claims import ledger
from course_lib.kit.practice.claims.prediction import Prediction
from course_lib.kit.practice.claims.verdicts import ANSWERS
from course_lib.kit.practice.progress import days, records
from course_lib.kit.practice.progress.spacing import due_day

MINUTES = 5
# A claim and what is so have 40 words in the median and 75 at most: at 150 words a minute, 16 to 30 seconds. The rest
# is for thinking. tests/kit/practice/test_review.py reckons with the longest claims of the course.
SECONDS_EACH = 48
AT_MOST = MINUTES * 60 // SECONDS_EACH


def review():
    """Return the claims that are due, each as a bet, for the end of a cell.

    A claim is due some days after you bet on it: soon if the bet was wrong, later and later if it was right. With
    nothing due it says when the next one is.
    """
    entries, trouble = records.load()
    waiting, made = due_claims(entries), entries["predictions"]
    asked = tuple(Prediction(claim, _reason(made[claim.id])) for claim in waiting[:AT_MOST])
    said = _invitation(len(waiting)) if asked else _nothing_due(made)
    return Review(" ".join(filter(None, [said, trouble])), asked)


def due_claims(entries):
    """Return the claims that are due today, those that wait longest first."""
    made, today = entries["predictions"], days.today()
    due = {claim: due_day(made[claim.id]) for claim in ledger.claims() if claim.id in made}
    # A bet of which no day is known was placed before days were kept: it has waited longest.
    waiting = {claim: day.toordinal() if day else 0 for claim, day in due.items() if day is None or day <= today}
    return tuple(sorted(waiting, key=waiting.get))


def due_sentence(entries):
    """Return in one sentence how many claims are due, "" if none is."""
    count = len(due_claims(entries))
    if not count:
        return ""
    which = f"the {AT_MOST} that wait longest" if count > AT_MOST else "them" if count > 1 else "it"
    return f"{_are_due(count)}: review() brings {which} back, in about {_minutes(count)}."


class Review:
    """Bets that are asked again, one below the other."""

    def __init__(self, said, bets):
        self.said = said  # how many are due, or that none is
        self.bets = bets  # tuple of Prediction

    @cached_property
    def widget(self):
        """The live part; made when it is first asked for, because it loads ipywidgets."""
        from ipywidgets import HTML, VBox

        return VBox([HTML(self._head()), *(bet.widget for bet in self.bets)])

    def _head(self):
        return f"<p>{markup.inline(self.said)}</p>"

    def __repr__(self):
        return "\n\n".join([self.said, *map(repr, self.bets)])

    def _repr_html_(self):
        return "".join([self._head(), *(bet._repr_html_() for bet in self.bets)])

    def _repr_mimebundle_(self, include=None, exclude=None):
        still = {"text/plain": repr(self), "text/html": self._repr_html_()}
        try:
            live = self.widget._repr_mimebundle_() if self.bets else {}
        except ImportError:  # no ipywidgets here: the still form serves
            live = {}
        return {**live, **still}


def _reason(betting):
    """Return why a claim is asked again: "You bet it holds, on 12 March."."""
    day, answer = betting.bets[-1]
    bet = ANSWERS.get(answer, "on it")  # another version of the course may know other answers
    return f"You bet {bet[0].lower()}{bet[1:]}, {f'on {days.spoken(day)}' if day else 'some time ago'}."


def _invitation(count):
    more = f" Here are the {AT_MOST} that wait longest." if count > AT_MOST else ""
    return f"{_are_due(count)}.{more} About {_minutes(count)}; nothing depends on it."


def _nothing_due(made):
    coming = [due_day(made[claim.id]) for claim in ledger.claims() if claim.id in made]
    if not coming:
        return "Nothing is due, for you have placed no bet. A claim that you bet on comes back after a day or two."
    return f"Nothing is due. The next claim comes back on {days.spoken(min(coming))}."


def _are_due(count):
    return f"{count} {'claim is' if count == 1 else 'claims are'} due"


def _minutes(count):
    number = ceil(min(count, AT_MOST) * SECONDS_EACH / 60)
    return f"{number} minute{'s' if number > 1 else ''}"
