"""The two that are compared: how they are asked, and what of their answers counts."""

import json
import time

from support.sign import signed_headers
import requests


class Side:
    def __init__(self, endpoint, keys, start=None):
        self.url, self.keys, self.start = endpoint.rstrip("/") + "/", keys, start
        self.tables = []
        self.session = requests.Session()
        self.session.trust_env = False

    def ask(self, operation, call):
        headers = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"DynamoDB_20120810.{operation}"}
        body = json.dumps(call).encode()
        headers = signed_headers(self.keys, "dynamodb", "POST", self.url, body, headers)
        try:
            answer = self.session.post(self.url, data=body, headers=headers, timeout=30)
        except requests.exceptions.ConnectionError:
            return {"refused": (0, "ConnectionClosed", "")}
        said = answer.json()
        if answer.status_code != 200:
            message = said.get("message") or said.get("Message") or ""
            return {"refused": (answer.status_code, said["__type"].rsplit("#")[-1], message)}
        return in_order(operation, said)

    def pages(self, operation, call):
        """Every page of a query or a scan; a scan's items are in nobody's order."""
        if operation not in ("Query", "Scan") or "ExclusiveStartKey" in call or "Segment" in call:
            return self.ask(operation, call)
        pages = [self.ask(operation, call)]
        while pages[-1].get("LastEvaluatedKey") and len(pages) < 40:
            pages.append(self.ask(operation, call | {"ExclusiveStartKey": pages[-1]["LastEvaluatedKey"]}))
        # Nor are those of an index that have the same keys there.
        ordered = operation == "Query" and "IndexName" not in call
        return pages[0] if len(pages) == 1 and (ordered or "refused" in pages[0]) else (
            {"pages": pages} if ordered else together(pages))

    def again(self, other):
        """After its process ended: started, with the tables and items that the other has."""
        self.start()
        tables, self.tables = self.tables, []
        for table in tables:
            self.make(table)
            for item in other.pages("Scan", {"TableName": table["TableName"]})["Items"]:
                put = {"TableName": table["TableName"], "Item": item}
                if "refused" in self.ask("PutItem", put):
                    key = {part["AttributeName"]: item[part["AttributeName"]] for part in table["KeySchema"]}
                    other.ask("DeleteItem", {"TableName": table["TableName"], "Key": key})

    def make(self, table):
        self.tables.append(table)
        self.ask("CreateTable", table)
        end = time.monotonic() + 30
        while self.ask("DescribeTable", {"TableName": table["TableName"]})["Table"]["TableStatus"] != "ACTIVE":
            assert time.monotonic() < end
            time.sleep(0.1)


def together(pages):
    items = [item for page in pages for item in page.get("Items", [])]
    return {
        "Count": sum(page.get("Count", 0) for page in pages),
        "ScannedCount": sum(page.get("ScannedCount", 0) for page in pages),
        "Items": sorted(items, key=lambda item: json.dumps(item, sort_keys=True)),
    }


def in_order(operation, said):
    """Sets are in nobody's order, nor is what a batch found."""
    if isinstance(said, dict):
        return {
            name: sorted(value) if name in ("SS", "NS", "BS") and isinstance(value, list)
            else {table: sorted(items, key=lambda i: json.dumps(i, sort_keys=True))
                  for table, items in in_order(operation, value).items()} if name == "Responses"
            else in_order(operation, value)
            for name, value in said.items()
        }
    if isinstance(said, list):
        return [in_order(operation, value) for value in said]
    return said
