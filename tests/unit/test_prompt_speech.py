"""Proves that dialogue is found in prompts as people write them, with who says it, with what kind
of voice and how; that nothing else is spoken; and that odd input is survived."""

import pytest

from gateway.prompt.reader import read
from reelmesh.v1.clip_service_pb2 import UnderstoodKind as Kind
from reelmesh.v1.spec_pb2 import Manner

Said = list[tuple[str, str]]


def said(prompt: str) -> Said:
    return [(line.speaker, line.text) for line in read(prompt).lines]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ('A woman whispers, "It is late."', [("Woman", "It is late.")]),
        ('The old man says: "Go home." The camera pans left.', [("Old man", "Go home.")]),
        ("Anna: Hello there. Ben: Hi, Anna!", [("Anna", "Hello there."), ("Ben", "Hi, Anna!")]),
        (
            "ANNA (whispering): Hi [waves] there (smiles).\nBEN: No!",
            [("Anna", "Hi there."), ("Ben", "No!")],
        ),
        ("Anna:\nWe should go.\nShe leaves.", [("Anna", "We should go.")]),
        ('[Anna]: "Hi!"', [("Anna", "Hi!")]),
        ("**Anna:** Hello.", [("Anna", "Hello.")]),
        ("- Dr. Lee: The results are in.", [("Dr. Lee", "The results are in.")]),
        ("The old man: Go.", [("Old man", "Go.")]),
        ("Narrator: Once upon a time. The camera pulls back.", [("", "Once upon a time.")]),
        ("Anna (V.O.): I was young then.", [("Anna", "I was young then.")]),
        ('"Hello," says Anna, "how are you?"', [("Anna", "Hello"), ("Anna", "how are you?")]),
        (
            '"You are wrong!" the man shouts. "No," the woman replies.',
            [("Man", "You are wrong!"), ("Woman", "No")],
        ),
        ("Anna smiles and says, \"Nested 'quotes' here.\"", [("Anna", "Nested 'quotes' here.")]),
        ("The girl says 'I'm here, aren't I?' and runs", [("Girl", "I'm here, aren't I?")]),
        ("He says “curly quotes too.” and stops", [("Man", "curly quotes too.")]),
        ('He says "never closed and goes on', [("Man", "never closed and goes on")]),
        ('A young woman named Lucy turns. Lucy says "Hi."', [("Lucy", "Hi.")]),
        ('A man in his 60s speaks directly to camera: "Welcome back."', [("Man", "Welcome back.")]),
        ('A woman in a red coat, smiling, says: "Follow me."', [("Woman", "Follow me.")]),
        ('Behind the boy, an old woman says "Careful."', [("Old woman", "Careful.")]),
        (
            'A man looks at a woman and says "Stay." She answers, "No."',
            [("Man", "Stay."), ("Woman", "No.")],
        ),
        ('Anna and Ben sit. Ben says to Anna, "Look."', [("Ben", "Look.")]),
        ('A robot says in a deep voice, "Beep."', [("Robot", "Beep.")]),
        ('Dialogue: "We have to go now."', [("", "We have to go now.")]),
        ('The girl\'s voice: "Where are you?"', [("Girl", "Where are you?")]),
        (
            'A reporter: "It\'s 10:30, and https://example.com is down."',
            [("Reporter", "It's 10:30, and https://example.com is down.")],
        ),
        ('A chef. "Taste this."', [("Chef", "Taste this.")]),
        ("A woman says: Hello, my friend.", [("Woman", "Hello, my friend.")]),
        ("Sherlock Holmes: Elementary.", [("Sherlock Holmes", "Elementary.")]),
        # Chinese.
        ("他说：“你好，世界。”", [("男人", "你好，世界。")]),
        ("小雨：会停的。", [("小雨", "会停的。")]),
        ("老人低声说道：“孩子，回家吧。”", [("老人", "孩子，回家吧。")]),
        ("“我们走吧。”她笑着说。", [("女人", "我们走吧。")]),
        ("小明笑着说：“真好！”小红回答：“是啊。”", [("小明", "真好！"), ("小红", "是啊。")]),
        ("女人说：「走吧」", [("女人", "走吧")]),
        ("旁白：很久以前，有一个村庄。", [("", "很久以前，有一个村庄。")]),
        ("男人（低声）：“别出声。”", [("男人", "别出声。")]),
        ("年迈的渔夫望着大海，喃喃自语：“风要来了。”", [("年迈的渔夫", "风要来了。")]),
        ("一个女孩大喊：“等等我！”", [("女孩", "等等我！")]),
        ("宇航员用低沉的声音说：“我们到了。”", [("宇航员", "我们到了。")]),
        ("李明：我们走。\n王芳：好的。", [("李明", "我们走。"), ("王芳", "好的。")]),
        ('The waiter says "你好，请坐。"', [("Waiter", "你好，请坐。")]),
        ('A storm. The keeper says: "A bad night."', [("Keeper", "A bad night.")]),
        ("INT. SHIP - NIGHT. Captain: Brace! Engineer (panicking): No.", [("Captain", "Brace!"), ("Engineer", "No.")]),
        ("MAYA\n(softly)\nYou came.\n\nDANIEL (V.O.)\nI did.", [("Maya", "You came."), ("Daniel", "I did.")]),
        ('{"dialogue": [{"speaker": "Baker", "line": "First batch!", "emotion": "happy"}]}', [("Baker", "First batch!")]),
        ("## Dialogue\n**Driver:** Faster.\n**Guest** (nervous): Go!", [("Driver", "Faster."), ("Guest", "Go!")]),
        # Directions, brackets and labels as people write them for video models.
        ('[giggling] "Catch me!" A girl runs.', [("", "Catch me!")]),
        ("(softly) I never wanted this. The woman turns.", [("", "I never wanted this.")]),
        ("Steam rises. She says, \"Oat milk?\"", [("Woman", "Oat milk?")]),
        ('Split the clip: a guard shouts "Out!"', [("Guard", "Out!")]),
        ('Storm clouds roll in and a lifeguard shouts: "Out!"', [("Lifeguard", "Out!")]),
        ('The king (old, weary voice) speaks: "Bring him."', [("King", "Bring him.")]),
        ('A teacher (female, 30s) to the class: "Who knows?"', [("Teacher", "Who knows?")]),
        ("Man (angry): Give it back! / Woman (calm): Make me.", [("Man", "Give it back!"), ("Woman", "Make me.")]),
        ('Style: Pixar. Dialogue: Panda says "Hot!" in a squeaky voice.', [("Panda", "Hot!")]),
        ('A girl talks: "Hi!" jump cut, she holds up a cat, "Look at him!"', [("Girl", "Hi!"), ("Girl", "Look at him!")]),
        ('The woman turns to the man. "Did you love her?"', [("Woman", "Did you love her?")]),
        ('Voice-over, male, deep: "Every road leads home." Text on screen: "Soon".', [("", "Every road leads home.")]),
        ('A narrator with a soft female voice says: "Once a year."', [("", "Once a year.")]),
        ('A toddler says her first word: "Mama".', [("Toddler", "Mama")]),
        ("他小声地问妈妈：“爸爸呢？”", [("男人", "爸爸呢？")]),
        ("特写镜头：小男孩的眼睛。", []),
        ("一个年轻员工颤抖着举手：“是……是我。”", [("年轻员工", "是……是我。")]),
        ('女："别走。" 男沉默了一会儿，叹了口气："我必须走。"', [("女", "别走。"), ("男", "我必须走。")]),
        ("渔夫收网，他的儿子跑过来喊道：“爸！”", [("儿子", "爸！")]),
        ("爷爷用沙哑的嗓音对孙子讲：“从前。”孙子睁大眼睛：“真的吗？”", [("爷爷", "从前。"), ("孙子", "真的吗？")]),
        # Not spoken.
        ("(softly) rain falls on the roof.", []),
        ('The banner shows the words: "SALE!"', []),
        ("a sign reading 'OPEN' hangs over the door", []),
        ('A neon sign says "HOTEL" in the rain', []),
        ('the words "THE END" appear', []),
        ('"EXIT" sign above a door', []),
        ('A t-shirt with the text "I love NY!"', []),
        ('She sings the song "Yesterday"', []),
        ("挂着写着“欢迎光临”的牌子", []),
        ("门上有“出口”字样", []),
        ("被称为“天府之国”的城市", []),
        ('A "vintage" car drives by', []),
        ('"A woman walks on the beach, waves crash."', []),
        ("Time: dusk. Camera: push in. Style: noir. Mood: Tense", []),
        ("Location: Paris. Lighting: Soft", []),
        ("时间：黄昏。地点：海边。镜头：缓慢推近。", []),
        ("Shot 1: A beach. Shot 2: A city.", []),
        ("Visit https://example.com: at 10:30 we leave", []),
        ("Don't stop, it's the dogs' bowl, 'tis the '90s rock 'n' roll", []),
        ("A 6\" model and a 5'10\" man", []),
        ('A man does not say "hello".', []),
        ("他没有说“再见”", []),
        ("Anna: (smiles)", []),
        ('She says "..."', []),
        ("Tokyo: neon streets at night", []),
        ("Negative prompt: Anna: hello", []),
        ("(The crowd murmurs) [door creaks]", []),
    ],
)  # fmt: skip
def test_what_is_said_is_found_and_nothing_else(prompt: str, expected: Said) -> None:
    assert said(prompt) == expected


@pytest.mark.parametrize(
    ("prompt", "manner"),
    [
        ('A woman whispers, "Hi."', "WHISPER"),
        ('"Run!" a man shouts.', "SHOUT"),
        ('She says softly, "Hi."', "SOFT"),
        ("Anna (slowly): One. Two.", "SLOW"),
        ('He says quickly: "Go."', "FAST"),
        ('Laughing, the girl says happily, "Yes!"', "CHEERFUL"),
        ("Anna (crying): Why?", "SAD"),
        ('"Get out," he snarls.', "ANGRY"),
        ('The nurse says calmly, "Breathe."', "CALM"),
        ('Ben says, "Hi."', "UNSPECIFIED"),
        ('The old man walks slowly through the park and says, "Hi."', "UNSPECIFIED"),
        ("她轻声说：“晚安。”", "SOFT"),
        ("男人大喊：“站住！”", "SHOUT"),
        ("老人慢慢地说：“好。”", "SLOW"),
        ("小女孩开心地说：“耶！”", "CHEERFUL"),
        ("他愤怒地说：“滚。”", "ANGRY"),
        ("女孩哭着说：“不要走。”", "SAD"),
        ("她在他耳边悄声说：“走吧。”", "WHISPER"),
    ],
)
def test_a_line_tells_its_manner(prompt: str, manner: str) -> None:
    assert [Manner.Name(line.manner) for line in read(prompt).lines][:1] == [f"MANNER_{manner}"]


@pytest.mark.parametrize(
    ("prompt", "description"),
    [
        ('A woman says "Hi."', "woman"),
        ('The old man says "Hi."', "old man"),
        ('A little girl says "Hi."', "little girl"),
        ('An elderly lady says "Hi."', "old woman"),
        ('Anna, an old woman, smiles. Anna says "Hi."', "old woman"),
        ('An old man called Bob stands. Bob says "Hi."', "old man"),
        ('A man says in a deep voice, "Hi."', "deep man"),
        ('A child says "Hi."', "child"),
        ('An old British man says "Hi."', "old british man"),
        ('The woman says in a warm British accent, "Hi."', "warm british woman"),
        ('American flags wave. A man says "Hi."', "man"),
        ("老爷爷说：“好。”", "old man"),
        ("小女孩说：“好。”", "little girl"),
        ("男人用低沉的声音说：“好。”", "deep man"),
    ],
)
def test_who_speaks_tells_what_voice_suits(prompt: str, description: str) -> None:
    assert [one.description for one in read(prompt).speakers] == [description]


def test_one_person_keeps_one_name_and_two_of_a_kind_are_told_apart() -> None:
    prompt = 'A woman says "Hi." Another woman says "Hello." The woman laughs. The woman says "Go."'
    assert [who for who, _ in said(prompt)][:2] == ["Woman", "Another woman"]
    assert said('An old man sits. The old man says "A." The man says "B."') == [
        ("Old man", "A."),
        ("Old man", "B."),
    ]


def test_signs_and_what_is_not_said_are_told_as_such() -> None:
    sign = [i for i in read("a sign reading 'OPEN'").told.items if i.value == "OPEN"]
    assert [(i.kind, i.used) for i in sign] == [(Kind.UNDERSTOOD_KIND_WRITING, False)]
    denied = read('He never says "sorry".').told.items
    line = next(i for i in denied if i.kind == Kind.UNDERSTOOD_KIND_LINE)
    assert not line.used
    assert "not said" in line.note


def test_a_speech_longer_than_a_line_becomes_several() -> None:
    words = "This goes on and on. " * 60
    lines = read(f'A man says: "{words.strip()}"').lines
    assert len(lines) == 2
    assert all(len(line.text) <= 1000 for line in lines)
    assert " ".join(line.text for line in lines) == words.strip()


@pytest.mark.parametrize(
    "unit",
    [
        "the camera says a woman ",
        'says to "',
        "雨",
        "“",
        "'a ",
        "Anna: ",
        "[00:01-",
        "no rain or ",
        "and then while ",
        "he says, ",
    ],
)
def test_a_long_prompt_of_near_misses_is_read_in_time(unit: str) -> None:
    reading = read((unit * 4000)[:4000])
    assert len(reading.lines) <= 50
    assert len(reading.shots) <= 20


@pytest.mark.parametrize(
    ("prompt", "description"),
    [
        ('An astronaut turns, she says "Hi."', "astronaut woman"),
        ('The king (old, weary voice) speaks: "Go."', "old man"),
        ('A teacher (female, warm voice): "Who?"', "warm teacher woman"),
        ('Voice-over, male, deep: "Once."', "deep man"),
        ("旁白（低沉男声）：“从前。”", "deep man"),
        ('A narrator with a soft female voice says: "Once."', "woman"),
        ("爷爷用沙哑的嗓音说：“从前。”", "deep old man"),
        ("老板怒吼：“谁干的！”", ""),
        ("老师说：“好。”", ""),
        ("女主播：大家好。", "woman"),
    ],
)
def test_brackets_pronouns_and_voices_tell_who_is_heard(prompt: str, description: str) -> None:
    speakers = read(prompt).speakers
    assert [one.description for one in speakers] == [description] * len(speakers)
    assert speakers or not description


@pytest.mark.parametrize(
    ("prompt", "manner"),
    [
        ('[giggling] "Catch me!" A girl runs.', "CHEERFUL"),
        ('"Always," replies her mother with a wink.', "UNSPECIFIED"),
        ('A whisper behind you: "Leave."', "WHISPER"),
        ('He mutters under his breath, "The sea takes."', "SOFT"),
        ("(softly) I never wanted this.", "SOFT"),
    ],
)
def test_directions_around_a_line_tell_its_manner(prompt: str, manner: str) -> None:
    assert [Manner.Name(line.manner)[7:] for line in read(prompt).lines] == [manner]
