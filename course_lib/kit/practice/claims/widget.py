"""The live form of a prediction: an anywidget. Python judges and records, the browser asks and shows."""

from pathlib import Path

import anywidget
import traitlets

from course_lib.kit.practice.claims.verdicts import ANSWERS, judge
from course_lib.kit.practice.markup import inline
from course_lib.kit.practice.progress import records

_HERE = Path(__file__).parent


class PredictionWidget(anywidget.AnyWidget):
    """The verdict reaches the browser only after the bet."""

    _esm = _HERE / "prediction.js"
    _css = _HERE / "prediction.css"

    statement = traitlets.Unicode().tag(sync=True)  # HTML, escaped
    answers = traitlets.Dict().tag(sync=True)  # {value of bet: text on its button}
    bet = traitlets.Unicode("").tag(sync=True)  # "" while the learner has not bet
    result = traitlets.Dict().tag(sync=True)  # the fields of `Result`, as HTML; empty while there is no bet
    earlier = traitlets.Bool(False).tag(sync=True)  # the bet comes from the progress file

    def __init__(self, entry):
        super().__init__(statement=inline(entry.statement), answers=ANSWERS)
        self.claim = entry
        earlier = records.load().entries["predictions"].get(entry.id)
        if earlier in ANSWERS:
            self.earlier, self.bet = True, earlier
            self.result = self._judged(earlier)
        self.observe(self._on_bet, "bet")

    def _on_bet(self, change):
        bet = change["new"]
        if bet not in ANSWERS:  # "" is "bet again"; the old bet stays on file until there is a new one
            self.result = {}
            return
        self.earlier = False
        trouble = records.record("predictions", self.claim.id, bet)
        self.result = self._judged(bet, trouble)

    def _judged(self, bet, trouble=""):
        judged = judge(self.claim, bet)._asdict() | {"trouble": trouble}
        return {name: inline(text) if isinstance(text, str) else text for name, text in judged.items()}
