"""The blocks of which slides are made: what markdown, code, a poll and an exercise become."""

import re
from functools import cache
from html import escape
from typing import NamedTuple

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course_lib.kit.practice import catalogue, markup
from course_lib.kit.practice.claims import ledger
from course_lib.kit.practice.claims.verdicts import ANSWERS, VERDICTS
from course_lib.kit.practice.exercises.sources import solution_source
from tools.publish import course, outputs
from tools.publish.formulas import mathml


class Block(NamedTuple):
    html: str  # one element
    step: int = 0  # of the clicker that shows it; 0: there from the start

    def __str__(self):
        step = f' fragment" data-fragment-index="{self.step}' if self.step else ""
        return f'<div class="block{step}">{self.html}</div>'


class Content(NamedTuple):
    """What stands on one slide of a cell that makes slides of its own."""

    kind: str  # "poll", "answer" or "exercise", the slide's class
    blocks: list  # of Block
    note: str  # for the speaker
    question: str  # for the speaker to ask the room


@cache
def reader():
    """Return what reads the notebooks' Markdown."""
    found = MarkdownIt("commonmark", {"html": True}).enable("table")
    found.use(
        dollarmath_plugin,
        allow_digits=False,
        renderer=lambda text, options: mathml(text, block=options["display_mode"]),
    )
    return found


def markdown_blocks(cell):
    """Return a Markdown cell as blocks, one for each paragraph, list, table and so on. References stay on the site."""
    text = re.split(r"^(?:#+ |\*\*)References?\**$", course.source(cell), flags=re.MULTILINE)[0]
    text = re.sub(r"\]\((\w+)\.ipynb\)", r"](\1.html)", text)
    md, environment = reader(), {}
    tokens, found, start = md.parse(text, environment), [], 0
    for end, token in enumerate(tokens, start=1):
        if token.level == 0 and token.nesting <= 0:
            found.append(Block(md.renderer.render(tokens[start:end], md.options, environment).strip()))
            start = end
    return found


def code_blocks(cell):
    """Return a code cell as blocks: the code, then what it put out."""
    source = course.source(cell)
    if re.search(r"^recap\(", source, re.MULTILINE):
        return [Block(recap_table(*re.findall(r'recap\("(\w+)"\)', source)))]
    found = [Block(highlight(source, PythonLexer(), HtmlFormatter(cssclass="code", nowrap=False)))]
    if re.search(r"^check\(", source, re.MULTILINE):  # what it says before there is an answer is no news
        return found
    return found + [Block(html) for html in map(output_html, cell["outputs"]) if html]


def output_html(output):
    data = output.get("data", {})
    if "image/png" in data:
        png = "".join(data["image/png"])
        return outputs.image_html(png, output["metadata"]["image/png"]["alt"], outputs.data_address(png))
    if "text/html" in data:
        return f'<div class="rich">{"".join(data["text/html"])}</div>'
    text = "".join(data.get("text/plain", output.get("text", ""))).rstrip()
    return f'<pre class="out">{escape(text)}</pre>' if text else ""


def recap_table(notebook):
    """Return the claims of a notebook with their verdicts; what is so was said where it was shown."""
    rows = "".join(
        f"<tr><td>{markup.inline(claim.statement)}</td><td>{VERDICTS[claim.verdict][0]}</td></tr>"
        for claim in ledger.claims(notebook)
    )
    head = "<thead><tr><th>the notes say</th><th>verdict</th></tr></thead>"
    return f'<table class="recap">{head}<tbody>{rows}</tbody></table>'


def poll(id):
    """Return the contents of a prediction's two slides: the claim, then the answer."""
    claim = ledger.claim(id)
    said = f"<blockquote>“{markup.inline(claim.statement)}”</blockquote>"
    hands = "".join(f"<li>{text}</li>" for text in ANSWERS.values())
    ask = [Block("<h2>Show of hands</h2>"), Block("<p>The notes say:</p>"), Block(said)]
    ask += [Block(f'<ul class="hands">{hands}</ul>')]
    verdict = f'<p class="verdict">{VERDICTS[claim.verdict][0]}.</p>'
    answer = [Block("<h2>The answer</h2>"), Block(said), Block(verdict), Block(f"<p>{markup.inline(claim.truth)}</p>")]
    return (
        Content(
            "poll",
            ask,
            note="Poll, one minute: count the hands for each answer and write them down.",
            question="Does it hold, does it not, or does it depend?",
        ),
        Content(
            "answer",
            answer,
            note="If the answer comes too early here, go on and come back.",
            question="Who has changed their mind, and why?",
        ),
    )


def exercise(name):
    """Return the content of an exercise's slide, alone in a tuple; its hints and the solution are for the speaker."""
    task = catalogue.exercises()[name]
    paragraphs = re.findall(r"<p>.*?</p>|<pre.*?</pre>", markup.paragraphs(task.prompt), re.DOTALL)
    blocks = [Block(f"<h2>{markup.inline(task.title)}</h2>"), *map(Block, paragraphs)]
    note = f"Hints: {task.hints[0]} {task.hints[1]} Solution: {solution_source(task)} {task.explanation}"
    return (Content("exercise", blocks, note, question="Who has a first idea? Say only the first step."),)
