"""Exceptions of the backward are reported at the line that caused them."""

import textwrap

from gradcli import check, read

STALE = """
    import torch
    def f(x=torch.tensor([0.1, 0.2], requires_grad=True)):
        scratch = torch.zeros(2)
        scratch.add_(1)
        y = torch.exp(x)
        y.add_(1)
        return y + scratch
"""


def test_a_saved_tensor_that_was_overwritten_is_reported_at_the_line_that_did_it(tmp_path):
    path = tmp_path / "stale.py"
    path.write_text(textwrap.dedent(STALE))
    cases, _ = read.cases(str(path))

    finding = check.check_case(cases[0]).findings[0]

    assert (finding.code.id, finding.where.line) == ("G604", 7)
    assert finding.why == "ExpBackward0 keeps what is changed here"


def test_an_input_that_is_changed_is_reported_at_the_line_that_writes(tmp_path):
    path = tmp_path / "writes.py"
    path.write_text("import torch\ndef f(x=torch.ones(2, requires_grad=True)):\n    with torch.no_grad():\n        x += 1\n    return x * 2\n")
    cases, _ = read.cases(str(path))

    finding = check.check_case(cases[0]).findings[0]

    assert (finding.code.id, finding.where.line) == ("G403", 4)
