"""gradcli.show: what it draws, how leaves get their names, and what it says about what it cannot draw."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import gradcli as torch
from gradcli import nn, show
from gradcli.errors import UsageError


def loss_of(**named: Any) -> Any:
    return (named["x"] @ named["w"]).tanh().sum()


def two() -> dict[str, Any]:
    return {"x": torch.ones(2, 3), "w": torch.full((3, 2), 0.5, requires_grad=True)}


def document(drawing: Any) -> Any:
    return json.loads(drawing.to("json"))


def names(drawing: Any) -> set[str]:
    return {node["name"] for node in document(drawing)["nodes"] if node["name"]}


def test_a_tensor_is_drawn_with_the_names_of_the_callers_variables() -> None:
    weight = torch.ones(3, requires_grad=True)
    loss = (weight * 2).sum()
    assert names(show(loss)) == {"weight"}


def test_names_given_win_over_variables() -> None:
    weight = torch.ones(3, requires_grad=True)
    assert names(show((weight * 2).sum(), names={"theta": weight})) == {"theta"}


def test_parameters_of_a_module_in_sight_have_their_dotted_names() -> None:
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    out = model(torch.ones(2, 3)).sum()
    assert names(show(out)) == {"0.weight", "0.bias", "2.weight", "2.bias"}


def test_a_module_is_run_on_its_inputs_and_drawn_with_its_scopes() -> None:
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh())
    found = document(show(model, torch.ones(2, 3)))
    assert found["scopes"]["0"].startswith("Linear")
    assert {node["name"] for node in found["nodes"] if node["kind"] == "constant"} == {"input"}
    assert all("grad_norm" in node for node in found["nodes"] if node["grad_fn"])


def test_a_function_is_drawn_with_the_names_of_its_parameters() -> None:
    def f(x: Any, w: Any, scale: float) -> Any:
        return {"loss": (x @ w).sum() * scale, "size": 3}

    drawing = show(f, *two().values(), 2.0)
    assert names(drawing) == {"x", "w"}
    assert [output["name"] for output in document(drawing)["outputs"]] == ["loss"]


def test_several_tensors_are_several_results() -> None:
    w = torch.ones(3, requires_grad=True)
    found = document(show({"sum": w.sum(), "product": w.prod()}))
    assert [output["name"] for output in found["outputs"]] == ["sum", "product"]


class Wrong(torch.autograd.Function):
    """x^2 with half of its gradient."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        return g * ctx.saved_tensors[0]


def test_check_paints_what_is_wrong() -> None:
    drawing = show(lambda x: Wrong.apply(x).sum(), torch.ones(3, requires_grad=True) / 3, check=False)
    assert "fail" not in str(drawing)
    drawing = show(lambda x: Wrong.apply(x).sum(), torch.full((3,), 0.3, requires_grad=True), check=True)
    assert "gradient check failed at WrongBackward" in str(drawing)


def test_checking_a_module_leaves_it_as_it_was() -> None:
    model = nn.Linear(3, 1)
    before = model.weight.clone()
    drawing = show(model, torch.ones(2, 3), check=True)
    assert "fail" not in str(drawing)
    assert model.weight.dtype is torch.float32
    assert model.weight.grad is None
    assert torch.equal(model.weight, before)


def test_a_notebook_gets_a_picture_and_a_page() -> None:
    drawing = show(loss_of(**two()))
    assert drawing._repr_svg_().startswith("<svg ")
    frame = drawing._repr_html_()
    assert re.match(r'<iframe sandbox="allow-scripts" [^>]*srcdoc="&lt;!doctype html&gt;', frame)
    assert frame.count('"') == 6  # nothing in the page ends the attribute
    assert "gradcli drawing of" in repr(drawing)


def test_it_is_saved_in_the_format_of_the_suffix(tmp_path: Path) -> None:
    drawing = show(loss_of(**two()), theme="dark", show="shapes,grads")
    for suffix in ("svg", "html", "json", "mmd", "dot", "txt"):
        drawing.save(tmp_path / f"graph.{suffix}")
        assert (tmp_path / f"graph.{suffix}").read_bytes() == drawing.to(suffix)
    drawing.save(tmp_path / "graph", format="svg")
    assert "#0D1117" in (tmp_path / "graph").read_text()


def boom(*_: Any) -> Any:
    raise ZeroDivisionError("mine")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: show(torch.ones(3)), "no grad_fn"),
        (lambda: show([]), "a list of nothing"),
        (lambda: show([torch.ones(3, requires_grad=True), 3]), "a list of Tensor, int"),
        (lambda: show(3.0), "a builtins.float"),
        (lambda: show(nn.Linear), "the class Linear"),
        (lambda: show(lambda x: x.detach(), torch.ones(3, requires_grad=True)), "no grad_fn"),
        (lambda: show(loss_of(**two()), check=True), "cannot be computed again"),
        (lambda: show(loss_of(**two()), them="dark"), "no option 'them'; did you mean 'theme'"),
        (lambda: show(loss_of(**two()), theme="neon"), "neon"),
        (lambda: show(loss_of(**two())).to("bmp"), "unknown formats 'bmp'"),
        (lambda: show(loss_of(**two())).save("graph"), "no suffix"),
    ],
)
def test_what_cannot_be_drawn_is_told_with_a_remedy(call: Any, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)) as error:
        call()
    assert error.value.hint


def test_an_exception_of_the_function_is_the_callers() -> None:
    with pytest.raises(ZeroDivisionError, match="mine"):
        show(boom, torch.ones(3, requires_grad=True))


def test_a_graph_deeper_than_the_stack_is_drawn() -> None:
    y = torch.ones(2, requires_grad=True)
    for _ in range(3000):
        y = y + 1
    assert len(show(y, max_nodes=20).graph.nodes) == 3001


@pytest.mark.torch
def test_a_tensor_of_torch_is_told_from_ours() -> None:
    real = pytest.importorskip("torch")
    with pytest.raises(UsageError, match=r"torch\.Tensor") as error:
        show(real.ones(3, requires_grad=True).sum())
    assert "import gradcli as torch" in error.value.hint
