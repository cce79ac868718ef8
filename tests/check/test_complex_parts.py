"""Complex inputs and outputs are differentiated part by part, and an entry says which part it is of."""

from __future__ import annotations

from pathlib import Path

from check.user_file import checked, function

POINT = "torch.tensor([1.0 + 2j, 3.0])"


def test_an_entry_of_complex_numbers_says_which_parts_it_is_of(tmp_path: Path) -> None:
    wrong = function("Turned", "z", "z * 1j", "g * 1j")  # the conjugate is missing
    result = checked(tmp_path, wrong + f"def f(z={POINT}):\n    return Turned.apply(z)")

    entry = result.findings[0].entry
    assert entry is not None
    parts = {entry.output_part, entry.input_part}
    assert parts == {"real", "imag"}  # each part of z moves the other one of the result
    assert entry.name("", "z") in {"d y[0].real / d z[0].imag", "d y[0].imag / d z[0].real"}


def test_a_real_output_has_no_parts(tmp_path: Path) -> None:
    wrong = function("Size", "z", "z.abs() ** 2", "g * z")  # half of what it is
    result = checked(tmp_path, wrong + f"def f(z={POINT}):\n    return Size.apply(z)")

    entry = result.findings[0].entry
    assert entry is not None
    assert (entry.output_part, entry.input_part) == ("", "real")
    assert entry.name("", "z") == "d y[1] / d z[1].real"
