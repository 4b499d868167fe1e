"""What kind of file something is, in words an office uses."""

from collections.abc import Mapping
from types import MappingProxyType

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "application/pdf": "PDF",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word 文書",
        "application/msword": "Word 文書（旧形式）",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel ブック",
        "application/vnd.ms-excel": "Excel ブック（旧形式）",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
        "application/vnd.ms-powerpoint": "PowerPoint（旧形式）",
        "application/zip": "圧縮ファイル（zip）",
        "text/plain": "テキスト",
        "text/csv": "CSV",
        "message/rfc822": "メール",
    }
)


def kind_of_file(media_type: str) -> str:
    """Return the word for a media type; an image or an unknown type keeps its technical name."""
    plain = media_type.partition(";")[0].strip().lower()
    if plain.startswith("image/"):
        return f"画像（{plain.removeprefix('image/').upper()}）"
    return _WORDS.get(plain, plain)
