"""What `desk rules` answers, for machines and for people."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from services.routing.cli.rules_over_cases import LookedBack
from services.routing.domain.rules import Rulebook
from services.routing.domain.rules_trial import Tally, TriedCase, tally
from services.routing.domain.succession import Succession
from shared.cli.output import table
from shared.scheme.model import DeskScheme
from shared.scheme.rules import RoutingRule


def trial_as_data(scheme: DeskScheme, books: Sequence[Rulebook], looked: LookedBack) -> dict[str, Any]:
    """Return what a dry run found, without a word of any case (the machine interface; keep it stable)."""
    before, after = looked.tried
    tallies = [tally(tried, len(book.rules)) for tried, book in zip(looked.tried, books, strict=True)]
    lines = [_line(was, will) for was, will in zip(before, after, strict=True) if was.hits or will.hits]
    return {
        "desk_id": scheme.desk_id,
        "version": scheme.version,
        "cases": len(after),
        "gone": looked.gone,
        "decided": sum(bool(one.decided) for one in after),
        "changed": sum(line["changed"] for line in lines),
        "before": _tally_as_data(tallies[0], books[0].rules),
        "after": _tally_as_data(tallies[1], books[1].rules),
        "lines": lines,
    }


def rules_as_data(scheme: DeskScheme, looked: LookedBack | None, succession: Succession) -> dict[str, Any]:
    """Return the rules in force; without cases looked at, their counts are None."""
    counts = tally(looked.tried[0], len(scheme.routing)).rules if looked else (None,) * len(scheme.routing)
    return {
        "desk_id": scheme.desk_id,
        "version": scheme.version,
        "cases": len(looked.tried[0]) if looked else 0,
        "gone": looked.gone if looked else 0,
        "rules": [
            rule.model_dump(mode="json")
            | {
                "number": number,
                "department_name": succession.name(rule.department),
                "department_today": succession.today(rule.department),
                "hits": count and count.hits,
                "agrees": count and count.agrees,
                "contradicts": count and count.contradicts,
            }
            for number, (rule, count) in enumerate(zip(scheme.routing, counts, strict=True), start=1)
        ],
    }


def trial_as_text(told: dict[str, Any], succession: Succession) -> str:
    """Return the same for a person."""
    before, after = told["before"], told["after"]
    names = {"with_hit": "規則が当てはまった案件", "agrees": "うち送付先と一致", "contradicts": "うち送付先と不一致"}
    counts = [("規則の数", len(before["rules"]), len(after["rules"]))]
    counts += [(name, before[key], after[key]) for key, name in names.items()]
    changed = [
        (line["receipt"], *(_named(codes, succession) for codes in _departments(line)))
        for line in told["lines"]
        if line["changed"]
    ]
    return "\n".join(
        (
            f"案件 {told['cases']}件（送付済み {told['decided']}件、内容が廃棄済みのため除いたもの {told['gone']}件）",
            table(counts, ("", "いまの規則", "試した規則")),
            f"\n規則の指す課が変わる案件：{told['changed']}件",
            *([table(changed, ("受付番号", "いまの規則", "試した規則", "実際の送付先"))] if changed else []),
            *_remarks(after),
        )
    )


def rules_as_text(told: dict[str, Any]) -> str:
    """Return the rules for a person."""
    rows = [
        (
            rule["number"],
            rule["priority"],
            rule["department_name"],
            *("-" if rule[key] is None else rule[key] for key in ("hits", "agrees", "contradicts")),
            _conditions(rule),
        )
        for rule in told["rules"]
    ]
    counted = f"版{told['version']}の規則。新しいものから{told['cases']}件の案件で数えました。"
    headings = ("番号", "優先度", "担当課", "該当", "送付先と一致", "不一致", "条件")
    return f"{counted}\n{table(rows, headings)}"


def _line(was: TriedCase, will: TriedCase) -> dict[str, Any]:
    return {
        "receipt": will.receipt,
        "before": _pointed(was),
        "after": _pointed(will),
        "decided": list(will.decided),
        "changed": was.leading != will.leading,
    }


def _pointed(tried: TriedCase) -> dict[str, Any]:
    return {
        "departments": list(tried.leading),
        "rules": [hit.number for hit in tried.hits],
        "agrees": tried.agrees,
    }


def _tally_as_data(counted: Tally, rules: Sequence[RoutingRule]) -> dict[str, Any]:
    named = zip(counted.rules, rules, strict=True)
    return {
        "with_hit": counted.with_hit,
        "agrees": counted.agrees,
        "contradicts": counted.contradicts,
        "never_hit": [one.number for one in counted.rules if not one.hits],
        "contradicting": [one.number for one in counted.rules if one.contradicts],
        "conflicts": [asdict(one) for one in counted.conflicts],
        "rules": [asdict(one) | {"department": rule.department, "priority": rule.priority} for one, rule in named],
    }


def _remarks(after: dict[str, Any]) -> Iterable[str]:
    if after["never_hit"]:
        yield f"\n一度も当てはまらない規則：{_listed(after['never_hit'])}"
    if after["contradicting"]:
        yield f"実際の送付先と異なる課を指した規則：{_listed(after['contradicting'])}"
    for conflict in after["conflicts"]:
        cases = "、".join(conflict["receipts"][:5])
        yield (
            f"同じ優先度で異なる課を指す規則：{_listed(conflict['rules'])}"
            f"（{len(conflict['receipts'])}件：{cases}{' ほか' if len(conflict['receipts']) > 5 else ''}）"  # noqa: PLR2004
        )


def _listed(numbers: Iterable[int]) -> str:
    return "、".join(map(str, numbers))


def _departments(line: dict[str, Any]) -> tuple[list[str], ...]:
    return line["before"]["departments"], line["after"]["departments"], line["decided"]


def _named(codes: Iterable[str], succession: Succession) -> str:
    return "・".join(map(succession.name, codes)) or "-"


def _conditions(rule: dict[str, Any]) -> str:
    names = {
        "words": "言葉",
        "not_words": "ない言葉",
        "categories": "分野",
        "proposer_kinds": "提案者",
        "municipalities": "市町村",
    }
    return " ".join(f"{name}={'・'.join(rule[key])}" for key, name in names.items() if rule[key])
