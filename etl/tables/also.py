"""Less usual words for columns: a header means them only in a file where no usual one does, and of
several of them the first that is listed here."""

from __future__ import annotations

from etl.tables.declare import Column, Table

_TARGET = (
    "走访村名 走访村名称 走访村居名称 到访村 下沉社区 下沉村 挂点村 挂钩村 驻点村 挂包村 包片村 帮扶社区 "
    "结对社区 包片社区 包联网格 联系网格 责任网格 建制村 村委会 居委会 村(居) 村(居)名称 所在社区 所属网格 "
    "网格 到访地点 调研地点 包抓村 驻村 调研村 走访对象"
)
#: What is no place; `guatu check --write` says of which kind it is (target_kind).
_COMPANY = "走访企业 受访企业 联系企业 包联企业 服务企业 挂钩企业 帮扶企业 联系服务企业"
_PROJECT = "走访项目 联系项目 包联项目 包抓项目 挂联项目 调研项目"
_TOWNSHIP = (
    "联系镇街 包联镇街 包联乡镇 包村乡镇 挂点乡镇 帮扶乡镇 走访镇街 走访街道 所在镇街 所在街道 镇街名称 "
    "街道名称 乡镇街道名称 乡镇(街道)名称 所属乡镇街道 所属乡镇(街道) 所属街镇 街镇 镇乡"
)
#: Of columns that several tables share.
_SHARED = {"target_name": _TARGET, "township_name": _TOWNSHIP}
#: Table → column → its words, between spaces.
OF_TABLE: dict[str, dict[str, str]] = {
    "visit": {
        "target_name": f"{_TARGET} {_COMPANY} {_PROJECT} 企业名称 企业全称",
        "visited_on": "到村日期 到村时间 入村时间 进村时间 下乡时间 下乡日期 帮扶日期 帮扶时间 "
        "入户日期 入户时间 下村日期 下村时间 下访日期 "
        "下访时间 下沉日期 下沉时间 调研日期 调研时间 走访日 走访年月日 开展日期 开展时间 时间 日",
        "officials": "走访领导姓名 走访干部姓名 走访人员姓名 走访人姓名 入户干部 入户人员 下访领导 "
        "下访干部 下沉干部 带队人 包村干部 帮扶干部 包联干部 联系干部 驻村干部 结对干部 包片干部 "
        "帮扶责任人 帮扶干部姓名 网格员 包村领导 包联领导 联系领导 干部姓名 领导姓名 帮扶人 "
        "工作队员 走访领导干部 领导",
        "talks": "谈心谈话数 谈心谈话人数 谈话数 谈心人次 座谈人次 访谈人次",
        "households": "入户户数 入户走访户数 走访户次 走访住户数 走访居民户数 走访群众 入户",
        "disputes": "化解纠纷 化解纠纷数 化解矛盾纠纷件数 矛盾纠纷化解 调解纠纷 调解矛盾 调解矛盾纠纷 "
        "调处矛盾纠纷",
        "matters": "协调解决问题 帮助解决问题 解决问题个数 解决问题件数 解决事项 解决困难 解决实际问题 "
        "解决困难问题 办实事件数 帮办实事 办理实事 为群众办实事 实事",
        "suggestions": "收集意见建议数 意见建议条数 征求意见数 征求意见 收集意见 收集建议 收集民意",
        "note": "走访内容 走访情况 走访记录 走访事由 工作内容 工作情况 主要内容 活动内容",
    },
    "pairing": {
        "target_name": f"{_TARGET} {_COMPANY} {_PROJECT}",
        "responsible_name": "市级领导 县级领导 区级领导 县领导 区领导 第一书记兼工作队长 服务专员 队员",
        "unit_name": "责任部门 责任单位 牵头单位 所在单位 派出单位 选派单位 帮扶部门",
        "valid_from": "到村任职时间 到任时间 驻村时间",
    },
    "place": {"name": "村全称 社区全称 行政村全称 村居全称"},
    "enterprise": {"name": "企业全称 公司全称 单位全称"},
    "matter": {
        "target_name": f"{_TARGET} {_COMPANY} 企业名称 企业全称",
        "matter_id": "事件编号 受理编号 事项编码 问题编码 诉求编号 单号",
        "title": "反映问题 反映事项 反映内容 群众反映问题 群众诉求 诉求事项 诉求 问题名称 问题及诉求 "
        "主要问题 具体问题 需求 事件描述 问题诉求",
        "category": "事件类别 事件类型 诉求类型 诉求类别 问题分类 事项分类",
        "proposed_on": "来电时间 诉求时间 投诉时间 创建时间 登记时间 收集日期 收集时间 发现日期 发现时间 "
        "接收日期 接件日期 受理日",
        "due_on": "处理时限 处置时限 处理期限 处置期限 回复时限 办理截止时间 截止时间 截止日期 办结时限 "
        "要求办结时间 要求办结日期 要求完成时间 拟办结时间 计划办结时间 整改期限 完成期限 限办时间",
        "closed_on": "处理完成时间 办理完成时间 处置完成时间 实际办结日期 实际办结时间 办结日 办毕时间 "
        "整改完成时间 销号时间 销号日期 解决时间 解决日期",
        "lead_unit_name": "处置部门 处置单位 主责单位 整改责任单位 办理单位 办理部门 责任科室",
        "state": "处置状态 处置情况 是否已办结 是否已解决 办结与否 办理进展 整改进展 落实情况",
    },
    "project": {
        "place_name": "项目所在村 实施村 建设村 所在村 所在村(社区) 建设地址 项目地址",
        "investment_wan_yuan": "概算总投资 估算总投资 概算投资 估算投资 投资总额 投资额",
        "unit_name": "责任部门 主管部门 主管单位",
        "official_name": "县级包联领导 包联县级领导 包联县领导 包抓领导 挂联领导 包保领导 联系领导",
        "planned_start_on": "预计开工时间 预计开工日期 计划开工年月",
        "started_on": "实际开工 动工日期 动工时间",
        "planned_finish_on": "计划竣工 计划完工 预计竣工时间 预计竣工日期 预计完工时间 预计完工日期 "
        "拟竣工时间 计划建成时间",
        "finished_on": "实际竣工 实际完工 实际竣工时间 实际完工时间 建成时间 建成日期",
        "stands_at": "目前形象进度 工程形象进度 目前进展 当前进展 最新进展 工作进展 项目进度 进度情况",
        "difficulty": "存在问题及困难 存在困难和问题 存在的困难问题 存在的困难和问题 "
        "存在的问题和困难 问题及困难 主要困难 需要协调的问题 "
        "需协调问题",
    },
    "project_month": {
        "planned_wan_yuan": "本月计划完成投资 月计划投资 月计划 计划投资额",
        "invested_wan_yuan": "本月实际完成投资 本月实际完成 本月投资 月完成投资 实际完成投资 "
        "完成投资额 当月实际完成投资",
    },
}  # fmt: skip


def weak_headers(table: Table, column: Column) -> tuple[str, ...]:
    """Headers that mean a column only in a file where no other header does, the likeliest first."""
    also = OF_TABLE.get(table.name, {}).get(column.name, _SHARED.get(column.name, ""))
    return (*column.weak, *also.split())
