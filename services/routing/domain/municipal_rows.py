"""The rows of the table about municipalities."""

from typing import Final

from services.routing.domain import guards as g
from services.routing.domain import municipal_guards as mg
from services.routing.domain.stage import Stage
from services.routing.domain.transition import ADDRESSEE, DESK, MUNICIPALITY, rows
from services.routing.domain.verbs import Verb

# Municipalities come and go in every stage from the first look at the proposal on; the case goes its way.
_BEFORE_WORK = (Stage.CONFIRMING, Stage.WAITING_FOR_PROPOSER, Stage.OFFERED, Stage.REVIEWING)
_JOINABLE = (*_BEFORE_WORK, Stage.COORDINATING, Stage.IMPLEMENTING)
_SHOWABLE = (g.NO_DECLINE_WAITS, mg.ABSTRACT_THERE)
_INVITATION = (mg.LEADS, mg.SOMEBODY, mg.NOT_INVITED_YET, mg.INVITATION_WORDS, g.DUE_AHEAD)
JOINING: Final = (
    *rows(Verb.INVITE_MUNICIPALITY, _BEFORE_WORK, None, DESK, _SHOWABLE, _INVITATION),
    # What was looked into and agreed is the lead's, so it may ask for company, too.
    *rows(Verb.INVITE_MUNICIPALITY, (Stage.COORDINATING,), None, DESK | ADDRESSEE, _SHOWABLE, _INVITATION),
    *rows(
        Verb.INVITE_MUNICIPALITY,
        (Stage.IMPLEMENTING,),
        None,
        DESK | ADDRESSEE,
        (mg.ABSTRACT_THERE,),
        _INVITATION,
    ),
    *rows(Verb.JOIN, _JOINABLE, None, MUNICIPALITY, (), (mg.IS_INVITED,)),
    *rows(Verb.DECLINE_INVITATION, _JOINABLE, None, MUNICIPALITY, (), (mg.IS_INVITED, mg.WHY)),
    *rows(Verb.LEAVE, _JOINABLE, None, MUNICIPALITY, (), (mg.IS_JOINED, mg.WHY)),
    *rows(Verb.PART_MUNICIPALITY, _JOINABLE, None, DESK, (mg.SOMEBODY_TAKES_PART,), (mg.IS_THERE, mg.WHY)),
)
