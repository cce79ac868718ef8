"""Run as a program: reads a request with DOT source from stdin, writes Graphviz's positions to stdout as JSON.

A process of its own, since a layout within a process cannot be stopped and writes its warnings straight to file descriptor 2.
It is run by path and imports nothing of gradcli, so it starts wherever the parent did.
"""

from __future__ import annotations

import json
import sys


def main() -> None:
    """request: {"path": where the parent finds its packages, "source": DOT}."""
    request = json.load(sys.stdin.buffer)
    sys.path += [place for place in request["path"] if place and place not in sys.path]
    import pygraphviz

    graph = pygraphviz.AGraph(string=request["source"])
    sys.stdout.buffer.write(graph.draw(format="json0", prog="dot"))


if __name__ == "__main__":
    main()
