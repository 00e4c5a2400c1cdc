"""What `make lab` and the browser tests change in Jupyter's server. The explorers work under any other server, too."""

import asyncio

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
SHORT = 0.1  # seconds that a kernel may be busy with a move before it is told


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Sends each message of a kernel at once, and spares the browser what is over before it can be seen.

    By default the operating system holds back a small packet until the one before it is acknowledged, and a browser
    may take 40 ms over that. A move of a slider is answered by several small packets.

    A kernel says "busy" before it answers a move and "idle" after it. JupyterLab repaints its signs of both, and the
    picture, which comes between the two, waits for these repaints. So "busy" is told only if it lasts.
    """

    held_back = None  # timer of a "busy" that has not been told

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return ZMQChannelsWebsocketConnection.connect(self)

    def disconnect(self):
        self._forget_busy()
        super().disconnect()

    def _forget_busy(self):
        if self.held_back is not None:
            self.held_back.cancel()
            self.held_back = None

    def handle_outgoing_message(self, stream, outgoing_msg):
        pass_on = super().handle_outgoing_message
        state = self._state_during_a_move(stream, outgoing_msg)
        if state is not None:
            self._forget_busy()
        if state == "busy":
            self.held_back = asyncio.get_running_loop().call_later(SHORT, pass_on, stream, outgoing_msg)
        else:
            pass_on(stream, outgoing_msg)

    def _state_during_a_move(self, stream, outgoing_msg):
        """Return the "busy" or "idle" that a message brings about a widget's message; None for all others."""
        if getattr(stream, "channel", stream) != "iopub":
            return None
        _, (_, header, parent, _, content, *_) = self.session.feed_identities(outgoing_msg)
        if self.session.unpack(header)["msg_type"] != "status":
            return None
        if self.session.unpack(parent).get("msg_type") != "comm_msg":
            return None
        return self.session.unpack(content)["execution_state"]


class StillContents(AsyncLargeFileManager):
    """Opens a notebook that has no kernel with its still pictures.

    A learner's saved notebook names live views that died with their kernel; JupyterLab would show "model not found" in
    place of the picture that is stored beside them.
    """

    async def get(self, path, content=True, *args, **kwargs):
        model = await super().get(path, content, *args, **kwargs)
        if content and model["type"] == "notebook" and path.strip("/") not in await self._paths_with_kernel():
            drop_live_views(model["content"])
        return model

    async def _paths_with_kernel(self):
        sessions = await self.parent.session_manager.list_sessions()
        return {session["path"] for session in sessions}


def drop_live_views(notebook):
    """Take the live views out of outputs that have another form as well.

    >>> output = {"data": {WIDGET_VIEW: {}, "text/plain": "the finding"}}
    >>> drop_live_views({"cells": [{"outputs": [output]}]})
    >>> output
    {'data': {'text/plain': 'the finding'}}
    """
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if len(output.get("data", {})) > 1:
                output["data"].pop(WIDGET_VIEW, None)
