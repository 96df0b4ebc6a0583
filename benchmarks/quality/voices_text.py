"""What the voices are asked to say: 40 English and 40 Mandarin lines, and how each is spoken.

Questions, numbers, dates, money, abbreviations, names, long and short, pauses, both languages in
one line. Where writing and speech differ, what counts as said is written beside it by hand.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of the test set."""

    text: str
    spoken: tuple[str, ...] = ()
    """What a person would say, in plain words; any of them counts. Empty means the text."""

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every reading that counts as right."""
        return self.spoken or (self.text,)


ENGLISH = (
    Line("Did you remember to lock the kitchen door?"),
    Line("I never thought I would see the Earth from up here."),
    Line("Stop right there!"),
    Line("I'll be home by ten, I promise."),
    Line("Wait... did you hear that?"),
    Line("My name is Elizabeth Carter, and this is Captain Rodriguez."),
    Line("What time does the last train to Manchester leave?"),
    Line("Please bring me a cup of coffee and two slices of bread."),
    Line("If it rains, we stay; if it clears, we go — simple as that."),
    Line("“You should have told me,” she said, “a long time ago.”"),
    Line("Nobody believed the story until the photographs arrived, three weeks later, in a "
         "plain brown envelope."),
    Line("The old lighthouse keeper climbed the narrow stairs every evening, lit the great "
         "lamp, and watched the ships pass until the sun came up again."),
    Line("The museum shows paintings from all over the world."),
    Line("A cold wind was blowing from the mountains all night."),
    Line("Dr. Brown paid $9.99 for a book on December 3rd.",
         ("doctor brown paid nine dollars and ninety nine cents for a book on december third",)),
    Line("The meeting starts at 3:30 p.m. on May 5, 2024.",
         ("the meeting starts at three thirty pm on may fifth twenty twenty four",)),
    Line("Call me at 555-0142 before 8 o'clock.",
         ("call me at five five five zero one four two before eight o'clock",
          "call me at five five five oh one four two before eight o'clock")),
    Line("About 75% of the 1,250 seats were empty.",
         ("about seventy five percent of the one thousand two hundred fifty seats were empty",
          "about seventy five percent of the one thousand two hundred and fifty seats were empty")),
    Line("Mr. and Mrs. Jones live at 221 Baker St. in London.",
         ("mister and missus jones live at two hundred twenty one baker street in london",
          "mister and missus jones live at two hundred and twenty one baker street in london")),
    Line("The temperature fell to -12 °C last night.",
         ("the temperature fell to minus twelve degrees celsius last night",)),
    Line("We drove 45 km in less than half an hour.",
         ("we drove forty five kilometers in less than half an hour",)),
    Line("In 1969, two men walked on the Moon.",
         ("in nineteen sixty nine two men walked on the moon",)),
    Line("She finished 2nd, and her brother came in 21st.",
         ("she finished second and her brother came in twenty first",)),
    Line("The U.S. budget grew by $3.5 billion.",
         ("the us budget grew by three point five billion dollars",)),
    Line("Add 3/4 cup of sugar and stir for 10 min.",
         ("add three quarters cup of sugar and stir for ten minutes",
          "add three fourths cup of sugar and stir for ten minutes")),
    Line("NASA and the FBI refused to comment."),
    Line("Turn left at the bridge and walk past the church."),
    Line("Have you ever seen so many stars?"),
    Line("My brother plays the violin, and my sister sings."),
    Line("It was not the answer she had hoped for."),
    Line("Look out, there's somebody behind you!"),
    Line("The doctor asked whether the pain had gone."),
    Line("Fresh bread, warm soup, and a little cheese: what more could we want?"),
    Line("I hear music coming from the garden."),
    Line("Twelve ships left the bay before sunrise."),
    Line("STOP! Put the lamp down and listen to me."),
    Line("The recipe is on page 112, in chapter 4.",
         ("the recipe is on page one hundred twelve in chapter four",
          "the recipe is on page one hundred and twelve in chapter four")),
    Line("We leave on 2026-11-24 at 6:45 a.m.",
         ("we leave on november twenty fourth twenty twenty six at six forty five am",)),
    Line("The old car cost $1,234.56 in all.",
         ("the old car cost one thousand two hundred thirty four dollars and fifty six cents "
          "in all",
          "the old car cost one thousand two hundred and thirty four dollars and fifty six cents "
          "in all")),
    Line("Write to anna.lee@example.com, please.",
         ("write to anna dot lee at example dot com please",)),
)  # fmt: skip

MANDARIN = (
    Line("今天的天气真好，我们去公园散步吧。"),
    Line("你吃过晚饭了吗？"),
    Line("我从来没有见过这么美丽的风景。"),
    Line("请给我一杯热咖啡和两块面包。"),
    Line("她慢慢地打开盒子，开心地笑了。"),
    Line("昨天晚上下了一场大雨。"),
    Line("我的妹妹在北京的一家银行工作。"),
    Line("小声一点，宝宝刚刚睡着。"),
    Line("谁把雨伞忘在出租车上了？"),
    Line("等等……你听见什么声音了吗？"),
    Line("别着急，慢慢来！"),
    Line("王小明和李丽华是同班同学。"),
    Line("这位行长长得很高，头发也很长。"),
    Line("老人每天傍晚都会爬上那座灯塔，点亮大灯，看着来来往往的船只，直到太阳再次升起。"),
    Line("孩子们在草地上跑来跑去，玩得很开心。"),
    Line("火车还有20分钟就要开了。", ("火车还有二十分钟就要开了",)),
    Line("会议定在2024年5月18日下午3:30。",
         ("会议定在二零二四年五月十八日下午三点三十分",
          "会议定在二零二四年五月十八日下午三点半")),
    Line("这件衣服打八折，只要¥199.5。", ("这件衣服打八折只要一百九十九点五元",)),
    Line("他的电话号码是13800138000。", ("他的电话号码是一三八零零一三八零零零",)),
    Line("超过75%的人表示同意。", ("超过百分之七十五的人表示同意",)),
    Line("昨天夜里气温降到了-12℃。", ("昨天夜里气温降到了零下十二摄氏度",)),
    Line("他是第1个到达山顶的人，比第2名早了半个小时。",
         ("他是第一个到达山顶的人比第二名早了半个小时",)),
    Line("从上海到广州一共有1,462公里。", ("从上海到广州一共有一千四百六十二公里",)),
    Line("我想要一杯coffee，谢谢。", ("我想要一杯coffee谢谢", "我想要一杯咖啡谢谢")),
    Line("他在Google工作了三年。", ("他在google工作了三年", "他在谷歌工作了三年")),
    Line("请打开Bluetooth，然后连接我的iPhone。",
         ("请打开bluetooth然后连接我的iphone", "请打开蓝牙然后连接我的iphone")),
    Line("你什么时候回来？"),
    Line("外面刮着很大的风，记得多穿一件衣服。"),
    Line("我们坐火车去西安看兵马俑。"),
    Line("他一边喝茶，一边看报纸。"),
    Line("请在前面的路口左转。"),
    Line("爷爷给我讲了一个很长的故事。"),
    Line("妈妈正在厨房里做饭。"),
    Line("这本书我已经看了两遍。"),
    Line("春天来了，花都开了。"),
    Line("快跑，船要开了！"),
    Line("祝你生日快乐，身体健康！"),
    Line("月亮慢慢地从山后面升起来了。"),
    Line("图书馆早上9点开门。", ("图书馆早上九点开门",)),
    Line("会议改到2026-11-24。", ("会议改到二零二六年十一月二十四日",)),
)  # fmt: skip

LINES = {"en": ENGLISH, "zh": MANDARIN}
