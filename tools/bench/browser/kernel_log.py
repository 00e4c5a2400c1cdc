"""What a kernel says about its own work: one line of JSON for each move, in a file that the benchmark reads."""

import contextlib
import functools
import json
import os
import time
from pathlib import Path


class Log:
    """Writes into the file that the environment variable COURSE_BENCH_LOG names.

    A line is {"kernel": seconds in all} and, for an explorer, the parts of it: compute, update, record.
    """

    def __init__(self):
        self._file = Path(os.environ["COURSE_BENCH_LOG"]).open("a")  # noqa: SIM115 - as long as the kernel lives
        self._parts = {}

    def say(self, **line):
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()

    @contextlib.contextmanager
    def move(self):
        """Write a line about what is done inside."""
        self._parts = {}
        start = time.perf_counter()
        yield
        self.say(kernel=time.perf_counter() - start, **self._parts)

    def timed(self, function):
        """Return `function`, which writes a line of its own whenever it is called: work that follows a move later."""

        @functools.wraps(function)
        def call(*args, **kwargs):
            start = time.perf_counter()
            answer = function(*args, **kwargs)
            self.say(later=time.perf_counter() - start)
            return answer

        return call

    def _part(self, name, function):
        def call(*args, **kwargs):
            start = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                self._parts[name] = self._parts.get(name, 0) + time.perf_counter() - start

        return call

    def watch(self, explorer):
        """Return the explorer, with its moves timed from now on."""
        from course_lib.kit.stage import widget as views

        explorer.compute = self._part("compute", explorer.compute)
        explorer.update = self._part("update", explorer.update)
        live = explorer._view = views.View(explorer)
        live.stage.refresh = self._part("record", live.stage.refresh)

        def receive(view, content, buffers):
            with self.move():
                views.View._receive(view, content, buffers)

        live.on_msg(views.View._receive, remove=True)
        live.on_msg(receive)
        return explorer
