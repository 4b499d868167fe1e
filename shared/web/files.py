"""What kind of file something is, in words an office uses."""

from collections.abc import Mapping
from types import MappingProxyType

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "application/pdf": "PDF",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word 文書",
        "application/msword": "旧形式の Word 文書",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel ブック",
        "application/vnd.ms-excel": "旧形式の Excel ブック",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
        "application/vnd.ms-powerpoint": "旧形式の PowerPoint",
        "application/vnd.ms-word.document.macroenabled.12": "Word 文書（マクロ付き）",
        "application/vnd.ms-excel.sheet.macroenabled.12": "Excel ブック（マクロ付き）",
        "application/vnd.ms-powerpoint.presentation.macroenabled.12": "PowerPoint（マクロ付き）",
        "application/x-js-taro": "一太郎文書",
        "application/vnd.oasis.opendocument.text": "OpenDocument 文書",
        "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument 表計算",
        "application/vnd.oasis.opendocument.presentation": "OpenDocument スライド",
        "application/rtf": "リッチテキスト（RTF）",
        "application/zip": "圧縮ファイル（zip）",
        "application/x-tar": "圧縮ファイル（tar）",
        "application/gzip": "圧縮ファイル（gzip）",
        "application/x-7z-compressed": "圧縮ファイル（7z）",
        "application/vnd.rar": "圧縮ファイル（RAR）",
        "application/x-lzh-compressed": "圧縮ファイル（LZH）",
        "application/vnd.microsoft.portable-executable": "プログラム",
        "application/x-ms-shortcut": "ショートカット",
        "application/x-iso9660-image": "ディスクイメージ",
        "text/html": "HTML",
        "text/plain": "テキスト",
        "text/csv": "CSV",
        "text/calendar": "予定表",
        "text/vcard": "連絡先",
        "text/x-vcard": "連絡先",
        "message/rfc822": "メール",
        "application/pkcs7-signature": "電子署名（S/MIME）",
        "application/x-pkcs7-signature": "電子署名（S/MIME）",
        "application/pgp-signature": "電子署名（PGP）",
        "application/pgp": "署名付きの本文（PGP）",
        "application/pgp-keys": "公開鍵（PGP）",
        "application/pkcs7-mime": "暗号化されたメール（S/MIME）",
        "application/x-pkcs7-mime": "暗号化されたメール（S/MIME）",
        "application/pgp-encrypted": "暗号化されたメール（PGP）",
        "application/ms-tnef": "Outlook 独自形式",
    }
)


def kind_of_file(media_type: str) -> str:
    """Return the word for a media type; an image or an unknown type keeps its technical name."""
    plain = media_type.partition(";")[0].strip().lower()
    if plain.startswith("image/"):
        return f"画像（{plain.removeprefix('image/').upper()}）"
    return _WORDS.get(plain, plain)
