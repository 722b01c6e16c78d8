"""The journey of a Lighthouse customer: stages, touchpoints, channels and components."""

from cocreate.worlds.learning_centres.structure import Channel, Component, Name, Stage, Touchpoint

COMPANY = Name("Lighthouse Learning", "灯塔学习")
JOURNEY = Name("From first visit to staying", "从初次到访到续读")

STAGES = (
    Stage("find", Name("Finding us", "了解我们"), "aware"),
    Stage("enrol", Name("Enrolling", "报名"), "buy"),
    Stage("in-class", Name("In class", "上课"), "use"),
    Stage("after-class", Name("After class", "课后"), "use"),
    Stage("help", Name("Getting help", "获得帮助"), "help"),
    Stage("renew", Name("Staying with us", "续读"), "renew"),
)

CHANNELS = (
    Channel("web", Name("Website", "网站")),
    Channel("app", Name("App", "应用")),
    Channel("store", Name("At the centre", "到店")),
    Channel("phone", Name("Phone", "电话")),
    Channel("email", Name("E-mail", "电子邮件")),
    Channel("chat", Name("Chat", "在线聊天")),
    Channel("social", Name("Social media", "社交媒体")),
)

COMPONENTS = (
    Component("product", Name("Product", "产品")),
    Component("service", Name("Service", "服务")),
    Component("brand", Name("Brand", "品牌")),
    Component("emotional", Name("Emotional", "情感")),
    Component("environment", Name("Environment", "环境")),
)

TOUCHPOINTS = (
    Touchpoint("open-day", Name("Open day", "开放日"), "find", ("store",)),
    Touchpoint("trial-class", Name("Trial class", "试听课"), "find", ("store", "app")),
    Touchpoint("public-review", Name("Public reviews", "公开评价"), "find", ("social", "web")),
    Touchpoint("enrolment-desk", Name("Enrolment desk", "前台报名"), "enrol", ("store",)),
    Touchpoint("online-enrolment", Name("Online enrolment", "线上报名"), "enrol", ("web", "app")),
    Touchpoint("class", Name("Class at the centre", "线下课堂"), "in-class", ("store", "app")),
    Touchpoint("online-class", Name("Online class", "线上课堂"), "in-class", ("app",)),
    Touchpoint(
        "class-feedback", Name("Word from the teacher", "老师课后反馈"), "after-class", ("app", "social")
    ),
    Touchpoint("progress-report", Name("Progress report", "学习报告"), "after-class", ("app", "email")),
    Touchpoint("help-hotline", Name("Help hotline", "客服热线"), "help", ("phone",)),
    Touchpoint("help-chat", Name("Help chat", "在线客服"), "help", ("chat", "social")),
    Touchpoint("renewal", Name("Renewal", "续费"), "renew", ("app", "web", "store")),
)
