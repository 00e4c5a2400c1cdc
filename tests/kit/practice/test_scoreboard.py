import pytest

from course_lib.kit.practice.claims import ledger
from course_lib.kit.practice.claims.ledger import Claim, claims
from course_lib.kit.practice.claims.prediction import predict
from course_lib.kit.practice.exercises import desk
from course_lib.kit.practice.progress import records
from course_lib.kit.practice.progress.scoreboard import NOTHING_YET, progress


@pytest.fixture
def small_course(course, monkeypatch):
    entries = tuple(
        Claim(f"claim-{n}", notebook, "It <holds>.", "holds", "It does.", "code", "", "topic")
        for n, notebook in enumerate(["20_some_notebook", "20_some_notebook", "21_<other>"])
    )
    monkeypatch.setattr(ledger, "claims", lambda: entries)


def test_the_table_counts(small_course):
    records.record_bet("claim-1", "holds", right=True)
    records.record_bet("claim-2", "holds", right=True)
    records.record_bet("of-another-course", "holds", right=True)
    desk.check("recall-size", 16)
    desk.check("output-size", lambda *case: 1)
    assert repr(progress()) == (
        "notebook          bets placed  exercises solved\n"
        "20_some_notebook            1            1 of 2\n"
        "21_<other>                  1              none\n"
        "That is every notebook of the course."
    )


def test_the_table_is_a_table_with_headers(small_course):
    records.record_bet("claim-2", "holds", right=True)
    html = progress()._repr_html_()
    assert '<th scope="row">21_&lt;other&gt;</th><td>1</td><td>none</td>' in html
    assert html.count('scope="col"') == 3
    assert html.endswith("</table><p>1 more notebook is not begun.</p>")


def test_a_notebook_is_begun_by_a_wrong_answer_too(small_course):
    desk.check("output-size", lambda *case: 1)
    assert repr(progress()).splitlines()[1:] == [
        "20_some_notebook            0            0 of 2",
        "1 more notebook is not begun.",
    ]


def test_who_has_not_begun_reads_a_sentence_that_no_new_notebook_changes(small_course, monkeypatch):
    """It is stored in `00_start_here`, which need not be executed anew for a further notebook."""
    before = repr(progress()), progress()._repr_html_()
    assert before == (NOTHING_YET, f"<p>{NOTHING_YET}</p>")
    more = (*ledger.claims(), ledger.claims()[0]._replace(id="claim-9", notebook="22_further"))
    monkeypatch.setattr(ledger, "claims", lambda: more)
    assert (repr(progress()), progress()._repr_html_()) == before
    records.record_bet("claim-2", "holds", right=True)
    assert repr(progress()).endswith("2 more notebooks are not begun.")


def test_trouble_stands_below_the_table(small_course, progress_file):
    progress_file.write_text("{", encoding="utf-8")
    assert repr(progress()).splitlines()[-1].endswith("cannot be understood. It starts anew.")
    assert "cannot be understood" in progress()._repr_html_()


def test_what_is_due_is_said_below_the_table(small_course, on):
    records.record_bet("claim-0", "holds", right=True)
    records.record_bet("of-another-course", "holds", right=True)
    assert "due" not in repr(progress())
    assert "due" not in progress()._repr_html_()
    on(2025, 3, 14)
    said = "1 claim is due: review() brings it back, in about 1 minute."
    assert repr(progress()).splitlines()[-1] == said
    assert progress()._repr_html_().endswith(f"<p>{said}</p>")
    records.record_bet("claim-0", "holds", right=True)
    assert "due" not in repr(progress())


def test_the_whole_course_is_counted():
    entry = claims()[0]
    predict(entry.id).widget.set_state({"bet": "holds"})
    rows = {row.notebook: row for row in progress().rows}
    assert rows[entry.notebook].bets == 1
    assert sum(row.bets for row in rows.values()) == 1
    assert list(rows) == sorted(rows)
