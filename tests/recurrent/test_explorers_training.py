"""The explorers of what is remembered: hand values off default, what the pictures show, and the stored numbers."""

import numpy as np
import pytest
import torch
from matplotlib.colors import same_color
from numpy.testing import assert_allclose, assert_array_equal

from course_lib.recurrent.explorers import TextGap, WhoRemembers, text_gap
from course_lib.recurrent.explorers.who_remembers import LOOKS, _guesses
from course_lib.recurrent.runs import stored_accuracies, stored_runs
from course_lib.recurrent.training import NETWORKS


def shown(axes):
    return [text.get_text() for text in axes.texts]


# ---- who remembers


@pytest.mark.parametrize("delay, rate", [(5, "0.003"), (35, "0.01"), (60, "0.003")])
def test_the_numbers_are_those_of_the_delay_and_the_rate(delay, rate):
    result = WhoRemembers(delay=delay, rate=rate, network="GRU").result
    for name, values in result.here.items():
        assert_array_equal(values, stored_accuracies(name, delay=delay, rate=float(rate)))
    place = 1, ("0.003", "0.01").index(rate), delay // 5 - 1
    assert_array_equal(result.curves[1], stored_runs().accuracy[place])
    assert_array_equal(result.medians[1], np.median(stored_runs().test_accuracy[place[:2]], axis=-1))


def test_the_reach_ends_before_the_first_failure():
    reach = {name: WhoRemembers(network=name, rate="0.003").result.reach for name in NETWORKS}
    assert list(reach.values()) == [5, 10, 5, 10, 40]
    # At rate 0.01 all RNNs know delay 15, but not delay 10: what comes after a failure does not count.
    result = WhoRemembers(network="RNN", rate="0.01").result
    assert result.here["RNN"].min() < 0.9
    assert stored_accuracies("RNN", delay=15, rate=0.01).min() == 1
    assert result.reach == 5


def test_the_order_of_the_networks_at_the_smaller_rate():
    """As the notebook says of the stored runs: a new LSTM fails first, forget biases help, in this order."""
    grid = stored_runs()
    known = (np.median(grid.test_accuracy[:, 0], axis=-1) >= 0.9).sum(axis=1)  # delays, networks in order
    assert dict(zip(grid.networks, grid.delays[known - 1].tolist())) == {
        "RNN": 10,
        "GRU": 10,
        "LSTM": 5,
        "LSTM, forget bias 1": 15,
        "LSTM, forget bias 5": 50,
    }


def test_a_guess_is_a_guess():
    assert _guesses(np.array([0.23, 0.27, 0.25]))
    assert not _guesses(np.array([0.23, 0.3, 0.25]))


def test_the_picture_shows_the_stored_runs():
    explorer = WhoRemembers(delay=45, network="LSTM, forget bias 5", rate="0.01")
    _ = explorer.figure
    line, dots = (part["LSTM, forget bias 5"] for part in (explorer.lines, explorer.dots))
    assert_allclose(line.get_ydata(), 100 * np.median(stored_runs().test_accuracy[4, 1], axis=-1), rtol=1e-3)
    assert_allclose(dots.get_ydata().reshape(12, 3), 100 * stored_runs().test_accuracy[4, 1], rtol=1e-3)
    assert_array_equal(dots.get_xdata().reshape(12, 3)[:, 2], range(5, 61, 5))
    for line, curve in zip(explorer.curves["RNN"], stored_runs().accuracy[0, 1, 8]):
        assert_allclose(line.get_ydata(), 100 * curve.astype(float), rtol=1e-3)  # stored in half precision
    assert_array_equal(explorer.mark.get_xdata(), 45)
    assert [row.get_text() for row in explorer.rows.values()][-1] == "75, 98, 100 %"
    assert explorer.header.get_text() == "while it learns delay 45"


def test_the_network_in_front_is_thick_and_framed():
    explorer = WhoRemembers(network="LSTM")
    _ = explorer.figure
    widths = {name: line.get_linewidth() for name, line in explorer.lines.items()}
    assert max(widths, key=widths.get) == "LSTM"
    bottom, top = np.min(explorer.frame.get_ydata()), np.max(explorer.frame.get_ydata())
    assert [bottom < row.get_position()[1] < top for row in explorer.rows.values()] == [n == "LSTM" for n in NETWORKS]
    explorer.set(network="GRU")
    assert explorer.lines["LSTM"].get_linewidth() < explorer.lines["GRU"].get_linewidth()


def test_networks_differ_by_marker_and_dash_and_the_key_is_true():
    explorer = WhoRemembers()
    assert len({marker for _, _, marker, _ in LOOKS.values()}) == len({str(look[3]) for look in LOOKS.values()}) == 5
    key = explorer.figure.axes[2]
    samples = [line for line in key.lines if line is not explorer.frame]
    assert [text for text in shown(key) if text in NETWORKS] == list(NETWORKS)
    for sample, name in zip(samples, NETWORKS):
        assert same_color(sample.get_color(), explorer.lines[name].get_color())
        assert sample.get_marker() == explorer.dots[name].get_marker()


def test_a_click_on_the_left_picture_sets_the_delay():
    explorer = WhoRemembers()
    axes = explorer.figure.axes
    (handle,) = explorer.handles()
    assert (handle.axes, handle.x, handle.y) == (axes[0], "delay", None)


@pytest.mark.parametrize("network", NETWORKS)
def test_the_code_builds_that_network(network):
    names = {}
    exec(WhoRemembers(delay=10, network=network).source(), names)
    kind, bias = NETWORKS[network]
    assert type(names["cell"]).__name__.lower() == kind
    if bias is not None:
        assert torch.equal((names["cell"].bias_ih_l0 + names["cell"].bias_hh_l0)[16:32], torch.full((16,), bias))
    assert names["task"].inputs.shape[0] == 11
    assert abs(names["loss"].item() - np.log(4)) < 0.2


# ---- two sentences


@pytest.mark.parametrize("story", text_gap.STORIES)
def test_every_word_between_is_one_step_more(story):
    start = TextGap(story=story, between=0).result
    assert start.distance == 4
    for between in (1, 17, text_gap.LONGEST):
        result = TextGap(story=story, between=between).result
        assert result.distance == 4 + between
        assert len(result.words) == len(start.words) + between
        assert result.words[-1] == start.words[-1]
        assert result.words[result.needed] == start.words[start.needed]
        assert len(set(result.words)) == len(result.words), "no word twice"


def test_the_sentences_of_the_notes():
    assert " ".join(TextGap(story="the clouds", between=0).result.words) == "The clouds are in the sky"
    assert TextGap(story="France", between=0).finding.startswith(
        "I grew up in France, and speak fluent ____: the answer"
    )


def test_what_is_left_by_hand():
    result = TextGap(story="the clouds", between=1, forget=0.8).result
    assert_allclose(result.traces, [0, 1, 0.8, 0.64, 0.512, 0.4096, 0.32768])
    assert result.left == pytest.approx(0.8**5)
    assert TextGap(between=30, forget=1.0).result.left == 1


def test_the_page_fades_with_the_memory():
    explorer = TextGap(story="France", between=40, forget=0.9)
    _ = explorer.figure
    assert explorer.page.texts[:6] == ["I", "grew", "up", "in", "France,", "left,"]
    assert explorer.page.texts[48] == "____"
    assert explorer.page.texts[49] == ""
    faces = np.asarray(explorer.page._faces.get_array()).reshape(-1, 4)[:, 0].astype(int)  # red: white is 255
    assert (faces[:4] == 255).all()
    assert (np.diff(faces[4:49]) >= 0).all()
    assert faces[4] < 80 < 250 < faces[48]
    assert faces[49] == 255


def test_the_boxes_lie_on_the_words():
    explorer = TextGap(story="France", between=14, forget=0.97)
    _ = explorer.figure
    for box, place in ((explorer.needed, 4), (explorer.blank, 22)):
        x, y = (np.ptp(part) / 2 + np.min(part) for part in box.get_data())
        assert (x, y) == pytest.approx((place % 10, place // 10))
    assert_allclose(explorer.drop.get_data(), [[18, 18], [0, 0.97**18]])
    assert_allclose(explorer.curve.get_ydata(), 0.97 ** np.arange(19))
    assert_allclose(explorer.future.get_ydata(), 0.97 ** np.arange(18, 46))
    assert explorer.words.texts == ["18 words back", "0.97 to the power 18:"]
    assert explorer.share.get_text() == "58 % is left"
    explorer.set(forget=1.0)
    assert explorer.words.texts[1] == "1 to the power 18:"


@pytest.mark.parametrize("values, message", [({"forget": 1.01}, "`forget` must lie in"), ({"between": 41}, "0..40")])
def test_gates_and_words_have_ends(values, message):
    with pytest.raises(ValueError, match=message):
        TextGap(**values)
