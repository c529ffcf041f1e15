"""Function imports: called by GET, and yet they change things."""

from inspector.core.url import Segment
from inspector.standin import jobs
from inspector.standin.address import read_key
from inspector.standin.assets import create_file_infos
from inspector.standin.call import Answer, Call
from inspector.standin.model import ENTITY_SETS, FUNCTIONS
from inspector.standin.refusal import Refusal, bad, missing
from inspector.standin.state import State
from inspector.standin.writes import DONE


def call_function(call: Call, verb: str, name: str, state: State) -> Answer:
    """Call the function import *name*; raises Refusal."""
    if verb != "GET":
        raise Refusal(405, f"The function '{name}' is called by GET.")
    wanted = FUNCTIONS[name]
    given = call.request.target.option(wanted)
    if given is None:
        raise bad(f"The parameter '{wanted}' of the function '{name}' is missing.")
    key = read_key(Segment(wanted, given))
    entity_set = ENTITY_SETS["Jobs" if name == "CancelJob" else "Assets"]
    entity = state.find(entity_set, key)
    if entity is None:
        raise missing(entity_set.name)
    with state.transaction():
        if name == "CancelJob":
            jobs.cancel(state, entity, call.now)
        else:
            create_file_infos(state, entity, call.now)
    return DONE
