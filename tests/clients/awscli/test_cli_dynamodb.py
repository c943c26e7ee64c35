"""aws dynamodb."""

import json

from support.cloud import eventually


def test_dynamodb(aws, name):
    made = aws(
        "dynamodb", "create-table", "--table-name", name, "--billing-mode", "PAY_PER_REQUEST",
        "--attribute-definitions", "AttributeName=id,AttributeType=S",
        "--key-schema", "AttributeName=id,KeyType=HASH",
    )
    assert made.json["TableDescription"]["TableStatus"] == "CREATING"

    # Its own waiter looks every twenty seconds.
    def active():
        told = aws("dynamodb", "describe-table", "--table-name", name).json
        return told["Table"]["TableStatus"] == "ACTIVE"

    assert eventually(active, 60)
    item = {"id": {"S": "1"}, "price": {"N": "19.90"}}
    put = aws("dynamodb", "put-item", "--table-name", name, "--item", json.dumps(item))
    assert put.code == 0, put.err
    key = json.dumps({"id": {"S": "1"}})
    got = aws("dynamodb", "get-item", "--table-name", name, "--key", key).json["Item"]
    assert got == {"id": {"S": "1"}, "price": {"N": "19.9"}}
    changed = aws(
        "dynamodb", "update-item", "--table-name", name, "--key", key,
        "--update-expression", "SET price = price + :n",
        "--expression-attribute-values", json.dumps({":n": {"N": "0.1"}}),
        "--return-values", "UPDATED_NEW",
    )
    assert changed.json["Attributes"] == {"price": {"N": "20"}}
    scanned = aws("dynamodb", "scan", "--table-name", name, "--select", "COUNT").json
    assert scanned["Count"] == 1
    said = aws(
        "dynamodb", "put-item", "--table-name", name, "--item", key,
        "--condition-expression", "attribute_not_exists(id)",
    )
    assert "(ConditionalCheckFailedException)" in said.err
    selected = aws(
        "dynamodb", "execute-statement", "--statement", f"SELECT price FROM \"{name}\" WHERE id = '1'"
    )
    assert selected.json["Items"] == [{"price": {"N": "20"}}]
    assert name in aws("dynamodb", "list-tables").json["TableNames"]
    assert aws("dynamodb", "delete-table", "--table-name", name).code == 0
