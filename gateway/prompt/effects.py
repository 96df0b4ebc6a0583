"""Words for what moves in a picture, English and Chinese, with how strong they are by themselves.
Data for world.py."""

from dataclasses import dataclass

from reelmesh.v1.spec_pb2 import Effect

USUAL, LIGHT, HEAVY = 0.5, 0.25, 0.9
"""Strength without a word on it, of something light, of something heavy."""


@dataclass(frozen=True)
class Moving:
    """An effect, what to call it, the words for it, and their strength without another word."""

    effect: Effect
    value: str
    english: str
    chinese: str
    strength: float = USUAL
    weather: bool = False


# Longer words win where two begin at one place, then the earlier entry.
EFFECTS: tuple[Moving, ...] = (
    Moving(
        Effect.EFFECT_RAIN,
        "rain",
        r"rain(?:s|ed|ing|y|fall|drops?|storms?)?|showers? of rain|rain showers?|"
        r"(?:thunder)?storm(?:s|y)?",
        "下雨|雨水|雨滴|雨点|雨天|雨夜|雨中|雨幕|雨|暴风雨|雷雨|雷阵雨",
        weather=True,
    ),
    Moving(
        Effect.EFFECT_RAIN,
        "heavy rain",
        r"downpours?|pouring rain|pours? (?:down|with rain)|torrential(?: rain)?|monsoon|cloudbursts?|"
        r"rain(?:s|ing)? (?:hard|heavily|cats and dogs)|lashing rain",
        "大雨|暴雨|倾盆|瓢泼|豪雨",
        HEAVY,
        weather=True,
    ),
    Moving(
        Effect.EFFECT_RAIN,
        "light rain",
        r"drizzl(?:e|es|ing|y)|sprinkles? of rain|light showers?",
        "小雨|细雨|毛毛雨|微雨|蒙蒙细雨|烟雨",
        LIGHT,
        weather=True,
    ),
    Moving(
        Effect.EFFECT_SNOW,
        "snow",
        # Snow that lies does not fall: on mountains, roofs and fields.
        r"snow(?:s|ed|ing|fall|flakes?)?(?![- ](?:capped|covered|clad|topped|dusted|on|upon|cover(?:s|ing)?|"
        r"blankets?|lies|line)\b)|"
        r"snowy(?! (?:\w+ )?(?:mountains?|peaks?|summits?|hills?|hillsides?|slopes?|ridges?|range|cliffs?|roofs?|"
        r"rooftops?|alps|plains?|fields?|landscapes?|tundra|wastes?)\b)",
        "下雪|飘雪|落雪|雪花|大雪纷飞|(?<![积白])雪(?!山|峰|岭|坡|顶|原|地|景|人|屋|橇|白|皑)",
        weather=True,
    ),
    Moving(
        Effect.EFFECT_SNOW,
        "heavy snow",
        r"blizzards?|snow ?storms?|snows? heavily|whiteout",
        "暴风雪|暴雪|大雪|鹅毛大雪",
        HEAVY,
        weather=True,
    ),
    Moving(Effect.EFFECT_SNOW, "light snow", r"flurr(?:y|ies)", "小雪|细雪|微雪", LIGHT, True),
    Moving(
        Effect.EFFECT_FOG,
        "fog",
        r"fog(?:gy|s)?|mist(?:s|y)?|haz[ey]|smog",
        "雾气|雾霭|薄雾|浓雾|大雾|晨雾|迷雾|雾|朦胧|霾",
        weather=True,
    ),
    Moving(
        Effect.EFFECT_LIGHTNING,
        "lightning",
        r"lightning(?: (?:strikes?|flash(?:es)?|bolts?))?|thunderstorms?|thunderbolts?",
        "闪电|电闪雷鸣|雷电|霹雳|雷雨|雷阵雨",
        weather=True,
    ),
    Moving(
        Effect.EFFECT_FOLIAGE,
        "wind",
        r"wind(?:s|y|swept)?|breez(?:e|es|y)|gust(?:s|y)?",
        "微风|清风|和风|晚风|海风|春风|秋风|寒风|风吹|吹风|大风|狂风|强风|起风|刮风|风很大|风(?=中|里|拂|声|起)",
        weather=True,
    ),
    Moving(
        Effect.EFFECT_FOLIAGE,
        "strong wind",
        r"gales?|howling winds?|hurricanes?|typhoons?|tempests?",
        "狂风|大风|强风|台风|飓风|风暴",
        HEAVY,
        weather=True,
    ),
    Moving(
        Effect.EFFECT_FOLIAGE,
        "swaying plants",
        r"(?:trees?|grass|branches|leaves|flowers?|wheat|reeds?|palms?|bamboo)"
        r"(?:\s+\w+ly)?\s+(?:sway|swaying|sways|rustle|rustles|rustling|bend|bends|wave|waves|waving)|"
        r"(?:swaying|rustling|waving)\s+(?:trees?|grass|branches|leaves|flowers?|wheat|reeds?|palms?|bamboo)",
        "(?:树|草|花|枝|叶|麦浪|芦苇|竹)[^，。；]{0,6}(?:摇曳|摇摆|摆动|晃动|起伏)|摇曳",
    ),
    Moving(
        Effect.EFFECT_LEAVES,
        "falling leaves",
        r"(?:falling|drifting|swirling|floating)\s+(?:\w+\s+){0,2}(?:leaves|petals|blossoms?)|"
        r"(?:leaves|petals|blossoms?)(?:\s+\w+ly)?\s+(?:are\s+)?"
        r"(?:fall|falling|drift|drifting|swirl|swirling|float|floating|flutter|fluttering|blow|blowing)|"
        r"leaf fall",
        "落叶|落花|花瓣(?:飘|落|纷|飞)|飘落的(?:叶|花)|(?:树叶|叶子|枫叶|竹叶|柳絮|樱花|桃花|梅花)[^，。；]{0,4}(?:飘|落|飞|纷)",
    ),
    Moving(
        Effect.EFFECT_WATER,
        "waves",
        r"(?:ocean |sea )?waves?|surf|swells?|tides?|breakers|"
        r"waves? (?:crash|crashing|lap|lapping|break|breaking|roll|rolling)",
        "海浪|波浪|浪花|浪涛|波涛|潮水|涨潮|(?<!麦)浪|拍打(?:着)?(?:岸|礁石|沙滩)",
    ),
    Moving(
        Effect.EFFECT_WATER,
        "water",
        r"ripples?|rippling|flowing (?:water|river|stream)|(?:water|river|stream|brook) "
        r"(?:flows?|flowing|runs?|running|ripples|rippling|glitters?|shimmers?)|waterfalls?|cascades?|"
        r"sea|seaside|seashore|ocean|lakes?|lakeside|rivers?|riverside|streams?|brooks?|creeks?|ponds?|fountains?|"
        r"puddles?|water",
        "涟漪|水波|波光粼粼|流水|水流|瀑布|大海|海洋|海边|海面|海水|湖面|湖水|湖边|湖泊|湖|河水|河流|河边|小河|"
        "江水|江面|小溪|溪水|溪流|池塘|喷泉|水面|泉水|(?<![花云人林火竹脑苦雪灯书麦])海(?!报|关|拔|外|南|量|选|绵|军|鲜)",
    ),
    Moving(
        Effect.EFFECT_CLOUDS,
        "clouds",
        r"clouds?(?: (?:drift|drifting|drifts|roll|rolling|move|moving|pass|passing|race|racing))?|cloudy|overcast",
        "云海|云层|云朵|白云|乌云|流云|云彩|云(?!南|端|计算|服务|吞|集|雀)|多云|阴天",
    ),
    Moving(
        Effect.EFFECT_FIRE,
        "fire",
        r"fires?|flames?|camp ?fires?|bon ?fires?|fire ?places?|blaz(?:e|es|ing)|burning|hearth|torch(?:es)?",
        "篝火|营火|炉火|火焰|火堆|大火|壁炉|燃烧|火把|火光|烈火|烛火",
    ),
    Moving(
        Effect.EFFECT_SMOKE,
        "smoke",
        r"smok(?:e|y)|smoking (?:chimneys?|volcano|ruins?)",
        "烟雾|浓烟|炊烟|青烟|冒烟|烟(?!花|台|火气|草|酒|雨|灰)",
    ),
    Moving(
        Effect.EFFECT_STEAM, "steam", r"steam(?:ing|y)?|vapou?r", "蒸汽|热气(?!球)|水汽|冒着热气"
    ),
    Moving(
        Effect.EFFECT_HAIR,
        "hair in the wind",
        r"(?:wind|breeze) (?:in|through|blows|blowing|ruffles|ruffling|lifts|lifting|tousles|stirs)"
        r"(?: in| through)? (?:her|his|their|the|my|its)(?: \w+)? hair|"
        r"hair (?:is )?(?:blow|flutter|stirr?|sway|flow|fly|flies|float|mov|wav|whipp?|danc)(?:s|ing|es|e)?"
        r"(?: \w+ly)?(?: (?:in|with) the (?:wind|breeze))?|"
        r"(?:wind ?swept|wind ?blown|flowing|billowing|blowing) hair",
        "(?:头发|发丝|长发|秀发|发梢|发)[^，。；]{0,5}(?:飘|拂|吹|扬|飞舞|舞动|摆)|"
        "风[^，。；]{0,4}(?:吹|拂|撩)[^，。；]{0,5}(?:头发|发丝|长发|秀发|发梢)",
    ),
    Moving(
        Effect.EFFECT_CLOTH,
        "moving cloth",
        r"(?:flags?|banners?|curtains?|drapes|sails?|pennants?)(?:\s+\w+ly)?\s+(?:are |is )?"
        r"(?:wav|flutter|billow|flap|blow|stream|rippl|sway|mov|fly|flies|stirr?)(?:e?s|p?ing|e)?|"
        r"(?:waving|fluttering|billowing|flapping|rippling|blowing|swaying)\s+"
        r"(?:flags?|banners?|curtains?|drapes|sails?|pennants?)",
        "(?:旗帜|国旗|红旗|旗子|旗|横幅|窗帘|帘子|帷幔|风帆|船帆)[^，。；]{0,6}(?:飘|扬|招展|摆|舞|鼓|拂动|晃)|"
        "(?:飘扬|飘动|招展|摆动)的(?:旗帜|国旗|红旗|旗子|旗|横幅|窗帘|风帆)",
    ),
    Moving(
        Effect.EFFECT_WINDOW_RAIN,
        "rain at the window",
        r"rain(?:ing|drops?|fall)?(?:\s+\w+){0,3}?\s+(?:on|against|down|at|outside|behind|beyond|over|across)"
        r"\s+(?:the |a |her |his |their |my |its )?(?:\w+ )?(?:windows?|glass|(?:window ?)?panes?)|"
        r"rain(?:y|[- ]streaked|[- ]spattered|[- ]soaked) (?:windows?|glass)|"
        r"(?:rain|raining|rains)(?: \w+ly| hard)? outside",
        "窗外[^，。；]{0,6}雨|雨[^，。；]{0,8}(?:窗|玻璃)|(?:窗|玻璃)[^，。；]{0,6}(?:雨滴|雨水|雨点|雨珠)",
        weather=True,
    ),
    Moving(
        Effect.EFFECT_DUST,
        "dust",
        r"dust(?:y)?(?: (?:motes|particles))?|motes|sand ?storms?",
        "尘埃|灰尘|尘土|扬尘|浮尘|沙尘暴?|尘(?=飞扬)",
    ),
    Moving(
        Effect.EFFECT_FIREFLIES, "fireflies", r"fire ?fl(?:y|ies)|glow ?worms?", "萤火虫|流萤|萤火"
    ),
    Moving(
        Effect.EFFECT_SPARKS,
        "sparks",
        r"sparks?|embers?|cinders",
        "火星四溅|火星(?!人|车|探|上|表)|火花|余烬",
    ),
    Moving(
        Effect.EFFECT_SUN_RAYS,
        "sun rays",
        r"sun ?(?:rays?|beams?)|god ?rays?|(?:rays?|shafts?|beams?) of (?:sun|sunlight|light)|"
        r"light (?:rays?|shafts?|beams?)|crepuscular rays|volumetric light(?:ing)?|"
        r"(?:sun|sunlight|light) (?:streams?|streaming|filters?|filtering|breaks?|breaking|shines?|shining) "
        r"(?:through|in)",
        "丁达尔|光束|光柱|阳光(?:透过|穿过|洒|照进|射入|从)|圣光|体积光|光线(?:透过|穿过)",
    ),
    Moving(
        Effect.EFFECT_FLICKER,
        "flickering light",
        r"flicker(?:s|ing|y)?|candles?|candle ?light|guttering|strobe(?:s|light)?",
        "闪烁|忽明忽暗|烛光|蜡烛|摇曳的(?:烛|灯)|频闪",
    ),
    Moving(
        Effect.EFFECT_DUSK,
        "day turns to dusk",
        r"(?:day(?:light)?|sunset|afternoon|evening|golden hour) (?:slowly )?(?:turns?|fades?|melts?|gives way|changes?|slips?) (?:in)?to (?:dusk|night|evening)|"
        r"(?:night|dusk|darkness|evening) (?:falls?|is falling|descends?|comes|settles)|"
        r"(?:the )?sun (?:slowly )?(?:sets|goes down|is setting|sinks|disappears)|"
        r"(?:it|sky|light) (?:slowly |gradually )?(?:gets|grows|is getting|is growing|becomes) dark(?:er)?|"
        r"time ?lapse (?:from day to|to) night|day[- ]to[- ](?:dusk|night)",
        "天色渐暗|天渐渐黑|夜幕降临|夜幕渐|太阳(?:慢慢|渐渐|缓缓)?(?:落下|落山|下山|西沉|西下)|夕阳西下|"
        "(?:由|从)(?:白天|白昼|日)[^，。]{0,4}(?:变|转|到)[^，。]{0,3}(?:夜|黄昏|傍晚|黑)|天黑(?:了|下来)",
    ),
)

FALSE_FRIENDS = (
    r"(?:frozen|iced[- ]over|painted|dry|empty) (?:\w+ )?(?:lakes?|rivers?|ponds?|seas?|oceans?|streams?|waterfalls?|fountains?)|"
    r"desert(?:ed)? islands?|ice[- ]?creams?|ice ?cubes?|iced? (?:coffee|tea|latte)|(?:mist|fog|haze|clouds?) burn(?:s|ing)? (?:off|away)|rain ?check|rain ?coats?|rain ?bows?|snow ?white|wind(?:s|ing)? (?:up|down)|winds(?= (?:an?|the|her|his) )|wind(?= mills?)|"
    r"wind ?shields?|winding(?= (?:road|path|river))|second wind|"
    r"wav(?:e|es|ed|ing) (?:at|to|goodbye|hello|his|her|their|its|my|your|a hand|back|off)|hand waves?|"
    r"heat ?waves?|brain ?waves?|light ?waves?|sound ?waves?|new wave|waves? of (?:hair|relief|laughter|"
    r"nostalgia|people|applause)|sea of(?! water)|ocean of|river of (?:people|light|lights|cars)|"
    r"cloud (?:computing|storage|service|server)s?|smoke ?(?:detectors?|alarms?)|"
    r"fire(?:d|s)? (?:him|her|them|me|from|at|a gun)|open(?:s|ed)? fire|fire ?(?:fighters?|men|man|truck|"
    r"engine|works?|wall|arms?|exit|escape|alarm|red)s?|cease ?fire|firefox|live ?streams?|"
    r"stream(?:s|ed|ing)? (?:online|video|music|live|on)|video streams?|"
    r"burning (?:question|desire)|star(?:s)? (?:in|as)|dust ?jacket|brain ?storm\w*|storms? (?:out|off|in)\b|"
    r"tide pod|spark(?:s|ed|ing)? (?:joy|interest|an idea)|burn(?:s|ing)? calories|light(?:s)? up|"
    r"under ?water(?= camera)|water ?colou?rs?|water ?mark(?:s|ed)?|water ?proof|water ?melons?|"
    r"water ?drop(?:let)?s?|(?:glass|bottle|cup|drop)(?:es|s)? of water|crowd ?surf\w*|surf(?:s|ing|ed) the (?:web|internet)|"
    r"upstream|mainstream|downstream|swell (?:guy|idea|time)|music swells?|(?:strings|score) swells?|dry ice|"
    r"tide(?:s)? over|fog of war|misty[- ]eyed|hazy memor\w+"
)
"""English in which a word above means something else."""
FALSE_FRIENDS_CHINESE = (
    "过山车|水珠|水滴|(?:结冰|冰封|冰冻|干涸)的?(?:湖面?|河流?|海面?|江面?|瀑布)|彩虹|雨伞|雨衣|风景|风格|风度|风趣|威风|中国风|古风|国风|作风|风筝|浪漫|浪费|流浪|海报|上海|"
    "海南|青海|云南|云计算|江湖|火锅|火车|火箭|火腿|火爆|烟花|雪糕|雪碧|雪白|雪亮|潮流|新潮|海外|"
    "电影院线|星火|发火|山西|风格化"
)
"""Chinese in which a word above means something else."""
