import json
import math
from pathlib import Path

import pytest
from draw.drawn import SUBJECTS
from draw.graphs import TANH, Builder, chain, failing, mlp
from report_schema import misfits

from gradcli.draw import FORMATS, Options, draw
from gradcli.errors import Where
from gradcli.folder import get
from gradcli.graph import Event

SCHEMA = json.loads(Path(get(FORMATS, "json").__file__).with_name("graph.schema.json").read_text(encoding="utf-8"))


def read(graph, **more):
    return json.loads(draw(graph, "json", **more), parse_constant=pytest.fail)  # NaN and Infinity are no JSON


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_node_edge_and_result_is_in_it(name):
    graph = SUBJECTS[name]()
    document = read(graph)
    assert document["schema"] == "gradcli-graph/1"
    assert [node["id"] for node in document["nodes"]] == [node.id for node in graph.nodes]
    assert len(document["edges"]) == sum(len(node.parents) for node in graph.nodes)
    assert len(document["outputs"]) == len(graph.outputs)
    assert document["leaves"].keys() == {str(name) for name in graph.leaves}
    assert len({node["key"] for node in document["nodes"]}) == len(graph.nodes)


@pytest.mark.parametrize("name", SUBJECTS)
def test_the_document_fits_the_schema_that_is_shipped(name):
    graph = SUBJECTS[name]()
    marks = failing(graph, graph.nodes[-1].id) if graph.nodes[-1].kind == "op" else {}
    assert misfits(read(graph, marks=marks, norms={0: math.nan}), SCHEMA, "graph") == []


def test_what_the_schema_does_not_know_is_a_misfit():
    document = read(mlp()[0])
    document["nodes"][0]["colour"] = "red"
    del document["edges"][0]["argument"]
    document["outputs"][0]["node"] = "loss"
    assert len(misfits(document, SCHEMA, "graph")) == 3


def test_a_node_tells_everything():
    graph, norms = mlp()
    document = read(graph, marks=failing(graph, TANH, argument="self"), norms=norms)
    tanh = document["nodes"][TANH]
    assert tanh["where"] == {"file": "mlp.py", "line": 22, "function": ""}
    assert tanh["saved"] == [{"name": "result", "shape": [32, 16], "dtype": "float64", "nbytes": 4096}]
    assert tanh["check"]["difference"] == "5.5e-1"
    assert (tanh["grad_norm"], tanh["check"]["argument"], tanh["grad_fn"]) == (0.052, "self", "TanhBackward0")
    assert document["edges"][0] == {"source": 1, "target": 2, "output": 0, "argument": "self", "position": 0}
    assert document["scopes"]["fc1"] == "Linear(8→16)"


def test_nothing_is_folded():
    assert len(read(chain(2000))["nodes"]) == 2001


def test_numbers_json_lacks_are_strings():
    b = Builder()
    params = {"nan": math.nan, "bound": -math.inf, "z": 1 + 2j, "sizes": (1, [2.5, math.inf]), "thing": object(), 3: None}
    graph = b.graph(b.op("Op", b.leaf("x"), params=params, value=math.nan))
    node = read(graph, norms={1: math.inf})["nodes"][1]
    assert node["params"] == {
        "nan": "nan",
        "bound": "-inf",
        "z": "(1+2j)",
        "sizes": [1, [2.5, "inf"]],
        "thing": "<object object>",
        "3": None,
    }
    assert (node["value"], node["grad_norm"]) == ("nan", "inf")


def test_arrays_of_one_element_are_numbers():
    numpy = pytest.importorskip("numpy")
    b = Builder()
    graph = b.graph(b.op("Op", b.leaf("x"), params={"p": numpy.float32(0.5)}, value=numpy.array([[2.0]])))
    node = read(graph)["nodes"][1]
    assert (node["params"], node["value"]) == ({"p": 0.5}, 2.0)


def test_events_have_their_places():
    b = Builder()
    graph = b.graph(b.op("Sin", b.leaf("x")), events=[Event("detach", Where("a.py", 3), "h"), Event("no_grad")])
    assert read(graph)["events"] == [
        {"kind": "detach", "where": {"file": "a.py", "line": 3, "function": ""}, "detail": "h"},
        {"kind": "no_grad", "where": None, "detail": ""},
    ]


def test_one_line_is_one_node_or_edge():
    lines = draw(mlp()[0], "json", Options(title="mlp.py")).decode().splitlines()
    assert sum(line.startswith('  {"id"') for line in lines) == 16
    assert sum(line.startswith('  {"source"') for line in lines) == 15
