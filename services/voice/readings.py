"""How a Mandarin character is read where its neighbours decide, and which syllables are light.

Facts of Standard Chinese as the Xiandai Hanyu Cidian gives them; no code here knows a model.
"""

import re
from collections.abc import Callable

_LIGHT = frozenset(
    "头发 时候 先生 学生 朋友 东西 衣服 喜欢 知道 告诉 认识 明白 意思 事情 "
    "眼睛 休息 消息 关系 厉害 客气 舒服 聪明 清楚 太阳 月亮 麻烦 漂亮 地方 "
    "晚上 早上 名字 窗户 钥匙 耳朵 嘴巴 脑袋 胳膊 力气 热闹 干净 便宜 暖和 "
    "凉快 结实 老实 糊涂 新鲜 故事 生意 豆腐 葡萄 萝卜 石头 木头 里头 外头 "
    "丈夫 大夫 护士 师傅 商量 打听 招呼 收拾 打扮 应付 佩服 照顾 咳嗽 哆嗦 "
    "琢磨 打算 行李 啰嗦 马虎 模糊 蘑菇 玻璃 骆驼 蚊子 亲戚 别人 部分 岁数 "
    "日子 将就 合同 主意 动静 精神 困难 答应".split()
)
"""Words whose last syllable has no tone of its own."""
_FULL_ER = re.compile(r"[女婴幼孤少健宠胎孩患产弃男]儿$|混血儿$|新生儿$|^儿")
_NUMERAL = "一二三四五六七八九十百千万两几每这那哪半数"
_DE_WORDS = frozenset(
    "得到 得意 得知 得以 得失 得分 得出 得罪 得力 得奖 得体 得当 得逞 得手 得了".split()
)

Decide = Callable[[str, str], str]
"""The text before a character and after it to its reading; empty leaves it to the dictionary."""


def _long_or_grow(before: str, after: str) -> str:
    """长: zhang3 is to grow, and the head of something; else it is chang2, long."""
    grows = after[:1] in tuple("得大出满着胖高成") or before[-1:] in tuple("生成增助")
    return "zhang3" if grows and before[-1:] not in tuple("很太更最") else "chang2"


def _de_or_di(before: str, after: str) -> str:
    """地: the adverb's ending after two characters or more, before what is done."""
    if before[-2:-1] and before[-1:] == before[-2:-1]:
        return "de5"
    said = re.search(r"[\u4e00-\u9fff]{2}$", before)
    ground = before[-1:] in tuple("这那块片此该本当内各满遍") or not re.match(
        r"[\u4e00-\u9fff]", after
    )
    return "di4" if not said or ground or after[:1] in tuple("上下里面方区点位势带") else "de5"


_LONE: dict[str, Decide] = {
    "长": _long_or_grow,
    "地": _de_or_di,
    "的": lambda before, after: "de5",
    "得": lambda before, after: "de5",
    "了": lambda before, after: "liao3" if before[-1:] in tuple("不得") and before[1:] else "le5",
    "着": lambda before, after: "zhe5",
    "还": lambda before, after: "huan2" if after[:1] in tuple("书钱给清债款") else "hai2",
    "只": lambda before, after: "zhi1" if before[-1:] in tuple(_NUMERAL) else "zhi3",
    "行": lambda before, after: (
        "hang2" if before[-1:] in tuple(_NUMERAL) and after[:1] in tuple("字文代诗") else ""
    ),
    "种": lambda before, after: "zhong4" if after[:1] in tuple("树花菜地田瓜豆") else "zhong3",
    "干": lambda before, after: "gan4" if after[:1] in tuple("什吗嘛活得") else "",
    "谁": lambda before, after: "shei2",
}


def lone(char: str, before: str, after: str) -> str:
    """The reading of a character that is a word by itself; empty when the dictionary's will do."""
    decide = _LONE.get(char)
    return decide(before, after) if decide else ""


def of_word(word: str, readings: list[str], before: str, after: str) -> list[str]:
    """A word's readings with its light syllables, given what the dictionary says."""
    out = list(readings)
    if word in _LIGHT:
        out[-1] = out[-1][:-1] + "5"
    if word[-1] == "儿" and len(word) > 1 and not _FULL_ER.search(word):
        out[-1] = "er5"
    if word[0] == "得" and word not in _DE_WORDS and re.search(r"[\u4e00-\u9fff]$", before):
        out[0] = "de5"
    if len(word) == 3 and word[1] == "得":
        out[1] = "de5"
    if word[-1] == "只" and all(char in _NUMERAL for char in word[:-1]):
        out[-1] = "zhi1"
    if word[-1] == "行" and word[:-1] in tuple(_NUMERAL) and after[:1] in tuple("字文代诗"):
        out[-1] = "hang2"
    if word.startswith("谁"):
        out[0] = "shei2"
    return out
