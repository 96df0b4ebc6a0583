"""Words that stand for sounds, in English and Chinese: the data behind scene.py."""

WORDS: dict[str, str] = {
    "rain": "rain, rainy, raining, rainfall, rainstorm, shower, umbrella, wet street, puddle,"
    " 雨, 下雨, 雨天, 雨声, 雨中, 雨伞, 阵雨, 中雨",
    "drizzle": "drizzle, light rain, gentle rain, soft rain, sprinkle, 小雨, 细雨, 毛毛雨, 微雨",
    "heavy rain": "heavy rain, heavy rainfall, downpour, pouring rain, pours down, pouring,"
    " torrential, torrential rain, monsoon, cloudburst, lashing rain, raining heavily,"
    " raining hard, rains hard, 大雨, 暴雨, 倾盆大雨, 豪雨",
    "rain on roof": "rain on roof, rain on tin roof, rain on window, rain against window,"
    " rain on glass, rain on tent, rain outside, rainy window, roof rain, rain roof,"
    " 屋顶雨声, 屋顶的雨, 雨打屋顶, 雨打窗, 窗外下雨, 窗外的雨, 雨打芭蕉, 屋檐",
    "wind": "wind, windy, windswept, breeze, breezy, gust, gusty, gale, howling wind, desert,"
    " dune, mountain top, summit, peak, cliff, plateau, 风, 大风, 微风, 狂风, 风声, 沙漠,"
    " 山顶, 悬崖",
    "storm": "storm, stormy, thunderstorm, tempest, hurricane, typhoon, cyclone, 暴风雨,"
    " 雷雨, 雷阵雨, 台风, 飓风, 风暴, 狂风暴雨",
    "thunder": "thunder, lightning, thunderclap, rolling thunder, 雷, 打雷, 雷声, 闪电, 雷鸣,"
    " 电闪雷鸣",
    "snow": "snow, snowy, snowfall, snowflake, snowing, winter, wintry, ice, icy, frozen,"
    " arctic, antarctic, glacier, tundra, 雪, 下雪, 雪地, 雪花, 冬天, 冬日, 冰川, 冰原, 雪山",
    "blizzard": "blizzard, snowstorm, 暴风雪, 暴雪",
    "air": "outdoors, outdoor, outside, open air, field, sky, hill, hillside, mountain,"
    " valley, plain, prairie, rooftop, backyard, landscape, horizon, sunset, sunrise, 户外,"
    " 室外, 田野, 草原, 天空, 山, 山谷, 原野, 日落, 日出, 夕阳",
    "surf": "surf, sea, seaside, ocean, beach, coast, coastal, coastline, shore, seashore,"
    " wave, ocean wave, sea wave, crashing wave, tide, island, lighthouse, surfer, bay, 海,"
    " 海浪, 大海, 海边, 海滩, 沙滩, 海岸, 海洋, 浪, 波浪, 浪花, 潮, 涛声, 岛, 灯塔",
    "lake": "lake, lakeside, lake shore, pond, lapping, lapping water, canal, rowing boat,"
    " rowboat, canoe, kayak, dock, pier, jetty, swimming pool, 湖, 湖边, 湖面, 湖水, 池塘,"
    " 小船, 码头, 泳池",
    "stream": "stream, brook, creek, river, riverbank, riverside, babbling, rapids, fountain,"
    " spring water, 小溪, 溪, 溪水, 溪流, 河, 河边, 河流, 江, 流水, 泉水, 喷泉, 小河",
    "waterfall": "waterfall, cascade, water fall, 瀑布",
    "cave": "cave, cavern, dripping, grotto, dungeon, tunnel, sewer, crypt, 洞穴, 山洞, 岩洞,"
    " 滴水, 隧道, 地牢",
    "underwater": "underwater, under water, under sea, deep sea, beneath sea, beneath wave,"
    " seabed, diver, scuba, submarine, coral, aquarium, mermaid, 水下, 海底, 深海, 潜水,"
    " 潜艇, 珊瑚, 水族馆, 美人鱼",
    "fire": "fire, fireplace, campfire, bonfire, hearth, flame, burning, crackling fire,"
    " ember, torch, 火, 篝火, 壁炉, 火焰, 炉火, 营火, 燃烧, 火堆, 柴火",
    "birds": "bird, birdsong, songbird, bird song, robin, sparrow, chirping, dawn chorus,"
    " garden, park, meadow, orchard, spring morning, countryside, farm, 鸟, 鸟鸣, 鸟叫, 小鸟,"
    " 鸟语花香, 花园, 公园, 清晨, 乡村, 田园, 果园",
    "gulls": "gull, seagull, harbor, harbour, fishing port, seabird, 海鸥, 港口, 渔港, 海港",
    "crickets": "cricket, night insect, insect, firefly, starry sky, starry night, summer"
    " night, moonlit field, 蟋蟀, 虫鸣, 夏夜, 星空, 萤火虫, 虫子",
    "cicadas": "cicada, summer heat, hot summer, 蝉, 蝉鸣, 知了, 盛夏, 夏日",
    "frogs": "frog, toad, swamp, marsh, bog, wetland, rice paddy, 青蛙, 蛙, 蛙鸣, 沼泽, 稻田",
    "leaves": "leaf, foliage, rustling, rustle, autumn, tree, bush, grass, bamboo, willow,"
    " vineyard, 树叶, 落叶, 叶子, 秋天, 树, 竹林, 竹子, 草丛, 草地",
    "forest": "forest, wood, woods, woodland, jungle, rainforest, rain forest, pine, grove,"
    " hiking trail, wilderness, 森林, 树林, 林间, 丛林, 雨林, 林中",
    "crowd": "crowd, crowded, market, marketplace, bazaar, fairground, funfair, festival,"
    " party, audience, stadium, plaza, town square, parade, people talking, chatter, shopping"
    " mall, station hall, wedding, banquet, 人群, 市场, 集市, 夜市, 人声, 喧闹, 热闹, 节日,"
    " 派对, 广场, 庙会, 商场, 婚礼",
    "cafe": "cafe, coffee, coffee shop, coffeehouse, café, restaurant, bar, pub, diner,"
    " canteen, bistro, teahouse, tavern, 咖啡馆, 咖啡店, 咖啡, 餐厅, 饭店, 酒吧, 茶馆, 食堂,"
    " 餐馆",
    "office": "office, keyboard, typing, coworker, meeting room, cubicle, call center,"
    " newsroom, computer lab, 办公室, 键盘, 打字, 会议室, 上班",
    "room": "room, indoors, indoor, kitchen, bedroom, living room, studio, library,"
    " classroom, museum, gallery, hospital, church, hall, interview, podcast, silence,"
    " silent, quiet room, apartment, sofa, laboratory, lab, corridor, attic, 房间, 室内,"
    " 厨房, 卧室, 客厅, 图书馆, 教室, 博物馆, 医院, 教堂, 家里, 采访, 安静, 寂静, 录音棚,"
    " 实验室",
    "clock": "clock, ticking, tick tock, pocket watch, grandfather clock, 钟表, 时钟, 滴答, 钟",
    "heartbeat": "heartbeat, heart beat, beating heart, pulse, pounding heart, 心跳",
    "applause": "applause, clapping, applaud, ovation, 掌声, 鼓掌",
    "traffic": "traffic, street, city, downtown, urban, town, road, highway, avenue, skyline,"
    " skyscraper, sidewalk, intersection, taxi, cyberpunk, metropolis, new york, tokyo,"
    " shanghai, 交通, 街道, 街, 城市, 马路, 车流, 公路, 都市, 街头, 市中心, 高楼, 上海, 北京",
    "train": "train, railway, railroad, subway, metro, locomotive, tram, rail, carriage,"
    " train station, by train, 火车, 列车, 地铁, 铁路, 高铁, 车厢, 电车, 火车站",
    "ship": "ship, sailing ship, sailboat, yacht, boat, vessel, ferry, deck, sailor, captain,"
    " pirate, aboard ship, galleon, 船, 轮船, 帆船, 甲板, 船上, 海盗, 水手, 船长, 渡轮",
    "engine": "engine, motor, generator, machinery, factory, workshop, tractor, motorcycle,"
    " motorbike, truck, 引擎, 发动机, 马达, 机器, 工厂, 摩托车, 拖拉机, 卡车",
    "car": "car, driving, in car, drive, car interior, dashboard, road trip, 汽车, 开车,"
    " 车里, 车内, 驾驶",
    "airplane": "airplane, aeroplane, plane, aircraft, airliner, flight, jet, cockpit, pilot,"
    " cabin crew, 飞机, 航班, 机舱, 飞行员, 驾驶舱",
    "helicopter": "helicopter, chopper, rotor, 直升机",
    "spaceship": "spaceship, space ship, spacecraft, space station, starship, astronaut,"
    " cosmonaut, shuttle, outer space, rocket, in orbit, space, galaxy, sci-fi, science"
    " fiction, spacesuit, moon base, mars base, alien, 飞船, 宇宙飞船, 太空, 太空船, 空间站,"
    " 宇航员, 航天员, 太空人, 宇宙, 星际, 火箭, 航天, 科幻",
}
"""Cue: the phrases that ask for it. Plurals and -ing forms are found by themselves."""

TOGETHER: dict[str, tuple[str, ...]] = {"blizzard": ("wind", "snow")}
"""Phrases that mean several cues at once."""

PARTS: dict[str, tuple[str, ...]] = {
    "storm": ("heavy rain", "wind", "thunder"),
    "forest": ("leaves", "birds"),
}
"""What a mixed cue falls apart into when one of its parts is not wanted."""

FAMILIES: tuple[tuple[str, ...], ...] = (
    ("rain", "drizzle", "heavy rain", "rain on roof"),
    ("crowd", "cafe", "applause"),
    ("surf", "lake", "stream", "waterfall"),
    ("crickets", "cicadas"),
    ("traffic", "car"),
    ("snow",),
)
"""Whoever does not want one of a family wants none of it."""

NOTHING = (
    "to train, she train, he train, they train, we train, i train, you train, who train,"
    " train for, train hard, train with, train her, train his, train their, train my, train"
    " your, train model, train on, personal train, wedding train, train of thought, fire"
    " from, fire him, fire her, fired from, fire gun, hire and fire, open fire, firewall,"
    " firework, wave at, wave to, wave goodbye, wave her, wave his, wave hand, wave their,"
    " wave hello, she wave, he wave, they wave, i wave, who wave, wind up, wind down, live"
    " stream, stream online, on stream, ice cream, rain check, storm out, storm off, storm"
    " in, perfect storm, taking storm, space bar, in space of, personal space, space between,"
    " living space, workspace, rocket salad, candle light, bar chart, bar of, deck of card,"
    " deck of cards, captain america, search engine, game engine, engine room, not only,"
    " can't wait, no doubt, no longer alone, car park, light wave, brain wave, heat wave,"
    " wave of, sea of, river of, hair wave, book market, stock market, target market, job"
    " market, jet black, forest green, sky blue, sea green, ocean blue, snow white, fire red,"
    " pulse of, spring roll, tree house, family tree, flight of stair, pilot episode, plain"
    " text, plane tree, cricket match, cricket bat, cricket player, robin hood, in orbit"
    " around, orbit around, orbit, tracking shot, truck left, truck right, nothing but,"
    " country road, dirt road, field of view, depth of field, shallow field, open plan, 火锅,"
    " 火爆, 生火气, 发火, 上海菜, 风格, 风景, 风度, 风趣, 威风, 中国风, 古风, 国风, 作风,"
    " 通风, 风筝, 山药, 海报, 海关, 海拔, 上海话, 江湖, 河南, 河北, 雷达, 雷同, 浪漫, 浪费,"
    " 流浪, 潮流, 时潮, 新潮, 草率, 树立, 火星文, 江苏, 浙江, 黑龙江, 山东, 山西, 江西, 海南,"
    " 青海, 鸟瞰, 街机, 钟情, 钟意, 分钟, 一分钟, 火腿, 火气, 火候, 雪糕, 雪碧, 环绕, 岛国,"
    " 海外, 浪子, 冰雪聪明, 山寨"
)
"""Phrases in which a word above means something else: they swallow it."""

OVER = (
    "rain stop, rain stopped, rain has stop, rain has stopped, rain have stopped, rain is"
    " over, storm has passed, storm passed, storm is over, wind die down, wind has dropped,"
    " wind died down, after rain, after storm, stopped raining, stop raining, 雨停, 风停,"
    " 雨过, 雪停, 雨过天晴, 雨后"
)
"""Phrases that say a sound is over."""

ENDLESS = (
    "never stop, not stop, doesn't stop, won't stop, never end, endless, 不停, 不断, 不止, 不息"
)
"""Phrases whose no is a yes."""

NOT = frozenset(
    "no not without never isn't aren't wasn't doesn't don't didn't nor neither nothing lack"
    " 没 无 不 别 未 勿 非".split()
)
"""A sound named within a few words after one of these is not wanted."""

BREAKS = frozenset(
    ". , ; : ! ? but with then while instead though just only 。 ， ； ！ ？ 但 却 而".split()
)
"""What ends the reach of a no."""

FAR = frozenset("distant far faraway 远 遥".split())
"""Before a sound: it is far off, softer and duller."""

AWAY = "in distance, far away, far off, from afar, miles away, on horizon"
"""After a sound: it is far off."""

FAINT = frozenset(
    "faint gentle soft quiet slight calm low subtle muffled softly gently 轻 微 弱 淡".split()
)
"""Before a sound: 6 dB softer."""

STRONG = frozenset(
    "heavy strong loud howling roaring fierce violent raging deafening huge mighty wild"
    " 大 强 狂 猛 烈".split()
)
"""Before a sound: 3 dB louder."""

NIGHT = (
    "night, midnight, moon, moonlight, moonlit, nighttime, starry, stars, 夜, 夜晚, 夜里,"
    " 晚上, 月光, 月亮, 深夜"
)
"""Night has crickets where there is grass, and no birds."""

PEOPLE = "portrait, person, people, face, man, woman, child, selfie, headshot, 人像, 肖像"
"""Somebody is seen: with nothing else known, that is a room."""

DAY = (
    "noon, midday, daytime, daylight, broad daylight, sunny, sunshine, sunlit, afternoon, by"
    " day, 中午, 正午, 白天, 下午, 阳光, 晴天"
)
"""Day has no crickets, whatever the picture looks like."""

INSIDE = (
    "indoors, indoor, room, kitchen, bedroom, living room, studio, library, classroom, museum,"
    " gallery, hospital, in church, inside church, in cathedral, inside cathedral, hall,"
    " apartment, laboratory, lab, corridor, attic,"
    " office, cafe, café, coffee shop, coffeehouse, restaurant, pub, diner, window, from"
    " inside, inside house, sofa, at home, 室内, 房间, 屋里, 屋内, 家里, 窗, 窗外, 窗边, 厨房,"
    " 卧室, 客厅, 图书馆, 教室, 博物馆, 医院, 教堂里, 大厅, 办公室, 咖啡馆, 咖啡店, 餐厅, 茶馆"
)
"""Words of the inside of a building: what sounds outside comes through its walls."""

OUTSIDE = (
    "outdoors, outdoor, on street, in street, on terrace, balcony, courtyard, 户外, 室外, 街上,"
    " 阳台, 院子"
)
"""Words that put the listener outside again."""

HALLS = (
    "in church, inside church, in cathedral, inside cathedral, in temple, inside temple, hall,"
    " great hall, ballroom, museum, gymnasium, warehouse, hangar, indoor pool, 教堂里, 大厅, 礼堂,"
    " 体育馆, 仓库"
)
CAVES = "cave, cavern, grotto, tunnel, sewer, crypt, dungeon, 洞穴, 山洞, 岩洞, 隧道, 地牢"
"""Places that one hears by their echo."""

KEPT = frozenset("training shipping streaming parking marketing winding caring waving".split())
"""Words in -ing that have left the word they come from."""
IRREGULAR = {"leaves": "leaf", "men": "man", "women": "woman", "children": "child"}
"""Plurals that no rule finds."""
