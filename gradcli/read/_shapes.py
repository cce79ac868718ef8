"""The input of a module without an example, where its first layer says what fits."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from gradcli.autograd.dtype import DEFAULT
from gradcli.autograd.grad_mode import no_grad
from gradcli.autograd.tensor import make
from gradcli.read._runner import Buffers
from gradcli.sample import Recipe, integers, normal

SIDES = (8, 16, 28, 32)  # of pictures: the smallest first, then the sizes of MNIST and CIFAR


def inferred(module: Any) -> tuple[Recipe, str] | None:
    """(a recipe that forward accepts, a note that says where its shape is from); None where the first layer does not tell."""
    layers = [(name, part) for name, part in module.named_modules() if not part._modules and has_parameters(part)]
    if not layers or not takes_one(module):
        return None
    name, layer = layers[0]
    for recipe in recipes(layer):
        if accepts(module, recipe):
            path = f"{name} = " if name else ""
            return recipe, f"input shape {recipe.shape} inferred from the first layer, {path}{layer!r}"
    return None


def has_parameters(part: Any) -> bool:
    """Whether a layer has parameters of its own."""
    return bool(part._parameters)


def takes_one(module: Any) -> bool:
    """Whether forward needs exactly one argument."""
    parameters = inspect.signature(module.forward).parameters.values()
    return sum(p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters) == 1


def recipes(layer: Any) -> list[Recipe]:
    """Inputs that fit a layer, by its kind."""
    kind = type(layer).__name__
    if kind == "Linear":
        return [normal(4, layer.in_features)]
    if kind in ("Conv1d", "Conv2d", "Conv3d"):
        return [normal(2, layer.in_channels, *(side,) * int(kind[4])) for side in SIDES]
    if kind in ("RNN", "LSTM", "GRU"):
        return [normal(3, 2, layer.input_size)]
    if kind == "Embedding":
        return [integers(0, layer.num_embeddings, 2, 4)]
    return [normal(4, *layer.normalized_shape)] if kind == "LayerNorm" else []


def accepts(module: Any, recipe: Recipe) -> bool:
    """Whether forward runs on such an input."""
    array, buffers = recipe.draw(np.random.default_rng(0)), Buffers([module])
    buffers.renew()
    try:
        with no_grad():
            module(make(array.astype(DEFAULT.floating.numpy) if array.dtype.kind == "f" else array))
    except Exception:  # user code
        return False
    finally:
        buffers.restore()
    return True
