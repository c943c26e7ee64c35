"""Tables with indexes, a stream, a time to live and tags, and an item."""


def test_dynamodb(stack, cloud):
    dynamodb = cloud.client("dynamodb")

    def check():
        table = dynamodb.describe_table(TableName="tf-orders")["Table"]
        assert [i["IndexName"] for i in table["GlobalSecondaryIndexes"]] == ["by-state"]
        assert [i["IndexName"] for i in table["LocalSecondaryIndexes"]] == ["by-due"]
        assert table["StreamSpecification"]["StreamViewType"] == "NEW_IMAGE"
        ttl = dynamodb.describe_time_to_live(TableName="tf-orders")["TimeToLiveDescription"]
        assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "until"}
        tags = dynamodb.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
        assert {"Key": "purpose", "Value": "orders"} in tags
        got = dynamodb.get_item(TableName="tf-scores", Key={"id": {"S": "first"}})
        assert got["Item"]["points"] == {"N": "10"}

    stack("dynamodb.tf").whole_life(check)
    assert not [t for t in dynamodb.list_tables()["TableNames"] if t.startswith("tf-")]
