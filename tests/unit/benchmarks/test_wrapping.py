"""Mutations that move or wrap a function."""

from random import Random

from functiontext import Code
from wrapping import as_function


def test_method_whose_self_is_no_plain_parameter_has_no_site():
    assert (
        as_function(Code("def area(*args):\n    self = args[0]\n    return self.width * self.height"), Random(1))
        is None
    )


def test_method_becomes_a_function_of_its_attributes():
    text = as_function(Code("def area(self, scale):\n    return self.width * self.height * scale"), Random(1))

    assert text == "def area(height, width, scale):\n    return width * height * scale"
