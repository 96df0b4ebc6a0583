"""Proves which sizes of a picture the schema allows: one side may be long, not both."""

import pytest

from reelmesh.mesh.rules import FieldError, check
from reelmesh.v1.common_pb2 import Format
from reelmesh.v1.spec_pb2 import Spec
from reelmesh.v1.task_pb2 import StageRequest
from reelmesh.v1.vision_pb2 import DescribeRequest
from services.video.form import PIXELS_MAX, SIDE_MAX, SIDE_MIN


@pytest.mark.parametrize(
    ("width", "height"),
    [(0, 0), (3840, 2160), (2160, 3840), (2880, 2880), (3840, 0), (128, 3840)],
)
def test_a_large_picture_may_lie_or_stand(width: int, height: int) -> None:
    check(Format(width=width, height=height))


def test_a_picture_of_too_many_pixels_is_refused_with_sizes_that_are_possible() -> None:
    for width, height in ((3840, 3840), (3840, 2162), (2162, 3840), (2882, 2880)):
        with pytest.raises(FieldError) as refused:
            check(Spec(prompt="x", format=Format(width=width, height=height)))
        [(field, text)] = refused.value.violations
        assert field == "format"
        assert "2160x3840" in text


def test_a_rule_of_a_whole_message_names_the_field_it_is_about_wherever_the_message_is() -> None:
    size = Format(width=3840, height=3840)
    for message, named in (
        (size, ""),
        (DescribeRequest(format=size), "format"),
        (StageRequest(describe=DescribeRequest()), "describe.format"),
    ):
        with pytest.raises(FieldError) as refused:
            check(message)
        assert named in [field for field, _ in refused.value.violations]


def test_a_side_that_is_too_long_is_refused_once_and_by_its_name() -> None:
    for name, form in (("width", Format(width=3842)), ("height", Format(height=3842, width=3840))):
        with pytest.raises(FieldError) as refused:
            check(form)
        [(field, text)] = refused.value.violations
        assert field == name
        assert str(SIDE_MAX) in text


def test_the_engines_limits_are_the_schemas() -> None:
    check(Format(width=SIDE_MAX, height=PIXELS_MAX // SIDE_MAX))
    check(Format(width=SIDE_MIN, height=SIDE_MIN))
    for form in (
        Format(width=SIDE_MAX, height=PIXELS_MAX // SIDE_MAX + 2),
        Format(width=SIDE_MAX + 2),
        Format(width=SIDE_MIN - 2),
    ):
        with pytest.raises(FieldError):
            check(form)
