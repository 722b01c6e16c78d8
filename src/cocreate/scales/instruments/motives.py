"""Why customers take part."""

from cocreate.scales.instruments.wording import Instrument, dimension

BENEFITS = Instrument(
    "participation_benefits",
    "Benefits expected from taking part",
    "参与的预期收益",
    (
        dimension(
            "learning", "Learning", "学习收益",
            ("Taking part, I learn more about the product.", "参与其中，我能更了解产品。"),
            ("I find solutions to questions of my own.", "我能找到自己问题的答案。"),
            ("I get to know what is new before others do.", "我能比别人更早知道新东西。"),
        ),
        dimension(
            "social", "Social", "社会整合收益",
            ("I meet people who care about the same things.", "我能认识关心同样事情的人。"),
            ("I feel that I belong to something.", "我有一种归属感。"),
            ("The exchange with others matters to me.", "和别人的交流对我很重要。"),
        ),
        dimension(
            "personal", "Personal standing", "个人整合收益",
            ("Others see what I know.", "别人能看到我的见识。"),
            ("My contributions are respected.", "我的贡献受到尊重。"),
            ("I can make a difference to the product.", "我能让产品有所改变。"),
        ),
        dimension(
            "hedonic", "Enjoyment", "享乐收益",
            ("It is fun to think along.", "一起出主意很有意思。"),
            ("Time flies when I take part.", "参与的时候，时间过得很快。"),
            ("Solving such tasks gives me pleasure.", "解决这样的问题让我开心。"),
        ),
    ),
    (1, 7),
    "Structure: Nambisan and Baron (2009), Journal of Product Innovation Management 26(4).",
)  # fmt: skip

MOTIVES = Instrument(
    "cocreation_motives",
    "Motives for co-creation",
    "共创动机",
    (
        dimension(
            "reward", "Reward", "奖励",
            ("I take part for what I get in return.", "我参与是因为有回报。"),
            ("Without a reward I would not put in the time.", "没有奖励，我不会花这个时间。"),
        ),
        dimension(
            "recognition", "Recognition", "认可",
            ("I want my ideas to be noticed.", "我希望我的想法被看到。"),
            ("It means something to me to be thanked by name.", "被点名感谢，对我来说有意义。"),
        ),
        dimension(
            "challenge", "Challenge", "挑战",
            ("I like tasks that demand something of me.", "我喜欢有难度的任务。"),
            ("I want to see whether I can come up with a solution.", "我想看看自己能不能想出办法。"),
        ),
        dimension(
            "interest", "Interest", "兴趣",
            ("I enjoy working on new products.", "我喜欢参与新产品的设计。"),
            ("Making something together is a hobby of mine.", "一起做点东西是我的爱好。"),
        ),
        dimension(
            "curiosity", "Curiosity", "好奇",
            ("I take part because I am curious.", "我参与是因为好奇。"),
            ("I want to know how such a project goes.", "我想知道这样的项目是怎么进行的。"),
        ),
        dimension(
            "need", "Need", "需求",
            ("I am not content with what there is.", "现有的东西不能让我满意。"),
            ("I need something that does not exist yet.", "我需要一样现在还没有的东西。"),
        ),
    ),
    (1, 7),
    "Structure: Fueller (2010), California Management Review 52(2), six of the motives named there.",
)  # fmt: skip

SELF_DETERMINATION = Instrument(
    "self_determination",
    "Autonomy, competence and relatedness",
    "自主、胜任与归属",
    (
        dimension(
            "autonomy", "Autonomy", "自主",
            ("I decide for myself how I take part.", "怎么参与由我自己决定。"),
            ("I can say what I really think.", "我可以说出真实的想法。"),
            ("-I feel pressed to do as they want.", "我觉得被迫按他们的意思做。"),
        ),
        dimension(
            "competence", "Competence", "胜任",
            ("I am up to what is asked of me here.", "这里要求我做的，我能胜任。"),
            ("I notice that I am getting better at it.", "我发现自己越来越得心应手。"),
            ("-I often do not know what to do.", "我经常不知道该怎么做。"),
        ),
        dimension(
            "relatedness", "Relatedness", "归属",
            ("The people here take an interest in me.", "这里的人关心我。"),
            ("I get on well with the others who take part.", "我和其他参与者相处得很好。"),
            ("-I feel left out here.", "在这里我觉得被冷落。"),
        ),
    ),
    (1, 7),
    "Structure: Deci and Ryan (2000), Psychological Inquiry 11(4), the three basic needs.",
)  # fmt: skip
