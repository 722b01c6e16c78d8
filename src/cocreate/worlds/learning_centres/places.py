"""The markets and centres of Lighthouse Learning. The centres are invented, the towns are real."""

from cocreate.worlds.learning_centres.structure import Centre, Market, Name

MARKETS = (
    Market("cn", Name("China", "中国"), "Asia/Shanghai", "CNY", customer_share=0.46, english_share=0.02),
    Market(
        "gb", Name("United Kingdom", "英国"), "Europe/London", "GBP", customer_share=0.32, english_share=0.97
    ),
    Market(
        "sg", Name("Singapore", "新加坡"), "Asia/Singapore", "SGD", customer_share=0.22, english_share=0.58
    ),
)

CENTRES = (
    Centre("cn-hangzhou", Name("Hangzhou", "杭州"), "cn", 0.14, 230),
    Centre("cn-shanghai-east", Name("Shanghai East", "上海东"), "cn", 0.13, 150),
    Centre("cn-shanghai-west", Name("Shanghai West", "上海西"), "cn", 0.11, 150),
    Centre("cn-nanjing", Name("Nanjing", "南京"), "cn", 0.10, 72),
    Centre("cn-suzhou", Name("Suzhou", "苏州"), "cn", 0.09, 72),
    Centre("cn-chengdu", Name("Chengdu", "成都"), "cn", 0.09, 72),
    Centre("cn-wuhan", Name("Wuhan", "武汉"), "cn", 0.08, 72),
    Centre("cn-xian", Name("Xi'an", "西安"), "cn", 0.08, 44),
    Centre("cn-xiamen", Name("Xiamen", "厦门"), "cn", 0.07, 44),
    Centre("cn-qingdao", Name("Qingdao", "青岛"), "cn", 0.06, None),
    Centre("cn-kunming", Name("Kunming", "昆明"), "cn", 0.05, None),
    Centre("gb-leeds", Name("Leeds", "利兹"), "gb", 0.19, 230),
    Centre("gb-bristol", Name("Bristol", "布里斯托"), "gb", 0.16, 72),
    Centre("gb-london-north", Name("London North", "伦敦北"), "gb", 0.15, 72),
    Centre("gb-london-south", Name("London South", "伦敦南"), "gb", 0.13, 72),
    Centre("gb-manchester", Name("Manchester", "曼彻斯特"), "gb", 0.12, 44),
    Centre("gb-york", Name("York", "约克"), "gb", 0.10, 44),
    Centre("gb-cardiff", Name("Cardiff", "加的夫"), "gb", 0.08, None),
    Centre("gb-glasgow", Name("Glasgow", "格拉斯哥"), "gb", 0.07, None),
    Centre("sg-bishan", Name("Bishan", "碧山"), "sg", 0.27, 150),
    Centre("sg-tampines", Name("Tampines", "淡滨尼"), "sg", 0.23, 72),
    Centre("sg-jurong", Name("Jurong", "裕廊"), "sg", 0.20, 72),
    Centre("sg-novena", Name("Novena", "诺维娜"), "sg", 0.17, 44),
    Centre("sg-punggol", Name("Punggol", "榜鹅"), "sg", 0.13, None),
)
