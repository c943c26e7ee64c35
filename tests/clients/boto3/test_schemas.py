"""Registries, schemas, and what is discovered on a bus."""

import json

import pytest

from support.cloud import eventually
from support.errors import refused


@pytest.fixture
def schemas(cloud):
    return cloud.client("schemas")


def content(title):
    return json.dumps({"openapi": "3.0.0", "info": {"title": title, "version": "1"}, "paths": {}, "components": {}})


def test_evb_1_schemas_and_their_versions(schemas, name):
    made = schemas.create_registry(RegistryName=name, Tags={"a": "1"})
    assert made["RegistryArn"].endswith(f":registry/{name}")
    with refused("ConflictException", status=409):
        schemas.create_registry(RegistryName=name)
    where = {"RegistryName": name, "SchemaName": "shop@Order"}
    created = schemas.create_schema(**where, Type="OpenApi3", Content=content("one"))
    assert created["SchemaVersion"] == "1"
    assert schemas.update_schema(**where, Content=content("two"))["SchemaVersion"] == "2"
    assert schemas.describe_schema(**where, SchemaVersion="1")["Content"] == content("one")
    versions = schemas.list_schema_versions(**where)["SchemaVersions"]
    assert [version["SchemaVersion"] for version in versions] == ["2", "1"]
    found = schemas.search_schemas(RegistryName=name, Keywords="two")["Schemas"]
    assert found[0]["SchemaVersions"][0]["SchemaVersion"] == "2"
    assert schemas.list_tags_for_resource(ResourceArn=made["RegistryArn"])["Tags"] == {"a": "1"}
    with refused("ForbiddenException", "You cannot export non discovered or non aws managed schemas.", 403):
        schemas.export_schema(**where, Type="JSONSchemaDraft4")
    schemas.delete_schema_version(**where, SchemaVersion="1")
    schemas.delete_schema(**where)
    schemas.delete_registry(RegistryName=name)
    with refused("NotFoundException", status=404):
        schemas.describe_registry(RegistryName=name)
    with refused("BadRequestException", status=400):
        schemas.create_registry(RegistryName="aws.mine")


def test_evb_1_what_is_on_a_bus_is_discovered(cloud, schemas, name):
    events = cloud.client("events")
    bus = events.create_event_bus(Name=name)["EventBusArn"]
    discoverer = schemas.create_discoverer(SourceArn=bus)["DiscovererId"]
    rule = lambda: events.list_targets_by_rule(Rule=f"Schemas-{discoverer}", EventBusName=name)["Targets"]

    def ready():
        try:
            return rule()
        except events.exceptions.ResourceNotFoundException:
            return None

    assert eventually(ready)
    entry = {"Source": name, "DetailType": "order placed", "Detail": '{"id": 1}', "EventBusName": name}
    events.put_events(Entries=[entry])
    where = {"RegistryName": "discovered-schemas", "SchemaName": f"{name}@OrderPlaced"}

    def seen():
        try:
            return schemas.describe_schema(**where)
        except schemas.exceptions.NotFoundException:
            return None

    shown = json.loads(eventually(seen)["Content"])
    assert shown["components"]["schemas"]["OrderPlaced"]["properties"] == {"id": {"type": "number"}}
    exported = schemas.export_schema(**where, Type="JSONSchemaDraft4")
    assert json.loads(exported["Content"])["properties"]["detail"] == {"$ref": "#/definitions/OrderPlaced"}
    assert schemas.stop_discoverer(DiscovererId=discoverer)["State"] == "STOPPED"
    schemas.delete_discoverer(DiscovererId=discoverer)


def test_a_schema_of_samples(schemas):
    events = [json.dumps({"a": 1, "b": "x"}), json.dumps({"a": 2})]
    found = schemas.get_discovered_schema(Type="OpenApi3", Events=events)
    shown = json.loads(found["Content"])["components"]["schemas"]["Event"]
    assert shown["required"] == ["a"]
