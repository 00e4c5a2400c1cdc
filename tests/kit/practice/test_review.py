import json
import re
import subprocess
import sys
from datetime import date

import pytest

from course_lib import review
from course_lib.kit.practice.claims import ledger
from course_lib.kit.practice.claims.ledger import Claim, claims
from course_lib.kit.practice.claims.review import AT_MOST, MINUTES, due_sentence
from course_lib.kit.practice.progress import records

VIEW = "application/vnd.jupyter.widget-view+json"
WORDS_A_MINUTE, SECONDS_TO_THINK = 150, 20  # for a text on which every word counts


@pytest.fixture
def course_of_nine(monkeypatch):
    entries = tuple(
        Claim(f"claim-{n}", "20_some_notebook", f"For <b>, `{n}` holds.", "holds", "Only <i>.", "code", "", "topic")
        for n in range(9)
    )
    monkeypatch.setattr(ledger, "claims", lambda: entries)
    return entries


@pytest.fixture
def one_due(course_of_nine, on):
    """A right bet of 12 March, and today the day on which it is due."""
    records.record_bet("claim-0", "holds", right=True)
    on(2025, 3, 14)
    return course_of_nine[0]


def asked():
    return [bet.claim.id for bet in review().bets]


def bet(widget, value):
    widget.set_state({"bet": value})  # as a message from the page does


# --- what is due


def test_without_a_bet_nothing_is_due(course_of_nine):
    said = "Nothing is due, for you have placed no bet. A claim that you bet on comes back after a day or two."
    assert repr(review()) == said
    assert review()._repr_html_() == f"<p>{said}</p>"
    assert set(review()._repr_mimebundle_()) == {"text/plain", "text/html"}


def test_with_nothing_due_it_says_when_the_next_is(course_of_nine, on):
    records.record_bet("claim-1", "holds", right=True)
    records.record_bet("claim-0", "depends", right=False)
    assert repr(review()) == "Nothing is due. The next claim comes back on 13 March."
    on(2025, 3, 13)
    records.record_bet("claim-0", "depends", right=False)
    assert repr(review()) == "Nothing is due. The next claim comes back on 14 March."
    assert due_sentence(records.load().entries) == ""


def test_a_claim_is_asked_with_the_reason(one_due):
    assert repr(review()) == (
        "1 claim is due. About 1 minute; nothing depends on it.\n\n"
        "Once more. You bet it holds, on 12 March. The notes say: “For <b>, `0` holds.” "
        "Does it hold, does it not, or does it depend?"
    )


@pytest.mark.parametrize(
    "answer, said",
    [
        ("does not", "You bet it does not hold, on 12 March."),
        ("depends", "You bet it depends, on 12 March."),
        ("of another version", "You bet on it, on 12 March."),
    ],
)
def test_the_reason_names_the_bet(course_of_nine, on, answer, said):
    records.record_bet("claim-0", answer, right=False)
    on(2025, 3, 13)
    assert review().bets[0].reason == said


def test_the_reason_names_the_year_if_it_is_another(course_of_nine, on):
    records.record_bet("claim-0", "holds", right=True)
    on(2026, 1, 2)
    assert review().bets[0].reason == "You bet it holds, on 12 March 2025."


def test_a_bet_of_the_first_version_was_some_time_ago(course_of_nine, progress_file):
    progress_file.write_text('{"predictions": {"claim-0": "holds", "gone": "holds"}}', encoding="utf-8")
    assert [bet.reason for bet in review().bets] == ["You bet it holds, some time ago."]
    bet(review().bets[0].widget, "holds")
    assert repr(review()) == "Nothing is due. The next claim comes back on 14 March."


def test_what_waits_longest_comes_first(course_of_nine, on, progress_file):
    progress_file.write_text('{"predictions": {"claim-5": "holds"}}', encoding="utf-8")
    records.record_bet("claim-1", "holds", right=True)  # due on the 14th
    records.record_bet("claim-2", "depends", right=False)  # due on the 13th
    on(2025, 3, 13)
    records.record_bet("claim-0", "depends", right=False)  # due on the 14th
    assert asked() == ["claim-5", "claim-2"]
    on(2025, 3, 20)
    assert asked() == ["claim-5", "claim-2", "claim-0", "claim-1"], "of two from one day, the first in the notes"


def test_at_most_six_are_asked_and_the_others_wait(course_of_nine, on):
    for claim in course_of_nine:
        records.record_bet(claim.id, "holds", right=True)
    on(2025, 3, 14)
    first = review()
    assert first.said == ("9 claims are due. Here are the 6 that wait longest. About 5 minutes; nothing depends on it.")
    assert due_sentence(records.load().entries) == (
        "9 claims are due: review() brings the 6 that wait longest back, in about 5 minutes."
    )
    assert asked() == [claim.id for claim in course_of_nine[:6]]
    for question in first.bets:
        bet(question.widget, "holds")
    assert asked() == ["claim-6", "claim-7", "claim-8"]
    assert review().said == "3 claims are due. About 3 minutes; nothing depends on it."
    assert due_sentence(records.load().entries) == "3 claims are due: review() brings them back, in about 3 minutes."


def test_the_longest_claims_of_the_course_fit_into_five_minutes():
    words = sorted(len(f"{claim.statement} {claim.truth}".split()) for claim in claims())[-AT_MOST:]
    assert sum(words) / WORDS_A_MINUTE + AT_MOST * SECONDS_TO_THINK / 60 <= MINUTES


def test_trouble_with_the_file_is_said_and_the_rest_is_asked(one_due, progress_file):
    content = json.loads(progress_file.read_text(encoding="utf-8"))
    progress_file.write_text(json.dumps({**content, "exercises": 3}), encoding="utf-8")
    assert review().said.endswith("The rest is kept.")
    assert asked() == ["claim-0"]
    progress_file.write_text("{", encoding="utf-8")
    assert repr(review()).endswith("cannot be understood. It starts anew.")


# --- the widget: what the page sends is a change of the trait `bet`


def test_a_right_bet_says_when_the_claim_comes_back_and_stores_it(one_due):
    widget = review().bets[0].widget
    assert (widget.bet, widget.result, widget.earlier) == ("", {}, False), "the earlier bet does not answer"
    assert widget.reason == "You bet it holds, on 12 March."
    bet(widget, "holds")
    assert (widget.result["right"], widget.result["next"]) == (True, "It comes back on 25 March.")
    betting = records.load().entries["predictions"]["claim-0"]
    assert betting.memory.due == date(2025, 3, 25)
    assert [(day.day, answer) for day, answer in betting.bets] == [(12, "holds"), (14, "holds")]


def test_a_wrong_bet_brings_it_back_the_next_day_and_a_second_bet_does_not_change_that(one_due):
    widget = review().bets[0].widget
    bet(widget, "depends")
    assert (widget.result["right"], widget.result["next"]) == (False, "It comes back on 15 March.")
    bet(widget, "")
    bet(widget, "holds")
    assert (widget.result["right"], widget.result["next"]) == (True, "It comes back on 15 March.")
    assert asked() == []


def test_nothing_of_the_answer_is_sent_before_the_bet(one_due):
    state = review().bets[0].widget.get_state()
    sent = json.dumps({name: str(value) for name, value in state.items() if name not in ("_esm", "_css")})
    assert "Only" not in sent
    assert state["statement"] == "For &lt;b&gt;, <code>0</code> holds."


def test_the_bundle_holds_all_bets_and_the_still_form(course_of_nine, on):
    for claim in course_of_nine[:2]:
        records.record_bet(claim.id, "holds", right=True)
    on(2025, 3, 14)
    shown = review()
    data = shown._repr_mimebundle_()
    assert set(data) == {VIEW, "text/html", "text/plain"}
    assert data[VIEW]["model_id"] == shown.widget.model_id
    head, *bets = shown.widget.children
    assert head.value == "<p>2 claims are due. About 2 minutes; nothing depends on it.</p>"
    assert [one.claim for one in bets] == list(course_of_nine[:2])


def test_the_still_form_is_escaped_and_folds_the_answer(one_due):
    html = review()._repr_html_()
    open_part, folded = html.split("<details>")
    assert "<strong>Once more.</strong> The notes say: “For &lt;b&gt;, <code>0</code> holds.”" in open_part
    assert "<p>You bet it holds, on 12 March.</p>" in open_part
    assert 'role="group" aria-label="Once more"' in open_part
    assert "Only &lt;i&gt;." not in open_part
    assert "Only &lt;i&gt;." in folded


def test_without_ipywidgets_it_is_text(progress_file):
    progress_file.write_text(json.dumps({"predictions": {claims()[0].id: "holds"}}), encoding="utf-8")
    code = (
        "import sys, json; sys.modules['anywidget'] = sys.modules['ipywidgets'] = None\n"
        "from course_lib import review\nprint(json.dumps(review()._repr_mimebundle_()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    data = json.loads(done.stdout)
    assert sorted(data) == ["text/html", "text/plain"]
    assert claims()[0].statement in data["text/plain"]


def test_the_page_part_names_the_reason_to_a_screen_reader(one_due):
    script = str(review().bets[0].widget._esm)
    assert re.search(r'"aria-describedby", reason\.id', script)
    assert "result.next" in script
