"""How another system's form becomes ours: a mapping is data, written once per form of theirs."""

from enum import StrEnum
from ipaddress import ip_address, ip_network
from typing import Annotated, Any, Literal, Self

from pydantic import Field as Limit
from pydantic import field_validator, model_validator

from shared.scheme.fields import FieldKind, Form
from shared.scheme.strict import Code, Key, Strict, Words, repeated

Path = Annotated[tuple[str, ...], Limit(min_length=1, max_length=10)]


class GatewayAuth(StrEnum):
    """How the other system proves who it is."""

    STANDARD_WEBHOOKS = "standard-webhooks"  # a signature over id, time and body
    BEARER = "bearer"  # a fixed token
    SECRET_PATH = "secret-path"  # noqa: S105 -- the secret is the last step of the address; for who can sign nothing


class GatewayBody(StrEnum):
    """How the other system writes what it sends."""

    JSON = "json"  # one JSON object
    FORM_JSON = "form-json"  # a web form with one key that holds a JSON object
    FORM = "form"  # a web form whose keys are the columns


class DeliveryPlace(Strict):
    """Where the id stands that is the same when a delivery is repeated; `content` where nothing of the kind is sent."""

    where: Literal["header", "body", "content"]
    path: tuple[str, ...] = ()  # one name for a header

    @model_validator(mode="after")
    def _is_one_place(self) -> Self:
        if self.where == "header" and len(self.path) != 1:
            raise ValueError("ヘッダーの名前は一つだけ書いてください。")
        if (self.where == "content") == bool(self.path):
            raise ValueError("path は、where が header か body のときにだけ、必ず書いてください。")
        return self


class EventKinds(Strict):
    """Where the kind of a notification stands, and which kinds bring a proposal; all others are put on record only."""

    path: Path
    proposal: Annotated[tuple[str, ...], Limit(min_length=1)]


class FieldPath(Strict):
    """One value of theirs, the field of ours it fills, and the words to translate when ours are choices."""

    path: Path
    key: Key
    values: dict[str, str] = Limit(default_factory=dict)


class AttachmentPath(Strict):
    """Where a list of files stands, and what their parts are called: the content itself, or an address to fetch it."""

    path: Path
    name: str = "name"
    media_type: str = "contentType"
    content: str | None = None  # base64
    url: str | None = None

    @model_validator(mode="after")
    def _is_one_way(self) -> Self:
        if (self.content is None) == (self.url is None):
            raise ValueError("content（base64の中身）か url（取得先のアドレス）のどちらか一方を書いてください。")
        return self


class Constant(Strict):
    """What a notification says and the list of the same system leaves out, because it is the same on every line."""

    path: Path
    value: str


class ExportColumns(Strict):
    """How a list taken out of the other system says what its notifications say.

    A column that carries the name of a mapped one needs no line here.
    """

    columns: dict[str, Path] = Limit(default_factory=dict)
    constants: tuple[Constant, ...] = ()


class GatewayMapping(Strict):
    """How one sender's payload becomes the values of one desk's form."""

    name: Code
    label: Words
    desk_id: Code
    auth: Annotated[tuple[GatewayAuth, ...], Limit(min_length=1)]  # one of them is enough
    allow: tuple[str, ...] = ()  # networks a delivery to the secret address may come from
    body: GatewayBody = GatewayBody.JSON
    body_key: str | None = None
    delivery_id: DeliveryPlace
    events: EventKinds | None = None
    record: tuple[Path, ...] = ()  # what together names one record of theirs, in notifications and lists alike
    call: Path | None = None  # where the number of the call stands that is answered, if one is
    columns: tuple[str, ...] = ()  # path of the object whose members are their columns; empty for the top
    fields: Annotated[tuple[FieldPath, ...], Limit(min_length=1)]
    attachments: AttachmentPath | None = None
    export: ExportColumns | None = None

    @field_validator("auth", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if again := repeated([one.key for one in self.fields]):
            raise ValueError(f"項目（key）「{again[0]}」が重複しています。")
        paths = [one.path for one in self.fields] + ([self.attachments.path] if self.attachments else [])
        for path in paths:
            if path[: len(self.columns)] != self.columns or len(path) == len(self.columns):
                raise ValueError(f"{'.'.join(path)} は columns（{'.'.join(self.columns)}）の中を指していません。")
        if (self.body is GatewayBody.FORM_JSON) != (self.body_key is not None):
            raise ValueError("body_key は、body が form-json のときにだけ、必ず書いてください。")
        if self.export is not None and not self.record:
            raise ValueError("export を使うには、記録を見分ける record を書いてください。")
        return self

    @model_validator(mode="after")
    def _is_guarded(self) -> Self:
        if (GatewayAuth.SECRET_PATH in self.auth) != bool(self.allow):
            raise ValueError(
                "allow（送信元のネットワーク）は、auth に secret-path があるときにだけ、必ず書いてください。"
            )
        for network in self.allow:
            try:
                ip_network(network)
            except ValueError as error:
                raise ValueError(f"allow の「{network}」は、192.0.2.0/24 の形で書いてください。") from error
        return self

    def lets_in(self, address: str) -> bool:
        """Tell whether a delivery to the secret address may come from *address*."""
        try:
            here = ip_address(address)
        except ValueError:
            return False
        return any(here in ip_network(network) for network in self.allow)


def unknown_keys(mapping: GatewayMapping, form: Form) -> list[str]:
    """Return what *mapping* fills although *form* does not ask it, or translates into no choice of the form."""
    wrong: list[str] = []
    for one in mapping.fields:
        asked = form.field(one.key)
        if asked is None:
            wrong.append(one.key)
            continue
        choices = {choice.value for choice in asked.choices}
        if asked.kind in {FieldKind.CHOICE, FieldKind.MULTI}:
            wrong += [f"{one.key}={value}" for value in one.values.values() if value not in choices]
    return wrong
