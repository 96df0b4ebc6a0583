"""Written texts and how a person reads them, one a line: what was written | in words."""

ENGLISH = """
10^6 cells | ten to the sixth cells
x^2 + y^2 | X squared plus Y squared
10⁻³ grams | ten to the minus third grams
x³ and 10⁹ | X cubed and ten to the ninth
E = mc² | E equals M C squared
5 m² and 12 km² | five square meters and twelve square kilometers
30 m³ of water | thirty cubic meters of water
Pope John Paul II | Pope John Paul the second
World War I began | World War one began
Richard III was king | Richard the third was king
Dial 911 now | Dial nine one one now
Call 020 7946 0958 | Call zero two zero, seven nine four six, zero nine five eight
25℃ outside | twenty five degrees Celsius outside
98.6°F | ninety eight point six degrees Fahrenheit
the 20:30 train | the twenty thirty train
at 00:15 | at zero fifteen
in the 1990s | in the nineteen nineties
the 80s | the eighties
2026-11-25 | November twenty fifth, twenty twenty six
on 25 December 2026 | on the twenty fifth of December twenty twenty six
Sat., Dec. 5 | Saturday, December fifth
€20 | twenty euros
£2.5bn | two point five billion pounds
25¢ | twenty five cents
$20-30 | twenty to thirty dollars
US$50 | fifty U S dollars
7/8 inch | seven eighths inch
a 2×4 board | a two by four board
3 × 4 = 12 | three times four equals twelve
10 ÷ 2 = 5 | ten divided by two equals five
7 - 3 = 4 | seven minus three equals four
5‰ salt | five per mille salt
0.5% fat | zero point five percent fat
60 mph | sixty miles per hour
3.5GB free | three point five gigabytes free
3.2 GHz | three point two gigahertz
220V and 60W | two hundred twenty volts and sixty watts
5 ft 10 in tall | five feet ten inches tall
100 Mbps | one hundred megabits per second
approx. 5 miles | approximately five miles
St. Peter on Main St. | Saint Peter on Main Street
Mt. Everest | Mount Everest
Acme Inc. and Foo Ltd. | Acme Incorporated and Foo Limited
Fig. 3, p. 12, pp. 4-7 | Figure three, page twelve, pages four to seven
GPUs and CPUs | G P yous and C P yous
COVID-19 | covid nineteen
Great job 👍🎉! | Great job!
thanks @anna_lee | thanks at anna lee
DO NOT OPEN THE DOOR! | do not open the door!
WHERE ARE YOU GOING? | where are you going?
WARNING: DANGER AHEAD | warning: danger ahead
WE NEED NASA | we need NASA
1,000,000 people | one million people
room 101 | room one oh one
flight 3047 | flight thirty forty seven
a 50/50 chance | a fifty fifty chance
±3 degrees | plus or minus three degrees
~20 people | about twenty people
5 + 3 | five plus three
iPhone 15 Pro | I phone fifteen Pro
π ≈ 3.14 | pi is about three point one four
20 °C → 30 °C | twenty degrees Celsius to thirty degrees Celsius
a 10-year-old | a ten year old
4 Jul 1776 | the fourth of July seventeen seventy six
Area = πr² | area equals pi R squared
6.02×10²³ atoms | six point zero two times ten to the twenty third atoms
2^n bits | two to the N bits
an a² + b² = c² proof | an A squared plus B squared equals C squared proof
Napoleon III and Edward VII | Napoleon the third and Edward the seventh
Type II diabetes | type two diabetes
Vitamin B12 and Omega-3 | Vitamin B twelve and omega three
dial 112 | dial one one two
-40°F is -40°C | minus forty degrees Fahrenheit is minus forty degrees Celsius
in the 1800s | in the eighteen hundreds
class of '99 | class of ninety nine
July 4th, 1976 | July fourth, nineteen seventy six
Tue 10 Mar | Tuesday the tenth of March
$4.99/mo | four dollars and ninety nine cents per month
€3.50 | three euros fifty
HK$300 | three hundred Hong Kong dollars
£1 | one pound
1/2 hour | one half hour
4K TV at 60Hz | four K TV at sixty hertz
6'2" | six feet two inches
100 km/h | one hundred kilometers per hour
5 m/s² | five meters per second squared
3 tbsp sugar, 2 tsp salt | three tablespoons sugar, two teaspoons salt
1.75L | one point seven five liters
9 V battery | nine volts battery
Lt. Col. Ripley | lieutenant colonel Ripley
approx. 3 hrs | approximately three hours
St. Louis, MO | Saint Louis, M O
the CEO of IBM | the C E O of I B M
5G and Wi-Fi | five G and why fie
#1 fan | number one fan
@reelmesh on X | at reelmesh on X
info@reelmesh.ai | info at reelmesh dot A I
GET OUT OF MY HOUSE NOW! | get out of my house now!
I LOVE NYC | I love N Y C
ATTENTION PLEASE | attention please
0.001 | zero point zero zero one
$0 | zero dollars
2nd floor, 31st street | second floor, thirty first street
Boeing 747 | Boeing seven forty seven
Route 66 | route sixty six
24 hrs/day | twenty four hours per day
3+4=7 | three plus four equals seven
5 - 2 = 3 | five minus two equals three
12 ÷ 4 | twelve divided by four
x ≠ y | X is not Y
≈ 50 | about fifty
p < 0.05 | P less than zero point zero five
pages 10–15 | pages ten to fifteen
Mon.-Fri. | Monday to Friday
Hmm... well | hmm, well
(laughs) ok | laughs ok
CEO, CFO, & CTO | C E O, C F O, and C T O
§ 5 | section five
1st-class | first class
2 x 4 | two by four
1 km² | one square kilometer
1⅓ cups | one and a third cups
I <3 you -> always^^ | I you always
about ~5 of them² | about five of them
"""

CHINESE = """
一年~两年 | 一年到两年
三天~五天 | 三天到五天
两个~三个 | 两个到三个
20～30人 | 二十到三十人
你好呀～ | 你好呀
10^6个 | 十的六次方个
x² | X的平方
10⁻³克 | 十的负三次方克
2³ | 二的三次方
CO2和CO₂ | CO二和CO二
5km² | 五平方公里
第3名和第10名 | 第三名和第十名
20:30出发 | 二十点半出发
12:00 | 十二点整
8:30-9:45 | 八点半到九点四十五分
11月25日 | 十一月二十五日
2026年11月 | 二零二六年十一月
1990年代 | 一九九零年代
1/3 | 三分之一
¥3,000.50 | 三千点五元
3.5亿元 | 三点五亿元
$1.5M | 一百五十万美元
2万元 | 两万元
2,000米 | 两千米
12个 | 十二个
2026元 | 两千零二十六元
105 | 一百零五
10010 | 一万零一十
-5°C | 零下五摄氏度
零下3℃ | 零下三摄氏度
5‰ | 千分之五
3.14 | 三点一四
比分是3:2 | 比分是三比二
2×4=8 | 二乘四等于八
6÷2=3 | 六除以二等于三
5-3=2 | 五减三等于二
5km/h | 五公里每小时
3.5GB | 三点五GB
100W | 一百瓦
我的电话是138-0013-8000 | 我的电话是幺三八零零幺三八零零零
电话:021-6355 1234 | 电话:零二幺六三五五幺二三四
A座1203室 | A座幺二零三室
第2天 | 第二天
2个月 | 两个月
2点2分 | 两点二分
22个 | 二十二个
30%~50% | 百分之三十到百分之五十
1-2小时 | 一到两小时
1,234.5 | 一千二百三十四点五
±3 | 正负三
>5 | 大于五
约≥18岁 | 约大于等于十八岁
好👍 | 好
20多岁 | 二十多岁
90° | 九十度
2G网 | 二G网
2026/11/25 | 二零二六年十一月二十五日
3米5 | 三米五
二〇二六年 | 二零二六年
1楼~3楼 | 一楼到三楼
几十~几百 | 几十到几百
CPU占用50% | C P U 占用百分之五十
打开www.example.com | 打开 example dot com
H₂O是水,CO₂不是 | H 二 O 是水,C O 二 不是
买了iPhone 15 Pro Max | 买了 iPhone 十五 Pro Max
COVID-19疫情 | COVID 十九 疫情
用了GPT-4和Windows 11 | 用了 G P T 四 和 Windows 十一
五点~六点 | 五点到六点
十个~二十个 | 十个到二十个
2千米~3千米 | 两千米到三千米
10%~20% | 百分之十到百分之二十
面积是12cm² | 面积是十二平方厘米
2⁸ | 二的八次方
B12维生素 | B十二维生素
-10~5℃ | 零下十到五摄氏度
气温36.5℃ | 气温三十六点五摄氏度
晚上11点20分 | 晚上十一点二十分
1949年10月1日 | 一九四九年十月一日
80年代 | 八十年代
¥99 | 九十九元
$20 | 二十美元
20000元 | 两万元
2200元 | 两千二百元
2亿 | 两亿
12亿 | 十二亿
2/3 | 三分之二
3%的盐 | 百分之三的盐
1:0赢了 | 一比零赢了
120km/h | 一百二十公里每小时
1.8m | 一点八米
256GB | 二百五十六GB
220V电压 | 二百二十伏电压
第1章 | 第一章
第12届 | 第十二届
2层楼 | 两层楼
2号 | 二号
102个 | 一百零二个
电话号码是010-6552 9988 | 电话号码是零幺零六五五二九九八八
139 1234 5678 | 幺三九幺二三四五六七八
拨打400-820-8820 | 拨打四零零八二零八八二零
打119 | 打幺幺九
报警电话110 | 报警电话幺幺零
0.5 | 零点五
-3 | 负三
9-4=5 | 九减四等于五
3×5=15 | 三乘五等于十五
20÷4=5 | 二十除以四等于五
5>3 | 五大于三
~50人 | 约五十人
10-15人 | 十到十五人
1~2天 | 一到两天
2-3周 | 两到三周
周一至周五 | 周一至周五
买1送1 | 买一送一
7×24小时 | 七乘二十四小时
365天 | 三百六十五天
2倍 | 两倍
第二次世界大战 | 第二次世界大战
#话题# | 话题
哈哈哈~ | 哈哈哈
温度-5度 | 温度零下五度
等一下~一起走 | 等一下—一起走
验证码4821和4821人 | 验证码四八二幺和四千八百二十一人
110米 | 一百一十米
α粒子 | alpha粒子
5 kΩ和12 μm | 五千欧和十二微米
"""
