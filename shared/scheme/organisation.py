"""The organisation of a prefecture as data: bureaus, sections and municipalities with the days they are in force."""

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


class Municipality(Strict):
    """市町村. A guest on the prefecture's installation: it joins cases, and is never offered one as a department is."""

    code: Code
    name: Words
    kana: Words
    valid_from: date
    valid_to: date | None = None
    successor: Code | None = None


class OrganisationChart(Strict):
    """The whole chart, as an office would write it down."""

    prefecture: Words
    kana: Words
    version: Annotated[int, Limit(ge=1)]
    valid_from: date
    bureaus: Annotated[tuple[Bureau, ...], Limit(min_length=1)]
    sections: Annotated[tuple[Section, ...], Limit(min_length=1)]
    municipalities: tuple[Municipality, ...] = ()

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

    @model_validator(mode="after")
    def _municipalities_beside(self) -> Self:
        """Hold departments and municipalities under codes of one kind: an account, an inbox, a fact names either."""
        codes = [municipality.code for municipality in self.municipalities]
        if again := repeated(codes):
            raise ValueError(f"市町村のコード「{again[0]}」が重複しています。")
        if taken := {section.code for section in self.sections} & set(codes):
            raise ValueError(f"市町村のコード「{min(taken)}」は、課のコードに使われています。")
        for municipality in self.municipalities:
            if municipality.successor is not None and municipality.successor not in codes:
                raise ValueError(f"市町村「{municipality.name}」の後継「{municipality.successor}」がありません。")
        return self
