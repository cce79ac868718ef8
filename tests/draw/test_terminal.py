import io
import re

from draw.graphs import TANH, chain, failing, hostile, mlp, script
from rich.console import Console

from gradcli.draw import Options
from gradcli.draw.summary import summary
from gradcli.draw.terminal import table, tree


def printed(thing, **more):
    console = Console(file=io.StringIO(), width=120, **more)
    console.print(thing)
    return console.file.getvalue()


def test_the_tree_goes_from_the_result_to_the_leaves():
    graph, norms = mlp()
    lines = printed(tree(graph, Options(title="mlp.py"), marks=failing(graph, TANH), norms=norms)).splitlines()
    assert lines[0].rstrip() == "mlp.py · gradient check failed at TanhBackward0"
    assert lines[2].rstrip() == "└── loss  () f64 = 0.2841"
    assert lines[13].rstrip() == "    ├── ✗  TanhBackward0  (32, 16)  5.2e-2"
    assert lines[14].rstrip() == "    │   analytic  +0.8413  at [3, 11]"
    assert len(lines) == 23


def test_it_fits_the_height_asked_for():
    for height in (10, 30, 100):
        lines = printed(tree(script(3000), height=height)).splitlines()
        assert height // 3 < len(lines) <= height
        assert "→" in lines[1]


def test_all_of_it_is_shown_when_asked_for():
    assert len(printed(tree(script(300), Options(all=True), height=10)).splitlines()) > 300


def test_names_are_not_read_as_markup():
    assert "<script>alert(1)</script>" in printed(tree(hostile()))


def test_a_deep_tree_is_printed():
    assert len(printed(tree(chain(3000), Options(max_nodes=10**6), height=10**6)).splitlines()) == 3004


def test_colours_are_never_alone():
    graph, _ = mlp()
    coloured = printed(tree(graph, marks=failing(graph, TANH)), force_terminal=True, color_system="truecolor")
    assert "\x1b[" in coloured
    assert "✗" in re.sub(r"\x1b\[[0-9;]*m", "", coloured)


def test_the_summary_is_a_table():
    text = printed(table(summary(mlp()[0])))
    assert re.search(r"leaves with a gradient +4, 161 elements", text)
