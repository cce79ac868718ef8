"""Anomaly mode: a backward that returns NaN is an error that names its node."""

from __future__ import annotations

import warnings

from gradcli.autograd import state

ENABLED = "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for debugging."


class set_detect_anomaly:
    """Anomaly mode on or off by a flag; takes effect at once, and ends with the block when used in `with`."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._before = state.anomaly, state.nan_is_anomaly
        state.anomaly, state.nan_is_anomaly = bool(mode), bool(check_nan)

    def __enter__(self) -> None:
        """The mode was set when the object was made."""

    def __exit__(self, *_: object) -> None:
        state.anomaly, state.nan_is_anomaly = self._before


class detect_anomaly(set_detect_anomaly):
    """Anomaly mode inside a `with` block."""

    def __init__(self, check_nan: bool = True) -> None:
        super().__init__(True, check_nan)
        warnings.warn(ENABLED, stacklevel=2)
