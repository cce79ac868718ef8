"""AdamW: Adam whose weight decay does not pass through the running means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gradcli.optim.adam import Adam


class AdamW(Adam):
    """Adam after x *= 1 - lr weight_decay.   Source: Loshchilov and Hutter, 2019."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: Any = 1e-3,
        betas: tuple[Any, Any] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        options = {"maximize": maximize, "foreach": foreach, "capturable": capturable, "differentiable": differentiable, "fused": fused}
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, **options, decoupled_weight_decay=True)  # type: ignore[arg-type]
