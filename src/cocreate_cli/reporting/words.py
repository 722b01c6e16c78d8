"""The report's words in English and Simplified Chinese, and how figures are written in them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cocreate import Estimate
from cocreate_files import REASONS, Note
from cocreate_files.notes import SENTENCES

__all__ = ["LANGUAGES", "Words", "words_in"]

LANGUAGES = ("en", "zh-hans")
ENGLISH: dict[str, str] = {
    "title": "Report on {file}",
    "answers": "{n} answers",
    "span": "{first} to {last}",
    "interval": "{low} to {high}",
    "opening": "{question} stands at {value} ({low} to {high}).",
    "opening_differs": "It is {parts}, beyond chance.",
    "opening_same": "No group differs from the rest beyond chance.",
    "higher": "higher for {groups}",
    "lower": "lower for {groups}",
    "and": " and ",
    "comma": ", ",
    "trend": "Over time",
    "trend_sub": "{measure} by {period}; the band is the 95 % interval, the dashed lines are the limits of"
    " chance.",
    "trend_plain": "{measure} by {period}; the band is the 95 % interval.",
    "trend_calm": "No period lies outside the limits of chance.",
    "trend_signals": "Outside what chance alone would give: {periods}.",
    "breakdowns": "Where it happens",
    "breakdowns_sub": "{measure} by group. A bar is the 95 % interval; a difference from the rest is marked"
    " only where it is beyond chance.",
    "differs": "What differs beyond chance",
    "differs_sub": "Each group against all the others; it is allowed for that there are many"
    " (Benjamini–Hochberg).",
    "group": "Group",
    "figure": "Figure",
    "difference": "Difference from the rest",
    "verbatims": "In their words",
    "verbatims_sub": "From the lowest and the highest scores.",
    "score": "score {score}",
    "data": "About the data",
    "rows_read": "Rows read: {n}.",
    "answers_used": "Answers to the main question: {n}.",
    "rows_blank": "Rows without an answer to it: {n}.",
    "far_out": "Answers dated far from all others, left out of the charts over time: {n}.",
    "left_out": "Left out: {n}, because {reason}; for example line {line}: {value}",
    "malformed": "Lines that are no rows: {n}, for example line {line}: {value}",
    "nothing_left_out": "No answer was left out.",
    "small": "Groups and periods with fewer than {n} answers are not shown, nor can they be worked out.",
    "guess_score": "Main score: {name} – a guess, because {reason}.",
    "guess_when": "Time: {name} – a guess, because {reason}.",
    "guess_text": "Words: {name} – a guess, because {reason}.",
    "guess_by": "Broken down by: {name} – a guess, because {reason}.",
    "correct": "A guess can be corrected with --score, --when, --text and --by.",
    "method": "Intervals are at 95 % ({method}).",
    "hidden": "n < {n}",
    "nps": "NPS",
    "csat": "CSAT (top two boxes)",
    "ces": "Ease (mean)",
    "mean": "Mean",
    "share": "Share of yes",
    "year": "year", "quarter": "quarter", "month": "month", "week": "week", "day": "day",
    "table": "Table",
    "period": "Period",
}  # fmt: skip
CHINESE: dict[str, str] = {
    "title": "{file} 的报告",
    "answers": "{n} 个回答",
    "span": "{first} 至 {last}",
    "interval": "{low} 至 {high}",
    "opening": "{question}为 {value}（{low} 至 {high}）。",
    "opening_differs": "{parts}，超出偶然。",
    "opening_same": "没有哪一组与其余各组的差别超出偶然。",
    "higher": "{groups}较高",
    "lower": "{groups}较低",
    "and": "，",
    "comma": "、",
    "trend": "随时间的变化",
    "trend_sub": "按{period}的{measure}；色带为 95% 区间，虚线为偶然波动的界限。",
    "trend_plain": "按{period}的{measure}；色带为 95% 区间。",
    "trend_calm": "没有哪一期超出偶然波动的界限。",
    "trend_signals": "超出偶然波动：{periods}。",
    "breakdowns": "差别在哪里",
    "breakdowns_sub": "各组的{measure}。横条为 95% 区间；只有超出偶然的差别才会标出。",
    "differs": "超出偶然的差别",
    "differs_sub": "每一组与其余各组相比；已考虑多次比较（Benjamini–Hochberg）。",
    "group": "组别",
    "figure": "数值",
    "difference": "与其余各组之差",
    "verbatims": "客户的原话",
    "verbatims_sub": "分数最低和最高的回答。",
    "score": "{score} 分",
    "data": "关于数据",
    "rows_read": "读入 {n} 行。",
    "answers_used": "主要问题的回答：{n} 个。",
    "rows_blank": "没有回答主要问题的行：{n} 行。",
    "far_out": "日期远离其他回答、未列入时间图的回答：{n} 个。",
    "left_out": "未计入 {n} 个：{reason}；例如第 {line} 行：{value}",
    "malformed": "不成行的内容：{n} 处，例如第 {line} 行：{value}",
    "nothing_left_out": "没有回答被排除。",
    "small": "少于 {n} 个回答的组和时段不显示，也无法推算出来。",
    "guess_score": "主要分数：{name}（推测：{reason}）。",
    "guess_when": "时间：{name}（推测：{reason}）。",
    "guess_text": "原话：{name}（推测：{reason}）。",
    "guess_by": "分组：{name}（推测：{reason}）。",
    "correct": "推测可用 --score、--when、--text 和 --by 更正。",
    "method": "区间的置信水平为 95%（{method}）。",
    "hidden": "n < {n}",
    "nps": "净推荐值（NPS）",
    "csat": "满意度（前两档）",
    "ces": "轻松程度（均值）",
    "mean": "均值",
    "share": "“是”的比例",
    "year": "年", "quarter": "季度", "month": "月", "week": "周", "day": "日",
    "table": "表格",
    "period": "时段",
}  # fmt: skip
CHINESE_NOTES: dict[str, str] = {
    "address_words": "其值是电子邮箱地址",
    "code_book": "文件自带的标签如此说明",
    "column_empty": "该列为空",
    "column_index": "该列只是行号",
    "column_mostly_unique": "其值很少重复，又太短，不像文字",
    "column_named": "列名是“{name}”",
    "column_personal": "该列可能指向个人，且并不需要",
    "columns_few_values": "共有 {distinct} 种不同的值，适合用来分组",
    "corrected_by_hand": "由人指定",
    "date_format": "其值是日期（{format}）",
    "date_order_assumed": "无法分辨日与月，按日在前处理",
    "delimiter": "各列以 {delimiter} 分隔。",
    "encoding": "文字编码为 {encoding}。",
    "encoding_repaired": "{count} 个字符无法读出，以“�”代替。",
    "header_blank": "{count} 列没有名称，已补上。",
    "header_repeated": "{count} 个列名重复，已编号。",
    "header_rows": "前 {count} 行是标题。",
    "id_unique": "每个值只出现一次",
    "layout": "文件像是 {layout} 的导出。",
    "layout_column": "{layout} 如此命名",
    "lines_malformed": "{count} 行不是 {columns} 列，未读入。",
    "member": "压缩包中的 {member} 已读入。",
    "nul_removed": "已去除空字符。",
    "scale_labels": "其值是从 {low} 到 {high} 的等级用语",
    "scale_values": "其值是 {low} 到 {high} 的整数",
    "sheet": "共 {count} 个工作表，读入了 {sheet}。",
    "text_words": "其值是成句的文字",
    "values_boolean": "其值是“是”与“否”",
    "values_numbers": "其值是数字",
}
CHINESE_REASONS: dict[str, str] = {
    "no_submission_id": "该行没有答卷编号",
    "repeated_submission_id": "前面已有同一答卷编号",
    "score_outside_scale": "分数超出量表",
    "score_not_whole": "分数不是整数",
    "not_a_number": "不是数字",
    "not_a_boolean": "既不是“是”也不是“否”",
    "not_a_date": "不是日期",
    "text_too_long": "文字超过 30,000 个字符",
    "too_few_columns": "列数少于标题，或引号没有结束",
    "too_many_columns": "列数多于标题",
    "not_a_json_object": "该行不是 JSON 对象",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: str

    def say(self, key: str, **params: Any) -> str:
        """A phrase."""
        return (CHINESE if self.language == "zh-hans" else ENGLISH)[key].format(**params)

    def note(self, note: Note) -> str:
        """A note on what was guessed or found."""
        return (CHINESE_NOTES if self.language == "zh-hans" else SENTENCES)[note.code].format(**note.params)

    def reason(self, code: str) -> str:
        """Why something was left out."""
        return (CHINESE_REASONS if self.language == "zh-hans" else REASONS)[code]

    def value(self, value: float, unit: str) -> str:
        """A figure with its unit; minus signs are true ones."""
        percent = f"{100 * value:.1f} %" if self.language == "en" else f"{100 * value:.1f}%"
        shown = {"share": percent, "points": f"{value:.1f}"}.get(unit, f"{value:.2f}")
        return shown.replace("-", "−")

    def change(self, value: float, unit: str) -> str:
        """A difference with the sign that shows its direction."""
        arrow = "▲" if value > 0 else "▼"
        return f"{arrow} {self.value(abs(value), unit)}"

    def interval(self, low: float, high: float, unit: str) -> str:
        """An interval."""
        return self.say("interval", low=self.value(low, unit), high=self.value(high, unit))

    def day(self, day: date) -> str:
        """A day."""
        if self.language == "zh-hans":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {day:%B %Y}"

    def period(self, start: date | datetime, every: str) -> str:
        """A period, short enough for an axis."""
        quarter = (start.month + 2) // 3
        forms = {"year": f"{start:%Y}", "quarter": f"{start:%Y} Q{quarter}", "month": f"{start:%Y-%m}"}
        return forms.get(every, f"{start:%Y-%m-%d}")

    def of(self, estimate: Estimate) -> str:
        """An estimate with its interval."""
        shown = self.value(estimate.value, estimate.unit)
        return f"{shown} ({self.interval(estimate.low, estimate.high, estimate.unit)})"


def words_in(language: str) -> Words:
    """The words of a language.

    Args:
        language: One of `LANGUAGES`.
    """
    return Words(language)
