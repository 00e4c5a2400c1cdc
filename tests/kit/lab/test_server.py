"""What the course changes in Jupyter's server."""

import asyncio
from types import SimpleNamespace

import nbformat
import pytest
from jupyter_client.session import Session
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from course_lib.kit.lab import server
from course_lib.kit.lab.server import WIDGET_VIEW, PromptConnection, StillContents, drop_live_views


def test_the_socket_is_told_not_to_wait_before_jupyter_connects_it(monkeypatch):
    calls = []
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda self: calls.append("connect"))
    handler = SimpleNamespace(set_nodelay=lambda value: calls.append(("nodelay", value)))
    PromptConnection.connect(SimpleNamespace(websocket_handler=handler))
    assert calls == [("nodelay", True), "connect"]


SESSION = Session(key=b"a key")


def message(kind, content, answers):
    """What a kernel sends: a message of some kind, about a message of another kind."""
    return SESSION.serialize(SESSION.msg(kind, content, parent=SESSION.msg(answers)), ident=b"topic")


def state(word, answers="comm_msg"):
    return message("status", {"execution_state": word}, answers)


BUSY, IDLE = state("busy"), state("idle")
PICTURE = message("comm_msg", {"data": {"method": "custom"}}, "comm_msg")


@pytest.fixture
def told(monkeypatch):
    """A function of messages, each (seconds to wait before it, channel, message): what the browser is told."""
    passed = []
    upstream = ZMQChannelsWebsocketConnection
    monkeypatch.setattr(server, "SHORT", 0.05)
    monkeypatch.setattr(upstream, "handle_outgoing_message", lambda self, stream, said: passed.append(said))
    monkeypatch.setattr(upstream, "disconnect", lambda self: passed.append("closed"))
    monkeypatch.setattr(upstream, "session", SESSION)

    def through(*messages, close=False):
        connection = PromptConnection.__new__(PromptConnection)

        async def send():
            for wait, channel, said in messages:
                await asyncio.sleep(wait)
                connection.handle_outgoing_message(SimpleNamespace(channel=channel), said)
            if close:
                connection.disconnect()
            await asyncio.sleep(0.15)

        asyncio.run(send())
        return passed

    return through


def test_a_short_move_is_not_called_busy(told):
    assert told((0, "iopub", BUSY), (0, "iopub", PICTURE), (0, "iopub", IDLE)) == [PICTURE, IDLE]


def test_a_move_that_takes_long_is_called_busy_once(told):
    assert told((0, "iopub", BUSY), (0.1, "iopub", PICTURE), (0, "iopub", IDLE)) == [BUSY, PICTURE, IDLE]


def test_each_move_is_judged_by_itself(told):
    moves = [(0, "iopub", BUSY), (0, "iopub", IDLE), (0, "iopub", BUSY), (0.1, "iopub", IDLE)]
    assert told(*moves) == [IDLE, BUSY, IDLE]


def test_a_kernel_that_never_comes_back_is_called_busy(told):
    assert told((0, "iopub", BUSY)) == [BUSY]


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("iopub", state("busy", "execute_request")),
        ("iopub", message("stream", {"text": "busy"}, "comm_msg")),
        ("shell", BUSY),
        ("control", BUSY),
    ],
)
def test_everything_else_is_told_at_once(told, channel, said):
    assert told((0, channel, said), (0, "iopub", PICTURE)) == [said, PICTURE]


def test_a_cell_that_is_run_during_a_move_is_called_busy_at_once(told):
    cell = state("busy", "execute_request")
    assert told((0, "iopub", BUSY), (0, "iopub", cell), (0, "iopub", IDLE)) == [cell, IDLE]


def test_nothing_is_told_after_the_page_has_gone(told):
    assert told((0, "iopub", BUSY), close=True) == ["closed"]


@pytest.fixture
def saved(tmp_path):
    """A contents manager over a folder with one saved notebook; `open_kernels` are the paths that have a kernel."""
    data = {WIDGET_VIEW: {"model_id": "gone"}, "image/png": "iVBO", "text/plain": "the finding"}
    cell = nbformat.v4.new_code_cell("SquareWave()", outputs=[nbformat.v4.new_output("execute_result", data)])
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "saved.ipynb")
    contents = StillContents(root_dir=str(tmp_path))
    contents.open_kernels = set()

    async def paths():
        return contents.open_kernels

    contents._paths_with_kernel = paths
    return contents


def kinds_in(contents):
    model = asyncio.run(contents.get("saved.ipynb", content=True, type="notebook"))
    return set(model["content"]["cells"][0]["outputs"][0]["data"])


def test_a_notebook_without_a_kernel_opens_with_its_still_picture(saved):
    assert kinds_in(saved) == {"image/png", "text/plain"}


def test_a_notebook_whose_kernel_lives_keeps_its_live_views(saved):
    saved.open_kernels = {"saved.ipynb"}
    assert WIDGET_VIEW in kinds_in(saved)


def test_the_file_itself_stays_as_it_is(saved, tmp_path):
    before = (tmp_path / "saved.ipynb").read_bytes()
    kinds_in(saved)
    assert (tmp_path / "saved.ipynb").read_bytes() == before


def test_the_paths_with_a_kernel_are_those_of_the_sessions(tmp_path):
    async def list_sessions():
        return [{"path": "a.ipynb"}, {"path": "b/c.ipynb"}]

    contents = StillContents(root_dir=str(tmp_path))
    server = SimpleNamespace(session_manager=SimpleNamespace(list_sessions=list_sessions))
    assert asyncio.run(StillContents._paths_with_kernel(SimpleNamespace(parent=server))) == {"a.ipynb", "b/c.ipynb"}
    assert asyncio.run(contents.get("", content=True, type="directory"))["type"] == "directory"


def test_an_output_that_is_nothing_but_live_is_left_alone():
    output = {"data": {WIDGET_VIEW: {}}}
    drop_live_views({"cells": [{"outputs": [output]}, {"source": "text"}]})
    assert output == {"data": {WIDGET_VIEW: {}}}
