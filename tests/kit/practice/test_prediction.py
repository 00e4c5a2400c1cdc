import json
import subprocess
import sys
from datetime import date

import pytest
from traitlets import TraitError

from course_lib.kit.practice.claims.ledger import Claim, claims
from course_lib.kit.practice.claims.prediction import Prediction, predict
from course_lib.kit.practice.claims.verdicts import ANSWERS, VERDICTS, judge
from course_lib.kit.practice.progress import records

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def entry():
    return Claim(
        "a-claim", "20_some_notebook", "For <b>, `i & j` hold.", "imprecise", "Only <i> holds.", "code", "", "topic"
    )


@pytest.mark.parametrize(
    "verdict, right",
    [
        ("holds", {"holds"}),
        ("wrong", {"does not"}),
        ("imprecise", {"does not", "depends"}),
        ("convention", {"depends"}),
    ],
)
def test_which_bets_are_right(entry, verdict, right):
    assert {bet for bet in ANSWERS if judge(entry._replace(verdict=verdict), bet).right} == right


def test_the_comment_is_kind_and_says_when_two_bets_count(entry):
    assert judge(entry, "depends").comment == "Your bet was right: here “it does not hold” and “it depends” both count."
    assert judge(entry, "holds").comment == "Your bet was another one. What surprises you, you will remember."
    assert judge(entry._replace(verdict="holds"), "holds").comment == "Your bet was right."


def test_a_bet_that_is_none_is_refused(entry):
    with pytest.raises(ValueError, match="`bet` must be one of holds, does not, depends, got 'perhaps'"):
        judge(entry, "perhaps")


def test_an_unknown_claim_is_refused():
    with pytest.raises(ValueError, match="There is no claim named 'no-such-claim'"):
        predict("no-such-claim")


def test_plain_text_does_not_spoil(entry):
    text = repr(Prediction(entry))
    assert text.startswith("Predict: the notes say: “For <b>, `i & j` hold.”")
    assert entry.truth not in text
    assert VERDICTS["imprecise"][0] not in text


def test_html_is_escaped_and_folds_the_answer(entry):
    html = Prediction(entry)._repr_html_()
    open_part, folded = html.split("<details>")
    assert "For &lt;b&gt;, <code>i &amp; j</code> hold." in open_part
    assert "holds.</p>" not in open_part
    assert "Not as it stands" not in open_part
    assert "<summary>The answer</summary>" in folded
    assert "<strong>Not as it stands.</strong> Only &lt;i&gt; holds." in folded


def test_the_bundle_holds_the_widget_and_the_still_form(entry):
    prediction = Prediction(entry)
    data, _ = prediction._repr_mimebundle_()
    assert set(data) == {VIEW, "text/html", "text/plain"}
    assert data[VIEW]["model_id"] == prediction.widget.model_id
    assert data["text/plain"] == repr(prediction)


def test_without_ipywidgets_the_still_form_serves():
    code = (
        "import sys, json; sys.modules['anywidget'] = sys.modules['ipywidgets'] = None\n"
        "from course_lib import predict\nfrom course_lib.kit.practice.claims.ledger import claims\n"
        "print(json.dumps(sorted(predict(claims()[0].id)._repr_mimebundle_()[0])))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == ["text/html", "text/plain"]


@pytest.mark.parametrize("entry", claims(), ids=lambda entry: entry.id)
def test_every_claim_can_be_bet_on(entry):
    plain = repr(predict(entry.id))
    assert entry.statement in plain
    assert entry.truth not in plain


# --- the widget, without a browser: what the page sends is a change of the trait `bet` --------------------------------


def bet(widget, value):
    widget.set_state({"bet": value})  # as a message from the page does


def answers():
    """Return {claim: answers on file, the last one last}."""
    return {id: [bet.answer for bet in betting.bets] for id, betting in records.load().entries["predictions"].items()}


def due(id="a-claim"):
    return records.load().entries["predictions"][id].memory.due


def test_nothing_of_the_answer_is_sent_before_the_bet(entry):
    state = Prediction(entry).widget.get_state()
    assert state["bet"] == ""
    assert state["result"] == {}
    assert "Only" not in json.dumps({name: str(value) for name, value in state.items() if name not in ("_esm", "_css")})
    assert state["statement"] == "For &lt;b&gt;, <code>i &amp; j</code> hold."
    assert list(state["answers"].values()) == ["It holds", "It does not hold", "It depends"]


def test_a_bet_is_judged_and_recorded(entry):
    widget = Prediction(entry).widget
    bet(widget, "does not")
    assert widget.result == {
        "verdict": "Not as it stands",
        "right": True,
        "comment": "Your bet was right: here “it does not hold” and “it depends” both count.",
        "truth": "Only &lt;i&gt; holds.",
        "where": "20_some_notebook",
        "trouble": "",
    }
    assert answers() == {"a-claim": ["does not"]}


def test_running_the_cell_again_shows_the_earlier_bet(entry):
    bet(Prediction(entry).widget, "holds")
    again = Prediction(entry).widget
    assert (again.bet, again.earlier, again.result["right"]) == ("holds", True, False)


def test_bet_again_keeps_the_old_bet_until_there_is_a_new_one(entry):
    widget = Prediction(entry).widget
    bet(widget, "holds")
    bet(widget, "")
    assert widget.result == {}
    assert answers() == {"a-claim": ["holds"]}
    bet(widget, "depends")
    assert widget.result["right"]
    assert not widget.earlier
    assert answers() == {"a-claim": ["holds", "depends"]}


def test_a_right_bet_comes_back_later_than_a_wrong_one(entry):
    bet(Prediction(entry).widget, "depends")
    bet(Prediction(entry._replace(id="another")).widget, "holds")
    assert (due(), due("another")) == (date(2025, 3, 14), date(2025, 3, 13))


def test_a_bet_with_the_answer_in_view_is_kept_and_changes_no_date(entry, on):
    first = Prediction(entry).widget
    bet(first, "holds")
    on(2025, 3, 13)
    for widget in (first, Prediction(entry).widget):  # the second shows the earlier bet, and the answer with it
        bet(widget, "")
        bet(widget, "depends")
    assert answers() == {"a-claim": ["holds", "depends", "depends"]}
    assert due() == date(2025, 3, 13)


def test_an_odd_bet_changes_nothing(entry):
    records.record_bet("a-claim", "from another version")
    widget = Prediction(entry).widget
    assert widget.bet == ""
    bet(widget, "<script>")
    assert widget.result == {}
    with pytest.raises(TraitError, match="bet"):
        widget.bet = 3


def test_trouble_with_the_progress_file_stands_in_the_widget_once(entry, progress_file):
    progress_file.write_text("{", encoding="utf-8")
    widget = Prediction(entry).widget
    bet(widget, "holds")
    assert "cannot be understood" in widget.result["trouble"]
    assert "progress.json.bak" in widget.result["trouble"]
    bet(widget, "depends")
    assert widget.result["trouble"] == ""


def test_the_page_part_is_accessible(entry):
    """What the browser test sees, pinned where no browser is."""
    state = Prediction(entry).widget
    for needed in (
        '"role", "status"',
        '"aria-live", "polite"',
        '"aria-pressed"',
        'made.type = "button"',
        '"aria-labelledby"',
    ):
        assert needed in str(state._esm)
    assert ":focus-visible" in str(state._css)
