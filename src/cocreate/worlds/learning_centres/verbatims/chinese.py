"""The Chinese grammar: full-width punctuation, no spaces, clauses that parents and pupils can say alike."""

from cocreate.worlds.learning_centres.verbatims.grammar import BETWEEN, HAPPY, UNHAPPY, Aspect, Grammar

_SLOTS = {
    "calmly": ("耐心地", "一条一条地", "不慌不忙地", "热情地", "用简单的话"),
    "manner": (
        "一步一步地", "用生活里的例子", "很耐心地", "用小游戏", "在白板上",
        "不慌不忙地", "换着方法", "用讲故事的方式",
    ),
    "day": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "later": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "wait": ("二十分钟", "半个小时", "四十分钟", "快一个小时", "一刻多钟"),
    "quick": ("两分钟", "五分钟", "几分钟", "不到十分钟", "一小会儿"),
    "days": ("两天", "三天", "四天", "五天", "一周"),
    "weeks": ("两个星期", "三个星期", "一个月", "六个星期"),
    "times": ("两次", "三次", "四次", "好几次"),
    "feeling": ("很自豪", "很开心", "满脑子都是想法", "很平静", "特别高兴", "盼着下一节课"),
    "very": ("真的", "确实", "的确"),
    "month": ("这个月", "这学期", "一个月内", "最近几周", "最近"),
}  # fmt: skip

_LESSONS = {
    "数学": (
        "分数", "长除法", "应用题", "小数", "对称图形",
        "百分数", "角的度量", "负数", "统计图", "乘法口诀",
    ),
    "阅读": (
        "拼音规则", "古诗", "长句子", "童话", "朗读",
        "生字词", "标点符号", "书信", "故事续写", "概括大意",
    ),
    "编程": (
        "简单循环", "变量", "用代码画图", "找错误", "迷宫小游戏",
        "条件判断", "列表", "角色动画", "问答小程序", "看报错信息",
    ),
    "绘画": (
        "明暗关系", "透视", "调色", "人像", "速写",
        "静物", "图案设计", "风景", "手的画法", "光影",
    ),
    "科学": (
        "电路", "水循环", "磁铁", "太阳系", "植物与光",
        "杠杆", "声音的传播", "融化与凝固", "岩石", "呼吸的原理",
    ),
}  # fmt: skip
_COURSES = tuple(
    {"subject": subject, "lesson": lesson, "teacher": teacher}
    for subject, lessons in _LESSONS.items()
    for lesson in lessons
    for teacher in ("我们的老师", "任课老师", "新来的老师", f"{subject}老师")
)

_PARENTS = tuple({"kid": kid} for kid in ("孩子", "女儿", "儿子", "我家孩子", "我女儿", "我儿子", "小朋友"))
_PUPILS = ({"kid": "我"},)

_ASPECTS = {
    "teacher": Aspect(
        (
            "{teacher}{manner}讲{lesson}，{kid}终于听懂了",
            "{teacher}看出{kid}卡住了，就{manner}又讲了{lesson}",
            "{teacher}和气又认真，{very}很会讲{lesson}",
            "{day}上完{teacher}的课，{kid}{feeling}",
        ),
        (
            "{teacher}把{lesson}讲得太快，{kid}后面都没跟上",
            "{month}老师换了{times}，{kid}每次都得重新适应",
            "{teacher}几乎没看{kid}做的{lesson}练习",
            "{day}问{teacher}{lesson}的问题，三言两语就被打发了",
        ),
    ),
    "materials": Aspect(
        (
            "{lesson}那本练习册写得清楚，练习量也刚好",
            "{subject}教材{very}用心，前后衔接得很好",
            "{kid}回家还拿出{subject}材料包，又把{lesson}试了一遍",
        ),
        (
            "{subject}练习册错误太多，{lesson}那部分尤其明显",
            "{lesson}的内容太简单，到{day}{kid}就觉得没意思了",
            "讲到{lesson}的时候，{subject}材料还缺了一半",
        ),
    ),
    "schedule": Aspect(
        (
            "{day}的上课时间和学校安排{very}很合适",
            "很容易就约到了{day}的时间，全家都方便",
            "{month}每节{subject}课都准时开始、准时结束",
        ),
        (
            "{month}{day}的课改了{times}，几乎没有提前通知",
            "{day}已经没有名额，别的时间又和学校冲突",
            "到了{day}早上才知道{subject}课取消了",
        ),
    ),
    "choice": Aspect(
        (
            "{day}正好有合适的{subject}班，全家都方便",
            "{subject}班有好几个时间可以选，{kid}最喜欢{day}那个班",
            "{subject}班的时间安排{very}方便，尤其是{day}",
        ),
        (
            "{day}的{subject}班已经满了，别的时间又和学校冲突",
            "适合{kid}年龄的{subject}班只有{day}才有，时间不合适",
            "{day}的班要排队等名额，一等就是{weeks}",
        ),
    ),
    "price": Aspect(
        (
            "{subject}是小班教学，这个学费很公道",
            "{kid}学{lesson}学得这么扎实，价格{very}合理",
            "{subject}课的价格一开始就说清楚，后来也没有另外加钱",
        ),
        (
            "{month}{subject}课涨价了，却没有人告诉我们原因",
            "{subject}班人数这么多，学费就显得贵了",
            "{subject}的书本和材料包要另外付钱，之前没有说明",
        ),
    ),
    "app": Aspect(
        (
            "在应用里能同时看到{day}的课和{lesson}作业，很方便",
            "在应用里约{subject}课只花了{quick}",
            "{day}上课前应用里的提醒{very}有用",
        ),
        (
            "{month}应用的登录密码失效了{times}",
            "应用里{day}的上课时间一直没有更新",
            "{lesson}的作业到了{day}还打不开",
        ),
    ),
    "progress": Aspect(
        (
            "才{weeks}，{kid}的{subject}就升了一级",
            "学了{weeks}，{kid}已经能自己做{lesson}了",
            "学校里的{subject}成绩上去了，{kid}{feeling}",
        ),
        (
            "上了{weeks}的{subject}课，在学校里看不出变化",
            "学了{weeks}，{kid}做{lesson}还是很吃力",
            "{month}没有人说得清{kid}的{subject}学到哪里了",
        ),
    ),
    "room": Aspect(
        (
            "{day}的{subject}教室明亮、暖和又整洁",
            "桌子很宽敞，{lesson}要用的东西都提前摆好了",
            "{day}去的时候，等候区很舒服，也{very}干净",
        ),
        (
            "{day}的{subject}教室很闷，窗户一直关着",
            "{day}椅子不够，{kid}只好和别人挤着坐",
            "{day}{subject}教室的暖气一直没有开",
        ),
    ),
    "noise": Aspect(
        (
            "{day}教室里很安静，能静下心来想{lesson}",
            "上{subject}课时门都关着，{kid}{very}能专心",
            "{day}班里很活跃，但讲{lesson}时一点也不吵",
        ),
        (
            "{day}隔壁太吵，{kid}根本听不清{lesson}",
            "讲{lesson}的时候，有人进进出出了{times}",
            "{day}整节{subject}课外面都在施工",
        ),
    ),
    "online": Aspect(
        (
            "{day}整节网课的画面和声音都很清楚",
            "网课上{kid}随时可以举手问{lesson}的问题",
            "线上{subject}班人不多，每个孩子都有机会发言",
        ),
        (
            "{day}网课刚讲到{lesson}，声音就断了{times}",
            "{day}等了{wait}，{kid}才进得去网课",
            "整节网课里，{kid}没有被问过一个{lesson}的问题",
        ),
    ),
    "welcome": Aspect(
        (
            "{day}一进门就有人迎接，还带着参观了{subject}教室",
            "试听前，他们花了{quick}问{kid}喜欢什么",
            "{day}第一次来，{kid}一点也不拘束，回家还{feeling}",
        ),
        (
            "{day}没有人知道我们要来，在前台站了{wait}",
            "{day}参观太匆忙，也没有人问{kid}喜欢什么",
            "第一次来就像听推销，{subject}课几乎没怎么讲",
        ),
    ),
    "desk": Aspect(
        (
            "前台{calmly}介绍了{subject}课和要填的表",
            "{day}在前台报名只花了{quick}",
            "前台帮忙找到了{day}适合{kid}水平的{subject}班",
        ),
        (
            "{day}只是交一张表，就在前台等了{wait}",
            "前台把{kid}的{subject}班分错了{times}",
            "{day}前台三个人先后要了同样的材料",
        ),
    ),
    "form": Aspect(
        (
            "网上的报名表很短，用手机{quick}就填好了",
            "一眼就能看到{day}哪些{subject}班还有名额",
            "报完{subject}课，确认信息马上就来了",
        ),
        (
            "网上报名表填到一半，内容丢了{times}",
            "{subject}课的付款页面卡了{wait}",
            "报了{subject}课以后，{days}都没有收到确认",
        ),
    ),
    "word": Aspect(
        (
            "下课时{teacher}在门口说了{lesson}学得好的地方",
            "{day}课后收到一条短消息，写着{kid}在{subject}课上做了什么",
            "课后能知道{kid}的{lesson}学得怎么样，很安心",
        ),
        (
            "{day}下课以后，没有人说{subject}课上做了什么",
            "问{teacher}{kid}的{lesson}学得怎么样，只回了一句“还行”",
            "一直没有人说{kid}的{subject}该练什么，已经{weeks}了",
        ),
    ),
    "card": Aspect(
        (
            "{teacher}新发的反馈卡把{kid}学到的{lesson}写得{very}清楚",
            "有了课后反馈卡，{day}就知道{lesson}要练什么",
            "{day}课后的反馈卡写了{kid}做得好的一点和下一步要试的一点",
            "{kid}回家把{lesson}的反馈卡念了一遍，{feeling}",
        ),
        (
            "反馈卡{day}才发到，{lesson}早就讲完了",
            "{lesson}的反馈卡全班写的都一样",
            "{lesson}的反馈卡字迹难认，也没写下一步怎么做",
        ),
    ),
    "homework": Aspect(
        (
            "{lesson}的作业不多，和课上讲的正好对得上",
            "{subject}作业{day}就批好了，批语很有用",
            "{kid}自己做完了{lesson}作业，{feeling}",
        ),
        (
            "{lesson}的作业太多，一个晚上做不完",
            "{month}{subject}作业从来没有人批改",
            "{kid}不知道{lesson}的作业到底要做什么",
        ),
    ),
    "report": Aspect(
        (
            "学习报告一步一步写出了{kid}在{subject}上的进步",
            "报告把{lesson}定为下一个目标，还写了怎么达到",
            "{subject}报告{very}好懂，用手机看也方便",
        ),
        (
            "我们最想知道的是{lesson}，报告里却只字未提",
            "{subject}学习报告晚了{weeks}才来",
            "报告里全是数字，没写{kid}的{lesson}接下来该怎么学",
        ),
    ),
    "hotline": Aspect(
        (
            "热线一打就通，客服也清楚{kid}报的{subject}课",
            "{day}打电话，客服听得很认真，{quick}就办好了",
            "{day}打了一次热线就够了，答复{very}清楚",
        ),
        (
            "{day}打热线等了{wait}才有人接",
            "热线说会回电，结果{days}都没有消息",
            "{day}热线的客服什么都做不了主",
        ),
    ),
    "chat": Aspect(
        (
            "{day}很晚了在线客服还在，{quick}就解决了",
            "在线客服给{kid}的答复{very}有用，每一步都配了图",
            "在线客服很了解{subject}课，一直陪到办完为止",
        ),
        (
            "{day}在线客服把同一段话发了{times}",
            "在线客服{days}都没有回复",
            "{day}还在打字问{subject}课的事，对话就被关掉了",
        ),
    ),
    "refund": Aspect(
        (
            "{subject}课的退费{days}就到账了",
            "客服{calmly}说明了{subject}课退费是怎么算的",
        ),
        (
            "{subject}课的退费过了{weeks}还没有到账",
            "{day}那几节课的退费怎么算，没有人说得清",
        ),
    ),
    "reschedule": Aspect(
        (
            "{subject}课从{day}调到更合适的时间，只用了{quick}",
            "{day}缺的那节{subject}课马上就安排了补课",
        ),
        (
            "想把{day}的{subject}课调开，等了{days}",
            "{day}缺课的补课时间，偏偏是{kid}在学校的时候",
        ),
    ),
    "billing": Aspect(
        (
            "{subject}课的账单有误，{days}就改好了",
            "{subject}课账单上的每一项，客服都{calmly}解释了",
        ),
        (
            "{month}{subject}课的账单错了{times}",
            "{day}那节课根本没有上，却还是收了钱",
        ),
    ),
    "login": Aspect(
        (
            "{quick}就帮{kid}重新登录了应用",
            "{day}应用的问题，客服{calmly}帮忙解决了",
        ),
        (
            "{kid}{days}都登不上应用",
            "应用把{subject}作业弄丢了{times}，没有人知道为什么",
        ),
    ),
    "parcel": Aspect(
        (
            "缺的{subject}练习册第二天就寄出来了",
            "{subject}材料包坏了，{days}就换了新的",
        ),
        (
            "{subject}练习册过了{weeks}还没有寄到",
            "{subject}材料包寄错了{times}",
        ),
    ),
    "renewing": Aspect(
        (
            "{subject}课续费只用了{quick}，{day}的名额也留着",
            "续费前，老师先问了{kid}接下来想在{subject}上学什么",
            "{subject}课续读的方案写得很清楚，一点压力也没有",
        ),
        (
            "{month}为了{subject}课续费的事，给我们打了{times}电话",
            "还没考虑好，{kid}{day}的名额就给了别人",
            "前后才{weeks}，{subject}课续费的条件就变了",
        ),
    ),
}

_FAULT = (
    "打了{times}热线，每一次都要从头再说一遍",
    "热线查不到上一次的通话记录，{day}又得从头再说一遍",
    "热线每换一个人就重新问起，同样的事又要重新解释一遍",
    "热线把电话转了{times}，每转一次都要重新解释一遍",
    "{day}热线没有人找得到我们的记录，只好从头再说一遍",
    "在热线上等了{wait}，断线后再打过去，还要重新解释一遍",
)

_PARTS = {
    "O": ("", "", "", "总的来说，", "到目前为止，", "整体上，", "说实话，"),
    "T": (
        "谢谢，请继续保持！", "很高兴选了这里。", "感谢中心的每一位老师。", "我们常和朋友说起。",
        "做得真好！",
        "这样就很好。", "希望一直这样。", "跑这么远也值得。", "期待下一节课。",
    ),
    "G": (
        "做得真好！", "谢谢大家。", "很满意。", "没有什么可挑剔的。",
        "都是好消息。", "既然问到，就说说吧。", "继续加油！",
    ),
    "H": (
        "如果能约好回电的时间就更好了。",
        "{later}晚上热线也能打通就好了。",
        "希望在应用里能看到处理到哪一步了。",
        "办完后发一封简短的邮件说明就好了。",
        "请先告诉我们大概要等多久。",
        "能不能把答复也留在应用里？",
        "可以把常见问题放在一个页面上。",
    ),
    "S": (
        "如果{later}晚上也能开课就更好了。",
        "希望多开几个{subject}班。",
        "课中间可以加一个短短的休息。",
        "要是能提前看到{subject}接下来学什么就好了。",
        "有变动的话，请早一点告诉我们。",
        "{later}之前能知道同班有谁就好了。",
        "等候的地方如果有个安静的角落就更好了。",
        "能不能也开{subject}暑期课？",
        "两节课之间有没有办法练习{lesson}？",
    ),
    "R": (
        "请在{later}之前处理好。",
        "接下来怎么办，由谁负责？",
        "能不能请人回个电话？",
        "什么时候才能改善？",
        "希望{later}之前给一个明确的答复。",
        "这件事应该找谁谈？",
        "请让一个人负责到底。",
        "是不是该换一个地方了？",
        "希望你们能看到这条意见。",
    ),
}  # fmt: skip

_SHAPES = {
    HAPPY: (
        ("{P}。", "{Q}。"),
        ("{P}，而且{Q}。",),
        ("{P}。", "{Q}。", "{T}"),
        ("{O}{P}。", "{T}"),
        ("{P}。", "{S}"),
        ("{G}", "{P}。", "{Q}。"),
    ),
    BETWEEN: (
        ("{Q}，但是{C}。",),
        ("{O}{Q}，不过{C}。",),
        ("{Q}。", "{C}。", "{S}"),
        ("{C}。", "{S}"),
        ("{C}，好在{Q}。",),
    ),
    UNHAPPY: (
        ("{C}。", "{D}。"),
        ("{C}，而且{D}。",),
        ("{C}。", "{D}。", "{R}"),
        ("{C}。", "{R}"),
        ("{O}{C}。", "{R}"),
    ),
}

CHINESE = Grammar("", _SLOTS, _COURSES, _PARENTS, _PUPILS, _ASPECTS, _FAULT, _PARTS, _SHAPES)
