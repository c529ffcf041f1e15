"""The pages that rules quote."""

OVERVIEW = (
    "https://learn.microsoft.com/azure/media-services/previous/media-services-rest-how-to-use"
)
REFERENCE = (
    "https://learn.microsoft.com/rest/api/media/operations/azure-media-services-rest-api-reference"
)
ERRORS = "https://learn.microsoft.com/azure/media-services/previous/media-services-error-codes"
AUTHENTICATION = (
    "https://learn.microsoft.com/azure/media-services/previous/"
    "media-services-use-aad-auth-to-access-ams-api"
)
CONNECT = (
    "https://learn.microsoft.com/azure/media-services/previous/media-services-rest-connect-with-aad"
)
CLAIMS = "https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference"
SAFE_JWT = "https://www.rfc-editor.org/rfc/rfc8725"
BATCH = "https://www.odata.org/documentation/odata-version-3-0/batch-processing"
ODATA_HEADERS = (
    "https://www.odata.org/documentation/odata-version-3-0/odata-version-3-0-core-protocol"
)
ODATA_VERBOSE_JSON = "https://www.odata.org/documentation/odata-version-3-0/json-verbose-format"
ODATA_LIGHT_JSON = "https://www.odata.org/documentation/odata-version-3-0/json-format"
HTTP = "https://www.rfc-editor.org/rfc/rfc9110"
JSON = "https://www.rfc-editor.org/rfc/rfc8259"
CONNECTING = (
    "https://docs.microsoft.com/azure/media-services/media-services-rest-connect-programmatically"
)
PAGING = (
    "https://learn.microsoft.com/azure/media-services/previous/media-services-rest-manage-entities"
)
ASSET_FILE = "https://learn.microsoft.com/rest/api/media/operations/assetfile"
FUNCTIONS = "https://learn.microsoft.com/rest/api/media/operations/rest-api-functions"
ODATA_URLS = "https://www.odata.org/documentation/odata-version-3-0/url-conventions"
TUNNELLING = "https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes"
URI = "https://www.rfc-editor.org/rfc/rfc3986"
TRUST = "https://docs.mitmproxy.org/stable/concepts/certificates/"
SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html"
OPERATION = "https://learn.microsoft.com/rest/api/media/operations/operation"
ACCESS_POLICY = "https://learn.microsoft.com/rest/api/media/operations/accesspolicy"
LOCATOR = "https://learn.microsoft.com/rest/api/media/operations/locator"
QUOTAS = (
    "https://learn.microsoft.com/azure/media-services/previous/"
    "media-services-quotas-and-limitations"
)
PROGRESS = "https://learn.microsoft.com/azure/media-services/previous/media-services-rest-check-job-progress"
