"""Graphs made by hand, without any engine: the subjects of the drawing tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from gradcli.errors import Where
from gradcli.graph import Edge, Graph, Mark, Node, Saved

FAMILY = {
    "Mm": "linalg", "Bmm": "linalg", "Addmm": "linalg", "Conv": "linalg", "Add": "arithmetic", "Sub": "arithmetic", "Mul": "arithmetic",
    "Div": "arithmetic", "Pow": "arithmetic", "Tanh": "activation", "Relu": "activation", "Softmax": "activation", "Mean": "reduction",
    "Sum": "reduction", "T": "shape", "View": "shape", "NativeLayerNorm": "normalisation",
}  # fmt: skip


@dataclass
class Builder:
    """Adds nodes one by one; every method returns the id of the node it added."""

    nodes: list[Node] = field(default_factory=list)
    leaves: dict[str, int] = field(default_factory=dict)
    scope: str = ""
    line: int = 0

    def leaf(self, name, shape=(3,), kind="parameter", **more):
        grad_fn = "" if kind == "constant" else "AccumulateGrad"
        self.nodes.append(Node(len(self.nodes), kind, "", grad_fn, shape, "float64", name=name, scope=self.scope, **more))
        self.leaves[name] = len(self.nodes) - 1
        return len(self.nodes) - 1

    def op(self, name, *sources, shape=(3,), arguments=("self", "other"), grad_fn="", **more):
        named = arguments if len(arguments) == len(sources) else [str(i) for i in range(len(sources))]
        parents = tuple(s if isinstance(s, Edge) else Edge(s, 0, a) for s, a in zip(sources, named if len(sources) > 1 else ("self",)))
        where = Where("mlp.py", self.line) if self.line else None
        family = more.pop("family", FAMILY.get(name, "other"))
        grad_fn = grad_fn or f"{name}Backward0"
        self.nodes.append(
            Node(
                len(self.nodes),
                "op",
                name.lower(),
                grad_fn,
                shape,
                "float64",
                parents,
                family=family,
                scope=self.scope,
                where=where,
                **more,
            )
        )
        return len(self.nodes) - 1

    def graph(self, *outputs, scopes=None, events=()):
        named = [o if isinstance(o, tuple) else (f"out{i}", o) for i, o in enumerate(outputs)]
        edges = tuple((name, o if isinstance(o, Edge) else Edge(o)) for name, o in named)
        return Graph(tuple(self.nodes), edges, self.leaves, scopes or {}, tuple(events))


def linear(b, scope, x, rows, inputs, outputs):
    """A Linear module as torch records it with separate T, Mm and Add."""
    b.scope = scope
    b.line += 1
    weight = b.leaf(f"{scope}.weight", (outputs, inputs))
    turned = b.op("T", weight, shape=(inputs, outputs))
    product = b.op("Mm", x, turned, shape=(rows, outputs), arguments=("self", "mat2"))
    bias = b.leaf(f"{scope}.bias", (outputs,))
    y = b.op("Add", product, bias, shape=(rows, outputs))
    b.scope = ""
    return y


def mlp():
    """The graph of the first two mock-ups: (graph, gradient norms)."""
    b = Builder(line=20)
    x = b.leaf("x", (32, 8), "constant")
    h = linear(b, "fc1", x, 32, 8, 16)
    b.line = 22
    h = b.op("Tanh", h, shape=(32, 16), saved=(Saved("result", (32, 16), "float64", 4096),))
    y = linear(b, "fc2", h, 32, 16, 1)
    b.scope, b.line = "loss", 31
    target = b.leaf("target", (32, 1), "constant")
    off = b.op("Sub", y, target, shape=(32, 1))
    square = b.op("Pow", off, shape=(32, 1), params={"exponent": 2})
    loss = b.op("Mean", square, shape=(), value=0.28412345)
    graph = b.graph(("loss", loss), scopes={"fc1": "Linear(8→16)", "fc2": "Linear(16→1)", "loss": "MSELoss"})
    norms = {1: 4.1e-2, 2: 4.1e-2, 3: 3.3e-2, 4: 1.9e-2, 5: 3.3e-2, 6: 5.2e-2, 7: 8.8e-2, 8: 8.8e-2, 9: 1.1e-1, 10: 2.4e-1}
    return graph, norms | {11: 1.1e-1, 13: 1.1e-1, 14: 1.8e-1, 15: 1.0}


def passing(graph):
    """Every operation passed its check."""
    return {node.id: Mark("pass") for node in graph.nodes if node.kind == "op"}


def failing(graph, node, **more):
    """Every operation passed but `node`, with the numbers of the second mock-up."""
    numbers = {"analytic": "+0.8413", "numeric": "+0.2919", "difference": "5.5e-1", "index": "[3, 11]"}
    return passing(graph) | {node: Mark("fail", **numbers, reason="missing factor (1 − tanh²)?", **more)}


TANH = 6  # the failing node of the second mock-up


def chain(length):
    """x through `length` operations in a row."""
    b = Builder()
    y = b.leaf("x", kind="leaf")
    for i in range(length):
        y = b.op(("Mul", "Add", "Tanh")[i % 3], y)
    return b.graph(("y", y))


def wide(inputs):
    """One operation with many inputs."""
    b = Builder()
    leaves = [b.leaf(f"x{i}", kind="leaf") for i in range(inputs)]
    return b.graph(("y", b.op("Cat", *leaves, family="shape")))


def diamond():
    """x used twice, once by both arguments of one node: parallel edges."""
    b = Builder()
    x = b.leaf("x", kind="leaf")
    square = b.op("Mul", x, x)
    root = b.op("Sqrt", x)
    return b.graph(("y", b.op("Sub", square, root)))


def residual(blocks=3):
    """x + relu(conv(x)), several times."""
    b = Builder()
    x = b.leaf("x", (8, 16, 32, 32), "constant")
    scopes = {}
    for i in range(blocks):
        b.scope = scope = f"blocks.{i}"
        scopes |= {scope: "Block", f"{scope}.conv1": "Conv2d(16→16, 3×3)", f"{scope}.conv2": "Conv2d(16→16, 3×3)"}
        y = x
        for name in ("conv1", "conv2"):
            b.scope = f"{scope}.{name}"
            weight = b.leaf(f"{b.scope}.weight", (16, 16, 3, 3))
            y = b.op("Conv", y, weight, shape=(8, 16, 32, 32), arguments=("input", "weight"), grad_fn="ConvolutionBackward0")
            b.scope = scope
            y = b.op("Relu", y, shape=(8, 16, 32, 32))
        x = b.op("Add", x, y, shape=(8, 16, 32, 32))
        b.scope = ""
    return b.graph(("loss", b.op("Mean", x, shape=(), value=1.25)), scopes=scopes)


def rnn(steps):
    """h = tanh(x[t] W + h U), the same W and U at every step."""
    b = Builder()
    w, u, h = b.leaf("cell.W", (8, 16)), b.leaf("cell.U", (16, 16)), b.leaf("h0", (1, 16), "constant")
    for t in range(steps):
        x = b.leaf(f"x[{t}]", (1, 8), "constant")
        a = b.op("Mm", x, w, shape=(1, 16), arguments=("self", "mat2"))
        r = b.op("Mm", h, u, shape=(1, 16), arguments=("self", "mat2"))
        h = b.op("Tanh", b.op("Add", a, r, shape=(1, 16)), shape=(1, 16))
    return b.graph(("loss", b.op("Sum", h, shape=(), value=0.5)))


def script(size=60):
    """A program of about `size` operations without modules: several strands that meet again."""
    b = Builder()
    strands = [b.leaf(name, (4, 4), "leaf") for name in ("a", "b", "c")]
    names = ("Mul", "Add", "Tanh", "Sub", "Exp", "Div", "Pow", "Mm", "Sin")
    i = 0
    while i < size - 3:
        name = names[(i * 5) % len(names)]
        one, other = strands[i % 3], strands[(i * 7 + 1) % 3]
        two = name in ("Mul", "Add", "Sub", "Div", "Mm") and one != other
        b.line = i + 1
        strands[i % 3] = b.op(name, *((one, other) if two else (one,)), shape=(4, 4))
        i += 1
    y = b.op("Add", b.op("Add", strands[0], strands[1], shape=(4, 4)), strands[2], shape=(4, 4))
    return b.graph(("y", b.op("Sum", y, shape=(), value=2.5)))


def several():
    """A node with three outputs, two results, an unused parameter and an unused constant."""
    b = Builder()
    x = b.leaf("x", (6, 4), "leaf")
    b.leaf("unused", (5, 5))
    b.leaf("k", (2,), "constant")
    split = b.op("Split", x, shape=(2, 4), family="shape")
    total = b.op("Add", Edge(split, 0, "self"), Edge(split, 2, "other"), shape=(2, 4))
    return b.graph(("total", total), ("middle", Edge(split, 1)))


def disconnected():
    """Two results that have nothing in common."""
    b = Builder()
    one, two = b.leaf("one", kind="leaf"), b.leaf("two", kind="leaf")
    return b.graph(("a", b.op("Sin", one)), ("b", b.op("Cos", two)))


def single():
    """A result that is an input."""
    b = Builder()
    return b.graph(("y", b.leaf("x", kind="leaf")))


HOSTILE = [
    "<script>alert(1)</script>", "]]>", "a&b\"c'd", "\0\x01\x1f\x7f", "line\nbreak\ttab\rreturn", "\u202eright to left", "名前", "🙂" * 9,
    "\ud800", "\ufffe\uffff", "x" * 5000, "", " ", "--", "n:1:2", "\\N\\G", "é\u0301\u0301", "{a|b}", "<b>", "%s%n", "#", "a.b.c",
]  # fmt: skip


def hostile():
    """Names of every awkward kind, as leaves, operations, scopes, arguments, files and results."""
    b = Builder()
    found = []
    for i, name in enumerate(HOSTILE):
        b.scope = name
        leaf = b.leaf(f"{name}{i}" if i % 2 else name, kind=("parameter", "leaf", "constant")[i % 3])
        where = Where(f"javascript:{name}", i)
        node = Node(len(b.nodes), "op", name, f"{name}Backward", (3,), name, (Edge(leaf, 0, name),), family=name, scope=name, where=where)
        b.nodes.append(node)
        found.append(node.id)
    b.scope = ""
    return b.graph(*((name, node) for name, node in zip(HOSTILE, found)), scopes={name: name for name in HOSTILE})
