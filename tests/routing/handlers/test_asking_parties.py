from services.routing.handlers.asking_parties import not_for_companies, open_words
from shared.documents.contents import FilledField, ProposalContent
from shared.scheme.model import DeskScheme


def test_a_company_reads_what_is_wished_for_once_and_nothing_that_was_settled_with_the_desk(scheme: DeskScheme) -> None:
    form = scheme.form
    said = {one.key: f"記入：{one.label}" for one in form.fields}
    title = next(one for one in form.fields if one.role == "title")
    summary = next(one for one in form.fields if one.role == "summary")
    said[title.key] = "港のにぎわい"
    filled = tuple(FilledField(key=one.key, label=one.label, value=said[one.key]) for one in form.fields)
    wish = ProposalContent(title="港のにぎわい", fields=filled)

    words = open_words(wish, not_for_companies(form))

    assert words.count("港のにぎわい") == 1
    assert f"■ {summary.label}\n{said[summary.key]}" in words
    settled = ("誓約", "同意します", "公表の", "きっかけ")
    assert [word for word in settled if word in words] == []
