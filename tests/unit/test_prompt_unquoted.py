"""Proves that calls and words after a colon are spoken without quotes, that indirect speech never
is, and that 'the older one', 'it' and 'she' are who they stand for."""

import pytest

from gateway.prompt.reader import read
from reelmesh.v1.spec_pb2 import Manner


def said(prompt: str) -> list[tuple[str, str]]:
    return [(line.speaker, line.text) for line in read(prompt).lines]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        (
            "Santa waves and says ho ho ho! Merry Christmas to you all! Snow falls.",
            [("Santa", "ho ho ho! Merry Christmas to you all!")],
        ),
        ("A robot says hello and turns away", [("Robot", "hello")]),
        ("the boy says hi there, waves at us", [("Boy", "hi there")]),
        ("A pirate laughs ha ha ha in a deep voice", [("Pirate", "ha ha ha")]),
        (
            "A monk says good morning everyone, let us begin.",
            [("Monk", "good morning everyone, let us begin.")],
        ),
        ("Grandma yells from the porch: supper! The dog runs.", [("Grandma", "supper!")]),
        ("The judge tells the court: this case is closed.", [("Judge", "this case is closed.")]),
        ("The witch chants: Luna obscura! Lightning strikes.", [("Witch", "Luna obscura!")]),
        ("The umpire shouts play! The crowd roars.", [("Umpire", "play!")]),
        ("女孩笑着说你好！", [("女孩", "你好！")]),
        ("老人站在门口，大声喊道：快回来吃饭！孩子们跑过田野。", [("老人", "快回来吃饭！")]),
        (
            "He says: We made it. Your map was right. The wind drops.",
            [("Man", "We made it. Your map was right.")],
        ),
    ],
)
def test_calls_and_words_after_a_colon_are_spoken(
    prompt: str, expected: list[tuple[str, str]]
) -> None:
    assert said(prompt) == expected


@pytest.mark.parametrize(
    "prompt",
    [
        "A lion roars: the savanna falls silent.",
        "A man says that he is tired and leaves.",
        "The girl says goodbye to her friend.",
        "She says hello to the neighbours",
        "A boy asks if anyone is home.",
        "The captain orders a stop, the nurse offers help",
        "A guide explains the recipe: flour, eggs, milk.",
        "He sings three songs: two sad, one gay.",
        "They say yes to the dress",
        "She says nothing.",
        "The wind whispers through the pines: endless green, soft light.",
        "Speakers announce welcome drinks at the pool.",
        "A singer sings oh so sweetly.",
        "The mother tells her children a story: knights and dragons.",
        "The crowd cries out for help. The commander orders fire! Smoke.",
        "歌手唱着歌，母亲讲着故事",
        "He screams in fear!",
        "The coach says that they won!",
        "女孩对他说再见的时候哭了",
        "他说他很累",
    ],
)
def test_indirect_speech_is_not_spoken(prompt: str) -> None:
    assert said(prompt) == []


def test_a_call_that_the_prompt_denies_is_not_spoken_but_stays_in_the_scene() -> None:
    reading = read("The guard never says hello.")
    assert not reading.lines
    assert reading.shots[0].scene == "The guard never says hello."


def test_what_is_said_leaves_the_scene_to_what_is_seen() -> None:
    scene = (
        read("A man and a woman at a bus stop. He says: You first. Cars hiss past.").shots[0].scene
    )
    assert scene == "A man and a woman at a bus stop. Cars hiss past."


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        (
            'Two sailors on deck. The older one sighs: "Storm." The younger one laughs: "Finally!"',
            [("Older sailor", "Storm."), ("Younger sailor", "Finally!")],
        ),
        (
            'Two fishermen at dawn. The older one mutters, "No fish." The younger one: "Again?"',
            [("Older fisherman", "No fish."), ("Younger fisherman", "Again?")],
        ),
        (
            'Two women wait in line. One says, "Cold day." The other replies, "Very."',
            [("One woman", "Cold day."), ("Other woman", "Very.")],
        ),
        (
            "两只狐狸在雪地里，其中一只说：“冷。”另一只说：“走吧。”",
            [("一只狐狸", "冷。"), ("另一只狐狸", "走吧。")],
        ),
        (
            'A cook stirs a pot. A tiny gecko climbs out. "Too hot," it squeaks.',
            [("Tiny gecko", "Too hot")],
        ),
        ("A man and a woman on a sofa. She says: Turn it off.", [("Woman", "Turn it off.")]),
        ("“走吧。”他提起箱子，轻声说道。夜色渐深。", [("男人", "走吧。")]),
        ("师傅擦着汗，徒弟摇摇头：“我不行。”", [("徒弟", "我不行。")]),
        ("男生气喘吁吁地喊：“等我！”", [("男生", "等我！")]),
        (
            'A plumber lifts a kitten from the drain and says "Safe now."',
            [("Plumber", "Safe now.")],
        ),
        ('A singing teapot sulks. "Nobody pours me," he sighs.', [("Teapot", "Nobody pours me")]),
        (
            'two cats. left cat: "did you eat?" right cat: "not yet."',
            [("Left cat", "did you eat?"), ("Right cat", "not yet.")],
        ),
        (
            'The red robot says "Up." The blue robot says "Down."',
            [("Red robot", "Up."), ("Blue robot", "Down.")],
        ),
        (
            'An old man says "Ready?" A girl nods. "Ready." "Then go."',
            [("Old man", "Ready?"), ("Girl", "Ready."), ("Old man", "Then go.")],
        ),
        (
            'A wizard mixes herbs; the cauldron glows; it says "Enough."',
            [("Cauldron", "Enough.")],
        ),
        (
            'A guard passes a statue. The statue blinks and says "Psst."',
            [("Statue", "Psst.")],
        ),
        (
            'an old Inuit hunter, speaking slowly: "Ice has a memory."',
            [("Old hunter", "Ice has a memory.")],
        ),
        ('Moss, in a posh British accent: "Morning."', [("Moss", "Morning.")]),
        ('My aunt, speaking Italian, says "Ciao a tutti."', [("Aunt", "Ciao a tutti.")]),
        (
            'Tiny beetle voice: "Almost." A shoe falls. "Oh come on."',
            [("Tiny beetle", "Almost."), ("Tiny beetle", "Oh come on.")],
        ),
        ("忽然一条鲤鱼跃出水面说：“等等。”", [("鲤鱼", "等等。")]),
        ("稻草人从麦田里站起，用低沉的声音说：“天亮了。”", [("稻草人", "天亮了。")]),
        ("一只柴犬戴着帽子，转头对镜头说：“开饭！”", [("柴犬", "开饭！")]),
        (
            'Two truckers sit. One says, "Ghosts?" The other stirs his tea. "Every mile."',
            [("One trucker", "Ghosts?"), ("Other trucker", "Every mile.")],
        ),
        ("A street vendor robot shouts: noodles! A girl pays.", [("Robot", "noodles!")]),
        ('A MAN SLIPS ON ICE AND HE SCREAMS "NOOO"', [("Man", "NOOO")]),
        ("小童拉着母亲的衣袖：“娘，我要吃！”", [("小童", "娘，我要吃！")]),
        ("球场，最后三秒，解说员激动大喊：“绝杀！”", [("", "绝杀！")]),
        (
            "两个小和尚挑水，前面的说：“还有多远？”后面的回答：“快了。”",
            [("前面的小和尚", "还有多远？"), ("后面的小和尚", "快了。")],
        ),
        (
            'Two divers sink. "Look!" shouts the first. The second, calmly: "I see it."',
            [("First diver", "Look!"), ("Second diver", "I see it.")],
        ),
        ('Claymation: a teapot tells a cup, "You are hot."', [("Teapot", "You are hot.")]),
        ("古装剧：公主怒道：“放肆！”侍卫跪下：“不敢。”", [("公主", "放肆！"), ("侍卫", "不敢。")]),
        ('PILOT #1: "Go." PILOT #2: "Going."', [("PILOT #1", "Go."), ("PILOT #2", "Going.")]),
        ("熊在唱歌：“啦啦啦，春天来了！”", [("熊", "啦啦啦，春天来了！")]),
        ('The cat\'s inner voice: "Mine." The gecko: "No."', [("Cat", "Mine."), ("Gecko", "No.")]),
        ('Boxing commentator voiceover: "Down he goes!"', [("Commentator", "Down he goes!")]),
    ],
)
def test_who_stands_behind_a_word_speaks(prompt: str, expected: list[tuple[str, str]]) -> None:
    assert said(prompt) == expected


def test_the_older_of_two_has_an_old_voice() -> None:
    told = 'Two men fish. The older one says, "Wait." The younger one says, "Why?"'
    assert [one.description for one in read(told).speakers] == ["old man", "young man"]
    british = read('British narrator: "Here lives the owl."').speakers
    assert [(one.name, one.description) for one in british] == [("", "british")]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ('Perfume commercial: a bottle on silk. VO: "Be bold."', [("", "Be bold.")]),
        ("鞋子广告：男人跑过街道。", []),
        ('Promo: "Hungry?" asks a cheerful vendor.', [("Vendor", "Hungry?")]),
        ("旁白：大海从不说谎。航拍镜头掠过海面。", [("", "大海从不说谎。")]),
        ("女白领站在地铁里，内心独白：“好累。”", [("女白领", "好累。")]),
        (
            "(whispering) Don't move. It's behind you. A dark cave.",
            [("", "Don't move. It's behind you.")],
        ),
        ("Robot: You have a dent. Sparks fall from above.", [("Robot", "You have a dent.")]),
        ('A watch on velvet, text at the end: "Time, mastered."', []),
        ('Attenborough-style narration: "Two months of ice."', [("", "Two months of ice.")]),
        ('Male voice-over, confident: "Quiet has a shape."', [("", "Quiet has a shape.")]),
        ("采访画面：记者问：“累吗？”", [("记者", "累吗？")]),
        ("科幻：飞船掠过。船长：“开火！”", [("船长", "开火！")]),
        ("一瓶水。字幕：“源自雪山”。", []),
        (
            "老师：今天下课。学生甲：真的吗？全班大笑。",
            [("老师", "今天下课。"), ("学生甲", "真的吗？")],
        ),
        ("粤语：“喂，饮茶未呀？”", [("", "喂，饮茶未呀？")]),
        ("前3秒：湖面平静。后3秒：船驶来。", []),
    ],
)
def test_labels_that_say_what_a_clip_is_do_not_speak(
    prompt: str, expected: list[tuple[str, str]]
) -> None:
    assert said(prompt) == expected


def test_a_picture_told_within_a_narrators_line_is_seen() -> None:
    reading = read("Narrator: The valley slept. [Visual: a valley at dusk, fireflies]")
    assert [line.text for line in reading.lines] == ["The valley slept."]
    assert reading.shots[0].scene == "a valley at dusk, fireflies."


def test_more_verbs_and_words_tell_a_manner() -> None:
    for words, manner in (
        ('Walter chuckles, "Ten dollars."', Manner.MANNER_CHEERFUL),
        ('The coach (energetic): "Go!"', Manner.MANNER_CHEERFUL),
        ('Frank, deadpan: "Inflation."', Manner.MANNER_CALM),
        ('A kitten says in a sleepy voice, "Later."', Manner.MANNER_SLOW),
    ):
        assert [line.manner for line in read(words).lines] == [manner], words


def test_a_voice_that_nobody_has_is_the_narrators() -> None:
    reading = read('A knight rides. Deep male voice: "Kingdoms fall."')
    assert [(one.name, one.description) for one in reading.speakers] == [("", "deep man")]


def test_who_speaks_somewhere_leaves_the_place_to_the_scene() -> None:
    reading = read('A reporter in a blizzard, yelling into the mic: "As you can see, light dust!"')
    assert [(line.speaker, line.manner) for line in reading.lines] == [
        ("Reporter", Manner.MANNER_SHOUT)
    ]
    assert "blizzard" in reading.shots[0].scene


def test_what_is_seen_while_somebody_speaks_stays_in_the_scene() -> None:
    told = '"I won\'t cry," the snowman says, as a drop rolls down its cheek. Sunrise.'
    assert "a drop rolls down its cheek" in read(told).shots[0].scene


def test_a_shot_in_which_only_somebody_speaks_shows_what_the_one_before_did() -> None:
    shots = read('[0-3s] A man in a cabin. [3-5s] He whispers: "They found us."').shots
    assert [shot.scene for shot in shots] == ["A man in a cabin."] * 2


def test_a_shot_written_as_one_object_keeps_its_scene_and_its_line() -> None:
    told = '{"subject": "an old watchmaker", "dialogue": "Time forgives.", "voice": "soft"}'
    assert said(told) == [("Old watchmaker", "Time forgives.")]
    assert "an old watchmaker" in read(told).shots[0].scene
