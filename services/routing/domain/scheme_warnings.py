"""What a person should know before a version of a scheme is applied; none of it forbids it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from services.routing.domain.scheme_changes import Change, ChangeKind
from shared.japanese.era import wareki
from shared.scheme.model import DeskScheme

# What cases are judged by: where it goes, those that run keep it.
_JUDGED_BY = ("/categories/", "/checklist/", "/refusal_grounds/", "/review/fields/", "/form/fields/")
# What a process reads when it starts, and who must be started anew.
_AT_START = {
    "/mailbox": "メールボックスの接続先は、受付（intake）を再起動してから使われます。",
    "/form/attachments/max_bytes_total": "添付ファイルの合計の上限は、画面（web）を再起動してから使われます。",
}


def warnings_for(
    new: DeskScheme,
    before: DeskScheme | None,
    changes: Sequence[Change],
    *,
    running: Mapping[int, int],
    others: Iterable[DeskScheme],
    on: date,
) -> list[str]:
    """Return sentences about applying *new* after *before*; *running* counts running cases by their version."""
    return [
        *_of_the_day(new, before, on),
        *_of_what_goes(changes, sum(running.values())),
        *_of_numbers(new, before, others, on),
        *(f"受付アドレス「{one}」宛てのメールは、受け取らなくなります。" for one in _closed(new, before)),
        *dict.fromkeys(
            sentence for one in changes for place, sentence in _AT_START.items() if one.pointer.startswith(place)
        ),
    ]


def _of_the_day(new: DeskScheme, before: DeskScheme | None, on: date) -> Iterator[str]:
    if new.valid_from > on:
        until = f"版{before.version}の" if before else "ファイルの設定の"
        yield f"この版は、{wareki(new.valid_from)}から使われます。その日までは、{until}まま受け付けます。"


def _of_what_goes(changes: Sequence[Change], running: int) -> Iterator[str]:
    gone = [one for one in changes if one.kind is ChangeKind.REMOVED and one.pointer.startswith(_JUDGED_BY)]
    for one in gone:
        kept = f"進行中の{running:,}件は、それぞれの版のまま扱います。" if running else ""
        yield f"{one.place}は、新しい案件では使われません。{kept}"


def _of_numbers(new: DeskScheme, before: DeskScheme | None, others: Iterable[DeskScheme], on: date) -> Iterator[str]:
    if before is not None and before.numbering != new.numbering:
        was, becomes = (scheme.numbering.number(on, 1) for scheme in (before, new))
        yield f"受付番号の書き方が変わります（{was} の形から {becomes} の形へ）。数は続きから数えます。"
    for other in others:
        if other.numbering.letter == new.numbering.letter:
            yield (
                f"受付番号の書き方が、デスク「{other.name}」（{other.desk_id}）と同じです。"
                "取り違えないよう、[numbering] の letter を書いてください。"
            )


def _closed(new: DeskScheme, before: DeskScheme | None) -> list[str]:
    still = {address.lower() for address in new.intake_addresses}
    return [one for one in (before.intake_addresses if before else ()) if one.lower() not in still]
