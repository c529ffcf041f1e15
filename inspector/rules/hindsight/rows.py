"""Why a request failed, as earlier exchanges tell: rows of questions, by status."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inspector.core.annotated import Cause
from inspector.core.inspection import Inspection
from inspector.rules.explanations import NO_ANSWER
from inspector.rules.hindsight import (
    conflicts,
    entities,
    ids,
    jobs,
    keys,
    limits,
    messages,
    paths,
    publishing,
    states,
    tokens,
)

Question = Callable[[Inspection], Iterator[Cause]]
REFUSED = frozenset({400, 403, 404, 405, 409, 412, 500})


@dataclass(frozen=True, slots=True)
class Row:
    """A question that is worth asking of a failure with one of *statuses*."""

    statuses: frozenset[int]
    ask: Question


COLLIDED = frozenset({400, 409, 500})
ABSENT = frozenset({400, 404})
NO_LONGER = frozenset({400, 403, 404, 409})
ROWS: tuple[Row, ...] = (
    Row(frozenset({401}), tokens.none_was_got),
    Row(frozenset({401}), tokens.dropped_by_redirect),
    Row(frozenset({401}), tokens.expired_by_the_services_clock),
    Row(frozenset({401}), tokens.expired_since),
    Row(frozenset({401}), tokens.differs_from_taken),
    Row(frozenset({401}), tokens.taken_until_now),
    Row(frozenset({401}), tokens.never_taken),
    Row(REFUSED, entities.refers_to_failed_operation),
    Row(REFUSED, entities.deleted_before),
    Row(REFUSED, entities.deleted_in_change_set),
    Row(frozenset({404}), entities.deleted_unanswered),
    Row(REFUSED, entities.never_created),
    Row(REFUSED, entities.creation_failed_later),
    Row(NO_LONGER, ids.of_another_account),
    Row(ABSENT, ids.of_another_type),
    Row(ABSENT, ids.mistyped_id),
    Row(frozenset({404}), ids.never_seen),
    Row(COLLIDED, conflicts.got_through_before),
    Row(COLLIDED, ids.id_in_use),
    Row(COLLIDED, conflicts.name_in_use),
    Row(COLLIDED, conflicts.second_primary_file),
    Row(COLLIDED, conflicts.linked_already),
    Row(REFUSED, conflicts.unlinked_before),
    Row(COLLIDED, conflicts.other_storage_account),
    Row(COLLIDED | {403}, conflicts.too_many_locators),
    Row(COLLIDED | {403}, limits.too_many),
    Row(COLLIDED | {403}, limits.too_many_running),
    Row(COLLIDED | {403}, limits.too_many_units),
    Row(COLLIDED | {403}, limits.too_many_inputs),
    Row(COLLIDED | {404}, jobs.input_without_file),
    Row(COLLIDED | {404}, jobs.no_primary_file),
    Row(COLLIDED | {403, 404}, jobs.foreign_processor),
    Row(COLLIDED | {403}, jobs.too_many_tasks),
    Row(COLLIDED, jobs.body_asks_for_more),
    Row(COLLIDED, jobs.ended_already),
    Row(COLLIDED | {405}, states.sas_locator_updated),
    Row(COLLIDED, states.write_once_changed),
    Row(REFUSED | {503}, states.operation_under_way),
    Row(REFUSED | {503}, states.wrong_state),
    Row(REFUSED, states.still_has_programs),
    Row(REFUSED, states.default_endpoint_deleted),
    Row(COLLIDED, keys.published_already),
    Row(COLLIDED | {404}, keys.key_without_policy),
    Row(COLLIDED, keys.other_protection_key),
    Row(ABSENT, keys.storage_account_unknown),
    Row(COLLIDED | {404}, keys.container_deleted),
    Row(COLLIDED | {403}, publishing.rights_unfit_for_streaming),
    Row(COLLIDED | {403}, publishing.policy_still_linked),
    Row(COLLIDED | {403}, publishing.asset_of_running_program),
    Row(COLLIDED | {404}, publishing.delivery_of_other_key),
    Row(REFUSED, publishing.slate_without_encoding),
    Row(COLLIDED | {403}, publishing.encrypted_without_key),
    Row(frozenset({400, 408, 413}), messages.body_of_another_length),
    Row(frozenset({400, 406, 415}), messages.answer_beyond_version),
    Row(frozenset({400, 404, 405}), paths.root_left_out),
    Row(frozenset({400, 415}), paths.type_unreadable),
    Row(frozenset({NO_ANSWER}), paths.host_mistyped),
    Row(frozenset({NO_ANSWER}), paths.switched_off),
    Row(frozenset({403, 407, 502, 503, 504}), paths.answered_by_another),
    Row(REFUSED, paths.refers_to_nothing),
    Row(frozenset({403}), states.writes_are_refused),
    Row(frozenset({429, 503}), states.burst),
    Row(frozenset({404}), entities.seen_before),
)


def remembered(it: Inspection, status: int) -> Iterator[Cause]:
    """Yield what earlier exchanges say of the failure of *it*, each cause once."""
    told: set[str] = set()
    sure = False
    for row in ROWS:
        if status not in row.statuses or (sure and row.ask is entities.seen_before):
            continue
        for cause in row.ask(it):
            if cause.why not in told:
                told.add(cause.why)
                sure = sure or cause.likelihood == "certain"
                yield cause
