"""Module: parameters and a forward; the parent of every layer and of every user's network."""

from __future__ import annotations

from typing import Any

from gradcli.autograd import state
from gradcli.nn import scope
from gradcli.nn.hooks import EVERYWHERE, Hooked


class Module(Hooked):
    """Subclass it, call super().__init__() first, assign parameters and submodules, and define forward."""

    def forward(self, *_: Any, **__: Any) -> Any:
        """The computation; subclasses define it."""
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if state.tracer is not None:
            return scope.inside(self, state.tracer, args, kwargs)
        return self._call_impl(*args, **kwargs)

    def _call_impl(self, *args: Any, **kwargs: Any) -> Any:
        """forward and the hooks around it."""
        hooks = self._forward_hooks or self._forward_pre_hooks or self._backward_hooks or self._backward_pre_hooks or EVERYWHERE
        return self._call_with_hooks(args, kwargs) if hooks else self.forward(*args, **kwargs)

    def compile(self, *_: Any, **__: Any) -> None:
        """Does nothing: there is no compiler."""

    # ------------------------------------------------------------ printing
    def extra_repr(self) -> str:
        """The sizes and options in its repr."""
        return ""

    def _title(self) -> str:
        """The name of its box in a drawing, "Linear(8→16)"."""
        return self._get_name()

    def __repr__(self) -> str:
        extra = self.extra_repr()
        lines = extra.split("\n") if extra else []
        children = [f"({name}): " + indented(repr(module)) for name, module in self._modules.items()]
        if len(lines) == 1 and not children:
            return f"{self._get_name()}({lines[0]})"
        body = "".join(f"\n  {line}" for line in lines + children)
        return f"{self._get_name()}({body + chr(10) if body else ''})"


def indented(text: str) -> str:
    """All lines but the first moved by two spaces."""
    return text.replace("\n", "\n  ")
