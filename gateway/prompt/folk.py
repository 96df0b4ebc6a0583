"""Words for people, speaking and its manner, and labels that are no names. Data for speech.py."""

from reelmesh.v1.spec_pb2 import Manner

FEMALE = (
    "woman women girl lady mother mom mum grandmother grandma granny sister daughter wife queen princess "
    "actress waitress nurse bride witch aunt niece heroine girlfriend businesswoman policewoman female "
    "saleswoman goddess nun mermaid maid hostess schoolgirl granddaughter stepmother ballerina"
)
MALE = (
    "man men boy guy gentleman father dad grandfather grandpa brother son husband king prince actor waiter "
    "groom wizard uncle nephew hero boyfriend businessman policeman male fisherman monk soldier sailor "
    "cowboy knight butler fireman salesman lad fellow schoolboy god grandson stepfather fisherman blacksmith samurai"
)
ANYONE = (
    "person child kid baby teenager narrator speaker astronaut captain robot doctor teacher student scientist "
    "chef cook host presenter reporter anchor detective officer pilot singer voice elder stranger customer "
    "driver farmer judge lawyer friend protagonist character android alien ghost monster dragon cat dog bear "
    "wolf fox bird parrot engineer guide guard boss announcer interviewer clerk barista worker hiker traveler "
    "traveller couple toddler vendor commander keeper baker librarian conductor passenger guest climber mechanic painter "
    "musician drummer guitarist pianist dancer athlete coach trainer surgeon patient client manager director "
    "assistant secretary bartender shopkeeper gardener carpenter builder miner hunter ranger diver "
    "explorer archaeologist professor mayor president general sergeant warrior archer merchant thief pirate "
    "vampire zombie fairy goblin cyborg hologram spokesperson influencer vlogger streamer "
    "herald twin everyone everybody watchmaker firefighter plumber lumberjack umpire referee magician surfer skater boxer swimmer cyclist barber tailor "
    "photographer journalist receptionist advisor cashier janitor electrician violinist cellist goalkeeper groundskeeper "
    "neighbor neighbour villager commentator scholar bard wanderer mother-in-law shaman squire peasant alchemist "
    "kitten puppy duckling hamster squirrel penguin snail tortoise hare pig piglet duck rooster crab caterpillar snowman teddy mouse rabbit owl lion tiger elephant monkey frog turtle"
)
"""English nouns for somebody who may speak."""
YOUNG = "girl boy child kid baby teenager toddler student schoolgirl schoolboy princess prince lad"
CHILD = "child kid baby toddler boy schoolboy schoolgirl grandson granddaughter"
"""Who has a child's voice; a girl has one when she is little."""
OLD = "grandmother grandma granny grandfather grandpa elder"
AGES = {
    "old": "old elderly aged ancient senior wrinkled grey-haired gray-haired white-haired older",
    "young": "young little teenage small younger youthful",
}
ACCENTS = "british american"
"""Adjectives for a speaker that tell an accent there are voices of."""
OTHERS = "another second other first third left right"
"""Adjectives that tell one from another of the same kind."""
APART = "red blue green yellow black white orange grey gray golden pink purple brown big small tall short fat thin"
"""Adjectives that do so where two of a kind are told apart by them."""

CHINESE_FEMALE = (
    "女人|女子|女孩子?|女士|女生|小女孩|姑娘|少女|妈妈|母亲|奶奶|外婆|姥姥|老奶奶|老太太|老妇人?|姐姐|妹妹|女儿|妻子|"
    "王后|皇后|公主|阿姨|女主播|女主角?|孙女|外孙女|儿媳|老婆|女员工|女警|女记者|女老师|女司机|女声|新娘|老婆婆|女性|女医生|女教师|护士|仙女|女声|女童|女主播|小姑娘"
)
CHINESE_MALE = (
    "男人|男子|男孩子?|男士|男生|小男孩|先生|少年|爸爸|父亲|爷爷|外公|老爷爷|老大爷|老头|哥哥|弟弟|儿子|丈夫|国王|皇帝|"
    "王子|叔叔|大叔|男主播|男主角?|孙子|外孙|老公|男员工|男警|男记者|男老师|男司机|新郎|老翁|男性|小伙子?|士兵|渔夫|和尚|船长|将军|男声|男童|侠客|书生|剑客|男主播|老师傅|师傅"
)
CHINESE_ANYONE = (
    "小童|孩童|童子|书童|丫鬟|店小二|小二|胡商|商人|管家|主人|侍卫|潜水员|程序员|消防员|售货员|外卖员|外卖小哥|快递小哥|演员|导演|魔术师|摄影师|调酒师|作家|画家|木匠|铁匠|猎人|牧羊人|守塔人|道士|大妈|大爷|大姐|小姐姐|博主|模特|舞者|吸血鬼|雪人|老虎|狮子|大象|乌龟|兔子|松鼠|企鹅|猴子|恐龙|徒弟|师父|徒儿|白领|店主|掌柜|婴儿|评委|解说员|战士|武士|侠女|大侠|员工|同事|同学|邻居|主角|路人|小贩|摊主|商贩|乘客|旅客|游客|选手|球员|裁判|保安|工人|村民|骑手|骑士|巫师|精灵|海盗|船员|水手|工程师|设计师|经理|秘书|护工|患者|病人|熊猫|狐狸|龙|"
    "老人|孩子|小孩|宇航员|航天员|机器人|医生|老师|学生|记者|主持人|旁白|解说员?|警察|厨师|店员|司机|农民|科学家|歌手|"
    "青年|年轻人|老者|路人|客人|飞行员|侦探|朋友|众人|小猫|小狗|猫|狗|儿童|宝宝|小朋友|主播|顾客|服务员|快递员|老板|老板娘|房东|教练|队长|博士|教授|助手"
)
CHINESE_YOUNG = "孩|少女|少年|姑娘|公主|王子|学生|小伙|青年|年轻|小猫|小狗|女生|男生"
CHINESE_CHILD = "孙子|孙女|外孙女?|小女孩|小男孩|男孩|孩子|小孩|女童|男童|儿童|宝宝|小朋友"
CHINESE_OLD = "老人|奶奶|外婆|姥姥|老太|老妇|爷爷|外公|大爷|老头|老翁|老者|年迈|婆婆|白发"

WOMEN = frozenset(
    "anna emma mary lucy sarah sara alice eve julia kate laura lily mia nina olivia sophia sophie zoe ella "
    "grace hannah helen jane lisa maria nora rose ruth amy clara diana eva ivy jenny karen linda maya rachel "
    "elena rosa hana mira yuki sakura elsa bella chloe emily charlotte amelia isabella ava luna aria ada abigail claire daisy eleanor elizabeth jessica kim margaret marie molly nancy nadia natasha penny priya rebecca samantha stella susan tina valerie violet vera yara wendy mei hua ling jing xiaomei".split()
)
MEN = frozenset(
    "ben john tom jack james adam bob carl chris daniel david eric frank fred george harry henry jim joe karl "
    "leo liam luke mark martin max michael mike nick noah oliver oscar owen paul peter phil robert ryan sam "
    "marcus walter jonas kevin alan albert alfred andrew anthony arthur benjamin brian charles dave dmitri edward ethan evan finn gabriel gary greg hugo ian isaac jacob jake jason jeff jeremy john jonathan joseph josh julian kenji kyle larry lucas marco mario matt matthew nathan neil otto patrick philip ray raj rick roger ron samuel scott sean stan thomas todd tony walt wei simon steve theo tim victor will william bruno gang qiang".split()
)
"""Given names that tell a voice."""

SPEAK: dict[str, Manner] = {
    "say|says|said|saying|speak|speaks|speaking|spoke|tell|tells|told|telling|ask|asks|asked|asking|reply|"
    "replies|replied|replying|answer|answers|answered|add|adds|added|continue|continues|continued|announce|"
    "announces|announced|explain|explains|explained|declare|declares|declared|narrate|narrates|narrated|"
    "remark|remarks|remarked|respond|responds|responded|state|states|stated|greet|greets|think|thinks|thought|"
    "begin|begins|interrupt|interrupts|greets|quips|recites|reads aloud|repeats|repeated|squawks|urges|demands|commands|retorts|protests|complains|proclaims|stammers|stutters|blurts out|concludes|calls|talks|talking|hums|grunts|moans|squeaks|"
    "groans|gasps|croaks|rasps|drawls|insists|admits|confesses|agrees|warns|wonders|sings|prays|chants|offers|orders|suggests": Manner.MANNER_UNSPECIFIED,
    "whisper|whispers|whispered|whispering|breathes|mouths": Manner.MANNER_WHISPER,
    "shout|shouts|shouted|shouting|yell|yells|yelled|yelling|scream|screams|screamed|screaming|bellows|roars|"
    "calls out|cries out|hollers|barks|shrieks|booms|thunders|yelps": Manner.MANNER_SHOUT,
    "murmur|murmurs|murmured|murmuring|mutter|mutters|muttered|mumble|mumbles|mumbled|coos|purrs|croons": Manner.MANNER_SOFT,
    "laugh|laughs|laughed|laughing|giggles|exclaims|exclaimed|cheers|chirps|jokes|chuckles|chuckled|chuckling|grins|grinned|beams|teases|gushes|smirks": Manner.MANNER_CHEERFUL,
    "sob|sobs|sobbing|weeps|wails|cries|cried|sighs|sighed|whimpers|pleads|begs": Manner.MANNER_SAD,
    "growls|snarls|snaps|hisses|scolds|threatens": Manner.MANNER_ANGRY,
}
"""English verbs of speaking, and the manner they tell."""
MANNERS: dict[Manner, str] = {
    Manner.MANNER_WHISPER: r"whisper\w*|in a whisper|under his breath|under her breath|under their breath|hushed|低语|耳语|悄声|悄悄|轻声细语",
    Manner.MANNER_SHOUT: r"shout\w*|yell\w*|scream\w*|loud|loudly|at the top of|大声|高声|大喊|喊|吼|尖叫|怒吼",
    Manner.MANNER_SOFT: r"soft|softly|quiet|quietly|gentle|gently|low voice|tender|tenderly|murmur\w*|shy|shyly|timid|timidly|intimate\w*|轻声|低声|小声|柔声|轻柔|温柔|慈祥|和蔼|喃喃|害羞|羞涩|自语",
    Manner.MANNER_SLOW: r"slow|slowly|drawl\w*|hesitant\w*|sleepy|sleepily|drowsy|drowsily|thoughtful\w*|deliberate\w*|tired\w*|weary|wearily|exhausted|slowly and clearly|慢慢|缓缓|缓慢|一字一句|一字一顿|疲惫|犹豫|迟疑",
    Manner.MANNER_FAST: r"fast|quick|quickly|hurried|hurriedly|rapidly|breathless\w*|urgent\w*|panic\w*|panting|out of breath|气喘吁吁|上气不接下气|frantic\w*|alarmed|nervous\w*|anxious\w*|afraid|scared|terrified|frightened|"
    r"惊慌|慌张|紧张|害怕|恐惧|惊恐|急切|焦急|急忙|急促|飞快|连忙|匆忙|快速",
    Manner.MANNER_CHEERFUL: r"cheerful|cheerfully|happy|happily|excited|excitedly|smil\w*|laugh\w*|joyful\w*|bright|brightly|giggl\w*|grin\w*|"
    r"enthusiastic\w*|energetic\w*|chuckl\w*|beaming|delight\w*|amused|playful\w*|thrilled|overjoyed|friendly|笑着|微笑|热情|开心|高兴|兴奋|欢快|愉快|激动|(?<![冷苦嘲])笑",
    Manner.MANNER_SAD: r"sad|sadly|sob\w*|cry\w*|tearful\w*|trembling|weep\w*|sorrow\w*|heartbroken|desperate\w*|pleading\w*|mournful\w*|choked|tears|melanchol\w*|哭着|哭|悲伤|伤心|难过|哽咽|叹息|叹|无奈|委屈|绝望|苦笑",
    Manner.MANNER_ANGRY: r"angry|angrily|grumpy|grumpily|menacing\w*|outraged|irritated|fuming|livid|bitter|bitterly|stern|sternly|furious\w*|annoyed|snarl\w*|growl\w*|愤怒|生气|怒|严厉|不满|恼火|气愤",
    Manner.MANNER_CALM: r"calm|calmly|serene\w*|steady|deadpan|monotone|matter-of-fact|composed|soothing\w*|reassuring\w*|relaxed|平静|冷静|淡定|从容|沉稳",
}
"""Words beside a line that tell its manner."""
SPEAK_CHINESE = (
    "尖叫道?|叫卖|惊叫道?|喝道|劝道|说道|说着|讲道|讲述|讲|吆喝|说话|说|问道|问|答道|回答|回答道|喊道|大喊|高喊|喊|叫道|大叫|嚷道|低语|低语道|耳语|耳语道|喃喃自语|喃喃道|喃喃|自言自语|自语|冷笑道?|苦笑道?|大笑道?|嘟囔道?|嘀咕道?|惊呼道?|吩咐道?|提醒道?|插话|开口|"
    "叹道|感叹|感叹道|笑道|怒吼|怒道|吼道|哭道|道(?=[：:])|唱道|告诉[^，。：:]{1,6}|念道|开口|解说|旁白"
)
"""Chinese verbs of speaking."""

LABELS = frozenset(
    (
        "time place location setting scene scenes shot shots camera camera movement camera work lens lighting light "
        "style mood tone sound sounds sfx audio music bgm soundtrack ambience ambient ambient noise background "
        "foreground subject subjects action actions motion movement prompt negative prompt negative title subtitle "
        "duration length resolution aspect ratio format framing composition color colour colors palette color grade "
        "weather season atmosphere environment character characters props costume wardrobe transition transitions "
        "effect effects vfx note notes warning important reference references seed quality fps frame frames cut "
        "dialogue dialog dialogues voice voiceover voice-over vo script description details detail overview context "
        "genre focus angle shot type pov text caption visual visuals keywords tags example output input step part "
        "act chapter day night int ext interior exterior begin end start opening closing first frame last frame "
        "special effects lens effects camera motion sound effects sound design image video emotion emotions technical "
        "specs ps p.s fact goal goals task role rule rules date speed physics logo sign theme"
    ).split()
) | frozenset(
    (
        "camera movement|camera work|negative prompt|aspect ratio|color grade|shot type|first frame|last frame|"
        "special effects|camera motion|sound effects|sound design|ambient noise|background music|time of day|"
        "color palette|art style|visual style|film style|camera angle|camera angles|depth of field|voice over|"
        "background sound|ambient sound|opening shot|closing shot|final shot|wide shot|close up|medium shot|"
        "director's note|scene description|one more thing"
    ).split("|")
)
"""Words before a colon that say what kind of thing follows, not who speaks."""
LABELS_CHINESE = (
    "时间|地点|镜头|风格|画面|场景|光线|灯光|光影|音乐|配乐|音效|声音|环境音|氛围|气氛|运镜|主体|动作|背景|前景|色调|色彩|构图|景别|"
    "天气|季节|情绪|质感|画质|时长|比例|标题|提示词?|负面提示词?|反向提示词?|注意|备注|要求|主题|角色|人物|服装|道具|转场|特效|字幕|文字|"
    "分镜|(?:大?特写|大?[全远近中]景|航拍|俯拍|仰拍|推|拉|摇|移)?镜头|(?:大?特写|大?[全远近中]景|中近景|航拍|俯拍|仰拍)|第.{1,3}[镜幕场]|镜头\\d*|画面\\d*|台词|描述|细节|内容|剧情|对白|台词|对话|参考|模式|主角|环境|机位|视角|速度|节奏|其他|环境声|旁白音乐"
)
LINE_LABELS = frozenset(
    "dialogue|dialog|line|voice|speech|inner voice|inner monologue|internal monologue|monologue|thought|thoughts|"
    "对白|台词|对话|独白|内心独白|内心|心声|心里话|内心os|os|画外".split("|")
)
"""Labels after which somebody speaks who is named elsewhere."""
NARRATORS = frozenset(
    (
        "narrator",
        "voiceover",
        "voice-over",
        "voice over",
        "vo",
        "v.o.",
        "narration",
        "旁白",
        "口播",
        "文案",
        "解说词",
        "画外音",
        "解说",
    )
)
KINDS = (
    r"(?:.*\b)?(?:ads?|advert|advertisement|commercial|promo|trailer|teaser|vlog|horror|comedy|drama|thriller|documentary|"
    r"cartoon|animation|music video|montage|tutorial|unboxing|review|parody|sketch|skit|reel|shorts?|interview|"
    r"concept|premise|plot|synopsis|logline|story|hook|cta|tagline|version|visuals?|b-?roll)|"
    r".*(?:广告|短片|视频|宣传片|预告片?|微电影|动画|纪录片|短剧|vlog|故事|题材|类型|系列|片段|[语话剧片]|画面|现场|场景|风格|效果|模式|武侠|仙侠|科幻|悬疑|恐怖片?|爱情|喜剧|古装|玄幻|言情|童话|奇幻|冒险|战争|历史|创意|概述|梗概|\d+秒)"
)
"""Labels that say what the clip is, not who speaks; in Chinese by how they end."""
PLACES = frozenset(
    "tokyo paris london berlin rome beijing shanghai shenzhen hongkong chicago boston venice iceland norway "
    "japan china france italy spain america europe africa asia mars earth moon sydney moscow dubai kyoto "
    "seoul singapore kling sora seedance veo runway hailuo imax pixar disney ghibli netflix tiktok instagram youtube vlog unreal octane amsterdam barcelona madrid vienna prague".split()
)
"""Names before a colon that are places."""
NOT_NAMES = frozenset(
    "the a an and but then suddenly meanwhile finally later now here there this that these those it its as in "
    "on at with while when where after before under over behind beside near inside outside he she they we i you "
    "his her their our my your some many two three four several no not shot scene camera cut close wide medium "
    "slow fast soft loud british american irish scottish australian texan asian african european am pm english mandarin chinese french german spanish japanese korean italian cantonese russian arabic hindi portuguese dim dark bright black white red blue green warm cold music rain snow wind light lights night day morning evening "
    "dusk dawn sunset sunrise waves birds trees leaves smoke fire fog thunder lightning everyone everybody "
    "someone somebody nobody one both all each every photorealistic cinematic realistic anime epic beautiful "
    "steam water sunlight sunshine moonlight clouds cloud dust sand ash embers sparks flames candles lanterns neon "
    "crowd crowds traffic grass flowers petals wheat ice frost mist haze ripples shadows silence darkness sweat tears "
    "blood breath text audio ambience applause split make let generate create show add use keep animate imagine picture "
    "vlog style drone steadicam gimbal handheld macro pov rack focus quick whip tilt pan zoom dolly orbit static "
    "hello hi hey yes okay ok please oh ah well what why how who".split()
)
"""Capitalised words at the start of a sentence that name nobody."""

SIGN_BEFORE = (
    r"(?:\b(?:reading|reads?|labell?ed|titled|entitled|called|named|known as|written|engraved|inscribed|spell(?:s|ing)|"
    r"the words?|the text|text(?: (?:overlay|appears|at the (?:end|start|top|bottom)|fades in|on screen))*|(?:title|end|logo) cards?(?: at the end)?|word|phrase|letters|lettering|logo|text on (?:the )?screen|on[- ]screen text|subtitles?|caption|captioned|slogan|inscription|title|headline|"
    r"displaying|displays|printed|stamped|painted|carved|tattooed|embroidered|marked|typed|"
    r"(?:sign|banner|poster|billboard|screen|board|label|t-?shirt|shirt|cap|mug|book|note|letter|card|placard|display|"
    r"marquee|sticker|plaque|headstone|gravestone|newspaper|neon)s?(?: that| which| on \w+(?: \w+)?)? (?:says?|said|saying|shows?|with))"
    r"(?:\s+(?:the )?(?:words?|text|letters|message|name|title))?|"
    r"\b(?:the )?(?:song|film|movie|book|novel|show|series|album|poem|game|band|ship|boat|café|cafe|bar|restaurant|shop|word|words|phrase|store))"
    r"\s*[:,]?\s*$",
    "(?:写着|写有|印着|印有|标着|刻着|刻有|贴着|挂着|显示着?|名为|名叫|叫做|题为|标题(?:是|为)?|招牌(?:上)?(?:是|写)?|牌子上?|字样|"
    "字幕(?:文字)?|片尾(?:文字|字幕)?|文字|标语|横幅|匾额|书名|歌曲|电影|名字是|绣着|画着|题着|所谓的?|号称)\\s*(?:着)?[:：]?\\s*$",
)
SIGN_AFTER = (
    r"^\s*(?:(?:neon|wooden|road|shop|metal|glowing|red|blue|white|old|rusty|hand-painted)\s+)*"
    r"(?:sign|signs|banner|poster|logo|billboard|sticker|label|button|tattoo|lettering|text|headline|slogan|graffiti|"
    r"(?:is |are )?(?:written|painted|carved|printed|displayed|visible|engraved|spelled|sprayed))\b|"
    r"^\s+in (?:\w+ ){0,2}(?:letters|neon|lettering|lights|font|type|script|paint|ink|chalk)\b|^\s+on (?:the|a|his|her|its) "
    r"(?:\w+ ){0,2}(?:sign|shirt|t-?shirt|wall|door|window|screen|board|cap|hull|side|cover)\b",
    "^\\s*(?:字样|几个(?:大|红|金)?字|的?(?:霓虹灯?)?(?:招牌|牌子|标语|横幅|海报|字|标志|匾额|路牌|标题))",
)
"""What stands beside words that are to be read, not heard."""
