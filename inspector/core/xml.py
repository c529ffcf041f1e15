"""XML from the wire, read by one hardened parser: no DTD, no entities, nothing fetched."""

from lxml import etree

from inspector.core.reading import Failure

LIMIT = 8 * 1024 * 1024  # bytes


def read_xml(body: bytes) -> tuple[etree._Element | None, Failure | None]:
    """Return the root element, or why there is none; never raises.

    A document type declaration counts as unreadable: the service refuses it, and it is how
    entities are declared.
    """
    if len(body) > LIMIT:
        return None, Failure(f"larger than {LIMIT // 1024 // 1024} MiB")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        return None, Failure((error.msg or "not well-formed").partition(", line")[0], line, column)
    except ValueError as error:  # an encoding lxml does not know
        return None, Failure(str(error))
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # lxml-stubs lack it
        return None, Failure("a document type declaration (DTD)", 1, 1)
    return root, None
