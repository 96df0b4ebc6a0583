"""The words a prompt may say, English and Chinese, and the tags they stand for."""

import re

# One entry a tag: whole English words (a plural s is allowed), and Chinese anywhere in the text.
LEXICON: dict[str, str] = {
    "sea": "sea ocean surf seaside coast shore bay tide 海 海洋 大海 海浪 海岸 沧海",
    "beach": "beach beaches dune-shore sandbar 沙滩 海滩 海边",
    "lake": "lake pond lagoon reservoir 湖 池塘 湖泊 湖畔",
    "river": "river stream creek brook canal 河 河流 江 溪 小溪",
    "mountain": "mountain peak alp alps summit ridge himalaya volcano 山 山脉 山峰 雪山 高山",
    "hills": "hill hills valley highland countryside 丘陵 山丘 山谷 乡村",
    "forest": "forest wood woods jungle pine tree trees grove bamboo 森林 树林 林间 丛林 竹林 树",
    "field": "field meadow grassland prairie farm wheat grass garden steppe park "
    "田野 草原 草地 麦田 农场 花园 公园 稻田",
    "desert": "desert sahara dune dunes gobi sand 沙漠 戈壁 沙丘",
    "city": "city skyline downtown skyscraper metropolis town tokyo shanghai york london paris "
    "城市 都市 高楼 天际线 上海 北京 东京",
    "street": "street alley avenue sidewalk crossing neon market 街 街道 小巷 马路 胡同 街头 霓虹",
    "room": "room indoor indoors kitchen bedroom office cafe café bar library studio classroom "
    "living-room window restaurant lobby corridor hall interior "
    "房间 室内 厨房 卧室 办公室 咖啡馆 图书馆 教室 客厅 窗边 餐厅",
    "space": "space galaxy nebula planet cosmos orbit universe spaceship spacecraft starship "
    "太空 宇宙 星系 行星",
    "snow": "snow snowy winter ice frozen blizzard glacier arctic 雪 冬天 冰 雪地 冬日 下雪",
    "rain": "rain rainy drizzle downpour wet umbrella 雨 下雨 雨天 雨夜",
    "storm": "storm stormy thunder lightning thunderstorm 暴风 暴雨 雷 闪电 风暴",
    "fog": "fog foggy mist misty haze hazy 雾 薄雾 大雾 朦胧",
    "clouds": "cloud cloudy overcast clouds 云 多云 阴天 云海",
    "night": "night midnight nighttime nocturnal 夜 夜晚 深夜 夜里 晚上 午夜",
    "dawn": "dawn sunrise morning daybreak 黎明 日出 清晨 早晨 早上 拂晓",
    "sunset": "sunset dusk twilight evening golden-hour sundown 日落 夕阳 黄昏 傍晚 晚霞 落日",
    "day": "day daytime noon daylight sunny afternoon midday 白天 中午 晴天 阳光 下午",
    "moon": "moon moonlight moonlit moonrise 月 月亮 月光 明月",
    "stars": "stars starry starlight starlit milky-way constellation 星空 星星 繁星 满天星",
    "sun": "sun sunlight sunshine sunny 太阳 阳光 烈日",
    "autumn": "autumn fall-colours maple 秋 秋天 红叶 枫叶",
    "person": "person man woman people boy girl child friend astronaut actor speaker king queen "
    "人 男人 女人 男孩 女孩 孩子 朋友 老人",
    "animal": "animal cat dog bird horse fish kitten puppy wolf bear fox cow sheep "
    "动物 猫 狗 鸟 马 鱼 狼 熊 狐狸",
    "food": "food coffee tea bread cake fruit dinner breakfast soup 食物 咖啡 茶 面包 蛋糕 水果",
    "vehicle": "car bus train truck motorcycle bicycle boat ship plane airplane rocket tram "
    "车 汽车 公交 火车 摩托车 自行车 船 飞机 火箭",
    "lighthouse": "lighthouse light-house 灯塔",
    "campfire": "campfire camp-fire bonfire bon-fire 篝火 营火",
    "town": "old-town old-city old-street old-quarter ancient-town ancient-city ancient-street "
    "medieval-town medieval-city medieval-street cobblestone cobbled watertown water-town "
    "古镇 古城 水乡 老街 小镇 江南 古巷 弄堂",
    "lantern": "lantern 灯笼 花灯 孔明灯",
    "road": "road lane highway 公路 道路",
    "path": "path footpath foot-path trail pathway path-way dirt-road country-road "
    "小路 小径 山路 土路 石板路",
    "boat": "boat ship sailboat yacht galleon rowboat 船 帆船 渔船 小舟 扁舟",
    "bridge": "bridge footbridge 桥",
    "castle": "castle fortress fortresses citadel 城堡 古堡",
    "temple": "temple pagoda shrine monastery monasteries 寺 庙 宝塔 佛塔 古塔 神社",
    "windmill": "windmill wind-mill 风车",
    "cottage": "cottage cabin hut farmhouse farm-house house 小屋 木屋 茅屋 农舍 房子",
    "village": "village hamlet houses 村庄 村落 小村 山村 渔村",
    "sail": "sail sails sailing sailboat sailing-ship tall-ship yacht galleon 帆",
    "cliff": "cliff headland cape 悬崖 峭壁 海岬",
    "flower": "flower blossom tulip sunflower 花 花朵 玫瑰 樱花",
}


def _compiled(words: str) -> tuple[re.Pattern[str] | None, tuple[str, ...]]:
    latin = [re.escape(w).replace(r"\-", "[- ]") for w in words.split() if w.isascii() or "é" in w]
    other = tuple(w for w in words.split() if not (w.isascii() or "é" in w))
    return re.compile(rf"\b(?:{'|'.join(latin)})s?\b") if latin else None, other


PHRASES: dict[str, str] = {
    "cockpit": r"(?:bridge|cockpit|cabin|flight deck|command (?:deck|room|cent(?:er|re))|inside|"
    r"interior|aboard|on board)(?: of)?(?: an?| the| his| her| their| our)?(?: [a-z]+){0,2} "
    r"(?:space ?ship|space ?craft|star ?ship|space station)s?\b|"
    r"\b(?:space ?ship|space ?craft|star ?ship)(?:'s)? (?:bridge|cockpit|cabin|interior)|\bcockpit|"
    r"驾驶舱|舰桥|(?:飞船|太空船|空间站)(?:的)?(?:里|内|舱|控制室)",
}
"""Things that several words name together; those words name nothing else."""
_PHRASES = {tag: re.compile(words) for tag, words in PHRASES.items()}
_PATTERNS = {tag: _compiled(words) for tag, words in LEXICON.items()}
# Words and names that only contain another word: blanked before the Chinese words are sought.
_FALSE_FRIENDS = re.compile(
    r"\d+\s*月|[一二三四五六七八九十]月|个月|人工|人民币|花费|花钱|茶几|机器人"
    r"|船长|船员|船票|船厂|河南|河北|山东|山西|江苏|浙江|江西|黑龙江|海南|青海|湖南|湖北|云南|中山"
)
_NAMES = {
    "上海": "都市",
    "马路": "街道",
    "飞船": "太空",
    "太空船": "太空",
    "银河系": "星系",
    "银河": "繁星",
}


_NO_ICE = re.compile(
    r"\bdesert(?= islands?\b)|\bice[- ]?creams?\b|\bice ?cubes?\b|\biced? (?:coffee|tea|latte)\b"
    r"|\bfrozen (?:mid|in (?:time|place|motion|fear)|still|pizza|food|yogh?urt)\b"
)
_FRESH = re.compile(r"\b(?:lake|pond|lagoon|reservoir)|湖|池塘")
_SALT = re.compile(r"\b(?:sea|ocean|surf|tide)|海(?!岸|湾|滩|边)")
_SHORE = re.compile(r"\b(?:shore|coast|bay)s?\b|海(?:岸|湾|滩|边)")
"""These are a lake's where one is named and no sea."""


def mentioned(prompt: str) -> list[str]:
    """Tags whose words the prompt says, in the order in which they are first said."""
    text = _NO_ICE.sub(" ", prompt.lower())
    if _FRESH.search(text) and not _SALT.search(text):
        text = _SHORE.sub(lambda hit: " " * len(hit.group()), text)
    places: list[tuple[int, str]] = []
    for tag, phrase in _PHRASES.items():
        if found := phrase.search(text):
            places.append((found.start(), tag))
            text = phrase.sub(lambda hit: " " * len(hit.group()), text)
    chinese = _FALSE_FRIENDS.sub("", text)
    for name, meaning in _NAMES.items():
        chinese = chinese.replace(name, meaning)
    for tag, (pattern, words) in _PATTERNS.items():
        match = pattern.search(text) if pattern else None
        hits = [match.start()] if match else []
        hits += [at for at in (chinese.find(word) for word in words) if at >= 0]
        if hits:
            places.append((min(hits), tag))
    return [tag for _, tag in sorted(places)]
