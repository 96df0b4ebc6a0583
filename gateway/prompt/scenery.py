"""Words for light, places, looks and framing, English and Chinese. Data for world.py."""

LIGHT: dict[str, tuple[str, str]] = {
    "dawn": (r"dawn|sun ?rise|day ?break|(?:early )?mornings?|first light", "黎明|日出|清晨|早晨|早上|拂晓|破晓|晨光|朝阳"),
    "day": (r"(?<=- )day|day ?time|by day|noon|mid ?day|day ?light|afternoons?|sunny|broad day|sunlit|bright day",
            "白天|中午|正午|下午|午后|晴天|晴朗|白昼"),
    "sunset": (r"sun ?sets?|sun ?down|golden[- ]hour|setting sun", "日落|夕阳|落日|晚霞|黄金时刻|黄金时段"),
    "dusk": (r"dusk|twilight|evenings?|blue hour|gloaming", "黄昏|傍晚|暮色|薄暮|蓝调时刻"),
    "night": (r"nights?|nighttime|midnight|nocturnal|after dark", "夜晚|深夜|夜里|夜间|午夜|晚上|夜色|黑夜|星夜|夜"),
    "moonlight": (r"moon(?:light|lit|s|rise|beams?)?", "月光|月色|月亮|明月|圆月|月下"),
    "stars": (r"stars|starry|star ?lit|star ?light|milky way", "星空|星星|繁星|满天星|银河|星光"),
    "sunlight": (r"sun(?:light|shine)?|sun-?drenched", "阳光|太阳|日光|烈日"),
    "candlelight": (r"candle ?lit|lamp ?light|lantern light", "灯光|油灯"),
    "neon": (r"neon(?: (?:lights?|signs?|glow))?", "霓虹灯?"),
    "soft light": (r"soft(?:ly)? (?:light(?:ing)?|lit)|diffused? light(?:ing)?", "柔光|柔和的?光线?"),
    "back light": (r"back-?lit|back-?light(?:ing)?|rim light(?:ing)?|silhouett(?:e|es|ed)", "逆光|轮廓光|剪影"),
    "mood of the light": (r"(?:dramatic|low[- ]key|high[- ]key|hard|moody|warm|cold|cool|natural|studio|ambient) "
                       r"light(?:ing)?|chiaroscuro", "(?:戏剧性|低调|高调|硬|暖|冷|自然|影棚)(?:的)?光线?|明暗对比"),
}  # fmt: skip
"""Light: the words in English, in Chinese."""

PAINTED_LIGHT = frozenset(
    ("dawn", "day", "sunset", "dusk", "night", "moonlight", "stars", "sunlight")
)
"""What the painter follows when it paints the picture; the rest is a photograph's own."""

SCENE: dict[str, tuple[str, str]] = {
    "beach": (r"beach(?:es)?|shores?|sand ?bars?|coast(?:s|al|line)?|bays?", "沙滩|海滩|海岸|海湾"),
    "mountains": (r"mountains?|mountainous|peaks?|alps|summits?|ridges?|cliffs?|volcano(?:es)?|himalayas?",
                  "雪山|高山|山脉|山峰|群山|远山|山(?!东|西|药|寨|楂)|悬崖|火山"),
    "hills": (r"hills?|hillsides?|valleys?|country ?side|highlands?", "丘陵|山丘|山谷|乡村|田园"),
    "forest": (r"forests?|woods|woodlands?|jungles?|pines?|trees?|groves?|bamboo", "森林|树林|林间|丛林|竹林|树木|大树|树"),
    "field": (r"(?<!depth of )fields?(?! of (?:view|vision))|meadows?|grass(?:lands?|y)?|prairies?|farms?|wheat|gardens?|steppe|parks?",
              "田野|草原|草地|麦田|农场|花园|公园|稻田|麦浪"),
    "desert": (r"deserts?|sahara|dunes?|gobi|sands?", "沙漠|戈壁|沙丘"),
    "city": (r"city lights|cit(?:y|ies|yscape)|skylines?|downtown|sky ?scrapers?|metropolis|towns?|tokyo|shanghai|"
             r"new york|london|paris|beijing|hong kong", "城市|都市|高楼|天际线|上海|北京|东京|香港|纽约|城镇"),
    "street": (r"streets?|alleys?|alleyways?|roads?|avenues?|lanes?|side ?walks?|crossings?|markets?|highways?",
               "街道|小巷|街头|马路|道路|胡同|夜市|集市|市场|公路|街"),
    "room": (r"rooms?|indoors?|kitchens?|bed ?rooms?|offices?|caf[eé]s?|bars?|librar(?:y|ies)|studios?|class ?rooms?|"
             r"windows?|restaurants?|lobb(?:y|ies)|corridors?|halls?|interiors?|living rooms?|coffee ?shops?",
             "房间|室内|厨房|卧室|办公室|咖啡馆|咖啡店|图书馆|教室|客厅|窗边|窗外|窗户|餐厅|酒吧|走廊|大厅"),
    "space": (r"(?:outer )?space|galax(?:y|ies)|nebulae?|planets?|cosmos|orbits?|universe|astronauts?",
              "太空|宇宙|银河系|星系|行星|宇航员|航天员"),
    "spacecraft": (r"space ?ships?|space ?craft|star ?ships?|space stations?", "飞船|太空船|空间站"),
    "spaceship bridge": (r"(?:bridge|cockpit|cabin|flight deck|command (?:deck|room|cent(?:er|re))|inside|interior|aboard|on board)"
                         r"(?: of)?(?: an?| the| his| her| their| our)?(?: [a-z]+){0,2} (?:space ?ships?|space ?craft|star ?ships?|space stations?)|"
                         r"(?:space ?ship|space ?craft|star ?ship)(?:'s)? (?:bridge|cockpit|cabin|interior)|cockpits?",
                         "驾驶舱|舰桥|(?:飞船|太空船|空间站)的?(?:里|内|舱|控制室)"),
    "old town": (r"(?:old|ancient|medieval) (?:towns?|cit(?:y|ies)|quarters?|streets?)|water ?towns?|cobble(?:d|stones?)(?: streets?)?",
                 "古镇|古城|水乡|老街|小镇|江南|古巷|弄堂"),
    "lanterns": (r"lanterns?(?! light)", "灯笼|花灯|孔明灯"),
    "lighthouse": (r"light ?houses?", "灯塔"),
    "campfire": (r"camp ?fires?|bon ?fires?", "篝火|营火"),
    "castle": (r"castles?|fortress(?:es)?|citadels?", "城堡|古堡"),
    "temple": (r"temples?|pagodas?|shrines?|monaster(?:y|ies)", "寺庙|古寺|寺院|寺(?!庙)|庙(?!会)|宝塔|佛塔|古塔|神社"),
    "windmill": (r"wind ?mills?", "风车"),
    "cottage": (r"cottages?|cabins?|huts?|farm ?houses?|houses?", "小屋|木屋|茅屋|农舍|房子"),
    "village": (r"villages?|hamlets?", "村庄|村落|小村|山村|渔村"),
    "bridge": (r"(?:foot)?bridges?(?! of (?:his|her|my|your|the) nose)", "桥"),
    "path": (r"paths?|foot ?paths?|trails?|path ?ways?|(?:dirt|country) roads?", "小路|小径|山路|土路|石板路"),
    "boat": (r"boats?|ships?|sail ?boats?|yachts?|galleons?|row ?boats?", "轮船|帆船|小船|渔船|乌篷船|小舟|扁舟|(?<!飞)(?<!太空)船(?!长|员|票|厂|舱)"),
    "autumn": (r"autumn|fall colou?rs|maples?", "秋天|秋日|红叶|枫叶|金秋|深秋"),
    "winter": (r"winter|ice|icy|frozen(?! (?:mid|in (?:time|place|motion|fear)|still|pizza|food|yogh?urt))|glaciers?|arctic|snowy|snow[- ]?(?:capped|covered|clad|topped|dusted)|snow (?:up)?on",
               "冬天|冬日|冰川|冰雪|结冰|寒冬|积雪|雪地|雪原|白雪皑皑|雪景"),
    "sky": (r"sk(?:y|ies)|horizons?", "天空|蓝天|地平线|天边"),
    "flowers": (r"flowers?|blossoms?|tulips?|sun ?flowers?|roses?|cherry blossoms?", "鲜花|花朵|樱花|玫瑰|花海|向日葵"),
    "vehicle": (r"cars?|bus(?:es)?|trains?|planes?|airplanes?|bicycles?|motor(?:cycle|bike)s?|rockets?|trams?|taxis?",
                "汽车|火车|列车|飞机|自行车|摩托车|火箭|出租车|地铁"),
    "animal": (r"cats?|dogs?|birds?|horses?|kittens?|pupp(?:y|ies)|wol(?:f|ves)|bears?|fox(?:es)?|cows?|sheep|gulls?|seagulls?|crickets?",
               "猫|狗|鸟|马(?!路|上|达)|狼|狐狸|牛|羊|海鸥"),
}  # fmt: skip
"""Places and things: what the painter paints, or what the ambience hears in the words."""

PAINTED_SCENE = frozenset(
    "beach mountains hills forest field desert city street room space autumn winter sky flowers".split()
    + "lanterns lighthouse campfire castle temple windmill cottage village bridge path boat".split()
    + ["spaceship bridge", "old town"]
)
"""What the painter paints. The others are heard only."""

HEARD_SCENE = frozenset(
    "beach forest field desert city street room space spacecraft winter vehicle boat animal mountains".split()
)
"""What the ambience makes a sound of."""

STYLE = (
    r"cinematic(?: (?:look|style|shot|lighting|feel))?|photo-?realis(?:tic|m)|hyper-?realis(?:tic|m)|"
    r"realistic|film grain|grainy|35 ?mm(?: film)?|16 ?mm|super ?8|imax|anamorphic|bokeh|"
    r"(?:shallow )?depth of field|lens flares?|[248]k|uhd|hdr|high (?:quality|resolution|detail)|ultra[- ]detailed|"
    r"highly detailed|masterpiece|anime|cartoon|pixar|ghibli|cyberpunk|steampunk|film noir|noir|black and white|"
    r"monochrome|sepia|vintage|retro|documentary(?: style)?|slow[- ]motion|time[- ]?lapse|hyperlapse|"
    r"colou?r grad(?:ing|ed)|teal and orange|pastel|vibrant|muted colou?rs|watercolou?rs?|oil painting|"
    r"ultra realistic|award[- ]winning|movie(?:[- ]like)?|epic|motion blur|vhs|lo-?fi",
    "电影感|电影质感|写实|超写实|真实感|胶片(?:感|颗粒)?|颗粒感|浅景深|景深|虚化|光斑|镜头光晕|高清|超清|"
    "[248]k|大师级|动漫|卡通|赛博朋克|蒸汽朋克|黑白|复古|怀旧|纪录片(?:风格)?|慢动作|延时摄影|水墨|油画|国风|"
    "高质量|细节丰富|唯美|治愈|史诗感?|二次元|古风",
)  # fmt: skip
FRAMING = (
    r"(?:extreme |medium |tight )?close[- ]?ups?|(?:extreme |ultra )?wide(?:[- ]angle)? (?:shot|view|lens)|"
    r"(?:medium|long|full|establishing|two|over[- ]the[- ]shoulder|pov|point[- ]of[- ]view|low[- ]angle|high[- ]angle|"
    r"aerial|drone|bird'?s[- ]eye|overhead|top[- ]down|macro|dutch[- ]angle|eye[- ]level|portrait|cowboy|insert|"
    r"reaction|master)(?:[- ]?(?:shot|view|angle))+|macro|first[- ]person|low angle|high angle|full body|half body|"
    r"wide shot|worm'?s[- ]eye",
    "大?特写(?:镜头)?|近景|中近景|中景|中全景|全景(?:镜头)?|远景|大远景|航拍|俯拍|俯视|仰拍|仰视|平视|过肩|主观(?:镜头|视角)|"
    "第一人称|鸟瞰|微距|广角|低角度|高角度|双人镜头",
)
