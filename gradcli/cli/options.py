"""What each command can be told, one record per command: its docstring is the help text, its fields are the options."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from gradcli.cli.option import option

REPORTS = ("gradcli.report",)
ENGINES = ("auto", "gradcli.engines")
PICTURES = ("gradcli.draw.formats",)

words = partial(option, words=True, shared=False)
# by the heading they stand under in the help text
selection, numerics, running = partial(option, panel="Selection"), partial(option, panel="Numerics"), partial(option, panel="Running")
output, picture, folding = partial(option, panel="Output"), partial(option, panel="Picture"), partial(option, panel="Folding")


# eq and repr: nobody compares or prints a record, and without the methods for that a check starts sooner
# fmt: off
@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Shared:
    """What every command that evaluates a function can be told."""

    seed:   int = numerics(0, "--seed", help="Seed of every random generator, set before each file is loaded.", least=0)
    engine: str = numerics("auto", "--engine", help="Array library that computes the gradients.", known=ENGINES)
    color:  str = output("auto", "--color", help="Colour; auto: on a terminal.", known=("auto", "always", "never"))
    # filled in: the configuration file that was read, and the command line
    config_file: str = option("", help="", shared=False)
    argv: tuple[str, ...] = option((), help="", shared=False)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Reported(Shared):
    """What every command that goes through files and reports on them can be told."""

    paths:        tuple[str, ...] = words((),
        help="Files, directories, or one case as FILE::NAME. Default: this directory.", metavar="PATHS | FILE::NAME")
    # the configuration file's own keys
    include:      tuple[str, ...] = option((), help="More files to take in a directory, as patterns.")
    exclude:      tuple[str, ...] = option((), help="Files and directories to leave out of a directory, as patterns.")

    k:            str = selection("", "-k",
        help="Only cases whose id contains this; `and`, `or`, `not` and parentheses combine.", metavar="EXPR", shared=False)
    select:       tuple[str, ...] = selection((), "--select",
        help="Only these findings: codes or the beginning of codes, G1 or G101,G2.", metavar="CODES", commas=True)
    ignore:       tuple[str, ...] = selection((), "--ignore", help="Not these findings.", metavar="CODES", commas=True)

    timeout:      float | None = running(None, "--timeout",
        help="Give up on a case, or on reading a file, after this many seconds; the others go on.", metavar="S")
    memory:       str = running("", "--memory", help="Memory the checked code may use: 2G, 500M. Default: what there is.", metavar="SIZE")

    format:      str = output("text", "--format", help="What is written to the standard output.", known=REPORTS)
    report:      tuple[str, ...] = output((), "--report",
        help="Write a report to a file as well: json=report.json. May be repeated.", metavar="NAME=PATH")
    strict:      bool = output(False, "--strict", help="Warnings fail the run too.")
    exit_zero:   bool = output(False, "--exit-zero", help="Exit with 0 even when something failed.")
    allow_empty: bool = output(False, "--allow-empty", help="Exit with 0 when there was nothing to check.")
    verbose:     bool = output(False, "-v", "--verbose", help="Every pair, every finding, notes and timing.")
    quiet:       bool = output(False, "-q", "--quiet", help="Only what did not pass, and the summary.")
    progress:    bool = output(True, "--progress", help="No progress on the standard error.")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Check(Reported):
    """Check gradients: compare the analytic gradient of every case with a numeric one, and blame the node that is wrong.

    A case is found, not registered: a function whose parameters have tensors as defaults, a @case, a Function or
    Module with example inputs, a script that leaves tensors with a grad_fn, a formula in an .expr file.

    Exit code: 0 nothing failed, 1 something failed, 2 wrong call, 3 a bug in gradcli, 5 nothing was checked.

    \b
    Examples:
      gradcli check                          every check file below this directory
      gradcli check model.py                 every case of one file
      gradcli check model.py::loss -v        one case, with the table of all (output, input) pairs
      gradcli check -k "loss and not slow"   cases by name
      gradcli check --lint train.py          what lint finds in the graphs too
      gradcli check --method complex a.py    every digit of a function without kinks and conjugates
      gradcli check --format json > r.json   for programs
    """

    collect_only: bool = selection(False, "--collect-only",
        help="List the cases and their inputs, and what was skipped and why; check nothing. --format json lists them for programs.",
        shared=False)

    mode:   str = numerics("auto", "--mode",
        help="Every entry of the Jacobian, or random projections of it.", known=("auto", "full", "projected"))
    method: str = numerics("auto", "--method",
        help="Central differences, complex steps (sharper, of analytic functions only), or what each node needs.",
        known=("auto", "central", "complex"))
    order:  int = numerics(1, "--order", help="2 checks second derivatives too.", known=("1", "2"))
    points: int = numerics(1, "--points", help="Check at this many points: the given one and random ones around it.", metavar="N",
        least=1)
    rtol:   float | None = numerics(None, "--rtol", help="Relative difference allowed beyond the numeric error bound. Default: 1e-9.")
    dtype:  str = numerics("float64", "--dtype", help="Precision the functions are run in.", known=("float64", "float32"))

    lint:         bool = running(False, "--lint", help="Look for mistakes in the graphs too, as gradcli lint does.")
    first:        bool = running(False, "-x", help="Stop at the first case that fails.", shared=False)
    max_failures: int | None = running(None, "--max-failures", help="Stop after this many cases failed.", metavar="N", least=1)

    show_ladder: bool = output(False, "--show-ladder", help="Draw the error of the numeric derivative against its step.", shared=False)
    durations:   int | None = output(None, "--durations", help="List the N slowest cases.", metavar="N", least=0)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Lint(Reported):
    """Find mistakes in the graphs themselves: a path cut by .item(), a loss that keeps its graph, a forgotten zero_grad().

    Every program is run as a whole, with its `if __name__ == "__main__"` part, and so is every case it holds. What was found
    is silenced by `# gradcli: ignore[G703] reason` on its line; gradcli explain G703 has an example that has it and one that has not.

    Exit code: 0 nothing failed (warnings do not, unless --strict), 1 something failed, 2 wrong call, 5 there was no file.

    \b
    Examples:
      gradcli lint                          every check file below this directory
      gradcli lint train.py                 a program and the cases in it
      gradcli lint --select G704,G705       only some rules
      gradcli lint --format concise         one line for each finding, for editors
    """


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Graph(Shared):
    """Draw a computation graph: to a picture, or as a tree and a summary in the terminal.

    \b
    Examples:
      gradcli graph model.py                      a tree in the terminal
      gradcli graph model.py::loss -o loss.svg    a picture, format by suffix
      gradcli graph model.py --check -o loss.svg  with the result of the gradient check painted on it
      gradcli graph model.py --focus fail -o loss.svg
                                                  what failed and what is near it; the rest folded
      gradcli graph model.py --expand "blocks.7*" -o loss.svg
                                                  one block open, the others folded
      gradcli graph model.py --format dot -o -    to the standard output
    """

    target: str = words("", help="A file, or one of its cases as FILE::NAME.", metavar="FILE[::NAME]")

    output:    str = picture("", "-o", "--output",
        help="Where to write; the suffix says the format, - is the standard output.", metavar="FILE", shared=False)
    format:    str = picture("", "--format", help="Picture format, when the suffix does not say it.", known=PICTURES, shared=False)
    theme:     str = picture("auto", "--theme", help="Colours of the picture.", known=("auto", "light", "dark", "print"))
    direction: str = picture("TB", "--direction", help="Top to bottom, or left to right.", known=("TB", "LR"))
    flow:      str = picture("forward", "--flow",
        help="Which way the arrows point: from inputs to results, or as gradients flow.", known=("forward", "backward"))
    show:      tuple[str, ...] = picture((), "--show",
        help="More on the cards: saved,shapes,grads,attrs,slots.", known=("saved", "shapes", "grads", "attrs", "slots"), commas=True)
    leaf:      str = picture("fused", "--leaf",
        help="AccumulateGrad at the foot of its leaf, or on a card of its own.", known=("fused", "split"))
    overlay:   str = picture("", "--overlay",
        help="Colour the cards by the gradient's norm, memory kept for backward, or time.", known=("gradnorm", "memory", "time"))
    diff:      str = picture("", "--diff", help="Show what changed since the graph in a .json file.", metavar="OLD.json", shared=False)
    max_nodes: int = folding(400, "--max-nodes", help="Fold until the picture has at most this many cards.", metavar="N")
    focus:     str = folding("", "--focus",
        help="Open this module or show these nodes, and fold the rest; fail: check, and show what failed.",
        metavar="NAME|fail", shared=False)
    depth:     int | None = folding(None, "--depth", help="Close modules nested deeper than N; 0 closes all.", metavar="N", shared=False)
    collapse:  tuple[str, ...] = folding((), "--collapse", help="Close these modules.", metavar="GLOB", commas=True, shared=False)
    expand:    tuple[str, ...] = folding((), "--expand",
        help="Open these modules, whatever the budget.", metavar="GLOB", commas=True, shared=False)
    all:       bool = folding(False, "--all", help="Fold nothing, however big the picture.", shared=False)
    check:     bool = picture(False, "--check", help="Check the gradients and paint the result.", shared=False)
    open:      bool = picture(False, "--open", help="Show the picture in the program that is set up for it.", shared=False)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Eval(Shared):
    """Evaluate a formula or a file: value and gradients.

    \b
    Examples:
      gradcli eval -e "sin(x) * y" --at x=1,y=2
      gradcli eval -e "sum(x^2)" --at "x=[1, 2, 3]"
      gradcli eval spring.expr --at k=3
    """

    target:     str = words("", help="A file, or one of its cases as FILE::NAME.", metavar="FILE[::NAME]")
    expression: str = option("", "-e", "--expression", help="The formula.", metavar="FORMULA", shared=False)
    at:         tuple[str, ...] = option((), "--at",
        help="Where: x=1,y=2 or \"x=[1, 2]\". May be repeated.", metavar="NAME=VALUE", shared=False)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Explain:
    """Explain a finding: what it means, an example that has it, one that does not, and what to do.

    \b
    Examples:
      gradcli explain G101
      gradcli explain wrong-gradient
      gradcli explain --all
    """

    code: str = words("", help="The code or the name of a finding: G101, wrong-gradient.", metavar="CODE")
    all:  bool = option(False, "--all", help="List every finding.", shared=False)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Ops:
    """List the operations of the built-in engine: their names in a graph, and which rules each has.

    \b
    Examples:
      gradcli ops
      gradcli ops softmax
      gradcli ops --format json > ops.json
    """

    pattern: str = words("", help="Only operations whose name or grad_fn contains this.", metavar="PATTERN")
    format:  str = option("text", "--format", help="A table, or a list for programs.", known=("text", "json"), shared=False)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Init:
    """Write a starter check file: a function to check and two ways to say where. An existing file is never overwritten.

    \b
    Examples:
      gradcli init                  writes grad_example.py
      gradcli init grad_model.py
    """

    path: str = words("grad_example.py", help="The file to write.", metavar="FILE")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Config:
    """Show the settings in force: their values, and where each one comes from.

    The command line wins over GRADCLI_* variables, those over the file, the file over the defaults. The file is the nearest
    gradcli.toml, or pyproject.toml with a [tool.gradcli] table, from this directory up to the root of the repository.

    \b
    Examples:
      gradcli config
      GRADCLI_SEED=7 gradcli config
    """
# fmt: on


COMMANDS: dict[str, type] = {
    "check": Check,
    "lint": Lint,
    "graph": Graph,
    "eval": Eval,
    "explain": Explain,
    "ops": Ops,
    "init": Init,
    "config": Config,
}
