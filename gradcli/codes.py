"""The table of everything gradcli can conclude: one row per finding, with its severity and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from gradcli.errors import UsageError


@dataclass(frozen=True, slots=True)
class Code:
    """One thing gradcli can say. verdict: the word a case gets; says: a format string over the finding's data; do: the remedy."""

    id: str
    name: str
    verdict: str
    says: str
    do: str


# fmt: off
ALL: dict[str, Code] = {c.id: c for c in (
    # G1xx: the gradient is wrong
    Code("G101", "wrong-gradient",      "fail", "analytic and numeric gradient differ",                      "compare the backward of the named node with the derivative of its forward"),
    Code("G102", "not-linear",          "fail", "the backward is not linear in the incoming gradient",       "a backward may multiply, add and sum the incoming gradient, never clip, square or threshold it"),
    Code("G103", "gradient-overwritten", "fail", "the backward changes a tensor it was given in place",       "compute a new tensor: `grad * y`, not `grad.mul_(y)`"),
    Code("G104", "no-gradient",         "fail", "the output depends on the input by a path that passes no gradient", "return a gradient for this input; look for detach(), .data, .item() and no_grad() on the path, and accept one that is meant with `# gradcli: ignore[G104]`"),
    Code("G105", "gradient-dtype",      "fail", "the gradient has another dtype than its input",             "return the gradient in the dtype of the input"),
    Code("G106", "stale-state",         "fail", "right alone, wrong as recorded: the backward reads stale or shared state", "keep what backward needs with ctx.save_for_backward, not in globals, buffers or .data"),
    Code("G107", "wrong-second-derivative", "fail", "the first derivative is right, the second is wrong",    "backward must itself be differentiable: save inputs with ctx.save_for_backward and use tensor operations on them"),
    Code("G108", "wrong-forward-mode",  "fail", "the gradient is right, the jvp of a Function is not",      "compare jvp with backward: one is the transpose of the other"),
    # G2xx: the function has no derivative here
    Code("G201", "kink",                "nondifferentiable", "the function has a kink at this point",        "check at another point, or accept it with `# gradcli: ignore[G201]`"),
    Code("G202", "jump",                "nondifferentiable", "the function jumps at this point",             "check at another point; floor, round, sign and comparisons have no useful gradient there"),
    Code("G203", "singular",            "nondifferentiable", "the slope is infinite at this point",          "check at another point, or guard the argument"),
    # G3xx: the numbers cannot decide
    Code("G301", "inconclusive",        "inconclusive", "the numeric error is too large to decide",          "check at a point of ordinary size, or avoid the cancellation named"),
    # G4xx: the same call gives different results
    Code("G401", "nondeterministic-forward",  "nondeterministic", "the same inputs give different outputs",  "seed inside the function, call .eval(), or remove the state it depends on"),
    Code("G402", "nondeterministic-backward", "nondeterministic", "the same backward gives different gradients", "remove random numbers and counters from the backward"),
    Code("G403", "input-changed",       "nondeterministic", "the function changes its input in place",       "work on a copy: `x = x.clone()`, or use the operation without the trailing underscore"),
    # G5xx: NaN and infinity
    Code("G501", "nonfinite-output",    "nonfinite", "the function is not finite at this point",             "check inside the function's domain"),
    Code("G502", "nonfinite-gradient",  "nonfinite", "the function is finite but its gradient is not",       "guard the argument itself: where() evaluates both branches"),
    # G6xx: it could not be checked
    Code("G601", "raised",              "error", "the code raised an exception",                             "read the traceback: it is the code's own"),
    Code("G602", "gradient-shape",      "error", "the backward returned gradients of the wrong number or shape", "return one gradient per input of forward, each of the input's shape"),
    Code("G603", "nothing-to-differentiate", "error", "no output depends on an input that requires grad",    "make an input floating point and use it in the output"),
    Code("G604", "saved-tensor-changed", "error", "a tensor needed for the backward was changed in place",   "do not use in-place operations on it, or clone it first"),
    Code("G605", "not-supported",       "error", "a name or argument that gradcli's engine does not have",   "`gradcli ops` lists what it has"),
    Code("G606", "file-does-not-load",  "error", "the file could not be read",                               "mend the error shown"),
    Code("G607", "crashed",             "error", "the check of it ended without a result",                   "mend what the trace shows: a crash in C code, an exit, too little memory"),
    Code("G608", "timed-out",           "error", "it took longer than --timeout allows",                     "give it more time, smaller inputs, or --mode projected"),
    Code("G609", "not-analytic",        "error", "complex steps do not get through the function",            "leave out --method complex: differences need nothing but values"),
    # G7xx: the graph itself, found by lint; a rule is the file of that name in gradcli/lint
    Code("G701", "unreached-parameter", "suspect", "no gradient reaches a parameter",                            "use it on the way to the output, or freeze it with requires_grad_(False)"),
    Code("G702", "constant-output",     "fail", "no output requires grad",                                      "look for detach(), .data, .item(), numpy and no_grad() between the inputs and the output"),
    Code("G703", "cut-path",            "suspect", "values leave the graph and come back as constants",          "stay with tensor operations; where no gradient is wanted, say so with detach()"),
    Code("G704", "growing-graph",       "suspect", "the graph grows with every iteration",                       "add up numbers, not tensors: `total += loss.item()`, or detach() what the next iteration starts from"),
    Code("G705", "stale-gradient",      "fail", "gradients add up over iterations",                             "call optimizer.zero_grad() (or set .grad to None) in every iteration, before backward"),
    Code("G706", "saved-overwritten",   "fail", "a tensor kept for the backward is overwritten before it",      "use the operation without the trailing underscore, or clone() the tensor first"),
    Code("G707", "leaf-in-loop",        "suspect", "a leaf is made anew in every iteration",                     "make it once before the loop, and change it in place inside no_grad()"),
    Code("G708", "vanishing-gradient",  "suspect", "the gradient vanishes on its way to the first layers",       "use ReLU or its relatives, normalisation or residual connections, and scale the initial weights"),
    Code("G709", "exploding-gradient",  "suspect", "the gradient explodes on its way to the first layers",       "scale the initial weights, normalise between layers, and clip the norm of the gradient"),
    Code("G710", "nan-gradient",        "fail", "a gradient is NaN or infinite",                                "guard the argument of the named operation: where() evaluates both branches"),
    Code("G711", "dead-relu",           "suspect", "units are off for every sample and pass no gradient",        "lower the learning rate, raise the biases, or use leaky_relu, elu or gelu"),
    Code("G712", "saturated",           "suspect", "an activation is saturated and passes almost no gradient",   "scale its input down: normalise, or start with smaller weights"),
    Code("G713", "mixed-precision",     "suspect", "float32 values in a float64 graph",                          "make both the same: dtype=torch.float64, or .float() on the data"),
    Code("G714", "step-on-path",        "suspect", "a step function is the only way to the output",              "the slope of floor, round, sign, // and comparisons is 0: use a smooth function, or a straight-through estimate"),
    Code("G715", "unused-saved",        "suspect", "a Function saves tensors that its backward does not use",    "leave them out of ctx.save_for_backward: they take memory until the backward has run"),
    Code("G716", "double-softmax",      "suspect", "probabilities go into a loss that takes logits",             "leave the softmax or sigmoid out: the loss has one of its own"),
    Code("G717", "unused-input",        "suspect", "an input that requires grad is never used",                  "use it, or remove it"),
    Code("G718", "idle-suppression",    "suspect", "a suppression suppresses nothing",                           "remove the comment"),
)}
# fmt: on


def get(code: str) -> Code:
    """The row of `code`, by id or name. Raises UsageError naming the table."""
    for row in ALL.values():
        if code in (row.id, row.name):
            return row
    raise UsageError(f"unknown finding code {code!r}", hint=f"known: {', '.join(ALL)}")
