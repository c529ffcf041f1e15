"""QRY: what the query options say, and whether the service can read it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from inspector.core.address import Kind
from inspector.core.edm.model import Model
from inspector.core.evidence import Evidence
from inspector.core.exchange import Request
from inspector.core.expressions.judge import Judgement, judge_filter, judge_orderby, judge_select
from inspector.core.expressions.parser import read_filter, read_orderby
from inspector.core.expressions.select import read_select
from inspector.core.expressions.tree import Fault
from inspector.core.inspection import Inspection
from inspector.core.placeholder import has_holes
from inspector.core.rule import Rule, rule
from inspector.core.severity import ERROR, WARNING
from inspector.rules.addresses import says_unclosed
from inspector.rules.sources import ODATA_URLS, PAGING

# WCF Data Services' list, case-sensitive; it knows $expand, which this service refuses.
OPTIONS = (
    "$filter", "$orderby", "$skip", "$skiptoken", "$inlinecount", "$top", "$select", "$format",
    "$callback",
)  # fmt: skip
NAMED_OTHERWISE = {
    "$count": "OData v4; here it is $inlinecount=allpages",
    "$search": "OData v4",
    "$apply": "OData v4",
    "$compute": "OData v4",
    "$levels": "OData v4",
}
READERS: dict[str, Callable[[str], object]] = {
    "$filter": read_filter,
    "$orderby": read_orderby,
    "$select": read_select,
}
COUNTS = ("allpages", "none")
LONGEST = 16 * 1024  # characters of a value; http.sys takes no longer request line by default
MOST = 5  # places in one value
WITH_ENTITIES = frozenset({Kind.SET, Kind.RELATED, Kind.ENTITY, Kind.RAW})
_WHOLE = re.compile(r"\s*([+-]?)0*([0-9]+)\s*")
_LARGEST = str(2**31 - 1)


@rule("QRY504", ERROR, source=f"{PAGING} {ODATA_URLS}")
def query_option_unsupported(it: Inspection) -> Iterator[Evidence]:
    """The query has an option that the service refuses, or cannot read.

    `$expand` is not supported; any other name with a dollar sign that the framework does not
    know, in exactly that case, is answered 400, and so is an option that stands twice, a value
    that is not of OData v3, or a number that is none.

    Read related entities through their own address, such as `Jobs('…')/Tasks`, give each option
    once, in lower case, and write its value as OData v3 has it.
    """
    options = it.request.target.options
    if not options:
        return
    times = Counter(option.name.strip() for option in options)
    for name, count in times.items():
        if not name.startswith("$"):
            continue
        refusal = refused(name, it.request)
        if refusal:
            yield it.request.at_query(name).noting(refusal)
        elif count > 1:
            yield it.request.at_query(name).noting(f"given {count} times")
        else:
            yield from unreadable(name, it.request)


def refused(name: str, request: Request) -> str:
    """Return why the service refuses the option *name*, "" when it does not."""
    if name == "$format" and request.target.is_batch:
        return "refused on $batch"
    if name in OPTIONS:
        return ""
    if name == "$expand":
        return "not supported by this service"
    if name.lower() in (*OPTIONS, "$expand"):
        return f"case matters: {name.lower()}"
    return NAMED_OTHERWISE.get(name.lower(), "unknown")


def unreadable(name: str, request: Request) -> Iterator[Evidence]:
    """Yield the option *name* when the framework cannot read its value.

    It passes over an empty value, and reads none but those of a GET.
    """
    value = request.target.option(name)
    if not value or not is_judged(value) or request.verb not in {"GET", "HEAD"}:
        return
    found = request.at_query(name)
    if name in {"$top", "$skip"}:
        why = no_number(name, value)
    elif name == "$inlinecount":
        why = no_count(value)
    else:
        fault = READERS[name](value) if name in READERS else None
        if name == "$filter" and says_unclosed(request):
            return
        why = str(fault) if isinstance(fault, Fault) else ""
        if isinstance(fault, Fault) and not fault.certain:
            found = found.as_(WARNING)
    if why:
        yield found.noting(why)


def is_judged(value: str) -> bool:
    """Tell whether *value* is a finished text, neither a template nor partly withheld."""
    return len(value) <= LONGEST and not has_holes(value)


def no_number(name: str, value: str) -> str:
    """Return why *value* is no number of entities, "" when it is one."""
    found = _WHOLE.fullmatch(value)
    if found is None:
        return "no whole number"
    sign, digits = found.groups()
    if sign == "-" and digits != "0":
        return "negative"
    if name == "$skip" and (len(digits), digits) > (len(_LARGEST), _LARGEST):
        return "more than 2,147,483,647"  # QRY502 says it of $top
    return ""


def no_count(value: str) -> str:
    """Return why *value* is no way of counting, "" when it is one."""
    if value.strip() in COUNTS:
        return ""
    lower = value.strip().lower()
    return f"case matters: {lower}" if lower in COUNTS else "neither allpages nor none"


def unknown_names(it: Inspection) -> Iterator[Evidence]:
    """Yield the options that use a property which the addressed type has not."""
    for name, judgement in judgements(it):
        for fault in islice(judgement.unknown, MOST):
            yield it.request.at_query(name).noting(str(fault))


def mistyped_values(it: Inspection) -> Iterator[Evidence]:
    """Yield the options that hold a value against a property of another type."""
    for name, judgement in judgements(it):
        for fault in islice(judgement.mistyped, MOST):
            yield it.request.at_query(name).noting(str(fault))


def judgements(it: Inspection) -> Iterator[tuple[str, Judgement]]:
    """Yield what the model says of each option that can be read, by the option's name."""
    model, address = it.facts.model, it.address
    if not it.request.target.options or model is None or address is None:
        return
    if address.kind not in WITH_ENTITIES:
        return
    if address.type is None or address.type not in model.types:
        return
    for name in READERS:
        value = it.request.target.option(name)
        if value and is_judged(value):
            yield name, judged(name, value, address.type, model)


def judged(name: str, value: str, type_name: str, model: Model) -> Judgement:
    """Return what *model* says of the option *name*; nothing when its value cannot be read."""
    if name == "$filter":
        condition = read_filter(value)
        if not isinstance(condition, Fault):
            return judge_filter(condition, type_name, model)
    elif name == "$orderby":
        keys = read_orderby(value)
        if not isinstance(keys, Fault):
            return judge_orderby(keys, type_name, model)
    else:
        paths = read_select(value)
        if not isinstance(paths, Fault):
            return judge_select(paths, type_name, model)
    return Judgement()


RULES: tuple[Rule, ...] = (query_option_unsupported,)
