"""Graphs of networks of well-known shapes, made by hand, beside the subjects of `graphs`."""

from __future__ import annotations

from draw.drawn import SUBJECTS
from draw.graphs import Builder, linear


def unet(depth=3):
    """Down and up again, every level tied across: long edges over everything in between."""
    b = Builder(line=1)
    scopes, levels = {}, []
    x = b.leaf("x", (1, 8, 64, 64), "constant")
    for i in range(depth):
        x = _conv(b, f"down.{i}", x, scopes)
        levels.append(x)
        x = b.op("MaxPool2DWithIndices", x, shape=(1, 8, 32, 32), family="reduction")
    x = _conv(b, "bottom", x, scopes)
    for i in reversed(range(depth)):
        x = b.op("UpsampleBilinear2D", x, shape=(1, 8, 64, 64))
        x = b.op("Cat", x, levels[i], shape=(1, 16, 64, 64), family="shape")
        x = _conv(b, f"up.{i}", x, scopes)
    return b.graph(("mask", b.op("Sigmoid", x, shape=(1, 1, 64, 64), family="activation")), scopes=scopes)


def _conv(b, scope, x, scopes):
    scopes[scope] = "Conv2d(8→8, 3×3)"
    b.scope = scope
    b.line += 1
    weight, bias = b.leaf(f"{scope}.weight", (8, 8, 3, 3)), b.leaf(f"{scope}.bias", (8,))
    y = b.op("Convolution", x, weight, bias, shape=(1, 8, 64, 64), arguments=("input", "weight", "bias"), family="linalg")
    y = b.op("Relu", y, shape=(1, 8, 64, 64))
    b.scope = ""
    return y


def densenet(layers=6):
    """Every layer takes what all layers before it made."""
    b = Builder(line=1)
    scopes, made = {}, [b.leaf("x", (4, 8), "constant")]
    for i in range(layers):
        scopes[f"dense.{i}"] = "Linear"
        joined = b.op("Cat", *made, shape=(4, 8 * len(made)), family="shape") if len(made) > 1 else made[0]
        made.append(b.op("Relu", linear(b, f"dense.{i}", joined, 4, 8 * len(made), 8), shape=(4, 8)))
    return b.graph(("y", b.op("Cat", *made, shape=(4, 8 * len(made)), family="shape")), scopes=scopes)


def attention(blocks=1, heads=2):
    """A transformer encoder with separate heads."""
    b = Builder(line=1)
    scopes, x = {}, b.leaf("x", (8, 16), "constant")
    for i in range(blocks):
        path = f"blocks.{i}"
        scopes |= {path: "Block", f"{path}.attn": "Attention", f"{path}.mlp": "MLP", f"{path}.ln1": "LayerNorm(16)"}
        b.scope = f"{path}.ln1"
        h = b.op("NativeLayerNorm", x, b.leaf(f"{path}.ln1.weight", (16,)), shape=(8, 16))
        c = b_heads(b, f"{path}.attn", h, heads, scopes)
        b.scope = path
        x = b.op("Add", x, c, shape=(8, 16))
        scopes |= {f"{path}.mlp.up": "Linear(16→64)", f"{path}.mlp.down": "Linear(64→16)"}
        m = linear(b, f"{path}.mlp.up", x, 8, 16, 64)
        b.scope = f"{path}.mlp"
        m = linear(b, f"{path}.mlp.down", b.op("Relu", m, shape=(8, 64)), 8, 64, 16)
        b.scope = path
        x = b.op("Add", x, m, shape=(8, 16))
        b.scope = ""
    return b.graph(("loss", b.op("Mean", x, shape=(), value=1.5)), scopes=scopes)


def b_heads(b, path, h, heads, scopes):
    """Query, key and value per head, softmax, and all heads side by side."""
    found = []
    for k in range(heads):
        names = [f"{path}.{letter}{k}" for letter in "qkv"]
        scopes |= dict.fromkeys(names, "Linear(16→4)")
        q, key, v = (linear(b, name, h, 8, 16, 4) for name in names)
        b.scope = path
        a = b.op("Div", b.op("Mm", q, key, shape=(8, 8), arguments=("self", "mat2")), shape=(8, 8))
        found.append(b.op("Mm", b.op("Softmax", a, shape=(8, 8)), v, shape=(8, 4), arguments=("self", "mat2")))
    return b.op("Cat", *found, shape=(8, 16), family="shape")


def ladder(rungs=12):
    """Two strands that exchange values at every step."""
    b = Builder(line=1)
    one, other = b.leaf("a", (5,), "leaf"), b.leaf("b", (5,), "leaf")
    for _ in range(rungs):
        one, other = b.op("Add", one, other, shape=(5,)), b.op("Mul", other, one, shape=(5,))
    return b.graph(("y", b.op("Sub", one, other, shape=(5,))))


def butterfly(levels=4):
    """The graph of a fast Fourier transform: every value of a level goes into two of the next."""
    b = Builder(line=1)
    row = [b.leaf(f"x{i}", (2,), "leaf") for i in range(2**levels)]
    for level in range(levels):
        row = [b.op("Add" if i < i ^ 2**level else "Sub", row[i], row[i ^ 2**level], shape=(2,)) for i in range(len(row))]
    return b.graph(*((f"y{i}", node) for i, node in enumerate(row)))


def hub(uses=30):
    """One value that is used everywhere."""
    b = Builder(line=1)
    x = y = b.op("Exp", b.leaf("x", (3,), "leaf"))
    for _ in range(uses):
        y = b.op("Mul", b.op("Sin", y), x)
    return b.graph(("y", y))


SHAPES = {
    **SUBJECTS,
    "u-net": unet,
    "densenet": densenet,
    "attention": attention,
    "deep attention": lambda: attention(12, 4),
    "ladder": ladder,
    "butterfly": butterfly,
    "hub": hub,
}
