"""Reading schemes and gateway mappings from TOML, with mistakes told to the person who can mend them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from shared.errors import Invalid
from shared.scheme.gateway import GatewayMapping, unknown_keys
from shared.scheme.model import DeskScheme
from shared.scheme.rules import RoutingRule, RuleFile, mistakes_in_rules
from shared.scheme.sheet import SheetLayout, unknown_sheet_keys

Model = TypeVar("Model", bound=BaseModel)
_SENTENCES: Final = {
    "missing": "この項目が書かれていません。追加してください。",
    "extra_forbidden": "この項目は使われません。名前の書き間違いがないか確かめるか、削除してください。",
    "string_type": '文字（" " で囲んだもの）で書いてください。',
    "string_pattern_mismatch": "書き方が決まりに合っていません。ほかの行の書き方にそろえてください。",
    "string_too_short": "空のままにはできません。",
    "string_too_long": "{max_length}文字以内で書いてください。",
    "too_short": "{min_length}件以上必要です。",
    "too_long": "{max_length}件以内にしてください。",
    "int_type": "整数で書いてください。",
    "int_parsing": "整数で書いてください。",
    "int_from_float": "整数で書いてください。",
    "greater_than_equal": "{ge}以上にしてください。",
    "less_than_equal": "{le}以下にしてください。",
    "bool_type": "true か false で書いてください。",
    "bool_parsing": "true か false で書いてください。",
    "date_type": "日付（2026-04-01 の形）で書いてください。",
    "date_parsing": "日付（2026-04-01 の形）で書いてください。",
    "date_from_datetime_parsing": "日付（2026-04-01 の形）で書いてください。",
    "time_type": '時刻（"08:30" の形）で書いてください。',
    "time_parsing": '時刻（"08:30" の形）で書いてください。',
    "ip_v4_network": '通信先の範囲（"10.0.0.0/8" の形）で書いてください。',
    "ip_v6_network": '通信先の範囲（"fd00::/8" の形）で書いてください。',
    "enum": "使える値は {expected} です。",
    "literal_error": "使える値は {expected} です。",
    "tuple_type": "[ ] で囲んだ並びで書いてください。",
    "dict_type": "[ ] の見出しの下に項目を並べて書いてください。",
    "model_type": "[ ] の見出しの下に項目を並べて書いてください。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake: in which file, at which key, and what to do about it."""

    file: str
    key: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}：{self.key}：{self.sentence}" if self.key else f"{self.file}：{self.sentence}"


class UnreadableScheme(Invalid):
    """A file of desk rules has mistakes that a person must mend."""

    def __init__(self, *problems: Problem) -> None:
        """Keep every problem, so that all can be mended at once."""
        self.problems = problems
        lines = "\n".join(str(problem) for problem in problems)
        super().__init__(lines, public=lines)


def load_scheme(path: Path) -> DeskScheme:
    """Return the scheme in *path*, or raise UnreadableScheme with every mistake in it."""
    return read_toml(path, DeskScheme)


def load_schemes(folder: Path) -> dict[str, DeskScheme]:
    """Return the schemes of all `*.toml` directly in *folder* by desk_id; one desk in two files is a mistake."""
    schemes: dict[str, DeskScheme] = {}
    for path in sorted(folder.glob("*.toml")):
        scheme = load_scheme(path)
        if scheme.desk_id in schemes:
            sentence = (
                f"デスク「{scheme.desk_id}」は別のファイルにもあります。desk_id を変えるか、一方を削除してください。"
            )
            raise UnreadableScheme(Problem(file=str(path), key="desk_id", sentence=sentence))
        schemes[scheme.desk_id] = scheme
    if not schemes:
        raise UnreadableScheme(Problem(file=str(folder), key="", sentence="デスクの設定（*.toml）が一つもありません。"))
    return schemes


def load_gateways(folder: Path, schemes: Mapping[str, DeskScheme]) -> dict[str, GatewayMapping]:
    """Return the gateway mappings of all `*.toml` in *folder* by name, each checked against its desk's form."""
    mappings: dict[str, GatewayMapping] = {}
    for path in sorted(folder.glob("*.toml")):
        mapping = read_toml(path, GatewayMapping)
        problem = _problem_of(mapping, schemes, mappings)
        if problem is not None:
            raise UnreadableScheme(Problem(file=str(path), key=problem[0], sentence=problem[1]))
        mappings[mapping.name] = mapping
    return mappings


def load_sheets(folder: Path, schemes: Mapping[str, DeskScheme]) -> dict[str, tuple[SheetLayout, ...]]:
    """Return the layouts of all `*.toml` in *folder* by their desk, each checked against its form."""
    found: dict[str, tuple[SheetLayout, ...]] = {}
    for path in sorted(folder.glob("*.toml")):
        layout = read_toml(path, SheetLayout)
        scheme = schemes.get(layout.desk_id)
        if scheme is None:
            sentence = f"デスク「{layout.desk_id}」の設定がありません。"
            raise UnreadableScheme(Problem(file=str(path), key="desk_id", sentence=sentence))
        if unknown := unknown_sheet_keys(layout, scheme.form):
            sentence = f"様式にない項目「{unknown[0]}」を指しています。"
            raise UnreadableScheme(Problem(file=str(path), key="labels", sentence=sentence))
        found[layout.desk_id] = (*found.get(layout.desk_id, ()), layout)
    return found


def load_rules(path: Path, scheme: DeskScheme) -> tuple[RoutingRule, ...]:
    """Return the routing rules of *path*: a whole scheme of the same desk, or nothing but `[[routing]]` tables."""
    data = _toml(path)
    if set(data) != {"routing"}:
        other = _validated(path, data, DeskScheme)
        if other.desk_id != scheme.desk_id:
            sentence = f"このデスク（{scheme.desk_id}）の設定ではありません。"
            raise UnreadableScheme(Problem(file=str(path), key="desk_id", sentence=sentence))
        return other.routing
    rules = _validated(path, data, RuleFile).routing
    if mistakes := list(mistakes_in_rules(rules, [category.code for category in scheme.categories])):
        raise UnreadableScheme(*(Problem(file=str(path), key="", sentence=mistake) for mistake in mistakes))
    return rules


def read_toml(path: Path, model: type[Model]) -> Model:
    """Return *path* read as *model*, or raise UnreadableScheme with every mistake in it."""
    return _validated(path, _toml(path), model)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _unreadable(path, f"ファイルを開けません（{error.strerror}）。") from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, "文字コードが UTF-8 ではありません。UTF-8 で保存し直してください。") from error
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, f"TOML として読めません（{error}）。") from error


def _validated(path: Path, data: Mapping[str, Any], model: type[Model]) -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = [_problem(str(path), details) for details in error.errors(include_url=False)]
        raise UnreadableScheme(*problems) from error


def _unreadable(path: Path, sentence: str) -> UnreadableScheme:
    return UnreadableScheme(Problem(file=str(path), key="", sentence=sentence))


def _problem(file: str, details: ErrorDetails) -> Problem:
    context = details.get("ctx", {})
    if details["type"] == "value_error":
        sentence = str(context["error"])
    else:
        template = _SENTENCES.get(details["type"], f"書き方を確かめてください（{details['msg']}）。")
        sentence = template.format_map(context) if details["type"] in _SENTENCES else template
    return Problem(file=file, key=_key(details["loc"]), sentence=sentence.replace("' or '", "、").replace("', '", "、"))


def _key(location: tuple[int | str, ...]) -> str:
    """Write a place as form.fields[3].label, counted from 1 as a person counts."""
    key = ""
    for step in location:
        key += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if key else step
    return key


def _problem_of(
    mapping: GatewayMapping, schemes: Mapping[str, DeskScheme], earlier: dict[str, GatewayMapping]
) -> tuple[str, str] | None:
    if mapping.name in earlier:
        return "name", f"入口「{mapping.name}」は別のファイルにもあります。"
    scheme = schemes.get(mapping.desk_id)
    if scheme is None:
        return "desk_id", f"デスク「{mapping.desk_id}」の設定がありません。"
    if unknown := unknown_keys(mapping, scheme.form):
        return "fields", f"様式にない項目「{unknown[0]}」を指しています。"
    return None
