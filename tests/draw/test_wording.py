import math

import pytest

from gradcli.draw import wording


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.041, "4.1e-2"), (1.0, "1.0"), (0.33, "3.3e-1"), (12.34, "12"), (99.6, "1.0e2"), (123.0, "1.2e2"), (0.0, "0"),
        (1e-300, "1.0e-300"),
        (math.nan, "nan"), (math.inf, "inf"), (-0.5, "-5.0e-1"), (9.96, "10"),
    ],
)  # fmt: skip
def test_norms_have_two_digits(number, text):
    assert wording.two_digits(number) == text


def test_shapes_are_written_as_python_and_as_products():
    assert [wording.shape(s) for s in ((), (3,), (2, 3))] == ["()", "(3,)", "(2, 3)"]
    assert [wording.times(s) for s in ((), (3,), (2, 3))] == ["scalar", "3", "2×3"]


@pytest.mark.parametrize(
    ("name", "short"),
    [("float64", "f64"), ("int64", "i64"), ("complex128", "c128"), ("bfloat16", "bf16"), ("bool", "bool"), ("uint8", "u8")],
)
def test_dtypes_are_short(name, short):
    assert wording.dtype(name) == short


@pytest.mark.parametrize(("nbytes", "text"), [(0, "0 B"), (12, "12 B"), (4096, "4 KiB"), (1536, "1.5 KiB"), (3 << 30, "3 GiB")])
def test_sizes_have_units(nbytes, text):
    assert wording.size(nbytes) == text


def test_values_are_shown_for_single_numbers_only():
    numpy = pytest.importorskip("numpy")
    assert wording.value(numpy.array([[0.28412345]])) == "0.2841"
    assert wording.value(numpy.zeros(3)) == ""
    assert wording.value(None) == ""
    assert wording.value(True) == "True"
    assert wording.value(numpy.array(1 + 2j)) == "1+2j"
    assert wording.value("text") == ""


def test_addresses_in_memory_are_not_shown():
    assert "0x" not in wording.shown(object())


def test_counts_have_a_plural():
    assert [wording.count(n, "node") for n in (1, 52418)] == ["1 node", "52,418 nodes"]


def test_times_have_two_digits_and_a_unit():
    assert [wording.seconds(amount) for amount in (2.0, 0.0034, 1.2e-4, 8.46e-6, 0.0)] == ["2.0 s", "3.4 ms", "120 µs", "8.5 µs", "0.0 µs"]
