import re

import pytest
import yaml

from course_lib.kit.practice.catalogue import topic_files
from course_lib.kit.practice.claims.ledger import VERDICTS, Claim, claim, claims, read_claims

NOTEBOOK = "20_some_notebook"
GOOD = {
    "id": "one-claim",
    "statement": "Two and two\n  make four.",
    "verdict": "holds",
    "truth": "They do.",
    "decided_by": "code",
}


def read(**changes):
    entry = {field: value for field, value in (GOOD | changes).items() if value is not ...}
    return read_claims(yaml.safe_dump({NOTEBOOK: [entry]}), "topic")


def test_a_good_claim_is_read():
    want = Claim("one-claim", NOTEBOOK, "Two and two make four.", "holds", "They do.", "code", "", "topic")
    assert read() == [want]
    assert read(decided_by="terminology", reason="A word.")[0].reason == "A word."


@pytest.mark.parametrize(
    "changes, message",
    [
        (
            {"verdict": "maybe"},
            "topic/claims.yaml, 20_some_notebook, claim 1 (one-claim): `verdict` must be one of holds, wrong, ",
        ),
        ({"truth": ...}, "topic/claims.yaml, 20_some_notebook, claim 1 (one-claim) lacks truth"),
        ({"id": ...}, "topic/claims.yaml, 20_some_notebook, claim 1 (no id) lacks id"),
        ({"proof": "x"}, "topic/claims.yaml, 20_some_notebook, claim 1 (one-claim) has fields nobody knows: proof"),
        (
            {"statement": " "},
            "20_some_notebook, claim 1 (one-claim): `statement` must be a text that is not empty, got ' '",
        ),
        ({"truth": 20}, "`truth` must be a text that is not empty, got 20"),
        ({"notebook": "20_some_notebook"}, "claim 1 (one-claim) has fields nobody knows: notebook"),
        ({"decided_by": "vote"}, "`decided_by` must be one of code, terminology, source, got 'vote'"),
        ({"decided_by": "terminology"}, "`reason` must be given when no code decides, and only then, got ''"),
        ({"reason": "x"}, "`reason` must be given when no code decides, and only then, got 'x'"),
    ],
)
def test_a_bad_claim_is_refused_in_words(changes, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        read(**changes)


@pytest.mark.parametrize(
    "text, message",
    [
        ("", "topic/claims.yaml must hold the name of a notebook, a colon and below it the list of its claims, got No"),
        (
            "[a]",
            "topic/claims.yaml must hold the name of a notebook, a colon and below it the list of its claims, got l",
        ),
        ("20_a: 1", "topic/claims.yaml: below 20_a must stand a list of claims, got int"),
        ("20_a:", "topic/claims.yaml: below 20_a must stand a list of claims, got NoneType"),
        ("a: []", "topic/claims.yaml: claims stand below a notebook's name, as 20_convolution_arithmetic, got 'a'"),
        ("20: []", "topic/claims.yaml: claims stand below a notebook's name, as 20_convolution_arithmetic, got 20"),
        ("20_a: []\n20_a: []", "topic/claims.yaml is not valid YAML: the field '20_a' is written twice"),
        ("20_a: [a]", "topic/claims.yaml, 20_a, claim 1 must be a mapping with the fields of a claim, got str"),
        ("[a: {", "topic/claims.yaml is not valid YAML"),
        ("20_a:\n- id: a\n  id: b", "topic/claims.yaml is not valid YAML: the field 'id' is written twice"),
        ("- !!python/object:os.system {}", "topic/claims.yaml is not valid YAML"),
        (
            yaml.safe_dump({"20_a": [GOOD], "21_b": [GOOD]}),
            "topic/claims.yaml must name each id once, got one-claim again",
        ),
    ],
)
def test_a_bad_file_is_refused_in_words(text, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        read_claims(text, "topic")


def test_an_id_in_two_topics_is_refused(tmp_path, monkeypatch):
    from course_lib.kit.practice.claims import ledger

    path = tmp_path / "claims.yaml"
    path.write_text(yaml.safe_dump({NOTEBOOK: [GOOD]}), encoding="utf-8")
    monkeypatch.setattr(ledger, "topic_files", lambda name: {"here": path, "there": path})
    with pytest.raises(ValueError, match=r"there/claims.yaml: the id 'one-claim' is in here already"):
        ledger._all_claims.__wrapped__()


def test_an_unknown_id_names_the_nearest():
    id = claims()[0].id
    with pytest.raises(ValueError, match=f"There is no claim named '{id}x'. The nearest: {id}"):
        claim(id + "x")
    with pytest.raises(ValueError, match=rf"There is no claim named '\?'. There are {len(claims())} of them"):
        claim("?")
    with pytest.raises(ValueError, match=r"There is no claim named 3"):
        claim(3)


def test_claims_of_a_notebook():
    assert topic_files("claims.yaml"), "no topic brings claims"
    notebooks = {entry.notebook for entry in claims()}
    assert sum(len(claims(notebook)) for notebook in notebooks) == len(claims())
    with pytest.raises(ValueError, match=r"There is no notebook with claims named '99_nothing'"):
        claims("99_nothing")


@pytest.mark.parametrize("entry", claims(), ids=lambda entry: entry.id)
def test_the_text_of_every_claim_is_fit_for_learners(entry):
    """Whole sentences, three at most, in plain words, and a wrong claim is no repetition of the truth."""
    assert entry.verdict in VERDICTS
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.id)
    assert re.fullmatch(r"\d\d_[a-z0-9_]+", entry.notebook)
    assert 1 <= len(re.findall(r"[.](?= |$)", entry.truth)) <= 4
    for text in (entry.statement, entry.truth):
        assert text[-1] in ".?"
        assert "!" not in text
        assert text[0] in text[0].upper() + "`"
        assert text.count("`") % 2 == 0
        assert not re.search(r"\b(simply|just|obviously|of course|easy)\b", text, re.IGNORECASE)


@pytest.mark.parametrize(
    "notebook, least",
    [
        ("12_fourier", 29),
        ("13_sampling_and_compression", 9),
        ("15_image_warping", 27),
        ("16_epipolar_geometry", 13),
        ("20_convolution_arithmetic", 20),
        ("21_transposed_convolution", 15),
        ("31_normalization", 45),
        ("40_lstm_gates", 30),
        ("80_hypothesis_testing", 17),
        ("81_classifier_metrics", 24),
    ],
)
def test_no_claim_is_lost(notebook, least):
    assert len(claims(notebook)) >= least
