"""Procedures a prefecture goes through before it works with a partner, as templates of its scheme."""

from typing import Annotated, Literal

from pydantic import Field as Limit

from shared.scheme.strict import Code, Strict, Words

CooperationForm = Literal["comprehensive", "project", "none"]


class ProcedureTemplate(Strict):
    """One procedure (手続き): what it is, for which cases it is proposed, who does it and by when.

    *forms* and *categories* that are empty mean all. *owner* is `desk`, `lead` (the department that leads) or the code
    of a department. The days count from the day it is planned, in business days.
    """

    code: Code
    words: Words
    forms: tuple[CooperationForm, ...] = ()
    categories: tuple[Code, ...] = ()
    owner: Code = "lead"
    business_days: Annotated[int, Limit(ge=0, le=400)]
    required: bool = True

    def fits(self, form: str | None, categories: frozenset[str]) -> bool:
        """Tell whether it is proposed for a case of this *form*, chosen or not yet, and of these *categories*."""
        of_form = not self.forms or (form is not None and form in self.forms)
        return of_form and (not self.categories or not categories.isdisjoint(self.categories))
