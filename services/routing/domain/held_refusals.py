"""What is answered where an act waits for a second person."""

from shared.errors import Refused


class ActWaits(Refused):
    """One act waits for a second person; it is let go or sent back before the next one is drafted."""

    public_message = "承認を待っている操作があります。承認するか差し戻してから、次の操作をしてください。"
