"""Anomaly mode: a backward that returns NaN is an error that names its node, and so is any other that a node meets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gradcli.autograd import state
from gradcli.autograd.node import Node, next_number
from gradcli.autograd.warned import warn

ENABLED = "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for debugging."


FORWARD = "Traceback of forward call that caused the error:\n  It is not kept here; `gradcli check` names the line of a wrong operation."
NO_FORWARD = "No forward pass information available. Enable detect anomaly during forward pass for more information."


class set_detect_anomaly:
    """Anomaly mode on or off by a flag; takes effect at once, and ends with the block when used in `with`."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        if not isinstance(mode, bool):
            raise TypeError(f"set_anomaly_enabled(): argument 'enabled' (position 1) must be bool, not {type(mode).__name__}")
        self._before = state.anomaly, state.nan_is_anomaly, state.anomaly_since
        state.anomaly, state.nan_is_anomaly, state.anomaly_since = mode, bool(check_nan), next_number()

    def __enter__(self) -> None:
        """The mode was set when the object was made."""

    def __exit__(self, *_: object) -> None:
        state.anomaly, state.nan_is_anomaly, state.anomaly_since = self._before


class detect_anomaly(set_detect_anomaly):
    """Anomaly mode inside a `with` block."""

    def __init__(self, check_nan: bool = True) -> None:
        super().__init__(True, check_nan)
        warn(ENABLED)


@contextmanager
def watched(node: Node) -> Iterator[None]:
    """What goes wrong in the block is told to have gone wrong in the backward of a node."""
    try:
        yield
    except Exception:
        known = FORWARD if node._number > state.anomaly_since else NO_FORWARD
        warn(f"Error detected in {node.name()}. {known}")
        raise
