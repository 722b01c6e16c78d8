"""Taking part: what customers do with and for a company, and how far the company lets them."""

from cocreate.scales.instruments.wording import Instrument, dimension

BEHAVIOUR = Instrument(
    "cocreation_behaviour",
    "Customer value co-creation behaviour",
    "顾客价值共创行为",
    (
        dimension(
            "information_seeking", "Seeking information", "寻求信息",
            ("Before I use this service I find out how it works.", "使用这项服务之前，我会先了解它是怎么回事。"),
            ("I find out what is expected of me.", "我会去弄清楚需要我做些什么。"),
            ("I watch how other customers go about it.", "我会留意其他顾客是怎么做的。"),
        ),
        dimension(
            "information_sharing", "Sharing information", "分享信息",
            ("I tell the staff plainly what I need.", "我会清楚地告诉工作人员我需要什么。"),
            ("I give the staff the details they need to do their work.", "我会提供工作人员办事所需的细节。"),
            ("When something about my situation changes, I let them know.", "我的情况有变化时，我会告诉他们。"),
            ("I answer the questions I am asked about the service.", "他们问到与服务有关的问题时，我都会回答。"),
        ),
        dimension(
            "responsible_behaviour", "Acting responsibly", "尽责行为",
            ("I do my part in time.", "属于我的那一部分，我会按时做好。"),
            ("I follow what was agreed.", "我会按照约定的去做。"),
            ("I prepare what is asked of me beforehand.", "需要我准备的，我会事先准备好。"),
            ("I keep to the rules that make it work for everybody.", "为了大家都方便，我会遵守规则。"),
        ),
        dimension(
            "personal_interaction", "Personal interaction", "人际互动",
            ("I am friendly to the staff.", "我对工作人员很友善。"),
            ("I greet the people who serve me.", "我会跟为我服务的人打招呼。"),
            ("I am patient when someone is trying to help me.", "别人努力帮我的时候，我会有耐心。"),
            ("I speak politely, even when something goes wrong.", "即使出了问题，我说话也有礼貌。"),
            ("I thank people for good work.", "别人做得好，我会道谢。"),
        ),
        dimension(
            "feedback", "Feedback", "反馈",
            ("When I have an idea for improvement, I tell them.", "有改进的想法时，我会告诉他们。"),
            ("When something was good, I say so.", "做得好的地方，我会说出来。"),
            ("When there is a problem, I report it to them.", "发现问题时，我会向他们反映。"),
        ),
        dimension(
            "advocacy", "Advocacy", "推荐",
            ("I speak well of this company to others.", "我会跟别人说这家公司的好话。"),
            ("I suggest it to people who ask my advice.", "有人问我意见时，我会推荐它。"),
            ("I encourage friends and family to try it.", "我会鼓励亲友去试一试。"),
        ),
        dimension(
            "helping", "Helping", "互助",
            ("I help other customers who cannot find their way.", "其他顾客不知道怎么办时，我会帮忙。"),
            ("I explain to others how the service works.", "我会向别人说明这项服务怎么用。"),
            ("I share what I have learnt with other customers.", "我会把自己的经验分享给其他顾客。"),
            ("I lend a hand when another customer needs one.", "其他顾客需要帮手时，我会搭把手。"),
        ),
        dimension(
            "tolerance", "Tolerance", "包容",
            ("I can wait if it takes longer than usual.", "如果比平时久一点，我可以等。"),
            ("I do not hold a small mistake against them.", "出一点小差错，我不会计较。"),
            ("I give them the time to put things right.", "我愿意给他们时间把问题解决。"),
        ),
    ),
    (1, 7),
    "Structure: Yi and Gong (2013), Journal of Business Research 66(9), participation and citizenship.",
)  # fmt: skip

DART = Instrument(
    "dart",
    "Building blocks of co-creation (DART)",
    "价值共创要素（DART）",
    (
        dimension(
            "dialogue", "Dialogue", "对话",
            ("This company and I talk with each other as equals.", "我和这家公司能够平等地交流。"),
            ("What I say leads to a conversation, not to silence.", "我说的话有回应，而不是石沉大海。"),
            ("There is a place where customers discuss with the company.", "有让顾客和公司一起讨论的地方。"),
        ),
        dimension(
            "access", "Access", "获取",
            ("I can get at the information and tools that I need.", "我需要的信息和工具都能拿到。"),
            ("I can use the service the way that suits me.", "我可以按适合自己的方式使用服务。"),
            ("It is easy to reach the people who decide.", "要找到能做决定的人并不难。"),
        ),
        dimension(
            "risk", "Risk", "风险",
            ("I am told what could go wrong.", "可能出现的问题，会有人告诉我。"),
            ("I understand what a decision may cost me.", "一个决定可能让我付出什么，我心里有数。"),
            ("Risks are shared fairly between the company and me.", "风险由公司和我合理分担。"),
        ),
        dimension(
            "transparency", "Transparency", "透明",
            ("I can see how prices and decisions come about.", "价格和决定是怎么来的，我看得清楚。"),
            ("The company is open about how it works.", "这家公司怎么运作，是公开的。"),
            ("I learn what became of my suggestions.", "我的建议后来怎么样了，我会知道。"),
        ),
    ),
    (1, 7),
    "Structure: Prahalad and Ramaswamy (2004), Journal of Interactive Marketing 18(3).",
)  # fmt: skip
