"""Proves that the director understands plain words: camera moves in English and Chinese with
their strength, the language of a line, and how long a line takes at least."""

import pytest

from gateway.director import camera, language, speaking_seconds
from reelmesh.v1.spec_pb2 import CameraMove

MOVES = {name.removeprefix("CAMERA_MOVE_"): move for name, move in CameraMove.items()}


@pytest.mark.parametrize(
    ("prompt", "move", "strength"),
    [
        ("slow push in", "PUSH_IN", 0.3),
        ("The camera pushes slowly in on her face", "PUSH_IN", 0.3),
        ("dolly in", "PUSH_IN", 0.5),
        ("Slow dolly-in on a chess player", "PUSH_IN", 0.3),
        ("extreme close-up, push-in", "PUSH_IN", 0.5),
        ("the camera follows her", "TRUCK_RIGHT", 0.5),
        ("a dramatic zoom in on the eyes", "PUSH_IN", 0.9),
        ("crash zoom", "PUSH_IN", 0.9),
        ("the camera moves closer", "PUSH_IN", 0.5),
        ("the camera pulls back to show the valley", "PULL_OUT", 0.5),
        ("slowly zooming out", "PULL_OUT", 0.3),
        ("dolly out fast", "PULL_OUT", 0.9),
        ("pan left", "PAN_LEFT", 0.5),
        ("camera pans gently to the right", "PAN_RIGHT", 0.3),
        ("a slow pan across the market", "PAN_RIGHT", 0.3),
        ("whip pan", "PAN_RIGHT", 0.9),
        ("tilt up to the sky", "TILT_UP", 0.5),
        ("the camera tilts down quickly", "TILT_DOWN", 0.9),
        ("tracking left", "TRUCK_LEFT", 0.5),
        ("truck right", "TRUCK_RIGHT", 0.5),
        ("the camera slides slowly to the left", "TRUCK_LEFT", 0.3),
        ("a tracking shot through the crowd", "TRUCK_RIGHT", 0.5),
        ("the camera orbits the statue", "ORBIT", 0.5),
        ("slow orbit", "ORBIT", 0.3),
        ("a slow dolly zoom on the sheriff", "DOLLY_ZOOM", 0.3),
        ("Vertigo effect as she looks down", "DOLLY_ZOOM", 0.5),
        ("希区柯克变焦，男人愣住", "DOLLY_ZOOM", 0.5),
        ("the camera slowly rolls", "ROLL", 0.3),
        ("镜头翻滚，飞机穿过云层", "ROLL", 0.5),
        ("a ball rolls down the hill", "PUSH_IN", 0.4),
        ("360 degree shot", "ORBIT", 0.5),
        ("crane up", "PEDESTAL_UP", 0.5),
        ("pedestal down", "PEDESTAL_DOWN", 0.5),
        ("the drone slowly rises over the city", "PEDESTAL_UP", 0.3),
        ("the camera descends", "PEDESTAL_DOWN", 0.5),
        ("handheld, documentary style", "HANDHELD", 0.5),
        ("hand-held camera", "HANDHELD", 0.5),
        ("static shot of a lake", "HOLD", 0.5),
        ("hold still", "HOLD", 0.5),
        ("locked-off wide", "HOLD", 0.5),
        ("no camera movement", "HOLD", 0.5),
        ("the camera stays still", "HOLD", 0.5),
        # The first of two; speed words of another clause do not count.
        ("pan left, then push in", "PAN_LEFT", 0.5),
        ("a fast car drives by, the camera pans left", "PAN_LEFT", 0.5),
        # What is ruled out.
        ("no zoom in, pan left", "PAN_LEFT", 0.5),
        ("do not zoom in", "HOLD", 0.5),
        # Words of the scene, not of the camera.
        ("a woman cooks with a frying pan", "PUSH_IN", 0.4),
        ("the truck left the station", "PUSH_IN", 0.4),
        ("a satellite orbits the Earth", "PUSH_IN", 0.4),
        ("she pulls back her hair", "PUSH_IN", 0.4),
        ("static electricity on her sweater", "PUSH_IN", 0.4),
        ("the sun rises over a crane", "PUSH_IN", 0.4),
        ("an astronaut smiles", "PUSH_IN", 0.4),
        ("", "PUSH_IN", 0.4),
        # Chinese.
        ("镜头缓慢推近", "PUSH_IN", 0.3),
        ("快速推进", "PUSH_IN", 0.9),
        ("镜头拉远，露出山谷", "PULL_OUT", 0.5),
        ("左摇", "PAN_LEFT", 0.5),
        ("镜头慢慢向右摇", "PAN_RIGHT", 0.3),
        ("镜头向左移动", "TRUCK_LEFT", 0.5),
        ("向右平移", "TRUCK_RIGHT", 0.5),
        ("镜头上摇", "TILT_UP", 0.5),
        ("下摇", "TILT_DOWN", 0.5),
        ("环绕", "ORBIT", 0.5),
        ("镜头环绕人物旋转", "ORBIT", 0.5),
        ("镜头升起", "PEDESTAL_UP", 0.5),
        ("镜头缓缓下降", "PEDESTAL_DOWN", 0.3),
        ("手持镜头", "HANDHELD", 0.5),
        ("固定镜头，海边日落", "HOLD", 0.5),
        ("她手持鲜花", "PUSH_IN", 0.4),
        ("群山环绕的村庄", "PUSH_IN", 0.4),
    ],
)
def test_the_prompt_moves_the_camera(prompt: str, move: str, strength: float) -> None:
    found = camera(prompt)
    assert CameraMove.Name(found.move).removeprefix("CAMERA_MOVE_") == move
    assert found.strength == strength


def test_every_move_can_be_asked_for_in_both_languages() -> None:
    english = (
        "static shot; push in; pull out; pan left; pan right; tilt up; tilt down; truck left;"
        " truck right; arc shot; crane up; crane down; handheld;"
        " the camera rolls; dolly zoom"
    )
    chinese = (
        "固定镜头;推近;拉远;左摇;右摇;上摇;下摇;左移;右移;环绕;升镜头;降镜头;手持;镜头翻滚;滑动变焦"
    )
    for words in (english, chinese):
        moves = [camera(each.strip()).move for each in words.split(";")]
        assert moves == [move for name, move in MOVES.items() if name != "UNSPECIFIED"]


def test_a_long_prompt_is_read_quickly_whatever_it_says() -> None:
    """No pattern runs away on 4000 characters of near misses."""
    for words in (
        "camera the ",
        "pan slowly to the ",
        "push " * 3,
        "镜头",
        "a" * 40 + " ",
        "zoom slowly ",
    ):
        camera((words * 4000)[:4000])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello there.", "en"),
        ("", "en"),
        ("12:30!", "en"),
        ("你好，世界。", "zh"),
        ("我爱 New York", "zh"),
        ("My name is 李明 and I live here.", "en"),
        ("こんにちは", "ja"),
        ("東京へ行きます", "ja"),
        ("안녕하세요", "ko"),
        ("Привет, мир", "ru"),
        ("مرحبا", "ar"),
        ("नमस्ते दुनिया", "hi"),
        ("Καλημέρα", "el"),
        ("שלום", "he"),
        ("สวัสดี", "th"),
        ("Hola, ¿cómo estás?", "es"),
        ("El sol sale por la mañana.", "es"),
        ("Bonjour, je suis là.", "fr"),
        ("C'est la vie, mon ami, et elle est belle.", "fr"),
        ("Guten Morgen, wie geht es dir?", "de"),
        ("Das ist nicht mein Auto.", "de"),
        ("Buongiorno, come sta?", "it"),
        ("Questo è molto bello.", "it"),
        ("Olá, você está bem?", "pt"),
        ("Não sei o que é isso.", "pt"),
        ("El Niño is coming back to the coast.", "en"),
        ("He sat in a café with Zoë.", "en"),
        ("La La Land", "en"),
        ("No.", "en"),
        ("Die, monster!", "en"),
    ],
)
def test_a_line_tells_its_language(text: str, expected: str) -> None:
    assert language(text) == expected


def test_a_line_takes_at_least_as_long_as_estimated_and_not_much_longer() -> None:
    """Lines with the time they take at 15 characters a second in English, 4.3 in Mandarin."""
    for text, rate, spoken in (
        ("The quick brown fox jumps over the lazy dog.", 15.0, 2.9),
        ("今天天气很好，我们去海边吧。", 4.3, 3.0),
        ("今天天气很好，我们去海边吧。", 15.0, 3.0),
        ("The quick brown fox jumps over the lazy dog.", 4.3, 2.9),
    ):
        assert 0.65 * spoken < speaking_seconds(text, rate) < spoken


def test_numbers_count_as_the_words_they_are_spoken_as() -> None:
    assert speaking_seconds("1987", 15) == pytest.approx(
        speaking_seconds("nineteen eighty-seven", 15), rel=0.2
    )


def test_what_is_not_said_takes_no_time() -> None:
    assert speaking_seconds("", 15) == speaking_seconds("… !!", 15) == 0
    assert speaking_seconds("Stop!!!!!!!!", 15) == speaking_seconds("Stop!", 15)
    assert speaking_seconds("a   b", 15) == speaking_seconds("a b", 15)


def test_letters_among_digits_are_no_words() -> None:
    assert language("Nothing 3da15ad7 69") == "en"


def test_a_script_that_is_not_known_is_undetermined_and_not_english() -> None:
    assert language("სად არის ჩემი წიგნი?") == "und"
