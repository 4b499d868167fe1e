"""Reading ISO-2022-JP as Windows means it, for tests."""

import re


def from_windows_jis(data: bytes) -> str:
    """Return *data* decoded with every JIS cell looked up in code page 932."""
    text = ""
    for kanji, plain in re.findall(rb"\x1b\$B(.*?)\x1b\(B|([^\x1b]+)", data, re.DOTALL):
        text += plain.decode("ascii")
        for row, column in zip(kanji[::2], kanji[1::2], strict=True):
            lead = (row - 0x21) // 2 + (0x81 if row < 0x5F else 0xC1)
            trail = column + (0x7E if row % 2 == 0 else 0x1F if column < 0x60 else 0x20)
            text += bytes((lead, trail)).decode("cp932")
    return text
