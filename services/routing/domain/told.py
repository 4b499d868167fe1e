"""How what the proposer is told is put together: the office's words first, then what must never be missing."""

from collections.abc import Sequence


def point_asked(words: str, to_proposer: str | None) -> str:
    """Return what a proposer reads where a point of the checklist is missing: the desk's words for it, or that it is.

    *words* say for the office what is so once the point is ticked, so alone they would say the opposite.
    """
    return to_proposer or f"「{words}」ことを確認できませんでした。"


def completion_words(missing: Sequence[str], words: str) -> str:
    """Return what is missing, one point a line, and what the office adds; nothing where neither is said."""
    points = "\n".join(f"・{point}" for point in missing)
    asked = f"次の点について、補足をお願いします。\n{points}" if points else ""
    return _together(asked, words)


def declined_words(words: str, judged_by: Sequence[str], alternatives: str) -> str:
    """Return why it is not taken further, who judged, and what else could be tried."""
    return _together(words, f"判断した所属：{'、'.join(judged_by)}", f"ほかに考えられる方法：\n{alternatives.strip()}")


def referred_words(words: str, office: str, contact: str) -> str:
    """Return the words of the office, and where to go."""
    return _together(words, f"ご案内する窓口：{office.strip()}\n連絡先：{contact.strip()}")


def merged_words(words: str) -> str:
    """Return the words of the office, and how it goes on; the number of the other proposal is its proposer's own."""
    return _together(
        words,
        "今後は、同じ趣旨のほかのご提案とあわせて検討し、結果は改めてお知らせします。"
        "これまでの受付番号も、引き続きご利用いただけます。",
    )


def _together(*parts: str) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())
