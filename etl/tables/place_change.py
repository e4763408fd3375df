"""Changes of places: which code became which, and when. A person confirms each row."""

from __future__ import annotations

from etl.tables.common import NO, YES
from etl.tables.declare import Column, Table

PLACE_CHANGE = Table(
    "place_change",
    "What became of a code: `guatu changes` proposes the rows, and only confirmed ones hold. "
    "Several rows with one new code are a merger, several with one old code a split; where a part "
    "keeps the code, old and new are the same in its row. Visits, pairings, exemptions and rosters "
    "that name a code which is gone follow it to its successor; those of a split need a point.",
    (
        Column(
            "old_code",
            "code",
            "Code before.",
            "990101100201",
            ("旧代码", "原代码", "变更前代码"),
            required=True,
        ),
        Column(
            "new_code",
            "code",
            "Code after.",
            "990101100301",
            ("新代码", "现代码", "变更后代码"),
            required=True,
        ),
        Column(
            "change",
            "choice",
            "What happened: renamed, recoded, merged or split.",
            "merge",
            ("变更类型", "变更方式"),
            required=True,
            choices={
                "rename": ("更名", "改名"),
                "recode": ("变更代码", "改码", "代码变更"),
                "merge": ("合并", "并入"),
                "split": ("拆分", "分设"),
            },
        ),
        Column(
            "on_date",
            "date",
            "First day of the new state.",
            "2024-01-01",
            ("变更日期", "生效日期"),
            required=True,
        ),
        Column(
            "confirmed",
            "flag",
            "Whether a person has confirmed the row; any other is set aside.",
            "是",
            ("确认", "是否确认"),
            choices={"true": YES, "false": NO},
        ),
        Column(
            "why", "text", "Why it was proposed.", "面积重叠 98%", ("依据", "说明"), is_prose=True
        ),
    ),
    ("old_code", "new_code", "on_date"),
)
