"""torch.signal: window functions."""

from gradcli.signal import windows as windows

__all__ = ["windows"]
