"""What a shot shows, said to a model that knows nothing but words."""

from reelmesh.v1.spec_pb2 import CameraMove, Effect, Framing
from reelmesh.v1.video_pb2 import AnimateRequest
from reelmesh.v1.vision_pb2 import ShotWords

_MOVES = {
    CameraMove.CAMERA_MOVE_HOLD: "The camera stands still.",
    CameraMove.CAMERA_MOVE_PUSH_IN: "The camera {how} pushes in.",
    CameraMove.CAMERA_MOVE_PULL_OUT: "The camera {how} pulls out.",
    CameraMove.CAMERA_MOVE_PAN_LEFT: "The camera {how} pans to the left.",
    CameraMove.CAMERA_MOVE_PAN_RIGHT: "The camera {how} pans to the right.",
    CameraMove.CAMERA_MOVE_TILT_UP: "The camera {how} tilts up.",
    CameraMove.CAMERA_MOVE_TILT_DOWN: "The camera {how} tilts down.",
    CameraMove.CAMERA_MOVE_TRUCK_LEFT: "The camera {how} slides to the left.",
    CameraMove.CAMERA_MOVE_TRUCK_RIGHT: "The camera {how} slides to the right.",
    CameraMove.CAMERA_MOVE_ORBIT: "The camera {how} circles the subject.",
    CameraMove.CAMERA_MOVE_PEDESTAL_UP: "The camera {how} rises.",
    CameraMove.CAMERA_MOVE_PEDESTAL_DOWN: "The camera {how} sinks.",
    CameraMove.CAMERA_MOVE_HANDHELD: "Handheld camera, {how} shaking.",
    CameraMove.CAMERA_MOVE_ROLL: "The camera {how} rolls about its axis, the horizon tilts.",
    CameraMove.CAMERA_MOVE_DOLLY_ZOOM: "Dolly zoom: the background {how} recedes, the subject "
    "keeps its size.",
}
_EFFECTS = {
    Effect.EFFECT_WATER: "water moves {how}",
    Effect.EFFECT_CLOUDS: "clouds drift {how}",
    Effect.EFFECT_FOLIAGE: "leaves and grass sway {how}",
    Effect.EFFECT_FIRE: "flames move {how}",
    Effect.EFFECT_SMOKE: "smoke rises {how}",
    Effect.EFFECT_RAIN: "rain falls {how}",
    Effect.EFFECT_SNOW: "snow falls {how}",
    Effect.EFFECT_FOG: "fog drifts {how}",
    Effect.EFFECT_DUST: "dust floats {how} in the light",
    Effect.EFFECT_LEAVES: "leaves fall {how}",
    Effect.EFFECT_FIREFLIES: "fireflies glow and wander {how}",
    Effect.EFFECT_SPARKS: "sparks rise {how}",
    Effect.EFFECT_SUN_RAYS: "shafts of sunlight shine {how}",
    Effect.EFFECT_FLICKER: "the light flickers {how}",
    Effect.EFFECT_DUSK: "day turns to dusk",
    Effect.EFFECT_LIGHTNING: "lightning flashes {how}",
    Effect.EFFECT_STEAM: "steam rises {how}",
    Effect.EFFECT_HAIR: "hair stirs {how} in the wind",
    Effect.EFFECT_CLOTH: "cloth waves {how}",
    Effect.EFFECT_WINDOW_RAIN: "rain runs {how} down the window",
}
_FRAMINGS = {
    Framing.FRAMING_WIDE: "Wide shot.",
    Framing.FRAMING_MEDIUM: "Medium shot.",
    Framing.FRAMING_CLOSE: "Close-up.",
}


def prompt_of(request: AnimateRequest | ShotWords) -> str:
    """The prompt and, in plain sentences, the camera's move, what moves, framing and focus."""
    words = [_ended(request.prompt.strip())]
    if move := _MOVES.get(request.camera.move):
        words.append(move.format(how=_how(request.camera.strength, ("slowly", "", "boldly"))))
    for motion in request.motions:
        if effect := _EFFECTS.get(motion.effect):
            said = effect.format(how=_how(motion.strength, ("lightly", "", "heavily")))
            words.append(said[:1].upper() + said[1:].strip() + ".")
    if framing := _FRAMINGS.get(request.look.framing):
        words.append(framing)
    if request.look.blur > 0:
        words.append("Shallow depth of field, blurred background.")
    if request.still:
        words.append("Nothing else moves.")
    text = " ".join(" ".join(word.split()) for word in words if word)
    return text.replace(" .", ".").replace(" ,", ",")


def _ended(scene: str) -> str:
    """The scene as a sentence, so that what follows is one of its own."""
    if not scene or not scene[-1].isalnum():
        return scene
    return scene + ("。" if "\u3040" <= scene[-1] <= "\u9fff" else ".")


def _how(strength: float, words: tuple[str, str, str]) -> str:
    """A word for a strength from 0 to 1, where 0 means 0.5."""
    value = strength or 0.5
    return words[0] if value < 0.35 else words[1] if value <= 0.7 else words[2]
