"""Tables and items, by the client and by the resource."""

from decimal import Decimal

import pytest
from boto3.dynamodb.conditions import Attr, Key

from support.errors import refused

WAIT = {"Delay": 1, "MaxAttempts": 30}


@pytest.fixture
def dynamodb(cloud):
    return cloud.client("dynamodb")


@pytest.fixture
def resource(cloud):
    return cloud.session().resource("dynamodb", endpoint_url=cloud.endpoint)


@pytest.fixture
def table(resource, dynamodb, name):
    """Orders of customers by their number, and by their state over all customers."""
    table = resource.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "customer", "AttributeType": "S"},
            {"AttributeName": "number", "AttributeType": "N"},
            {"AttributeName": "state", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "customer", "KeyType": "HASH"},
            {"AttributeName": "number", "KeyType": "RANGE"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-state",
                "KeySchema": [{"AttributeName": "state", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    # The first look finds it there: the next would be twenty seconds later.
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"MaxAttempts": 1})
    return table


def test_ddb_2_a_table_comes_and_goes(dynamodb, table):
    table.reload()
    assert table.table_status == "ACTIVE"
    table.delete()
    dynamodb.get_waiter("table_not_exists").wait(TableName=table.name, WaiterConfig=WAIT)
    with refused("ResourceNotFoundException", "Requested resource not found", 400):
        table.get_item(Key={"customer": "ann", "number": 1})


def test_ddb_5_documents_and_exact_numbers(table):
    number = Decimal("12345678901234567890123456789012345678")
    item = {
        "customer": "ann", "number": 1, "price": Decimal("0.1"), "exact": number,
        "lines": [{"what": "pen", "count": 3}], "tags": {"a", "b"}, "raw": b"\x00\xff",
        "nothing": None, "paid": False, "empty": "",
    }
    table.put_item(Item=item)
    got = table.get_item(Key={"customer": "ann", "number": 1}, ConsistentRead=True)["Item"]
    assert got["raw"].value == item.pop("raw")
    del got["raw"]
    assert got == item
    answer = table.update_item(
        Key={"customer": "ann", "number": 1},
        UpdateExpression="SET #l[0].#c = #l[0].#c + :one REMOVE nothing",
        ExpressionAttributeNames={"#l": "lines", "#c": "count"},
        ExpressionAttributeValues={":one": 1},
        ReturnValues="ALL_NEW",
    )
    assert answer["Attributes"]["lines"] == [{"what": "pen", "count": 4}]
    assert "nothing" not in answer["Attributes"]


def test_queries_in_pages(dynamodb, table):
    with table.batch_writer() as batch:
        for number in range(60):
            state = "open" if number % 3 else "done"
            batch.put_item(Item={"customer": "ann", "number": number, "state": state})
    found = table.query(
        KeyConditionExpression=Key("customer").eq("ann") & Key("number").between(10, 19),
        FilterExpression=Attr("state").eq("open"),
        ScanIndexForward=False,
    )
    assert [int(i["number"]) for i in found["Items"]] == [19, 17, 16, 14, 13, 11, 10]
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table.name,
        IndexName="by-state",
        KeyConditionExpression="#s = :s",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues={":s": {"S": "done"}},
        PaginationConfig={"PageSize": 7},
    )
    numbers = [int(i["number"]["N"]) for page in pages for i in page["Items"]]
    assert sorted(numbers) == list(range(0, 60, 3))
    scanned = dynamodb.get_paginator("scan").paginate(TableName=table.name, Limit=25)
    assert sum(page["Count"] for page in scanned) == 60


def test_conditions(dynamodb, table):
    item = {"customer": "ann", "number": 1}
    table.put_item(Item=item, ConditionExpression=Attr("customer").not_exists())
    with refused("ConditionalCheckFailedException", "The conditional request failed", 400):
        table.put_item(Item=item, ConditionExpression=Attr("customer").not_exists())
    with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException) as failed:
        dynamodb.delete_item(
            TableName=table.name,
            Key={"customer": {"S": "ann"}, "number": {"N": "1"}},
            ConditionExpression="attribute_exists(paid)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    assert failed.value.response["Item"] == {"customer": {"S": "ann"}, "number": {"N": "1"}}


def test_transactions(dynamodb, table):
    def put(number, **more):
        item = {"customer": {"S": "ann"}, "number": {"N": str(number)}}
        return {"Put": {"TableName": table.name, "Item": item, **more}}

    dynamodb.transact_write_items(TransactItems=[put(1), put(2)])
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException) as failed:
        new = {"ConditionExpression": "attribute_not_exists(customer)"}
        dynamodb.transact_write_items(TransactItems=[put(3, **new), put(2, **new)])
    codes = [r["Code"] for r in failed.value.response["CancellationReasons"]]
    assert codes == ["None", "ConditionalCheckFailed"]
    keys = [{"customer": {"S": "ann"}, "number": {"N": str(n)}} for n in (1, 3)]
    got = dynamodb.transact_get_items(
        TransactItems=[{"Get": {"TableName": table.name, "Key": key}} for key in keys]
    )
    assert got["Responses"] == [{"Item": keys[0]}, {}]


def test_batches_and_capacity(dynamodb, table):
    keys = [{"customer": {"S": "ann"}, "number": {"N": str(n)}} for n in range(10)]
    wrote = dynamodb.batch_write_item(
        RequestItems={table.name: [{"PutRequest": {"Item": key}} for key in keys]},
        ReturnConsumedCapacity="INDEXES",
    )
    assert wrote["UnprocessedItems"] == {}
    assert wrote["ConsumedCapacity"][0]["CapacityUnits"] == 10
    got = dynamodb.batch_get_item(
        RequestItems={table.name: {"Keys": keys}}, ReturnConsumedCapacity="TOTAL"
    )
    assert len(got["Responses"][table.name]) == 10
    assert got["ConsumedCapacity"][0]["CapacityUnits"] == 5


def test_lists_tags_and_limits(dynamodb, table):
    assert table.name in [n for p in dynamodb.get_paginator("list_tables").paginate() for n in p["TableNames"]]
    dynamodb.tag_resource(ResourceArn=table.table_arn, Tags=[{"Key": "team", "Value": "shop"}])
    tags = dynamodb.list_tags_of_resource(ResourceArn=table.table_arn)["Tags"]
    assert tags == [{"Key": "team", "Value": "shop"}]
    assert dynamodb.describe_limits()["TableMaxReadCapacityUnits"] == 40000
    assert dynamodb.describe_endpoints()["Endpoints"][0]["CachePeriodInMinutes"] == 1440


def test_a_user_reads_and_writes_its_own_partition(cloud, table, name):
    """Fine-grained access: only items of the user's own key, and only some attributes."""
    own = {
        "Effect": "Allow",
        "Action": ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem"],
        "Resource": table.table_arn,
        "Condition": {
            "ForAllValues:StringEquals": {
                "dynamodb:LeadingKeys": ["ann"],
                "dynamodb:Attributes": ["customer", "number", "state"],
            }
        },
    }
    user = cloud.client("dynamodb", keys=cloud.user(name, own))
    key = lambda who: {"customer": {"S": who}, "number": {"N": "1"}}  # noqa: E731
    user.put_item(TableName=table.name, Item=key("ann") | {"state": {"S": "open"}})
    assert user.get_item(TableName=table.name, Key=key("ann"))["Item"]["state"] == {"S": "open"}
    query = {
        "TableName": table.name,
        "KeyConditionExpression": "customer = :c",
        "ExpressionAttributeValues": {":c": {"S": "ann"}},
    }
    assert user.query(**query)["Count"] == 1
    with refused("AccessDeniedException", None, 400):
        user.get_item(TableName=table.name, Key=key("bob"))
    with refused("AccessDeniedException", None, 400):
        user.query(**query | {"ExpressionAttributeValues": {":c": {"S": "bob"}}})
    with refused("AccessDeniedException", None, 400):
        user.put_item(TableName=table.name, Item=key("ann") | {"secret": {"S": "x"}})
    with refused("AccessDeniedException", None, 400):
        user.query(**query | {"IndexName": "by-state"})


def test_steps_of_a_transaction_are_asked_for_one_by_one(cloud, table, name):
    put = {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": table.table_arn}
    user = cloud.client("dynamodb", keys=cloud.user(name, put))
    item = {"customer": {"S": "ann"}, "number": {"N": "1"}}
    step = {"Put": {"TableName": table.name, "Item": item}}
    user.transact_write_items(TransactItems=[step])
    check = {
        "TableName": table.name,
        "Key": item | {"number": {"N": "2"}},
        "ConditionExpression": "attribute_not_exists(customer)",
    }
    with refused("AccessDeniedException", None, 400):
        user.transact_write_items(TransactItems=[step, {"ConditionCheck": check}])
    with refused("AccessDeniedException", None, 400):
        user.execute_statement(Statement=f'SELECT * FROM "{table.name}"')


def test_statements(dynamodb, table):
    insert = f"INSERT INTO \"{table.name}\" VALUE {{'customer': ?, 'number': ?}}"
    for number in range(3):
        dynamodb.execute_statement(
            Statement=insert, Parameters=[{"S": "ann"}, {"N": str(number)}]
        )
    with refused("DuplicateItemException", "Duplicate primary key exists in table", 400):
        dynamodb.execute_statement(Statement=insert, Parameters=[{"S": "ann"}, {"N": "1"}])
    wish = {"Statement": f"SELECT number FROM \"{table.name}\" WHERE customer = 'ann'", "Limit": 2}
    page = dynamodb.execute_statement(**wish)
    assert [i["number"]["N"] for i in page["Items"]] == ["0", "1"]
    page = dynamodb.execute_statement(**wish, NextToken=page["NextToken"])
    assert [i["number"]["N"] for i in page["Items"]] == ["2"]


def test_ddb_3_keys_of_several_attributes(dynamodb, resource, name):
    table = resource.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": key, "AttributeType": kind}
            for key, kind in [("id", "S"), ("cup", "S"), ("land", "S"), ("round", "N")]
        ],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-cup",
                "KeySchema": [
                    {"AttributeName": "cup", "KeyType": "HASH"},
                    {"AttributeName": "land", "KeyType": "HASH"},
                    {"AttributeName": "round", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"MaxAttempts": 1})
    for number, land in [(2, "kr"), (10, "kr"), (3, "jp")]:
        table.put_item(Item={"id": str(number), "cup": "w", "land": land, "round": number})
    table.put_item(Item={"id": "none", "cup": "w", "land": "kr"})
    keys = Key("cup").eq("w") & Key("land").eq("kr") & Key("round").gt(1)
    found = table.query(IndexName="by-cup", KeyConditionExpression=keys)["Items"]
    assert [item["id"] for item in found] == ["2", "10"]
    (index,) = table.global_secondary_indexes
    assert [key["KeyType"] for key in index["KeySchema"]] == ["HASH", "HASH", "RANGE"]
    with refused("ValidationException", "Query condition missed key schema element: land", 400):
        table.query(IndexName="by-cup", KeyConditionExpression=Key("cup").eq("w"))
    table.delete()
