"""Whether operations are recorded: no_grad, enable_grad, set_grad_enabled, inference_mode; all are context managers and decorators."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Generator
from types import TracebackType
from typing import Any, TypeVar

from gradcli.autograd.warned import warn

F = TypeVar("F", bound=Callable[..., Any])
CLASSES = (
    "Decorating classes is deprecated and will be disabled in future versions. You should only decorate functions or methods. To preserve "
    "the current behavior of class decoration, you can directly decorate the `__init__` method and nothing else."
)


class Mode:
    """The recording state of the process."""

    __slots__ = ("asked", "enabled", "inference", "since", "watch")

    def __init__(self) -> None:
        self.enabled = True  # whether operations are recorded
        self.inference = False
        self.asked = False  # inside inference_mode, where nothing is recorded: whether somebody asked for it
        self.watch: Callable[[], Any] | None = None  # tells the place in the user's code, while somebody wants to know
        self.since: Any = None  # the place where recording was switched off last, in a block that has not ended


MODE = Mode()


class _Switch:
    """Sets recording on or off inside a `with` block or a decorated function, and puts the old state back."""

    enabled = True

    def __init__(self) -> None:
        self._before: list[tuple[bool, bool, bool]] = []

    def __enter__(self) -> None:
        self._before.append((MODE.enabled, MODE.inference, MODE.asked))
        self.switch(MODE.inference)

    def switch(self, inference: bool) -> None:
        """Record or not; never inside inference_mode, where being asked to is only remembered."""
        MODE.enabled, MODE.inference, MODE.asked = self.enabled and not inference, inference, self.enabled
        if MODE.watch is not None and not MODE.enabled:
            MODE.since = MODE.watch()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        MODE.enabled, MODE.inference, MODE.asked = self._before.pop()
        MODE.since = None

    def clone(self) -> _Switch:
        return type(self)()

    def __call__(self, fn: F) -> F:
        if inspect.isclass(fn):
            warn(CLASSES, FutureWarning)
            fn.__init__ = self(fn.__init__)  # type: ignore[method-assign]
            return fn
        wrapped = self._generator(fn) if inspect.isgeneratorfunction(fn) else self._function(fn)
        return functools.wraps(fn)(wrapped)  # type: ignore[return-value]

    def _function(self, fn: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            with self.clone():
                return fn(*args, **kwargs)

        return call

    def _generator(self, fn: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
            with self.clone():
                steps = fn(*args, **kwargs)
            resume: Callable[[], Any] = functools.partial(next, steps)
            while True:  # the mode holds while the generator runs, not while its consumer does
                try:
                    with self.clone():
                        out = resume()
                except StopIteration as stop:
                    return stop.value
                resume = yield from _answered(steps, out, self.clone)

        return call


def _answered(steps: Generator[Any, Any, Any], out: Any, mode: Callable[[], _Switch]) -> Generator[Any, Any, Callable[[], Any]]:
    """How a decorated generator goes on after `out`: with what its consumer sends into it, or throws; closed inside the mode."""
    try:
        sent = yield out
    except GeneratorExit:
        with mode():
            steps.close()
        raise
    except BaseException as error:
        return functools.partial(steps.throw, error)
    return functools.partial(steps.send, sent)


class _Bare(_Switch):
    """A switch that also decorates without parentheses."""

    def __new__(cls, fn: Any = None) -> Any:
        switch = super().__new__(cls)
        if fn is None:
            return switch
        switch.__init__()  # type: ignore[misc]
        return switch(fn)

    def __init__(self, fn: Any = None) -> None:
        super().__init__()


class no_grad(_Bare):
    """Operations inside are not recorded; their results do not require grad."""

    enabled = False


class enable_grad(_Bare):
    """Operations inside are recorded, also within no_grad."""


class set_grad_enabled(_Switch):
    """Recording on or off by a flag; takes effect at once, and ends with the block when used in `with`."""

    def __init__(self, mode: bool) -> None:
        if not isinstance(mode, bool):
            raise TypeError(f"set_grad_enabled(): argument 'enabled' (position 1) must be bool, not {type(mode).__name__}")
        super().__init__()
        self._at_once: bool | None = is_grad_enabled()
        self.enabled = bool(mode)
        self.switch(MODE.inference)

    def __enter__(self) -> None:
        before = is_grad_enabled() if self._at_once is None else self._at_once
        self._at_once = None
        self._before.append((before and not MODE.inference, MODE.inference, before))
        self.switch(MODE.inference)

    def __call__(self, fn: F) -> F:
        if self._at_once is not None:
            self.enabled, enabled = self._at_once, self.enabled
            self.switch(MODE.inference)
            self.enabled, self._at_once = enabled, None
        return super().__call__(fn)

    def clone(self) -> _Switch:
        return type(self)(self.enabled)

    def __repr__(self) -> str:
        return f"torch.autograd.grad_mode.set_grad_enabled(mode={self.enabled})"


class inference_mode(_Switch):
    """no_grad, and the tensors made inside can never take part in recording."""

    def __new__(cls, mode: Any = True) -> Any:
        if callable(mode):
            return cls()(mode)
        return super().__new__(cls)

    def __init__(self, mode: bool = True) -> None:
        super().__init__()
        self.inference = bool(mode)
        self.enabled = not mode

    def switch(self, inference: bool) -> None:
        super().switch(self.inference)

    def clone(self) -> _Switch:
        return type(self)(self.inference)


class set_multithreading_enabled(_Switch):
    """Accepted; the backward pass runs in one thread."""

    def __init__(self, mode: bool) -> None:
        super().__init__()
        self.mode = bool(mode)

    def __enter__(self) -> None:
        self.enabled = is_grad_enabled()
        super().__enter__()

    def clone(self) -> _Switch:
        return type(self)(self.mode)


def is_grad_enabled() -> bool:
    """True while operations are recorded; inside inference_mode, where none are, whether enable_grad asked for it."""
    return MODE.asked if MODE.inference else MODE.enabled


def is_inference_mode_enabled() -> bool:
    """True inside inference_mode."""
    return MODE.inference
