"""A line of a file with a caret under the place that is meant; of a long line what is around it."""

from __future__ import annotations

ROOM = 100  # columns of a line that are shown, so that the caret stands under its place in a narrow window too


def pointed(line: str, column: int, width: int = 1) -> str:
    """Two lines, indented: `line` and ^ under `width` characters from `column` on. "…" stands for what is cut off."""
    first = column - ROOM // 2 if column > ROOM * 3 // 4 else 0
    shown = line[first : first + ROOM]
    before, behind = ("…" if first else ""), ("…" if first + ROOM < len(line) else "")
    # tabs are as wide under the line as in it
    blank = "".join("\t" if character == "\t" else " " for character in line[first:column])
    return f"    {before}{shown}{behind}\n    {' ' * len(before)}{blank}{'^' * max(1, min(width, ROOM - (column - first)))}"
