"""The shapes of what the office writes about a case and only the office opens."""

from datetime import date

from pydantic import BaseModel, ConfigDict


class _OfTheOffice(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    def to_bytes(self) -> bytes:
        """Return the content as the bytes of a document (JSON)."""
        return self.model_dump_json().encode()


class Benefits(_OfTheOffice):
    """What working together brings to whom; empty where nothing was said."""

    prefecture: str = ""
    proposer: str = ""
    citizens: str = ""


class ReviewAnswer(_OfTheOffice):
    """One point of a desk's review form: its words as they were asked, and what was answered."""

    code: str
    words: str
    text: str


class ApprovalReference(_OfTheOffice):
    """The internal approval (決裁) a verdict rests on."""

    number: str = ""
    day: date | None = None


class ReviewContent(_OfTheOffice):
    """DocumentKind.REVIEW: what an addressee wrote down beside its verdict and the reason."""

    benefits: Benefits = Benefits()
    answers: tuple[ReviewAnswer, ...] = ()
    approval: ApprovalReference = ApprovalReference()


class MeetingContent(_OfTheOffice):
    """DocumentKind.MINUTES: who met, what was said, and what was agreed to do next."""

    participants: str = ""
    minutes: str
    agreed: str = ""


class DecisionContent(_OfTheOffice):
    """DocumentKind.DECISION: which body or post decided the form of cooperation, and under which approval (決裁)."""

    body: str = ""
    reference: str = ""
