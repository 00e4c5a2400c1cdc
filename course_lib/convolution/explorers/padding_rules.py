"""Which inputs the windows read under VALID and under the two paddings called SAME."""

from typing import NamedTuple

import numpy as np

from course_lib.convolution import conv_output_size, same_padding, unused_inputs, window_starts
from course_lib.convolution.explorers._words import ranges
from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import ERROR, INPUT, KERNEL, OUTPUT_INK, Lines, NumberGrid, cell_colors, panel

RULES = {"VALID": "valid", "SAME (TensorFlow)": "same", "padding = k//2 (PyTorch)": "half"}


class Padded(NamedTuple):
    before: int  # zeros on the left
    after: int  # zeros on the right
    output: int
    starts: np.ndarray  # (output,) the input in which each window begins; the inputs count from 1
    dropped: np.ndarray  # inputs that no window reads, from 1
    paddings: tuple  # (before, after) of each of RULES
    outputs: tuple  # output size of each of RULES; 0 where the kernel does not fit


class SamePadding(Explorer):
    """Which inputs does each window read under VALID, SAME and padding = k//2?"""

    title = "VALID, SAME, and the other SAME"
    size = (10, 5.4)
    controls = {
        "rule": Choice("SAME (TensorFlow)", RULES, label="padding rule"),
        "size": Number(13, 1, 16, label="input size i", unit="samples"),
        "kernel": Number(6, 1, 7, label="kernel size k", unit="samples"),
        "stride": Number(5, 1, 6, label="stride s", unit="samples"),
    }
    presets = {
        "13, 6, 5 VALID": Preset(
            {"rule": "VALID"},
            "Two windows, 1 to 6 and 6 to 11. Inputs 12 and 13 are dropped.",
            lambda r: r.starts.tolist() == [1, 6] and r.kernel == 6 and r.dropped.tolist() == [12, 13],
        ),
        "13, 6, 5 SAME": Preset(
            {},
            "Three windows: one zero on the left, two on the right, nothing dropped.",
            lambda r: (r.output, r.before, r.after, r.dropped.size) == (3, 1, 2, 0),
        ),
        "8, 3, 2 SAME": Preset(
            {"size": 8, "kernel": 3, "stride": 2},
            "TensorFlow needs one zero and puts it on the right: the windows begin at 1, 3, 5, 7.",
            lambda r: (r.before, r.after) == (0, 1) and r.starts.tolist() == [1, 3, 5, 7],
        ),
        "8, 3, 2 padding 1": Preset(
            {"rule": "padding = k//2 (PyTorch)", "size": 8, "kernel": 3, "stride": 2},
            "PyTorch's padding=1 makes four outputs too, but its windows begin at 0, 2, 4, 6.",
            lambda r: r.output == 4 and r.starts.tolist() == [0, 2, 4, 6],
        ),
        "stride 1 keeps the size": Preset(
            {"size": 10, "kernel": 3, "stride": 1},
            "With stride 1, SAME gives 10 outputs for 10 inputs; with an odd kernel, both rules do the same.",
            lambda r: r.stride == 1 and r.outputs[1:] == (10, 10) and r.paddings[1] == r.paddings[2],
        ),
        "not only at the right": Preset(
            {"rule": "VALID", "kernel": 2},
            "VALID drops at the right only while the stride is at most the kernel: here 3, 4, 5 are lost as well.",
            lambda r: r.dropped.tolist() == [3, 4, 5, 8, 9, 10, 13],
        ),
    }

    def compute(self, rule, size, kernel, stride):
        same, half = same_padding(size, kernel, stride=stride), (kernel // 2, kernel // 2)
        paddings = {"valid": (0, 0), "same": same, "half": half}
        before, after = chosen = paddings[rule]
        output = conv_output_size(size, kernel, stride=stride, padding=chosen)
        outputs = tuple(
            conv_output_size(size, kernel, stride=stride, padding=pads) if kernel <= size + sum(pads) else 0
            for pads in paddings.values()
        )
        starts = window_starts(size, kernel, stride=stride, padding=chosen) + 1
        dropped = unused_inputs(size, kernel, stride=stride, padding=chosen) + 1
        paddings = tuple(paddings.values())
        return Padded(before, after, output, starts, dropped, paddings=paddings, outputs=outputs)

    def draw(self, figure, r):
        self.axes = panel(figure, 1.05, 1.6, 8.8, 3.7)
        self.table = NumberGrid(self.axes, fontsize=11)
        self.axes.set_aspect("auto")
        self.names = [self.axes.text(0, 0, "", ha="right", va="center", fontsize=11) for _ in range(19)]
        (self.crosses,) = self.axes.plot([], [], "x", color=ERROR, markersize=9, markeredgewidth=2.5, clip_on=False)
        self.columns = [Lines(figure, left, 1.22, spacing=0.35) for left in (0.35, 3.55, 6.15, 7.55)]

    def update(self, r):
        index = np.arange(1 - r.before, r.size + r.after + 1)
        real = (index >= 1) & (index <= r.size)
        reads = (r.starts[:, None] <= index) & (index < r.starts[:, None] + r.kernel)  # (output, n)
        # Row 0 holds the inputs, row 1 is left free for the crosses, then one row a window.
        shown = np.vstack([np.ones_like(real), np.zeros_like(real), reads])
        first = np.arange(len(shown))[:, None] == 0
        painted = cell_colors(
            shown.shape,
            ("black", 0.07, first & ~real),
            (INPUT, 0.2, first & real),
            (ERROR, 0.45, first & np.isin(index, r.dropped)),
            (KERNEL, 0.6, ~first & shown & real),
            (KERNEL, 0.25, ~first & shown & ~real),
        )
        texts = np.where(shown, np.where(real, index.astype(str), "0"), "")
        self.table.show(shown, faces=painted, texts=texts)
        rows, columns = shown.shape
        self.axes.set(xlim=(-0.5, max(columns, 9) - 0.5), ylim=(max(rows, 6) - 0.45, -0.55))
        self.crosses.set_data(r.dropped - index[0], np.ones(len(r.dropped)))
        self._name_rows(r)
        self._fill_table(r)

    def _name_rows(self, r):
        labels = {0: ("inputs", INPUT)} | {at + 2: (f"output {at}", OUTPUT_INK) for at in range(r.output)}
        labels |= {1: ("dropped", ERROR)} if r.dropped.size else {}
        for row, text in enumerate(self.names):
            label, color = labels.get(row, ("", INPUT))
            text.set(text=label, color=color, x=-0.6, y=row)

    def _fill_table(self, r):
        titles = ("rule", "zeros left + right", "outputs", "windows begin at")
        rows = [[(title, {"color": "#555555"}) for title in titles]]
        for name, (before, after), count in zip(RULES, r.paddings, r.outputs):
            starts = [start + 1 - before for start in (0, r.stride, 2 * r.stride)][:count]
            dots = ", ..." if count > 3 else ""
            mark, weight = ("▶ ", "bold") if name == r.shown("rule") else ("    ", "normal")
            entries = mark + name, f"{before} + {after}", f"{count}", ", ".join(map(str, starts)) + dots
            rows.append([(entry, {"weight": weight}) for entry in entries])
        for column, lines in zip(self.columns, zip(*rows)):
            column.show(*lines)

    def describe(self, r):
        lost = f"dropped are {ranges(r.dropped)}" if r.dropped.size else "nothing is dropped"
        begin = ", ".join(map(str, r.starts[:4])) + (" and so on" if r.output > 4 else "")
        others = [
            f"{name} pads {before} + {after} and makes {count or 'no'} output{'s' * (count != 1)}"
            for name, (before, after), count in zip(RULES, r.paddings, r.outputs)
            if name != r.shown("rule")
        ]
        zeros = f"{r.before} + {r.after}"
        return (
            f"{r.shown('rule')}: input {r.size}, kernel {r.kernel}, stride {r.stride}, zeros {zeros} -> output "
            f"{r.output}; windows begin at {begin}, {lost}. {'; '.join(others)}."
        )

    def code(self, rule, size, kernel, stride):
        same, half = f"same_padding({size}, {kernel}, stride={stride})", f"{kernel} // 2, {kernel} // 2"
        zeros = {"valid": "0, 0", "same": same, "half": half}
        imports = ("same_padding, " if rule == "same" else "") + "window_starts"
        return f"""\
import torch
from course_lib.convolution import conv_output_size, {imports}

before, after = {zeros[rule]}
output = conv_output_size({size}, {kernel}, stride={stride}, padding=(before, after))
starts = window_starts({size}, {kernel}, stride={stride}, padding=(before, after)) + 1  # inputs count from 1

x = torch.nn.functional.pad(torch.arange(1.0, {size + 1}), (before, after))
first_tap = torch.eye({kernel})[:1, None]  # a kernel that returns the first input of its window
y = torch.nn.functional.conv1d(x[None, None], first_tap, stride={stride})[0, 0]
assert y.tolist() == [start if 1 <= start <= {size} else 0 for start in starts]"""
