import re

import pytest

from course_lib.kit.practice.claims import ledger
from course_lib.kit.practice.claims.ledger import Claim, claims
from course_lib.kit.practice.claims.recap import recap


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
    assert html.count('scope="col"') == 3
    assert ">Not as it stands<" in html


def test_an_unknown_notebook_is_refused():
    with pytest.raises(ValueError, match=re.escape("'20_convolution'")):
        recap("20_convolution")


def test_every_notebook_with_claims_has_a_recap():
    for notebook in {claim.notebook for claim in claims()}:
        assert len(recap(notebook).claims) == len(claims(notebook))
