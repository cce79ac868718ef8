"""OpNode: the grad_fn of a built-in operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gradcli.autograd.node import Node
from gradcli.autograd.saved import unpack
from gradcli.autograd.saved_names import everywhere

if TYPE_CHECKING:
    from gradcli.autograd.op import Op


class OpNode(Node):
    """The node of a built-in operation; one subclass per operation, named as in torch."""

    __slots__ = ()
    _op: Op

    def _counted(self) -> Sequence[int]:
        """The differentiable arguments; indices, targets and masks do not count, as in torch."""
        if self._op.whole is not None:
            return super()._counted()
        return [i for i, (_, rule) in enumerate(zip(self._edges, self._op.rules)) if rule is not None]

    def _apply(self, gs: list[Any], wanted: list[bool], create: bool) -> list[Any]:
        saved, y = unpack(self, create)
        g = gs[0] if self._outputs == 1 else self._filled(gs, create)
        return self._op.gradients(g, y, saved, wanted, self._params)


for _name, _attribute in everywhere().items():
    setattr(OpNode, _name, _attribute)
