"""For Jupyter's server: send each message of a kernel at once.

By default the operating system holds back a small packet until the one before it is acknowledged, which a browser may do
as late as 40 ms after. A move of a slider is answered by several small packets. `make lab` and the browser tests start
the server with `--ServerApp.kernel_websocket_connection_class=course_lib.interactive.prompt_server.PromptConnection`.
"""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Jupyter's own connection, with TCP_NODELAY."""

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return ZMQChannelsWebsocketConnection.connect(self)
