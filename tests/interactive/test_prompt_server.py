"""The server's connection that holds no small packet back."""

from types import SimpleNamespace

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from course_lib.interactive.prompt_server import PromptConnection


def test_the_socket_is_told_not_to_wait_before_jupyter_connects_it(monkeypatch):
    calls = []
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda self: calls.append("connect"))
    handler = SimpleNamespace(set_nodelay=lambda value: calls.append(("nodelay", value)))
    PromptConnection.connect(SimpleNamespace(websocket_handler=handler))
    assert calls == [("nodelay", True), "connect"]
