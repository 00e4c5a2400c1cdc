"""Bet on a claim before you see: three answers, then the verdict and what is so."""

from course_lib.kit.practice import markup
from course_lib.kit.practice.claims.ledger import claim
from course_lib.kit.practice.claims.verdicts import VERDICTS


def predict(id):
    """Return a bet on a claim of the notes, for the end of a cell.

    predict("conv-output-formula")

    With a kernel it asks and answers; without one it is the claim, and the answer folded away. An unknown id raises
    `ValueError` and names the nearest.
    """
    return Prediction(claim(id))


class Prediction:
    """One bet. Shows itself as a widget where there is a kernel, else as text with the answer folded away.

    reason : why it is asked again, in a sentence; empty for a first bet
    """

    def __init__(self, entry, reason=""):
        self.claim, self.reason = entry, reason
        self._widget = None

    @property
    def widget(self):
        """The live part; made when it is first asked for, because it loads ipywidgets."""
        if self._widget is None:
            from course_lib.kit.practice.claims.widget import PredictionWidget

            self._widget = PredictionWidget(self.claim, self.reason)
        return self._widget

    def __repr__(self):
        head = f"Once more. {self.reason} The" if self.reason else "Predict: the"
        return f"{head} notes say: “{self.claim.statement}” Does it hold, does it not, or does it depend?"

    def _repr_html_(self):
        verdict, _ = VERDICTS[self.claim.verdict]
        answer = f"<p><strong>{verdict}.</strong> {markup.inline(self.claim.truth)}</p>"
        ask = "<p>Does it hold, does it not, or does it depend? Bet before you look.</p>"
        head = "Once more" if self.reason else "Predict"
        why = f"<p>{markup.inline(self.reason)}</p>" if self.reason else ""
        said = f"<p><strong>{head}.</strong> The notes say: “{markup.inline(self.claim.statement)}”</p>"
        return markup.box(said + why + ask + markup.fold("The answer", answer), markup.BLUE, role="group", label=head)

    def _repr_mimebundle_(self, include=None, exclude=None):
        still = {"text/plain": repr(self), "text/html": self._repr_html_()}
        try:
            live, metadata = self.widget._repr_mimebundle_()
        except ImportError:  # no ipywidgets here: the still form serves
            return still, {}
        return {**live, **still}, metadata
