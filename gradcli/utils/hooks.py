"""torch.utils.hooks: what registering a hook returns."""

from __future__ import annotations

from gradcli.autograd.hooks import RemovableHandle as RemovableHandle
