"""What `make lab` and the browser tests change in Jupyter's server. The explorers work under any other server, too."""

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Sends each message of a kernel at once.

    By default the operating system holds back a small packet until the one before it is acknowledged, and a browser
    may take 40 ms over that. A move of a slider is answered by several small packets.
    """

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return ZMQChannelsWebsocketConnection.connect(self)


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
