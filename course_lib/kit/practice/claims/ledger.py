"""The claims of the notes: what they say, whether it holds, and what is so. The data lie beside each topic."""

import re
from functools import cache
from typing import NamedTuple

import yaml

from course_lib.checks import check_choice
from course_lib.kit.practice.catalogue import by_notebook, find, topic_files

VERDICTS = ("holds", "wrong", "imprecise", "convention")
DECIDERS = ("code", "terminology", "source")
FIELDS = {"id", "statement", "verdict", "truth", "decided_by"}


class Claim(NamedTuple):
    id: str  # lower case, words joined by "-"
    notebook: str  # the file's name without .ipynb, as "20_convolution_arithmetic"
    statement: str  # what the notes say, one sentence
    verdict: str  # holds | wrong | imprecise | convention
    truth: str  # what is so, one to three sentences
    decided_by: str  # code: a test runs its check | terminology, source: no code can tell
    reason: str  # why no code can tell; empty when code decides
    topic: str  # the package whose claims.yaml holds it


def claims(notebook=None):
    """Return all claims, or those of one notebook, in the order of their files.

        >>> claims("20_convolution_arithmetic")[0].verdict
        'convention'

    Raises `ValueError` if no claim belongs to that notebook.
    """
    found = tuple(_all_claims().values())
    if notebook is None:
        return found
    return find("notebook with claims", notebook, by_notebook(found))


def claim(id):
    """Return the claim of this id; an unknown id raises `ValueError` and names the nearest.

    >>> claim("conv-output-formula").verdict
    'holds'
    """
    return find("claim", id, _all_claims())


@cache
def _all_claims():
    found = {}
    for topic, file in topic_files("claims.yaml").items():
        for entry in read_claims(file.read_text(encoding="utf-8"), topic):
            if entry.id in found:
                raise ValueError(f"{topic}/claims.yaml: the id {entry.id!r} is in {found[entry.id].topic} already")
            found[entry.id] = entry
    return found


def read_claims(text, topic):
    """Return the claims written in `text`, the content of one claims.yaml: {notebook: list of its claims}.

    Raises
    ------
    ValueError
        If the text has another form, or a claim breaks a rule; the message says which claim and which rule.
    """
    where = f"{topic}/claims.yaml"
    try:
        sections = yaml.load(text, Loader=_NoRepeats)
    except yaml.YAMLError as error:
        raise ValueError(f"{where} is not valid YAML: {error}") from None
    if not isinstance(sections, dict):
        raise ValueError(
            f"{where} must hold the name of a notebook, a colon and below it the list of its claims, "
            f"got {type(sections).__name__}"
        )
    found = [entry for notebook in sections for entry in _read_section(notebook, sections[notebook], where, topic)]
    ids = [entry.id for entry in found]
    repeated = sorted({id for id in ids if ids.count(id) > 1})
    if repeated:
        raise ValueError(f"{where} must name each id once, got {', '.join(repeated)} again")
    return found


def _read_section(notebook, entries, where, topic):
    if not (isinstance(notebook, str) and re.fullmatch(r"\d\d_\w+", notebook)):
        raise ValueError(
            f"{where}: claims stand below a notebook's name, as 20_convolution_arithmetic, got {notebook!r}"
        )
    if not isinstance(entries, list):
        raise ValueError(f"{where}: below {notebook} must stand a list of claims, got {type(entries).__name__}")
    return [
        _read_claim(entry, f"{where}, {notebook}, claim {number}", notebook, topic)
        for number, entry in enumerate(entries, start=1)
    ]


def _read_claim(entry, where, notebook, topic):
    if not isinstance(entry, dict):
        raise ValueError(f"{where} must be a mapping with the fields of a claim, got {type(entry).__name__}")
    where = f"{where} ({entry.get('id', 'no id')})"
    missing, unknown = FIELDS - set(entry), set(entry) - FIELDS - {"reason"}
    if missing:
        raise ValueError(f"{where} lacks {', '.join(sorted(missing))}")
    if unknown:
        raise ValueError(f"{where} has fields nobody knows: {', '.join(sorted(map(str, unknown)))}")
    for field, value in entry.items():
        if not (isinstance(value, str) and value.strip()):
            raise ValueError(f"{where}: `{field}` must be a text that is not empty, got {value!r}")
    texts = {"reason": ""} | {field: " ".join(value.split()) for field, value in entry.items()}
    found = Claim(**texts, notebook=notebook, topic=topic)
    for field, choices in (("verdict", VERDICTS), ("decided_by", DECIDERS)):
        check_choice(field, getattr(found, field), choices, where=where)
    if (found.decided_by == "code") == bool(found.reason):
        raise ValueError(f"{where}: `reason` must be given when no code decides, and only then, got {found.reason!r}")
    return found


class _NoRepeats(yaml.SafeLoader):
    """YAML that refuses a field written twice; the plain loader keeps the last one silently."""

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.YAMLError(f"the field {key!r} is written twice (line {node.start_mark.line + 1})")
        return super().construct_mapping(node, deep)
