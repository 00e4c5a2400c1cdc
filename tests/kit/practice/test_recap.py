import re

import pytest

from course_lib.kit.practice.claims import ledger
from course_lib.kit.practice.claims.ledger import Claim, claims
from course_lib.kit.practice.claims.recap import recap
from course_lib.kit.practice.progress import records


@pytest.fixture
def one_claim(monkeypatch):
    claim = Claim("an-id", "20_some_notebook", "It <holds> for `x`.", "imprecise", "Mostly.", "code", "", "topic")
    monkeypatch.setattr(ledger, "claims", lambda notebook=None: (claim,))
    return claim


def test_each_claim_stands_with_verdict_and_truth(one_claim):
    assert repr(recap("20_some_notebook")) == "Not as it stands: It <holds> for `x`.\n    Mostly."


def test_the_table_is_escaped_and_has_headers(one_claim):
    html = recap("20_some_notebook")._repr_html_()
    assert "It &lt;holds&gt; for <code>x</code>." in html
    assert re.findall('scope="col"[^>]*>([^<]*)<', html) == ["the notes say", "verdict", "what is so"]
    assert ">Not as it stands<" in html


def test_a_bet_stands_beside_the_verdict(one_claim, monkeypatch):
    without_bet = one_claim._replace(id="another", statement="That too.")
    monkeypatch.setattr(ledger, "claims", lambda notebook=None: (one_claim, without_bet))
    records.record_bet("an-id", "holds", right=False)
    records.record_bet("an-id", "does not")
    table = recap("20_some_notebook")
    assert repr(table) == (
        "Not as it stands: It <holds> for `x`.\n    Your bet: It does not hold (right).\n    Mostly.\n\n"
        "Not as it stands: That too.\n    Mostly."
    )
    html = table._repr_html_()
    assert re.findall('scope="col"[^>]*>([^<]*)<', html) == ["the notes say", "verdict", "your bet", "what is so"]
    cells = re.findall("<td[^>]*>(.*?)</td>", html)
    assert (cells[2], cells[6]) == ("It does not hold (right)", "")
    records.record_bet("an-id", "holds", right=False)
    assert "Your bet: It holds (not right)." in repr(recap("20_some_notebook"))


def test_bets_elsewhere_and_bets_of_another_version_leave_the_table_as_it_is(one_claim):
    before = recap("20_some_notebook")._repr_html_()
    records.record_bet("in-another-notebook", "holds", right=True)
    records.record_bet("an-id", "from another version")
    assert recap("20_some_notebook")._repr_html_() == before


def test_an_unknown_notebook_is_refused():
    with pytest.raises(ValueError, match=re.escape("'20_convolution'")):
        recap("20_convolution")


def test_every_notebook_with_claims_has_a_recap():
    for notebook in {claim.notebook for claim in claims()}:
        assert len(recap(notebook).claims) == len(claims(notebook))
