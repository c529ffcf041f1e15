"""Function imports: called by GET, and some change things all the same."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from inspector.core.edm.model import Function, Property
from inspector.core.url import Segment
from inspector.standin.api.reads import told, writer
from inspector.standin.api.writes import DONE
from inspector.standin.call import Answer
from inspector.standin.forms.reading import read
from inspector.standin.forms.terms import Terms, agree
from inspector.standin.forms.writing import Sheet
from inspector.standin.laws import keys
from inspector.standin.laws.assets import create_file_infos
from inspector.standin.laws.law import Work
from inspector.standin.lives import jobs
from inspector.standin.places import read_key
from inspector.standin.refusal import Refusal, bad, missing
from inspector.standin.schema import holds_collection, schema


def call_function(work: Work, verb: str, function: Function) -> Answer:
    """Call a function import; raises Refusal."""
    if verb not in function.verbs:
        raise Refusal(405, f"The function '{function.name}' is called by GET.")
    arguments = {one.name: argument(work, one) for one in function.parameters.values()}
    for one in function.parameters.values():
        if one.required == "true" and arguments[one.name] is None:
            raise bad(f"The parameter '{one.name}' of the function '{function.name}' is missing.")
    with work.state.transaction():
        return _FUNCTIONS[function.name](work, arguments)


def argument(work: Work, parameter: Property) -> Any:
    """Return what the query says of a parameter, None for nothing.

    The documents differ on the upper and lower case of names.
    """
    wanted = parameter.name.lower()
    given = next((o for o in work.call.request.target.options if o.name.lower() == wanted), None)
    if given is None:
        return None
    if parameter.type == "Edm.String":
        return read_key(Segment(parameter.name, given.value))
    return read(parameter, _unwrapped(given.value))


def _unwrapped(text: str) -> str:
    """Return a literal's text: `datetime'2026-01-31'` is a date."""
    found = re.fullmatch(r"(?:datetime|guid|time)?'(.*)'", text)
    return found[1] if found else text


def _cancel_job(work: Work, arguments: Mapping[str, Any]) -> Answer:
    job = work.state.find("Jobs", arguments["jobid"])
    if job is None:
        raise missing("Jobs")
    jobs.cancel(work.state, work.call.clock, job, work.now)
    return DONE


def _create_file_infos(work: Work, arguments: Mapping[str, Any]) -> Answer:
    asset = work.state.find("Assets", arguments["assetid"])
    if asset is None:
        raise missing("Assets")
    create_file_infos(work.state, asset, work.now)
    return DONE


def _protection_key_id(work: Work, _arguments: Mapping[str, Any]) -> Answer:
    return returned(work, "GetProtectionKeyId", keys.thumbprint(work.state))


def _protection_key(work: Work, arguments: Mapping[str, Any]) -> Answer:
    if arguments["ProtectionKeyId"].upper() != keys.thumbprint(work.state):
        raise Refusal(404, "There is no protection key of this id.")
    encoded = keys.encoded(keys.certificate(work.state))
    return returned(work, "GetProtectionKey", encoded)


def _rebind(work: Work, arguments: Mapping[str, Any]) -> Answer:
    key = work.state.find("ContentKeys", arguments["id"])
    if key is None:
        raise missing("ContentKeys")
    rebound = keys.rebound(work.state, key, arguments["x509Certificate"] or "")
    return returned(work, "RebindContentKey", rebound)


_FUNCTIONS: Mapping[str, Callable[[Work, Mapping[str, Any]], Answer]] = {
    "CancelJob": _cancel_job,
    "CreateFileInfos": _create_file_infos,
    "GetProtectionKeyId": _protection_key_id,
    "GetProtectionKey": _protection_key,
    "RebindContentKey": _rebind,
}


def returned(work: Work, name: str, value: Any, prop: Property | None = None) -> Answer:
    """Return what a function or an action gives, a text unless *prop* says what it is."""
    terms: Terms = agree(work.call.request)
    version = terms.version(None, collections=prop is not None and holds_collection(prop))
    sheet = Sheet(work.call.root, schema().sets["Assets"], version, None, terms.level)
    kind = prop or Property(name, "Edm.String")
    return told(200, writer(terms.form).value(sheet, kind, value), version)
