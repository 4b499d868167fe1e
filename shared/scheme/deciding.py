"""What a desk asks of a verdict, how offers to companies end and which forms of open cooperation it knows."""

from typing import Annotated, Self

from pydantic import Field as Limit
from pydantic import model_validator

from shared.scheme.strict import Code, Strict, Words, repeated


class ReviewField(Strict):
    """One thing the addressee is asked about when it gives its verdict."""

    code: Code
    words: Words
    hint: Words | None = None
    required: bool = True


class Review(Strict):
    """The review form of a desk, and whether a verdict names the internal approval (決裁) it rests on."""

    fields: Annotated[tuple[ReviewField, ...], Limit(max_length=30)] = ()
    decision_reference_required: bool = False

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if again := repeated([field.code for field in self.fields]):
            raise ValueError(f"review.fields の「{again[0]}」が重複しています。")
        return self


class PartnershipWords(Strict):
    """The desk's own words for one form of working together, and when it is the right one."""

    words: Words
    hint: Words | None = None


class PartnershipForms(Strict):
    """How partners are found: agreed with those who answered, or chosen openly for a contract."""

    collaborative: PartnershipWords = PartnershipWords(words="協働型")
    contract: PartnershipWords = PartnershipWords(words="契約型")


class OfferRules(Strict):
    """What becomes of an offer a company left unanswered, and the forms of working together."""

    # True: an unanswered offer to a company ends by itself after its due day; one to a department never does.
    party_offers_expire: bool = True
    forms: PartnershipForms = PartnershipForms()
