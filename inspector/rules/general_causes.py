"""The causes that are named for a status, whatever the exchange: Microsoft's list, as rows.

Source: media-services-error-codes; media-services-use-aad-auth-to-access-ams-api for the role
that is missing; the access policy's page for 500.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from inspector.core.exchange import Request
from inspector.rules.explanations import NO_ANSWER, PRIMARY, QUOTA, THROTTLED, UNAVAILABLE
from inspector.rules.innocence import (
    UPDATES,
    RuledOut,
    address_is_known,
    audience_is_right,
    bears_authorization,
    bears_length,
    bears_no_jwt,
    bears_token,
    everything,
    gives_duration,
    has_options,
    has_room_for_locators,
    is_get,
    is_not_get,
    names_an_entity,
    names_are_known,
    names_properties,
    on,
    root_is_known,
    sends_no_id,
    signature_is_valid,
    token_is_in_time,
    token_is_well_formed,
    token_was_taken,
    updates,
    version_is_supported,
    write_was_taken,
)

Concerns = Callable[[Request], bool]
POSTS = frozenset({"POST"})


@dataclass(frozen=True, slots=True)
class GeneralCause:
    """One cause of one status.

    *codes* are the rules that find it. *concerns* tells whether it can apply to a request at
    all; *ruled_out* returns the evidence against it; *same* are words of the causes that say the
    same of this very exchange, beside which it is left out. A *usual* cause is the likely one as soon
    as nothing of the exchange explains the failure and no other is left to be ruled out; a
    *rare* one, left, does not count.
    """

    status: int
    why: str
    codes: tuple[str, ...] = ()
    concerns: Concerns = everything
    ruled_out: RuledOut | None = None
    same: str = ""  # a regular expression
    usual: bool = False
    rare: bool = False

    def is_told_by(self, whys: Iterable[str]) -> bool:
        """Tell whether one of the causes in *whys* says the same more exactly."""
        return any(why == self.why or (self.same and re.search(self.same, why)) for why in whys)


def _cause(
    status: int,
    why: str,
    codes: str = "",
    *,
    concerns: Concerns = everything,
    ruled_out: RuledOut | None = None,
    same: str = "",
    usual: bool = False,
    rare: bool = False,
) -> GeneralCause:
    return GeneralCause(status, why, tuple(codes.split()), concerns, ruled_out, same, usual, rare)


GENERAL: tuple[GeneralCause, ...] = (
    _cause(400, "`x-ms-version` is missing, or names a version that does not exist.", "HDR103 HDR104", ruled_out=version_is_supported),
    _cause(400, "A property is named that the entity type does not have in this version.", "ODA402 ODA403 ODA410 ODA411", concerns=names_properties, ruled_out=names_are_known),
    _cause(400, "A property is missing, or its value is outside of what is allowed.", "ODA405 ODA407 ODA412 ODA414", concerns=names_properties, usual=True),
    _cause(400, "A part of the address is not understood.", "QRY509 QRY512", ruled_out=address_is_known, rare=True),
    _cause(400, "A query option or an operator in it is not supported.", "QRY504", concerns=has_options, usual=True),
    _cause(400, "A property was changed that cannot change after the entity was created.", "ODA413", concerns=updates, same="cannot change once"),
    _cause(400, "A SAS locator cannot be updated; delete it and create another.", "QRY511", concerns=on("Locators", verbs=UPDATES), same="SAS locator"),
    _cause(400, PRIMARY, concerns=on("Jobs", verbs=POSTS), same="primary|has no file"),
    _cause(400, "A task names a media processor of another account, or none.", concerns=on("Jobs", verbs=POSTS), same="media processor"),
    _cause(400, "The job is finished, failed, or being canceled already.", concerns=on("CancelJob", verbs=frozenset({"GET"})), same="job was"),
    _cause(401, "The request bears no `Authorization`.", "HDR101 HDR102", ruled_out=bears_authorization),
    _cause(401, "The token is damaged, or no token of Azure AD.", "JWT301 JWT302 JWT307 JWT314", concerns=bears_token, ruled_out=token_is_well_formed),
    _cause(401, "The token has expired, or is not valid yet.", "JWT303 JWT304 JWT315", concerns=bears_token, ruled_out=token_is_in_time, same="expired meanwhile|service's clock"),
    _cause(401, "The token was issued for something else than Media Services.", "JWT305", concerns=bears_token, ruled_out=audience_is_right, same="another audience"),
    _cause(401, "The token's signature is wrong: it was changed on the way, or is made up.", "JWT308", concerns=bears_token, ruled_out=signature_is_valid, rare=True, same="its signature"),
    _cause(401, "The principal lacks the Contributor or Owner role on the account, for which this service answers 401.", concerns=bears_token, ruled_out=token_was_taken, usual=True, same="role"),
    _cause(403, "The account is disabled, which leaves only GET; or it does not exist any more.", concerns=is_not_get, ruled_out=write_was_taken, same="account is disabled"),
    _cause(403, "The account does not exist any more.", concerns=is_get),
    _cause(403, QUOTA, concerns=on("Jobs", "Assets", "Channels", "Programs", "StreamingEndpoints", "AccessPolicies", "Locators", "ContentKeys", "EncodingReservedUnitTypes"), usual=True, same="quota|may have"),
    _cause(403, "A locator's or content key's id belongs to another account.", concerns=on("Locators", "ContentKeys"), same="another account"),
    _cause(403, "The media processor is not available to this account.", concerns=on("Jobs", verbs=POSTS), same="media processor"),
    _cause(403, "A system job template cannot be changed.", concerns=on("JobTemplates", verbs=UPDATES | {"DELETE", "POST"})),
    _cause(403, "The token of the retired Access Control Service names no account.", "JWT301", concerns=bears_no_jwt),
    _cause(404, "The entity that the address or the body names does not exist, or was deleted.", "ODA415", concerns=names_an_entity, usual=True, same="deleted|does not exist|never made|The id is|nothing tells|another account"),
    _cause(404, "There is no such entity set, or the root of the address is not the service's.", "QRY509 QRY510", ruled_out=root_is_known, rare=True, same="lacks `/api`"),
    _cause(404, "The storage account is not attached to the Media Services account.", concerns=on("Assets", "IngestManifests"), same="not attached"),
    _cause(409, "The asset has a file of that name already; CreateFileInfos may have made it.", concerns=on("Files", "CreateFileInfos", verbs=POSTS | {"GET"}), usual=True, same="already|CreateFileInfos|get through"),
    _cause(409, "The asset has another file that is marked as primary.", concerns=on("Files"), same="primary file already"),
    _cause(409, "The asset has five locators already.", "SES705", concerns=on("Locators"), ruled_out=has_room_for_locators, usual=True, same="locators"),
    _cause(409, "The id of the locator or content key is in use already.", concerns=on("Locators", "ContentKeys"), ruled_out=sends_no_id, usual=True, same="in use already|get through"),
    _cause(409, "The asset's container in the storage account is gone.", concerns=on("Locators"), same="container"),
    _cause(409, "The asset has a storage encryption key already, or this very key is linked.", concerns=on("ContentKeys"), same="linked already|storage encryption key"),
    _cause(409, "The manifest has a file of that name, or the asset is in another storage account.", concerns=on("IngestManifestFiles", "IngestManifestAssets"), usual=True, same="its manifest in|already"),
    _cause(411, "An action without body was sent without `Content-Length: 0`.", "HDR119", ruled_out=bears_length, usual=True),
    _cause(412, "The CDN (content delivery network) is not available in the account's region.", concerns=on("StreamingEndpoints"), usual=True),
    _cause(415, "The service knows none of the types in `Accept`, or not the `Content-Type`.", "HDR114 HDR115 HDR116", usual=True),
    _cause(429, THROTTLED, "RSP604 RSP605", usual=True),
    _cause(500, "An access policy was posted without `DurationInMinutes`, which is answered 500.", "ODA412", concerns=on("AccessPolicies", verbs=POSTS), ruled_out=gives_duration, usual=True),
    _cause(500, "Something failed inside the service; the same request may succeed later.", usual=True),
    _cause(502, "A gateway in front of the service got no proper answer from it.", usual=True),
    _cause(503, THROTTLED, "RSP604 RSP605", usual=True),
    _cause(503, UNAVAILABLE),
    _cause(504, "A gateway in front of the service got no answer from it in time.", usual=True),
    _cause(NO_ANSWER, "The connection broke off, or was never made: a wrong host, a proxy in between, TLS.", "RSP606", usual=True, same="mistyped"),
)  # fmt: skip


def causes_of(status: int) -> tuple[GeneralCause, ...]:
    """Return the causes that are named for *status*, in the order of Microsoft's list."""
    return tuple(cause for cause in GENERAL if cause.status == status)
