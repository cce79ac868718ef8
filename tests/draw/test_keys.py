from draw.graphs import hostile, mlp

from gradcli.draw.keys import distinct, keys, natural


def test_keys_name_scope_operation_and_order_of_creation():
    assert keys(mlp()[0])[:7] == ("n:x", "n:fc1.weight", "n:fc1/t#1", "n:fc1/mm#1", "n:fc1.bias", "n:fc1/add#1", "n:/tanh#1")


def test_keys_differ_and_have_no_spaces_whatever_the_names():
    found = keys(hostile())
    assert len(set(found)) == len(found)
    assert not any(character.isspace() for key in found for character in key)


def test_a_name_that_looks_like_a_repeat_is_not_taken_twice():
    assert distinct(["a", "a", "a~2", "a"]) == ("a", "a~2", "a~2~2", "a~3")


def test_ten_comes_after_nine():
    assert sorted(["n#10", "n#9", "n#1", "m#2"], key=natural) == ["m#2", "n#1", "n#9", "n#10"]
    assert natural("٣") != natural("3")  # only plain digits are numbers


def test_names_that_differ_only_in_what_xml_forbids_stay_different():
    assert distinct(["a\0", "a\x01", "a\ud800", "a\ufffd"]) == ("a\ufffd", "a\ufffd~2", "a\ufffd~3", "a\ufffd~4")
