"""`$metadata`: the model's rows as a CSDL document, marked as rebuilt."""

from lxml import etree

from inspector.standin.model import COMPLEX, CONTAINER, ENTITY_SETS, NAMESPACE, EntitySet, Property
from inspector.standin.values import namespaces

EDMX = "http://schemas.microsoft.com/ado/2007/06/edmx"
EDM = "http://schemas.microsoft.com/ado/2009/11/edm"
M = "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"


def metadata() -> bytes:
    """Return the document."""
    root = etree.Element(f"{{{EDMX}}}Edmx", Version="1.0", nsmap={"edmx": EDMX})
    root.append(etree.Comment(" Rebuilt by ams-inspector; not the service's own document. "))
    services = etree.SubElement(root, f"{{{EDMX}}}DataServices", nsmap={"m": M})
    services.set(f"{{{M}}}DataServiceVersion", "3.0")
    services.set(f"{{{M}}}MaxDataServiceVersion", "3.0")
    schema = etree.SubElement(
        services, f"{{{EDM}}}Schema", nsmap=namespaces(EDM), Namespace=NAMESPACE
    )
    for entity_set in ENTITY_SETS.values():
        _entity_type(schema, entity_set)
    for name, properties in COMPLEX.items():
        kind = etree.SubElement(schema, f"{{{EDM}}}ComplexType", Name=name)
        for prop in properties:
            _property(kind, prop)
    for entity_set in ENTITY_SETS.values():
        _associations(schema, entity_set)
    _container(services)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _entity_type(schema: etree._Element, entity_set: EntitySet) -> None:
    kind = etree.SubElement(schema, f"{{{EDM}}}EntityType", Name=entity_set.type)
    key = etree.SubElement(kind, f"{{{EDM}}}Key")
    etree.SubElement(key, f"{{{EDM}}}PropertyRef", Name=entity_set.key)
    for prop in entity_set.properties:
        _property(kind, prop, nullable=prop.name != entity_set.key)
    for link in entity_set.links:
        about = {
            "Name": link.name,
            "Relationship": f"{NAMESPACE}.{entity_set.type}_{link.name}",
            "ToRole": link.name,
            "FromRole": "Owner",
        }
        etree.SubElement(kind, f"{{{EDM}}}NavigationProperty", about)


def _property(parent: etree._Element, prop: Property, *, nullable: bool = True) -> None:
    kind = f"Collection({NAMESPACE}.{prop.member})" if prop.is_collection else prop.kind
    element = etree.SubElement(parent, f"{{{EDM}}}Property", Name=prop.name, Type=kind)
    number = prop.kind in {"Edm.Int32", "Edm.Int64", "Edm.Double", "Edm.Boolean"}
    if not nullable or number or prop.is_collection:
        element.set("Nullable", "false")


def _associations(schema: etree._Element, entity_set: EntitySet) -> None:
    for link in entity_set.links:
        name = f"{entity_set.type}_{link.name}"
        association = etree.SubElement(schema, f"{{{EDM}}}Association", Name=name)
        target = ENTITY_SETS[link.target].type_name
        ends = (
            ("Owner", entity_set.type_name, "*"),
            (link.name, target, "*" if link.many else "0..1"),
        )
        for role, kind, multiplicity in ends:
            about = {"Type": kind, "Role": role, "Multiplicity": multiplicity}
            etree.SubElement(association, f"{{{EDM}}}End", about)


def _container(services: etree._Element) -> None:
    schema = etree.SubElement(
        services, f"{{{EDM}}}Schema", nsmap=namespaces(EDM), Namespace=CONTAINER
    )
    container = etree.SubElement(schema, f"{{{EDM}}}EntityContainer", Name=CONTAINER)
    container.set(f"{{{M}}}IsDefaultEntityContainer", "true")
    for entity_set in ENTITY_SETS.values():
        about = {"Name": entity_set.name, "EntityType": entity_set.type_name}
        etree.SubElement(container, f"{{{EDM}}}EntitySet", about)
    for entity_set in ENTITY_SETS.values():
        for link in entity_set.links:
            name = f"{entity_set.type}_{link.name}"
            about = {"Name": name, "Association": f"{NAMESPACE}.{name}"}
            association = etree.SubElement(container, f"{{{EDM}}}AssociationSet", about)
            for role, held in (("Owner", entity_set.name), (link.name, link.target)):
                etree.SubElement(association, f"{{{EDM}}}End", Role=role, EntitySet=held)
