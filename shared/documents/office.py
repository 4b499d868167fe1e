"""The shapes of what the office writes about a case and only the office opens."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class _OfTheOffice(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    def to_bytes(self) -> bytes:
        """Return the content as the bytes of a document (JSON)."""
        return self.model_dump_json().encode()


class Benefits(_OfTheOffice):
    """What working together brings to whom; empty where nothing was said."""

    prefecture: str = Field("", title="県にとってのよさ")
    proposer: str = Field("", title="提案者にとってのよさ")
    citizens: str = Field("", title="県民にとってのよさ")


class ReviewAnswer(_OfTheOffice):
    """One point of a desk's review form: its words as they were asked, and what was answered."""

    code: str = Field(title="問いの符号")
    words: str = Field(title="問いの言葉")
    text: str = Field(title="回答")


class ApprovalReference(_OfTheOffice):
    """The internal approval (決裁) a verdict rests on."""

    number: str = Field("", title="文書番号", examples=["森第123号"])
    day: date | None = Field(None, title="決裁の日")


class ReviewContent(_OfTheOffice):
    """DocumentKind.REVIEW: what an addressee wrote down beside its verdict and the reason."""

    benefits: Benefits = Field(Benefits(), title="連携のよさ")
    answers: tuple[ReviewAnswer, ...] = Field((), title="問いと回答")
    approval: ApprovalReference = Field(ApprovalReference(), title="決裁")


class MeetingContent(_OfTheOffice):
    """DocumentKind.MINUTES: who met, what was said, and what was agreed to do next."""

    participants: str = Field("", title="出席者")
    minutes: str = Field(title="話した内容")
    agreed: str = Field("", title="次にすること")


class DecisionContent(_OfTheOffice):
    """DocumentKind.DECISION: which body or post decided the form of cooperation, and under which approval (決裁)."""

    body: str = ""
    reference: str = ""
