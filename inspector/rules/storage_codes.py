"""What Azure Storage's error codes mean for an upload or a download by a locator's SAS.

Source: Azure Storage, "Status and error codes", "Blob service error codes".
"""

from dataclasses import dataclass

from inspector.core.annotated import Likelihood


@dataclass(frozen=True, slots=True)
class StorageCode:
    """A code, and why storage gives it."""

    code: str
    likelihood: Likelihood
    why: str


_DOES_NOT_MATCH = (
    "The SAS in the URL is not the one that the locator has (cut, encoded twice, or of a locator "
    "that is gone), or its time is over."
)
_LACKS_RIGHT = "The SAS does not grant what the request does: look at the policy's Permissions."
STORAGE_CODES = (
    StorageCode("AuthenticationFailed", "likely", _DOES_NOT_MATCH),
    StorageCode("AuthorizationFailure", "likely", _LACKS_RIGHT),
    StorageCode("AuthorizationPermissionMismatch", "likely", _LACKS_RIGHT),
    StorageCode("AuthorizationProtocolMismatch", "certain", "The SAS is for https alone."),
    StorageCode("AuthorizationSourceIPMismatch", "certain", "The SAS is for other IP addresses."),
    StorageCode("NoAuthenticationInformation", "certain", "The URL bears no SAS."),
    StorageCode("PublicAccessNotPermitted", "certain", "The URL bears no SAS."),
    StorageCode("ContainerNotFound", "certain", "The container, that is the asset, does not exist."),
    StorageCode("ContainerBeingDeleted", "certain", "The container is being deleted."),
    StorageCode("BlobNotFound", "certain", "No file of that name was uploaded to the container."),
    StorageCode("InvalidBlockList", "certain", "The block list names a block that was not uploaded."),
    StorageCode("InvalidBlobOrBlock", "certain", "The block does not fit those uploaded before it."),
    StorageCode("Md5Mismatch", "certain", "The body is not the one that Content-MD5 is of."),
    StorageCode("RequestBodyTooLarge", "certain", "The body is larger than one request may have."),
    StorageCode("MissingRequiredHeader", "certain", "A header is missing, such as x-ms-blob-type."),
    StorageCode("MissingContentLengthHeader", "certain", "The request has no Content-Length."),
    StorageCode("LeaseIdMissing", "certain", "Somebody has a lease on the blob."),
    StorageCode("ServerBusy", "certain", "Storage is busy; try again a little later."),
)  # fmt: skip
