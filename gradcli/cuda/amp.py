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
