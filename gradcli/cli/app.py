"""The typer application: help, shell completion, and the words for mistakes; made from the records in options.py."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from typing import Annotated, Any

import typer
import typer.core

from gradcli import __version__, codes
from gradcli.cli.option import Option, convert, options
from gradcli.cli.options import COMMANDS
from gradcli.errors import UsageError
from gradcli.folder import nearest

COMPLETING = "_GRADCLI_COMPLETE"  # set by the shell, with what it wants to know
Answer = tuple[str, dict[str, Any]]
TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
PANELS = ("Arguments", "Selection", "Numerics", "Running", "Picture", "Folding", "Output", "Options")
# a command is also called by itself, without the application it would have this from
CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 110}
WORDS: dict[str, Callable[[], list[str]]] = {  # what completes an argument, by its placeholder
    "CODE": lambda: [word for row in codes.ALL.values() for word in (row.id, row.name)],
}
FLAGS_WIDTH = 30  # of the column of flags, the same under every heading
# typer has its own copy of click since 0.26; in both, the parent of BadParameter is UsageError
Mistake: type[Exception] = typer.BadParameter.__mro__[1]


class Command(typer.core.TyperCommand):
    """A command whose help lists its options under headings."""

    known: tuple[Option, ...] = ()

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write one section per heading, in the order of PANELS."""
        panels: dict[str, list[tuple[str, str]]] = {panel: [] for panel in PANELS}
        for option in self.known:
            panels["Arguments" if option.words else option.panel or "Options"].append(_row(option))
        panels["Options"].append(("-h, --help", "Show this message and exit."))
        for panel, rows in panels.items():
            if rows:
                with formatter.section(panel):
                    formatter.write_dl([(flags.ljust(FLAGS_WIDTH), text) for flags, text in rows])


def make() -> typer.Typer:
    """The application with all commands. Nothing runs in it: a callback says what was asked for."""
    app = typer.Typer(
        help="Check gradients and look at computation graphs.",
        epilog="gradcli COMMAND --help says more, with examples.",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=CONTEXT,
    )
    app.callback(invoke_without_command=True)(version)
    for name, record in COMMANDS.items():
        known = tuple(option for option in options(record) if option.words or option.flags)
        text = inspect.getdoc(record) or ""
        cls = type("Command", (Command,), {"known": known})
        app.command(name, cls=cls, help=text, short_help=text.partition(":")[0], context_settings=CONTEXT)(_callback(name, known))
    return app


def version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Print the version when asked; `main` answers a lone --version without coming here."""
    if version:
        print(f"gradcli {__version__}")
        raise typer.Exit


def ask(argv: list[str]) -> Answer | int:
    """The command that `argv` asks for and what it gives, or an exit code where typer has already answered (help, completion).

    Raises UsageError for a mistake.
    """
    command, words, name = typer.main.get_command(make()), argv, "gradcli"
    if argv[0] in COMMANDS and COMPLETING not in os.environ:  # straight to the command: on the way typer would load pydantic
        command, words, name = command.commands[argv[0]], argv[1:], f"gradcli {argv[0]}"  # type: ignore[attr-defined]
    try:
        answer: Answer | int | None = command.main(args=words, prog_name=name, standalone_mode=False)
    except Mistake as mistake:
        raise _explained(mistake, argv) from None
    return answer or 0


def _callback(name: str, known: tuple[Option, ...]) -> Callable[..., Answer]:
    """The function typer calls for a command, with a signature made from its options."""

    def call(**given: Any) -> Answer:
        return name, {option.name: _value(option, given[option.name]) for option in known if given[option.name] not in (None, [])}

    call.__signature__ = inspect.Signature([_parameter(option) for option in known])  # type: ignore[attr-defined]
    call.__annotations__ = {}
    return call


def _value(option: Option, value: Any) -> Any:
    return tuple(part for text in value for part in convert(option, text)) if option.many else value


def _parameter(option: Option) -> inspect.Parameter:
    kind: Any = list[str] if option.many else TYPES[option.kind]
    return inspect.Parameter(option.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind | None, _info(option)])


def _info(option: Option) -> Any:
    """What typer is told about an option."""
    if option.words:
        return typer.Argument(metavar=option.metavar, autocompletion=WORDS.get(option.metavar))
    flags = [f"{flag}/{option.negative}" if flag == option.flags[-1] and option.negative else flag for flag in option.flags]
    return typer.Option(*flags, help=option.help, autocompletion=(lambda: option.choices) if option.known else None)


def _row(option: Option) -> tuple[str, str]:
    """The line of an option in the help text: its flags with what they take, and what it does."""
    if option.words:
        return option.metavar, option.help
    choices = "|".join(option.choices)
    takes = option.metavar or (choices if 0 < len(choices) <= 20 else {"int": "N", "float": "X", "bool": ""}.get(option.kind, "NAME"))
    flags = option.negative if option.default is True else ", ".join(option.flags)
    notes = [f"One of {', '.join(option.choices)}."] if option.choices and takes != choices and not option.commas else []
    if option.default not in (None, "", ()) and option.kind != "bool":
        notes.append(f"[default: {option.default}]")
    return f"{flags} {takes}".rstrip(), " ".join([option.help, *notes])


def _explained(mistake: Any, argv: list[str]) -> UsageError:
    """typer's words for a mistake in ours: lower case, the nearest option, where to look."""
    name = argv[0] if argv[0] in COMMANDS else ""
    hint = f"gradcli {name} --help".replace("  ", " ") + " lists the options"
    flag = getattr(mistake, "option_name", "")
    if flag and "No such option" in mistake.message:
        known = [flag for option in options(COMMANDS[name]) for flag in option.flags] if name else ["--help", "--version"]
        return UsageError(f"unknown option {flag}{nearest(flag, known)}", hint=hint)
    message = mistake.format_message().rstrip(".")
    return UsageError(message[:1].lower() + message[1:], hint=hint)
