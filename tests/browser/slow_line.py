"""A slow line on loopback: a relay that delays what passes and lets only so many bits a second through."""

import asyncio
import contextlib
import socket
import threading
import time
from urllib.parse import urlsplit

BUFFER = 16  # pieces that wait in the line; then the sender is held up, as by any network
PIECE = 4096  # bytes


class SlowLine:
    """One line, shared by all connections that go through it; quick until `slow` is set."""

    def __init__(self, delay, bits):
        self.delay, self.bits = delay, bits  # seconds each way, bits a second each way
        self.slow = False
        self._free = {"up": 0.0, "down": 0.0}  # when the last piece will have passed

    async def carry(self, reader, writer, way):
        """Take what comes from `reader` to `writer`."""
        queue = asyncio.Queue(BUFFER)
        pump = asyncio.ensure_future(self._deliver(queue, writer))
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(PIECE):
                await queue.put((self._arrival(len(piece), way), piece))
        await queue.put((0, b""))
        await pump

    def _arrival(self, size, way):
        if not self.slow:
            return 0.0
        self._free[way] = max(self._free[way], time.monotonic()) + 8 * size / self.bits
        return self._free[way] + self.delay

    async def _deliver(self, queue, writer):
        with contextlib.suppress(ConnectionError):
            while True:
                arrival, piece = await queue.get()
                if not piece:
                    break
                await asyncio.sleep(max(0, arrival - time.monotonic()))
                writer.write(piece)
                await writer.drain()
        writer.close()


@contextlib.contextmanager
def slow_line(address, *, delay, bits):
    """Yield (address of the relay, its `SlowLine`) for a server at `address`."""
    line, target = SlowLine(delay, bits), urlsplit(address)
    started, port, stop = threading.Event(), [], []

    async def connect(reader, writer):
        there, back = await asyncio.open_connection(target.hostname, target.port)
        for end in (writer, back):
            end.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the delays are ours
        with contextlib.suppress(asyncio.CancelledError):  # at the end of the test
            await asyncio.gather(line.carry(reader, back, "up"), line.carry(there, writer, "down"))

    async def serve():
        server = await asyncio.start_server(connect, "127.0.0.1", 0)
        port.append(server.sockets[0].getsockname()[1])
        end = asyncio.Event()
        stop.append(lambda: loop.call_soon_threadsafe(end.set))
        loop = asyncio.get_running_loop()
        started.set()
        await end.wait()
        server.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)  # Playwright has a loop of its own
    thread.start()
    started.wait()
    try:
        yield f"http://127.0.0.1:{port[0]}", line
    finally:
        stop[0]()
        thread.join()
