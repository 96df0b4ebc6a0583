"""All that was found for a shot, made one: its motions and its look."""

from gateway.prompt import effects
from gateway.prompt.found import Found
from reelmesh.v1.spec_pb2 import Effect, Look, Motion

MOTIONS_MAX, GRADES_MAX = 8, 4
"""As Spec allows."""


def motions(common: list[Found], own: list[Found]) -> list[Motion]:
    """One motion an effect, as strong as the first word on it; what is ruled out stays out, and a
    shot may rule out what is found in the words for all."""
    strengths: dict[Effect, float] = {}
    out = {one.effect for one in own if one.negated}
    for one in (*(each for each in common if each.effect not in out), *own):
        if one.effect and not one.negated:
            before = strengths.get(one.effect, effects.USUAL)
            strengths[one.effect] = one.strength if before == effects.USUAL else before
    if Effect.EFFECT_WINDOW_RAIN in strengths:
        # Whoever speaks of a window speaks of one rain.
        strengths.pop(Effect.EFFECT_RAIN, None)
    return [Motion(effect=e, strength=s) for e, s in strengths.items()][:MOTIONS_MAX]


def look(found: list[Found]) -> Look:
    """All that is said of the look; of two framings or blurs the first."""
    whole = Look()
    for one in (each.look for each in found if each.look is not None):
        whole.framing = whole.framing or one.framing
        whole.blur = whole.blur or one.blur
        whole.grades.extend(grade for grade in one.grades if grade not in whole.grades)
    del whole.grades[GRADES_MAX:]
    return whole
