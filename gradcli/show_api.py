"""gradcli.show: the graph of a tensor, a module or a function as a picture, in a notebook or to a file."""

from __future__ import annotations

import copy
import inspect
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from html import escape
from typing import Any

import gradcli.draw as draw
from gradcli.autograd.tensor import Tensor
from gradcli.cases import Case, Run
from gradcli.check.alone import painted
from gradcli.check.norms import norms
from gradcli.draw import Options
from gradcli.engines import get
from gradcli.errors import UsageError, Where
from gradcli.folder import nearest
from gradcli.graph import Graph, Mark

FRAME = 720  # px: height of the page in a notebook
DOUBLE = {"float16", "float32", "bfloat16"}
HINT = "show(loss), show(model, *inputs) or show(function, *inputs)"


@dataclass(frozen=True, eq=False, repr=False)
class Drawing:
    """A graph ready to be drawn; a notebook shows it by itself. options, marks, norms: as `gradcli.draw.draw` takes them."""

    graph: Graph
    options: Options
    marks: Mapping[int, Mark]
    norms: Mapping[int, float]

    def to(self, format: str) -> bytes:
        """The picture as "svg", "png", "html", "dot", "json", "mmd" or "txt". Raises UsageError for another format."""
        return _drawn(self, format)

    def save(self, path: str | os.PathLike[str], format: str = "") -> None:
        """Write the picture; the suffix says its format unless `format` does. Raises UsageError for an unknown one."""
        suffix = os.path.splitext(os.fspath(path))[1][1:].lower()
        if not (format or suffix):
            raise UsageError(f"{os.fspath(path)} has no suffix, which would say the format of the picture", hint='save(path, format="svg")')
        data = self.to(format or suffix)
        with open(path, "wb") as file:
            file.write(data)

    def __str__(self) -> str:
        return self.to("txt").decode()

    def __repr__(self) -> str:
        return f"<gradcli drawing of {len(self.graph.nodes):,} nodes: .save('graph.svg'), .to('html'), print(...)>"

    def _repr_svg_(self) -> str:
        return self.to("svg").decode()

    def _repr_html_(self) -> str:
        """The page in a frame of its own, which its script cannot leave."""
        page = escape(self.to("html").decode())
        return f'<iframe sandbox="allow-scripts" style="width:100%;height:{FRAME}px;border:0" srcdoc="{page}"></iframe>'


@lru_cache(maxsize=8)
def _drawn(drawing: Drawing, format: str) -> bytes:
    return draw.draw(drawing.graph, format, drawing.options, marks=drawing.marks, norms=drawing.norms)


def show(thing: Any, *inputs: Any, check: bool = False, names: Mapping[str, Any] | None = None, **options: Any) -> Drawing:
    """The graph behind a tensor (or several), or of a module or a function run on `inputs`.

    check: check the gradients and paint the result; of a module or a function, since a tensor cannot be computed again.
    names: what tensors and modules are called in the picture; by default as the caller's variables are.
    options: of the picture: theme, direction, flow, show, max_nodes ... as `gradcli graph` takes them.
    Raises UsageError for what has no graph.
    """
    frame = sys._getframe(1)
    look = _options(options)
    known = dict(names) if names is not None else {**frame.f_globals, **frame.f_locals}
    tensors = _tensors(thing)
    if tensors is None:
        return _called(_function(thing), thing, inputs, check, look)
    if check:
        raise UsageError("a tensor cannot be computed again, so its gradients cannot be checked", hint=HINT)
    return _drawing(_graph(lambda _: Run(tensors, _leaves(tensors, _named(known)))), look)


def _options(chosen: dict[str, Any]) -> Options:
    known = {field.name for field in fields(Options)}
    for name in chosen:
        if name not in known:
            raise UsageError(f"show has no option {name!r}{nearest(name, known)}", hint=f"known: check, names, {', '.join(sorted(known))}")
    given = {name: _grouped(name, value) for name, value in chosen.items()}
    return Options(**given)


def _grouped(name: str, value: Any) -> Any:
    """Names as the options hold them: several in one string with commas, or any iterable."""
    kind = {"show": frozenset, "collapse": tuple, "expand": tuple}.get(name)
    return value if kind is None else kind(value.split(",") if isinstance(value, str) else value)


def _tensors(thing: Any) -> dict[str, Tensor] | None:
    """The results to show by name; None for something to be called. Raises UsageError for tensors without a graph."""
    if isinstance(thing, Tensor):
        found = {"output": thing}
    elif isinstance(thing, Mapping):
        found = dict(thing)
    elif isinstance(thing, Sequence) and not isinstance(thing, str | bytes):
        found = {f"output {i}": t for i, t in enumerate(thing)}
    else:
        return None
    if not found or not all(isinstance(t, Tensor) for t in found.values()):
        raise UsageError(f"show cannot draw a {type(thing).__name__} of {_kinds(found)}", hint=HINT)
    if not any(t.requires_grad for t in found.values()):
        raise UsageError("the tensor has no grad_fn, so there is no graph to draw", hint="create its inputs with requires_grad=True")
    return found


def _kinds(found: Mapping[str, Any]) -> str:
    return ", ".join(sorted({type(t).__name__ for t in found.values()})) or "nothing"


def _function(thing: Any) -> Callable[..., Any]:
    """Raises UsageError for what cannot be called, and says which library a foreign tensor belongs to."""
    if callable(thing) and not (inspect.isclass(thing) or hasattr(thing, "requires_grad")):
        return thing  # type: ignore[no-any-return]
    kind = type(thing)
    foreign = kind.__module__.partition(".")[0] in ("torch", "jax", "jaxlib")
    hint = "`import gradcli as torch` makes tensors that can be drawn" if foreign else HINT
    what = f"the class {thing.__name__}" if inspect.isclass(thing) else f"a {kind.__module__}.{kind.__qualname__}"
    raise UsageError(f"show cannot draw {what}", hint=hint)


def _named(known: Mapping[str, Any]) -> dict[str, Tensor]:
    """Tensors by name: variables, and parameters of modules under the module's name when there are several modules."""
    modules = {name: value for name, value in known.items() if not name.startswith("_") and _is_module(value)}
    found = {name: value for name, value in known.items() if isinstance(value, Tensor) and not name.startswith("_")}
    for name, module in modules.items():
        prefix = f"{name}." if len(modules) > 1 else ""
        found |= {prefix + path: p for path, p in module.named_parameters() if prefix + path not in found}
    return found


def _is_module(value: Any) -> bool:
    return not inspect.isclass(value) and callable(getattr(value, "named_parameters", None))


def _leaves(outputs: Mapping[str, Tensor], named: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The named leaves the outputs depend on."""
    behind = {id(t) for t in _behind(outputs.values())}
    found: dict[int, tuple[str, Tensor]] = {}
    for name, t in named.items():
        if id(t) in behind:
            found.setdefault(id(t), (name, t))
    return dict(found.values())


def _behind(outputs: Any) -> Iterator[Tensor]:
    """Every leaf tensor behind these, iteratively."""
    seen: dict[int, Any] = {}  # keeps the nodes, some of which are made for the asking, so that their ids stay theirs
    stack = [t.grad_fn for t in outputs if t.grad_fn is not None]
    yield from (t for t in outputs if t.grad_fn is None)
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen[id(node)] = node
        if hasattr(node, "variable"):
            yield node.variable
        stack += [before for before, _ in node.next_functions if before is not None]


def _called(fn: Callable[..., Any], thing: Any, inputs: Sequence[Any], check: bool, look: Options) -> Drawing:
    """The drawing of one call."""
    call = _Call(thing, _input_names(fn, len(inputs)), inputs)
    look = replace(look, title=look.title or getattr(thing, "__name__", type(thing).__name__))
    if not check:
        return _drawing(_graph(lambda _: call.run(call.thing, dict(zip(call.names, inputs)))), look)
    checked = painted(call.case())
    return Drawing(checked.graph, replace(look, note=look.note or checked.says), checked.marks, norms(checked.graph))


def _input_names(fn: Any, count: int) -> list[str]:
    """The names of the first parameters of a function, or of a module's forward."""
    try:
        names = list(inspect.signature(getattr(fn, "forward", fn)).parameters)
    except (TypeError, ValueError):  # a builtin
        names = []
    return [*names, *(f"input {i}" for i in range(len(names), count))][:count]


@dataclass(frozen=True, slots=True)
class _Call:
    """A module or a function and its inputs. names: of the inputs, in order."""

    thing: Any
    names: list[str]
    inputs: Sequence[Any]

    def run(self, thing: Any, given: Mapping[str, Any]) -> Run:
        """One run with these inputs; what needs a gradient is a leaf, other tensors are constants."""
        y = thing(*given.values())
        tensors = {name: t for name, t in given.items() if isinstance(t, Tensor)}
        leaves = dict(thing.named_parameters()) if _is_module(thing) else {}
        leaves |= {name: t for name, t in tensors.items() if t.requires_grad and t.is_leaf}
        return Run(self.results(y), leaves, {name: t for name, t in tensors.items() if name not in leaves})

    def results(self, y: Any) -> dict[str, Tensor]:
        """The results by name. Raises UsageError when none of them has a graph."""
        several = {f"output {i}": t for i, t in enumerate(y)} if isinstance(y, tuple | list) else {"output": y}
        found = {str(name): t for name, t in (y if isinstance(y, Mapping) else several).items() if isinstance(t, Tensor)}
        if not any(t.requires_grad for t in found.values()):
            raise UsageError("the result has no grad_fn, so there is no graph to draw", hint="give inputs with requires_grad=True")
        return found

    def case(self) -> Case:
        """The call in double precision, as something to check: a copy of the module, fresh leaves in every run."""
        thing = copy.deepcopy(self.thing).double() if _is_module(self.thing) else self.thing
        given = dict(zip(self.names, map(_doubled, self.inputs)))
        parameters = dict(thing.named_parameters()) if _is_module(thing) else {}
        leaves = {**parameters, **{name: t for name, t in given.items() if isinstance(t, Tensor) and t.requires_grad}}

        def fn(arrays: Mapping[str, Any]) -> Run:
            for name, p in parameters.items():
                p.grad, p.data = None, p.new_tensor(arrays[name])
            fresh = {name: t.new_tensor(arrays[name]).requires_grad_() if name in arrays else t for name, t in given.items()}
            return self.run(thing, fresh)

        title = getattr(self.thing, "__name__", type(self.thing).__name__)
        inputs = {name: t.detach().numpy().copy() for name, t in leaves.items()}
        return Case(f"show::{title}", title, fn, inputs, _place(self.thing))


def _doubled(value: Any) -> Any:
    """A tensor of low precision in double; anything else as it is."""
    if not isinstance(value, Tensor) or str(value.dtype).rpartition(".")[2] not in DOUBLE:
        return value
    return value.detach().double().requires_grad_(value.requires_grad)


def _place(thing: Any) -> Where:
    code = getattr(thing if hasattr(thing, "__code__") else type(thing).__dict__.get("forward"), "__code__", None)
    return Where(code.co_filename, code.co_firstlineno, code.co_name) if code else Where("<show>")


def _graph(fn: Callable[[Mapping[str, Any]], Run]) -> Graph:
    return get("builtin").graph(fn, {})


def _drawing(graph: Graph, look: Options) -> Drawing:
    return Drawing(graph, look, {}, norms(graph))
