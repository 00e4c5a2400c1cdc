"""The live form of a prediction: an anywidget. Python judges and records, the browser asks and shows."""

from pathlib import Path

import anywidget
import traitlets

from course_lib.kit.practice.claims.verdicts import ANSWERS, judge
from course_lib.kit.practice.markup import inline
from course_lib.kit.practice.progress import days, records
from course_lib.kit.practice.progress.spacing import due_day

_HERE = Path(__file__).parent


class PredictionWidget(anywidget.AnyWidget):
    """The verdict reaches the browser only after the bet."""

    _esm = _HERE / "prediction.js"
    _css = _HERE / "prediction.css"

    statement = traitlets.Unicode().tag(sync=True)  # HTML, escaped
    reason = traitlets.Unicode("").tag(sync=True)  # why it is asked again, HTML, escaped; "" for a first bet
    answers = traitlets.Dict().tag(sync=True)  # {value of bet: text on its button}
    bet = traitlets.Unicode("").tag(sync=True)  # "" while the learner has not bet
    result = traitlets.Dict().tag(sync=True)  # the fields of `Result`, as HTML; empty while there is no bet
    earlier = traitlets.Bool(False).tag(sync=True)  # the bet comes from the progress file

    def __init__(self, entry, reason=""):
        super().__init__(statement=inline(entry.statement), reason=inline(reason), answers=ANSWERS)
        self.claim = entry
        self.answer_seen = False  # a bet after that is kept, but tells nothing of what is remembered
        earlier = records.load().entries["predictions"].get(entry.id)
        if earlier and earlier.bets[-1].answer in ANSWERS and not reason:
            self.earlier, self.bet = True, earlier.bets[-1].answer
            self.result = self._judged(self.bet)
        self.observe(self._on_bet, "bet")

    def _on_bet(self, change):
        bet = change["new"]
        if bet not in ANSWERS:  # "" is "bet again"; the old bet stays on file until there is a new one
            self.result = {}
            return
        self.earlier = False
        right = None if self.answer_seen else judge(self.claim, bet).right
        trouble = records.record_bet(self.claim.id, bet, right)
        self.result = self._judged(bet, trouble)

    def _judged(self, bet, trouble=""):
        self.answer_seen = True
        judged = judge(self.claim, bet)._asdict() | {"trouble": trouble}
        if self.reason:
            due = due_day(records.load().entries["predictions"][self.claim.id])
            judged["next"] = f"It comes back on {days.spoken(due)}."
        return {name: inline(text) if isinstance(text, str) else text for name, text in judged.items()}
