"""What a proposal says openly, what its proposer marked, and who proposes: each is learned from otherwise."""

from collections.abc import Collection, Iterator
from typing import Final

from services.routing.ports import Disclosure
from shared.documents.as_read import AsRead
from shared.documents.contents import FilledField
from shared.scheme.fields import Field, FieldKind

_IN_A_LINE: Final = frozenset((FieldKind.TEXT, FieldKind.KANA))


def sorted_out(read: AsRead, who: Collection[Field]) -> Disclosure:
    """Sort what was said; *who* are the fields that say who proposes. A field goes with all that ever stood in it."""
    content, contact = read.content, read.contact
    about, named = {one.key for one in who}, {one.key for one in who if one.kind in _IN_A_LINE}
    filled = [*content.fields, *(one for sheet in read.beside for one in sheet.fields)]
    unread = [*content.unread, *(cell for sheet in read.beside for cell in sheet.unread)]
    written = [*contact.written, *(one for sheet in read.beside for one in sheet.written)]
    names = [content.proposer, contact.name, contact.organisation]
    names += [value for one in written for value in _ever_in(one)]
    names += [value for one in filled if one.key in named for value in _ever_in(one)]
    kept_back = [value for one in filled if one.protected or one.key in about - named for value in _ever_in(one)]
    openly = (
        *(() if content.title in kept_back else (content.title,)),
        content.text,
        *(one.value for one in filled if not one.protected and one.key not in about),
        *(cell.text for cell in unread),
    )
    return Disclosure(openly="\n".join(openly), kept_back="\n".join(kept_back), names="\n".join(names))


def _ever_in(one: FilledField) -> Iterator[str]:
    yield one.value
    yield from (earlier.value for earlier in one.earlier)
