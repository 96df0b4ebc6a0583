"""Words for sounds and music, English and Chinese. Data for world.py."""

from reelmesh.v1.spec_pb2 import Music

CUES: dict[str, tuple[str, str]] = {
    "heavy rain": (r"heavy rain|downpour|pouring rain|torrential rain", "大雨|暴雨|倾盆"),
    "rain": (r"rain(?:drops?|fall|ing)?", "雨声|雨|下雨"),
    "thunder": (r"thunder(?:s|ing|claps?)?|lightning", "雷声|雷鸣|打雷|雷"),
    "wind": (r"wind(?:s)?|breeze|gusts?", "风声|风"),
    "surf": (r"waves?|surf|sea|ocean|tide", "海浪|浪声|涛声|波浪|大海|海"),
    "lake": (r"lapping(?: water)?|lake", "湖水|湖"),
    "stream": (r"stream|brook|creek|river|running water|fountain", "流水|溪水|溪流|小溪|河水|泉水"),
    "waterfall": (r"waterfall|cascade", "瀑布"),
    "fire": (r"(?:crackling )?(?:fire|flames?)(?:place)?|crackl(?:e|ing)|camp ?fire", "篝火|炉火|柴火|火焰|噼啪"),
    "birds": (r"birds?(?:ong)?|bird ?song|(?<!crickets )(?<!cicadas )(?<!insects )chirp(?:s|ing)|songbirds?|twittering", "鸟鸣|鸟叫|鸟声|鸟语|鸟"),
    "gulls": (r"(?:sea)?gulls?", "海鸥"),
    "crickets": (r"crickets?(?: chirp\w*)?|night insects?|insects?", "蟋蟀|虫鸣|虫声|蛐蛐"),
    "cicadas": (r"cicadas?(?: (?:chirp|buzz|sing)\w*)?", "蝉鸣|蝉|知了"),
    "frogs": (r"frogs?|toads?", "蛙鸣|青蛙|蛙"),
    "leaves": (r"rustling(?: leaves)?|rustle|leaves", "树叶|沙沙"),
    "crowd": (r"crowds?|chatter|people talking|voices|murmur of people|hubbub", "人群|人声|喧闹|嘈杂|喧哗"),
    "cafe": (r"caf[eé]|coffee ?shop|clinking (?:cups|glasses)|restaurant", "咖啡馆|餐厅|杯碟"),
    "office": (r"office|keyboards?|typing", "办公室|键盘|打字"),
    "clock": (r"clock|ticking|tick[- ]tock", "钟表|滴答|时钟|钟声"),
    "heartbeat": (r"heart ?beats?|beating heart|pulse", "心跳"),
    "applause": (r"applause|clapping", "掌声|鼓掌"),
    "traffic": (r"traffic|street|city|cars? (?:passing|honking)|horns?", "车流|交通|街道|城市|喇叭"),
    "train": (r"trains?|subway|railway|rails", "火车|列车|地铁"),
    "ship": (r"ship|boat|creaking (?:hull|deck)", "轮船|船"),
    "engine": (r"engines?|motor|machines?|machinery|hum of machines", "引擎|发动机|马达|机器"),
    "car": (r"car", "汽车"),
    "airplane": (r"air(?:plane|craft)|jet|plane", "飞机"),
    "helicopter": (r"helicopter|chopper|rotor", "直升机"),
    "spaceship": (r"space ?ship|spacecraft", "飞船"),
    "underwater": (r"under ?water|bubbles", "水下|气泡"),
    "cave": (r"dripping(?: water)?|cave|drips?", "滴水|山洞"),
    "room": (r"room tone|silence|quiet room", "安静|寂静|房间"),
    "storm": (r"storm|tempest", "暴风雨|风暴"),
}  # fmt: skip
"""Cue: the words for it, in English and in Chinese. Looked for only where a sound is spoken of."""

HEARD = (
    r"(?:the )?(?:(?:faint|soft|distant|loud|quiet|gentle|low|ambient|background|constant|muffled) )*"
    r"(?:sounds?|noises?|hum|roar|rumble|patter|crackle|crackling|murmur|howl|howling|hiss|whisper|drone|"
    r"chirping|splash(?:ing)?|crash(?:ing)?|ticking|rustle|rustling|babble|hush|creaking) of (?P<of>[^.;:\n]{2,60})|"
    r"(?:we|you|one) (?:can )?hears? (?P<hear>[^.;:\n]{2,60})|"
    r"(?P<subject>[^.,;:\n]{2,40}?) (?:is|are|can be) heard|"
    r"(?:ambient noise|ambien(?:ce|t) sounds?|ambien(?:ce|t)|sfx|sound effects?|audio|soundscape|sounds?|"
    r"background (?:noise|sounds?))(?: only)?\s*[:：]\s*(?P<label>[^\n.;]{2,160})|"
    r"(?P<named>thunder(?:s|ing|claps?)?|bird ?song|(?:birds?|crickets|cicadas|frogs) (?:chirp|sing|croak)\w*|"
    r"chirping|applause|heart ?beats?|ticking clock|clock ticking)\b",
    r"(?:环境音|环境声|音效|背景音效|背景声|声音|音频)\s*(?:[:：]|是|为)\s*(?P<label>[^\n。；]{1,80})|"
    r"(?:听到|听见|传来|响起|伴随着?|夹杂着?)(?P<hear>[^，。；\n]{1,24})|"
    r"(?P<subject>[\u4e00-\u9fff]{1,6}?)声(?!音|调|称|明|势|誉|线|说|道)|(?P<named>雷鸣|打雷|鸟鸣|蝉鸣|蛙鸣|虫鸣|心跳|鼓掌)",
)
"""Ways to speak of a sound; the named group holds what is heard."""

NOISE = r"\b(?P<noise>(?:[\w-]+ ){1,3}?)(?:sounds?|noises?)\b(?! (?:like|as if|great|good|design|stage|of))"
"""'Only wind sound': sounds named before the word."""

_MOOD = (
    r"(?:soft|calm|gentle|epic|orchestral|upbeat|dramatic|tense|ambient|jazz|piano|acoustic|electronic|"
    r"melancholic|melancholy|sad|happy|background|cinematic|classical|guitar|lo-?fi|slow|swelling|emotional|"
    r"romantic|suspenseful|uplifting|ominous|eerie|mysterious|haunting|dark|playful|cheerful|joyful|lively|whimsical|dreamy|creepy|jolly|mellow|heroic|intense|deep|string|strings)"
)
MUSIC = (
    rf"(?:(?:{_MOOD}[, ]+)*"
    r"(?:(?:background |theme )?music(?! box| hall| room| stand| store)(?:al score)?|soundtrack|jazz(?! (?:club|bar|band|singer|player|musicians?|age|festival))|lo-?fi beats?|(?:film |orchestral |musical )score|melod(?:y|ies)|bgm|"
    r"piano(?: plays?| piece| tune)?|violins?|orchestra|drum ?beats?|synths?|[jk]-?pop|techno|edm|hip[- ]?hop|lullab(?:y|ies)|jingles?|"
    r"(?:electronic|techno|trap|pumping|driving|synth|bass)(?:[, ]+electronic)? beats?)|"
    rf"(?:{_MOOD}[, ]+)+(?:strings|cellos?|flutes?|harps?|guitars?|saxophone|trumpets?|ukulele|harmonica|drums))"
    r"(?: (?:plays?|playing|swells?|fades? (?:in|out)))?(?:\s*[:：]\s*[^\n.;]{2,80})?",
    "(?:(?:轻柔|舒缓|激昂|欢快|悲伤|史诗|紧张|浪漫|轻快|温馨|钢琴|古典|背景|电子|爵士|吉他|古筝|悠扬)的?)*"
    "(?:背景音乐|配乐|音乐(?!会|家|厅|节|剧|老师|盒)|乐曲|旋律|bgm|钢琴曲|琴声|交响乐|爵士乐?|古典乐|电子乐|摇滚乐?|轻音乐|民谣|交响曲|笛声|箫声|二胡声?|古琴声?|琵琶声?|吉他声|钢琴声)(?:轻柔|舒缓|激昂|欢快|悲伤|紧张|轻快|温馨|悠扬)?(?:\\s*[:：]\\s*[^\\n。；]{1,40})?",
)
MUSIC_STEMS = tuple(
    "music soundtrack jazz lo-fi lofi score melod bgm piano violin orchestra drum synth pop techno edm hip lullab jingle "
    "beat strings cello flute harp guitar saxophone trumpet ukulele harmonica 乐 曲 旋律 琴 笛 箫 二胡 琵琶 吉他 爵士 民谣".split()
)
"""One of them is in every word for music: looked for first, as it costs less."""
MOODS = {
    Music.MUSIC_JOYFUL: (
        "upbeat|happy|uplifting|joyful|cheerful|playful|lively|jolly|funny|bright",
        "欢快|轻快|快乐|活泼|喜庆|愉快",
    ),
    Music.MUSIC_SAD: (
        "sad|melancholic|melancholy|sorrowful|mournful|wistful",
        "悲伤|忧伤|哀伤|伤感",
    ),
    Music.MUSIC_TENSE: (
        "tense|suspenseful|dark|ominous|eerie|dramatic|scary|mysterious|thriller",
        "紧张|悬疑|恐怖|诡异|神秘",
    ),
    Music.MUSIC_EPIC: (
        "epic|orchestral|cinematic|heroic|triumphant|swelling|majestic|grand",
        "激昂|史诗|宏大|雄伟|壮丽|交响",
    ),
}
"""The mood of music by words for it; any other music is calm."""
SILENCE = (
    r"\b(?:no|without(?: any)?) (?:sounds?|audio|ambien(?:ce|t (?:sound|noise))|background (?:sounds?|noise)|"
    r"sound effects)\b|\b(?:silent|mute|muted) (?:film|clip|video|movie)\b|\baudio\s*[:：]\s*(?:none|off|silent|mute)",
    "无声(?:视频|电影|短片)?|静音|没有(?:任何)?(?:声音|音效|环境音)|不要(?:任何)?(?:声音|音效|环境音)|无(?:音效|环境音)",
)
"""Ways to ask for no ambience at all."""
