"""torch.cuda.amp: the older names of torch.amp."""

from __future__ import annotations

from typing import Any

from gradcli import amp


def GradScaler(*args: Any, **options: Any) -> amp.GradScaler:
    """torch.amp.GradScaler("cuda", ...): disabled, with a warning."""
    return amp.GradScaler("cuda", *args, **options)


def autocast(enabled: bool = True, dtype: Any = None, cache_enabled: bool = True) -> amp.autocast:
    """torch.autocast("cuda", ...): disabled, with a warning."""
    return amp.autocast("cuda", dtype, enabled, cache_enabled)


def custom_fwd(fwd: Any = None, *, cast_inputs: Any = None) -> Any:
    """torch.amp.custom_fwd for "cuda"."""
    return amp.custom_fwd(fwd, device_type="cuda", cast_inputs=cast_inputs)


def custom_bwd(bwd: Any = None) -> Any:
    """torch.amp.custom_bwd for "cuda"."""
    return amp.custom_bwd(bwd, device_type="cuda")
