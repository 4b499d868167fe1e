"""The organisation of a prefecture as data: bureaus and sections with the days they are in force."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field as Limit
from pydantic import model_validator

from shared.scheme.strict import Code, Strict, Words, repeated


class Bureau(Strict):
    """部局."""

    code: Code
    name: Words
    kana: Words


class Section(Strict):
    """課. Abolished ones stay, with their last day and who followed them."""

    code: Code
    bureau: Code
    name: Words
    kana: Words
    extension: Words
    valid_from: date
    valid_to: date | None = None
    successor: Code | None = None
    desk: bool = False
    duties: tuple[Words, ...] = ()


class OrganisationChart(Strict):
    """The whole chart, as an office would write it down."""

    prefecture: Words
    kana: Words
    version: Annotated[int, Limit(ge=1)]
    valid_from: date
    bureaus: Annotated[tuple[Bureau, ...], Limit(min_length=1)]
    sections: Annotated[tuple[Section, ...], Limit(min_length=1)]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        bureaus = {bureau.code for bureau in self.bureaus}
        sections = {section.code for section in self.sections}
        if again := repeated([section.code for section in self.sections]):
            raise ValueError(f"課のコード「{again[0]}」が重複しています。")
        for section in self.sections:
            if section.bureau not in bureaus:
                raise ValueError(f"課「{section.name}」の部局「{section.bureau}」がありません。")
            if section.successor is not None and section.successor not in sections:
                raise ValueError(f"課「{section.name}」の後継「{section.successor}」がありません。")
        return self
