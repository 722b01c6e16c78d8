"""What customers live through: the five components, service in education, and how sustainable a company seems."""

from cocreate.scales.instruments.wording import Instrument, dimension

COMPONENTS = Instrument(
    "experience_components",
    "Experience of the five components",
    "五个体验要素",
    (
        dimension(
            "product", "Product", "产品",
            ("What I get does what it should.", "我得到的东西达到了应有的效果。"),
            ("Its quality is worth its price.", "质量对得起价格。"),
            ("I can rely on it.", "它让我放心。"),
        ),
        dimension(
            "service", "Service", "服务",
            ("The staff know what they are doing.", "工作人员很专业。"),
            ("I get help quickly when I need it.", "我需要时，很快就有人帮忙。"),
            ("They keep what they promise.", "他们说到做到。"),
        ),
        dimension(
            "brand", "Brand", "品牌",
            ("This brand stands for something I agree with.", "这个品牌代表的东西我认同。"),
            ("I trust this brand.", "我信任这个品牌。"),
            ("I like to be seen with it.", "我乐意让别人知道我用它。"),
        ),
        dimension(
            "emotional", "Emotional", "情感",
            ("I feel good when I am there.", "在那里我感觉很好。"),
            ("I feel that I matter as a person.", "我觉得自己受到重视。"),
            ("Afterwards I was glad to have come.", "事后我很高兴自己来了。"),
        ),
        dimension(
            "environment", "Environment", "环境",
            ("The place, or the page, is pleasant.", "场所（或页面）让人舒服。"),
            ("I find my way without asking.", "不用问人，我也能找到要找的。"),
            ("It is clean and well kept.", "干净，维护得好。"),
        ),
    ),
    (1, 7),
    "Structure: the five components of this project; after Brakus, Schmitt and Zarantonello (2009) and Bitner (1992).",
)  # fmt: skip

EDUCATION = Instrument(
    "education_service_quality",
    "Service quality in education",
    "教育服务质量",
    (
        dimension(
            "teaching", "Teaching", "教学",
            ("Lessons are well prepared.", "课程准备得很充分。"),
            ("Teachers explain so that one understands.", "老师讲得让人听得懂。"),
            ("Progress can be seen.", "看得到进步。"),
        ),
        dimension(
            "care", "Care", "关怀",
            ("Teachers know the learner as a person.", "老师了解每一位学员。"),
            ("Difficulties are noticed early.", "遇到困难能及早被发现。"),
            ("There is time for questions.", "有时间提问。"),
        ),
        dimension(
            "reliability", "Reliability", "可靠",
            ("Classes take place as announced.", "课程按公布的时间进行。"),
            ("What was agreed is done.", "约定的事情会落实。"),
            ("-Plans change without notice.", "安排常常不打招呼就改。"),
        ),
        dimension(
            "administration", "Administration", "行政服务",
            ("Enrolment and payment are simple.", "报名和缴费很方便。"),
            ("Enquiries are answered quickly.", "咨询很快得到答复。"),
            ("The staff at the desk are helpful.", "前台人员乐于帮忙。"),
        ),
        dimension(
            "surroundings", "Surroundings", "环境设施",
            ("The rooms are good to learn in.", "教室适合学习。"),
            ("Materials and equipment are up to date.", "教材和设备跟得上时代。"),
            ("The place is safe.", "这里很安全。"),
        ),
    ),
    (1, 7),
    "Structure: after Abdullah (2006), HEdPERF, and Parasuraman, Zeithaml and Berry (1988), SERVQUAL; for learning centres.",
)  # fmt: skip

SUSTAINABILITY = Instrument(
    "perceived_sustainability",
    "Perceived sustainability",
    "感知可持续性",
    (
        dimension(
            "environmental", "Environmental", "环境",
            ("This company wastes little.", "这家公司很少浪费。"),
            ("It takes care of the climate and of nature.", "它爱护气候和自然。"),
            ("Its products last.", "它的产品耐用。"),
        ),
        dimension(
            "social", "Social", "社会",
            ("It treats the people who work for it fairly.", "它公平对待员工。"),
            ("It does something for the place where it is.", "它为所在的社区做事。"),
            ("Everybody can be its customer.", "谁都可以成为它的顾客。"),
        ),
        dimension(
            "economic", "Economic", "经济",
            ("It deals honestly.", "它诚实经营。"),
            ("It thinks of the long run.", "它有长远打算。"),
            ("Its prices are fair to all sides.", "它的价格对各方都公道。"),
        ),
    ),
    (1, 7),
    "Structure: three pillars, after Elkington (1997); as perceived by consumers, Walsh and Bartikowski (2013).",
)  # fmt: skip
