"""Named results, as torch.return_types: max(values, indices), sort, topk, ...; other families declare theirs with `named`."""

from __future__ import annotations

from operator import itemgetter
from typing import Any


class Named(tuple[Any, ...]):
    """A tuple whose items have names too; prints as torch.return_types.max(values=..., indices=...)."""

    __slots__ = ()
    fields: tuple[str, ...] = ()

    def __new__(cls, items: Any) -> Named:
        out = super().__new__(cls, items)
        assert len(out) == len(cls.fields), f"{cls.__name__} has {len(cls.fields)} items, got {len(out)}"
        return out

    def __repr__(self) -> str:
        body = ",\n".join(f"{name}={value!r}" for name, value in zip(self.fields, self))
        return f"torch.return_types.{type(self).__name__}(\n{body})"

    def __reduce__(self) -> Any:
        return rebuild, (type(self).__name__, tuple(self))


TYPES: dict[str, type[Named]] = {}


def named(name: str, *fields: str) -> type[Named]:
    """The class of results called `name`, declared on first use; called with one sequence of items."""
    if name not in TYPES:
        items: dict[str, Any] = {field: property(itemgetter(i)) for i, field in enumerate(fields)}
        about = {"__slots__": (), "fields": fields, "__module__": "torch.return_types", "n_fields": len(fields)}
        TYPES[name] = type(name, (Named,), about | items)
    return TYPES[name]


def rebuild(name: str, items: tuple[Any, ...]) -> Named:
    """What unpickling calls."""
    return TYPES[name](items)


def __getattr__(name: str) -> type[Named]:
    if not name.startswith("__"):
        import gradcli.autograd.ops  # noqa: F401  the families declare their types
    if name in TYPES:
        return TYPES[name]
    raise AttributeError(f"module 'return_types' has no attribute {name!r}")
