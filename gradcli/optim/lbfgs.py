"""L-BFGS: steps along directions from the last gradients and steps, with or without a line search."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from gradcli.autograd.grad_mode import enable_grad, no_grad
from gradcli.autograd.tensor import make, unwrap
from gradcli.autograd.view import write
from gradcli.optim.memory import as_real
from gradcli.optim.optimizer import Optimizer
from gradcli.optim.options import nonnegative, numbers, one_element
from gradcli.optim.wolfe import strong_wolfe

Array = Any
Closure = Callable[[], Any]


class LBFGS(Optimizer):
    """Needs a closure that computes loss and gradients, several times per step.   Source: Nocedal and Wright, chapter 7.

    line_search_fn: None (a fixed step) or "strong_wolfe". All parameters share one group.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: Any = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        one_element(lr)
        nonnegative(lr=lr)
        max_eval = max_iter * 5 // 4 if max_eval is None else max_eval
        defaults = {"lr": lr, "max_iter": max_iter, "max_eval": max_eval, "tolerance_grad": tolerance_grad}
        defaults |= {"tolerance_change": tolerance_change, "history_size": history_size, "line_search_fn": line_search_fn}
        super().__init__(params, defaults)
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")
        self._params = self.param_groups[0]["params"]

    def step(self, closure: Closure) -> Any:  # type: ignore[override]
        """Up to max_iter iterations; returns the loss before them."""
        with no_grad():
            return Minimisation(self, closure).run()


class Minimisation:
    """One call of step: a few iterations from where the last call stopped.

    Everything is one flat vector.   history: (change of gradient, step, 1 / their product), oldest first.
    """

    def __init__(self, optimizer: LBFGS, closure: Closure) -> None:
        self.options = numbers(optimizer.param_groups[0])
        self.params = self.options["params"]
        self.closure = closure
        self.state = optimizer.state[self.params[0]]
        self.state.setdefault("func_evals", 0)
        self.state.setdefault("n_iter", 0)
        old = [[unwrap(v) for v in self.state.get(name) or ()] for name in ("old_dirs", "old_stps", "ro")]
        self.history: list[tuple[Array, Array, Any]] = list(zip(*old))
        self.scale = unwrap(self.state.get("H_diag", 1))
        self.direction, self.before = (unwrap(self.state.get(name)) for name in ("d", "prev_flat_grad"))
        self.t = self.state.get("t")
        self.evaluations = 0

    def run(self) -> Any:
        first = self.evaluate()
        self.loss, self.g = float(first), self.gradient()
        if self.flat_enough():
            return first
        for iteration in range(1, self.options["max_iter"] + 1):
            if self.iterate(last=iteration == self.options["max_iter"]):
                break
        self.keep()
        return first

    def iterate(self, last: bool) -> bool:
        """One step; whether to stop there."""
        self.state["n_iter"] += 1
        self.direction = self.next_direction()
        self.before, loss_before = self.g, self.loss
        first = self.state["n_iter"] == 1
        self.t = (min(1.0, 1.0 / float(np.abs(self.g).sum())) if first else 1) * self.options["lr"]
        slope = self.g @ self.direction
        self.loss_before = loss_before
        if slope > -self.options["tolerance_change"]:
            return True
        self.advance(slope, last)
        return last or self.evaluations >= self.options["max_eval"] or self.settled(loss_before)

    def next_direction(self) -> Array:
        """The two-loop recursion: minus the gradient, through the approximate inverse Hessian."""
        if self.state["n_iter"] == 1:
            self.history, self.scale = [], 1
            return -self.g
        self.remember(self.g - self.before, self.direction * self.t)
        q, weights = -self.g, []
        for y, s, ro in reversed(self.history):
            weights.append((s @ q) * ro)
            q = q - weights[-1] * y
        kept = self.state.setdefault("al", [None] * self.options["history_size"])
        kept[: len(weights)] = [make(weight) for weight in reversed(weights)]
        d = q * self.scale
        for (y, s, ro), weight in zip(self.history, reversed(weights)):
            d = d + (weight - (y @ d) * ro) * s
        return d

    def remember(self, y: Array, s: Array) -> None:
        """Take a step into the history, if the function curved upwards along it."""
        curved = y @ s
        if curved > 1e-10:
            if len(self.history) == self.options["history_size"]:
                self.history.pop(0)
            self.history.append((y, s, 1.0 / curved))
            self.scale = curved / (y @ y)

    def advance(self, slope: Any, last: bool) -> None:
        """Move along the direction, by a fixed step or a line search; know loss and gradient there, except after the last one."""
        if self.options["line_search_fn"] is not None:
            self.search(slope)
            return
        self.move(self.t)
        if not last:
            self.loss, self.g = float(self.evaluate()), self.gradient()

    def search(self, slope: Any) -> None:
        if self.options["line_search_fn"] != "strong_wolfe":
            raise RuntimeError("only 'strong_wolfe' is supported")
        start = [np.array(p._data) for p in self.params]
        budget = self.options["max_eval"] - self.evaluations

        def probe(t: float) -> tuple[float, Array, Any]:
            self.move(t)
            loss, g = float(self.evaluate()), self.gradient()
            for p, values in zip(self.params, start):
                write(p, values)
            return loss, g, g @ self.direction

        found = strong_wolfe(probe, (0.0, self.loss, self.g, slope), self.t, float(np.abs(self.direction).max()), budget)
        self.t, self.loss, self.g, _ = found
        self.move(self.t)

    def flat_enough(self) -> bool:
        return bool(np.abs(self.g).max() <= self.options["tolerance_grad"])

    def settled(self, loss_before: float) -> bool:
        """Whether gradient, step or loss hardly change any more."""
        small = self.options["tolerance_change"]
        return self.flat_enough() or np.abs(self.direction * self.t).max() <= small or abs(self.loss - loss_before) < small

    # ------------------------------------------------------------ the parameters as one vector
    def evaluate(self) -> Any:
        """The loss, by the user's closure."""
        self.evaluations += 1
        self.state["func_evals"] += 1
        with enable_grad():
            return self.closure()

    def gradient(self) -> Array:
        """All gradients as one vector, 0 where there is none."""
        parts = [np.zeros_like(p._data) if p.grad is None else p.grad._data for p in self.params]
        return np.concatenate([as_real(np.ascontiguousarray(part)).reshape(-1) for part in parts])

    def move(self, t: float) -> None:
        """Add t times the direction to the parameters."""
        start = 0
        for p in self.params:
            values = np.array(p._data)
            flat = as_real(values).reshape(-1)
            flat += t * self.direction[start : start + flat.size]
            start += flat.size
            write(p, values)

    def keep(self) -> None:
        """Leave in the optimizer's state what the next call goes on from."""
        columns = [list(column) for column in zip(*self.history)] or [[], [], []]
        self.state.update(d=make(self.direction), t=self.t)
        self.state.update(zip(("old_dirs", "old_stps", "ro"), ([make(v) for v in column] for column in columns)))
        self.state["H_diag"] = make(self.scale) if isinstance(self.scale, np.generic) else self.scale
        self.state.update(prev_flat_grad=make(self.before), prev_loss=self.loss_before)
