"""A registry with its policy, a schema, and a discoverer of a bus."""


def test_schemas(stack, cloud):
    schemas = cloud.client("schemas")

    def check():
        shown = schemas.describe_schema(RegistryName="tf-mine", SchemaName="shop@Order")
        assert (shown["SchemaVersion"], shown["Type"]) == ("1", "OpenApi3")
        (discoverer,) = schemas.list_discoverers(DiscovererIdPrefix="events-event-bus-tf-")["Discoverers"]
        assert discoverer["State"] == "STARTED"
        assert "DescribeSchema" in schemas.get_resource_policy(RegistryName="tf-mine")["Policy"]

    stack("schemas.tf").whole_life(check)
    assert schemas.list_registries(RegistryNamePrefix="tf-")["Registries"] == []
