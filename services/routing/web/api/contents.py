"""What was proposed, as data: the fields of the form and the files, for who may open the proposal."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote
from uuid import UUID

from pydantic import Field

from services.routing.storage.attachments import Attached
from services.routing.web.access import OpenedCase
from services.routing.web.api.said import Said
from shared.files import FileFinding, FileState, ScanReason


class FieldSaid(Said):
    """One field of the form as the proposer filled it."""

    key: str = Field(title="項目の名前", examples=["means"])
    label: str = Field(title="項目の見出し", examples=["実現の方法"])
    value: str = Field(title="記入の内容", examples=["空き店舗を週三日開きます。"])
    protected: bool = Field(title="提案者が保護を求めたか")
    protection_reason: str = Field(title="保護を求める理由")
    publishable: bool = Field(title="提案者が公表してよいとしたか")
    place: str = Field(title="様式のどこから読み取ったか", description="フォームのときは空です。", examples=["B4"])
    guessed: bool = Field(title="推定して読み取ったか")


class FileSaid(Said):
    """One file that came with the proposal or with a reply, and how far it can be trusted."""

    document_id: UUID = Field(title="番号")
    name: str = Field(title="名前", examples=["提案書.pdf"])
    size: int = Field(title="大きさ（バイト）", examples=[48213])
    media_type: str | None = Field(title="中身の種類", description="まだ調べていないときは、届いたときの種類です。")
    reply_id: UUID | None = Field(title="届いた返信の番号", description="提案に付いていたものは null です。")
    state: FileState = Field(title="検査の状態", examples=["checked"])
    reason: ScanReason = Field(title="その理由", examples=["clean"])
    findings: list[FileFinding] = Field(title="開く前に知っておくこと", examples=[["macro"]])
    signature: str | None = Field(title="見つかったものの名前")
    text: str | None = Field(title="読み取った文字", description="読み取る前、読み取れないときは null です。")
    cleaned_id: UUID | None = Field(title="無害化した写しの番号")
    href: str = Field(
        title="取り出すアドレス",
        description="無害化した写しがあれば、その写し。検査の状態によっては、理由を添えた take が要ります（409）。",
        examples=["/api/cases/R8-0012/files/019a3c1e-0000-7000-8000-000000000001"],
    )


def contents_as_data(opened: OpenedCase) -> dict[str, Any]:
    """Return title, text, fields and files; nothing for who may not open the proposal."""
    if opened.proposal is None:
        return {"title": None, "text": None, "fields": [], "files": []}
    place = f"/api/cases/{quote(opened.case.receipt, safe='')}/files"
    return {
        "title": opened.proposal.title,
        "text": opened.proposal.text,
        "fields": [{name: getattr(field, name) for name in FieldSaid.model_fields} for field in opened.proposal.fields],
        "files": [
            *_files(place, opened.attachments, None),
            *(one for reply in opened.replies for one in _files(place, reply.attachments, reply.line.reply_id)),
        ],
    }


def _files(place: str, attachments: Iterable[Attached], reply_id: UUID | None) -> list[dict[str, Any]]:
    return [
        {
            "document_id": one.card.document_id,
            "name": one.card.name or "",
            "size": one.card.size_bytes,
            "media_type": one.standing.media_type or one.card.media_type,
            "reply_id": reply_id,
            "state": one.state,
            "reason": one.standing.reason,
            "findings": list(one.standing.findings),
            "signature": one.standing.signature,
            "text": one.text,
            "cleaned_id": None if one.copy is None else one.copy.document_id,
            "href": f"{place}/{(one.copy or one.card).document_id}",
        }
        for one in attachments
    ]
