"""Why a request failed, as earlier exchanges tell: rows of questions, by status."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inspector.core.annotated import Cause
from inspector.core.inspection import Inspection
from inspector.rules import hindsight_entities as entities
from inspector.rules import hindsight_jobs as jobs
from inspector.rules import hindsight_states as states
from inspector.rules import hindsight_tokens as tokens

Question = Callable[[Inspection], Iterator[Cause]]
REFUSED = frozenset({400, 403, 404, 405, 409, 412, 500})


@dataclass(frozen=True, slots=True)
class Row:
    """A question that is worth asking of a failure with one of *statuses*."""

    statuses: frozenset[int]
    ask: Question


ROWS: tuple[Row, ...] = (
    Row(frozenset({401}), tokens.dropped_by_redirect),
    Row(frozenset({401}), tokens.expired_by_the_services_clock),
    Row(frozenset({401}), tokens.expired_since),
    Row(frozenset({401}), tokens.taken_until_now),
    Row(frozenset({401}), tokens.never_taken),
    Row(frozenset({403}), states.writes_are_refused),
    Row(REFUSED, entities.refers_to_failed_operation),
    Row(REFUSED, entities.deleted_before),
    Row(REFUSED, entities.never_created),
    Row(frozenset({400, 403, 404, 409}), entities.of_another_account),
    Row(frozenset({400, 409, 500}), entities.id_in_use),
    Row(frozenset({400, 409, 500}), entities.name_in_use),
    Row(frozenset({400, 409, 500}), entities.second_primary_file),
    Row(frozenset({400, 409, 500}), entities.linked_already),
    Row(frozenset({400, 403, 409, 500}), entities.too_many_locators),
    Row(frozenset({400, 404, 409, 500}), jobs.input_without_file),
    Row(frozenset({400, 404, 409, 500}), jobs.no_primary_file),
    Row(frozenset({400, 403, 404, 500}), jobs.foreign_processor),
    Row(frozenset({400, 403, 409, 500}), jobs.too_many_tasks),
    Row(frozenset({400, 409, 500}), jobs.ended_already),
    Row(frozenset({400, 405, 409, 500}), states.sas_locator_updated),
    Row(frozenset({400, 409, 500}), states.write_once_changed),
    Row(REFUSED | {503}, states.wrong_state),
    Row(REFUSED | {503}, states.operation_under_way),
    Row(frozenset({400, 409, 500}), states.list_right_on_origin),
    Row(frozenset({429, 503}), states.burst),
    Row(frozenset({404}), entities.seen_before),
)


def remembered(it: Inspection, status: int) -> Iterator[Cause]:
    """Yield what earlier exchanges say of the failure of *it*."""
    for row in ROWS:
        if status in row.statuses:
            yield from row.ask(it)
