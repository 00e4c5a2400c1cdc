"""For Jupyter's server: send each message of a kernel at once.

By default the operating system holds back a small packet until the one before it is acknowledged, and a browser may
take 40 ms over that. A move of a slider is answered by several small packets. `make lab` and the browser tests name
`PromptConnection` to the server as its `kernel_websocket_connection_class`.
"""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Jupyter's own connection, with TCP_NODELAY."""

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return ZMQChannelsWebsocketConnection.connect(self)
