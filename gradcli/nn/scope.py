"""Which module an operation belongs to: while somebody traces, modules tell their dotted paths and titles."""

from __future__ import annotations

from typing import Any

from gradcli.autograd.trace import Tracer


def inside(module: Any, tracer: Tracer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call a module; what runs within carries its path."""
    path = path_of(module, tracer)
    tracer.titles.setdefault(path, module._title())
    tracer.scopes.append(path)
    try:
        return module._call_impl(*args, **kwargs)
    finally:
        tracer.scopes.pop()


def path_of(module: Any, tracer: Tracer) -> str:
    """ "layers.0" below the module that was called first, "" for that module itself; a number tells later ones of one class apart.

    The first module called outside of any other is the root. A later one (a loss, a second network) goes by its class name.
    """
    known = tracer.paths.get(id(module))
    if known is not None:
        return known[1]
    name = "" if not tracer.paths else unused(module._get_name(), tracer)
    for path, each in module.named_modules(prefix=name):
        tracer.paths.setdefault(id(each), (each, path))  # the module is kept, so that its id stays its own
    return tracer.paths[id(module)][1]


def unused(name: str, tracer: Tracer) -> str:
    """The name, with a number if another module bears it already."""
    taken = {path for _, path in tracer.paths.values()}
    candidates = (name, *(f"{name}_{n}" for n in range(2, len(taken) + 3)))
    return next(candidate for candidate in candidates if candidate not in taken)
