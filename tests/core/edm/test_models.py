import make
import pytest

from inspector.core.edm.seen import MOST_HOSTS, Models
from inspector.core.engine import Inspector
from inspector.core.exchange import Exchange
from inspector.profiles.media_services import MEDIA_SERVICES
from inspector.profiles.model import bundled_model

ASSETS = """<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx">
<edmx:DataServices><Schema Namespace="N" xmlns="http://schemas.microsoft.com/ado/2009/11/edm">
<EntityType Name="Asset"><Key><PropertyRef Name="Id"/></Key>
<Property Name="Id" Type="Edm.String" Nullable="false"/><Property Name="Name" Type="Edm.String"/>
<Property Name="Mood" Type="Edm.String"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="Assets" EntityType="N.Asset"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"""
OTHER_ROOT = "https://othername.restv2.westus.media.azure.net/api/"


def metadata(document: str = ASSETS, status: int = 200, root: str = make.ROOT) -> Exchange:
    return make.exchange("GET", f"{root}$metadata", answer=make.response(status, document))


def codes(*exchanges: Exchange) -> list[str]:
    inspector = Inspector([MEDIA_SERVICES])
    found = [inspector.annotate(exchange) for exchange in exchanges][-1].findings
    return [finding.code for finding in found if finding.code.startswith(("ODA", "QRY"))]


def create(root: str = make.ROOT, **members: str) -> Exchange:
    return make.exchange("POST", f"{root}Assets", members, accept=make.VERBOSE)


@pytest.mark.parametrize(
    ("before", "found"),
    [
        pytest.param([], ["ODA410"], id="the bundled model has no such property"),
        pytest.param([metadata()], [], id="the service's own document has it"),
        pytest.param([metadata(status=404)], ["ODA410"], id="an answer that failed"),
        pytest.param([metadata("<html/>")], ["ODA410"], id="another document"),
        pytest.param([metadata(ASSETS[:-30])], ["ODA410"], id="a document that was cut"),
        pytest.param([metadata("<!DOCTYPE x>" + ASSETS)], ["ODA410"], id="a document with a DTD"),
        pytest.param([metadata(ASSETS.replace('"Assets"', '"Orders"'))], ["ODA410"], id="another service's document"),
        pytest.param([metadata(root=OTHER_ROOT)], ["ODA410"], id="another account's document"),
        pytest.param([metadata("<html/>"), metadata()], [], id="a second try"),
    ],
)  # fmt: skip
def test_a_metadata_document_that_was_seen_counts(before: list[Exchange], found: list[str]) -> None:
    assert codes(*before, create(Mood="good")) == found


def test_what_the_document_lacks_is_unknown_from_then_on() -> None:
    assert codes(create(AlternateId="7")) == []
    assert codes(metadata(), create(AlternateId="7")) == ["ODA410"]
    assert codes(metadata(), make.exchange("GET", "Jobs")) == ["QRY510"]


def test_our_annotations_are_kept_where_names_agree() -> None:
    long = {"Name": "n" * 600}
    known = bundled_model()
    models = Models()
    models.see(metadata(ASSETS.replace('"Name" Type', '"Name" MaxLength="10" Type')), known)
    model = models.of(create().request.target.host, known)

    assert model is not None
    asset = model.type_of("Assets")
    assert asset is not None
    assert asset.id_kind == "cid"
    assert asset.properties["Name"].max_length == 10
    assert codes(metadata(), create(**long)) in ([], ["ODA414"])


def test_a_model_that_was_given_goes_before_all() -> None:
    given = Models(bundled_model())
    given.see(metadata(), bundled_model())

    assert given.of("accountname.restv2.westus.media.azure.net", None) is bundled_model()


def test_few_documents_are_kept() -> None:
    models = Models()
    hosts = [f"account{n}.restv2.westus.media.azure.net" for n in range(MOST_HOSTS + 2)]
    for host in hosts:
        models.see(metadata(root=f"https://{host}/api/"), bundled_model())

    own = [models.of(host, None) is not None for host in hosts]
    assert own == [False, False, *[True] * MOST_HOSTS]
