"""What the course changes in Jupyter's server."""

import asyncio
from types import SimpleNamespace

import nbformat
import pytest
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from course_lib.interactive.lab_server import WIDGET_VIEW, PromptConnection, StillContents, drop_live_views


def test_the_socket_is_told_not_to_wait_before_jupyter_connects_it(monkeypatch):
    calls = []
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda self: calls.append("connect"))
    handler = SimpleNamespace(set_nodelay=lambda value: calls.append(("nodelay", value)))
    PromptConnection.connect(SimpleNamespace(websocket_handler=handler))
    assert calls == [("nodelay", True), "connect"]


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
