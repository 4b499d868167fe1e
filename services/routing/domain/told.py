"""How what the proposer is told is put together: the office's words first, then what must never be missing."""

from collections.abc import Sequence


def completion_words(missing: Sequence[str], words: str) -> str:
    """Return what is missing, one point a line, and what the office adds; nothing where neither is said."""
    points = "\n".join(f"・{point}" for point in missing)
    asked = f"次の点を確認できませんでした。補足をお願いします。\n{points}" if points else ""
    return _together(asked, words)


def declined_words(words: str, judged_by: Sequence[str], alternatives: str) -> str:
    """Return why it is not taken further, who judged, and what else could be tried."""
    return _together(words, f"判断した所属：{'、'.join(judged_by)}", f"ほかに考えられる方法：\n{alternatives.strip()}")


def referred_words(words: str, office: str, contact: str) -> str:
    """Return the words of the office, and where to go."""
    return _together(words, f"ご案内する窓口：{office.strip()}\n連絡先：{contact.strip()}")


def merged_words(words: str, into: str) -> str:
    """Return the words of the office, and the number under which it goes on."""
    return _together(
        words,
        f"今後は、受付番号 {into} のご提案とあわせて検討します。これまでの受付番号も、引き続きご利用いただけます。",
    )


def _together(*parts: str) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())
