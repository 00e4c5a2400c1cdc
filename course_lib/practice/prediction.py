"""Bet on a claim before you see: three answers, then the verdict and what is so."""

from typing import NamedTuple

from course_lib.practice import markup
from course_lib.practice.ledger import claim

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


def predict(id):
    """Return a bet on a claim of the notes, for the end of a cell.

    predict("conv-output-formula")

    With a kernel it asks and answers; without one it is the claim, and the answer folded away. An unknown id raises
    `ValueError` and names the nearest.
    """
    return Prediction(claim(id))


def judge(entry, bet):
    """Return the `Result` of a bet ("holds", "does not" or "depends") on a `Claim`."""
    if bet not in ANSWERS:
        raise ValueError(f"`bet` must be one of {', '.join(ANSWERS)}, got {bet!r}")
    verdict, fitting = VERDICTS[entry.verdict]
    right = bet in fitting
    if right and entry.verdict == "imprecise":
        comment = "Your bet was right: here “it does not hold” and “it depends” both count."
    elif right:
        comment = "Your bet was right."
    else:
        comment = "Your bet was another one. What surprises you, you will remember."
    return Result(verdict, right, comment, entry.truth, entry.notebook)


class Prediction:
    """One bet. Shows itself as a widget where there is a kernel, else as text with the answer folded away."""

    def __init__(self, entry):
        self.claim = entry
        self._widget = None

    @property
    def widget(self):
        """The live part; made when it is first asked for, because it loads ipywidgets."""
        if self._widget is None:
            from course_lib.practice.prediction_widget import PredictionWidget

            self._widget = PredictionWidget(self.claim)
        return self._widget

    def __repr__(self):
        return f"Predict: the notes say: “{self.claim.statement}” Does it hold, does it not, or does it depend?"

    def _repr_html_(self):
        verdict, _ = VERDICTS[self.claim.verdict]
        answer = f"<p><strong>{verdict}.</strong> {markup.inline(self.claim.truth)}</p>"
        ask = "<p>Does it hold, does it not, or does it depend? Bet before you look.</p>"
        said = f"<p><strong>Predict.</strong> The notes say: “{markup.inline(self.claim.statement)}”</p>"
        return markup.box(said + ask + markup.fold("The answer", answer), markup.BLUE, role="group", label="Predict")

    def _repr_mimebundle_(self, include=None, exclude=None):
        still = {"text/plain": repr(self), "text/html": self._repr_html_()}
        try:
            live, metadata = self.widget._repr_mimebundle_()
        except ImportError:  # no ipywidgets here: the still form serves
            return still, {}
        return {**live, **still}, metadata
