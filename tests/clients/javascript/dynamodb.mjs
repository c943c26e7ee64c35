// A table, by the SDK and by its document client: items, conditions, pages, batches, a transaction.
import assert from "node:assert/strict";
import {
  ConditionalCheckFailedException, CreateTableCommand, DeleteTableCommand, DescribeTableCommand,
  DynamoDBClient, GetItemCommand, PutItemCommand, ResourceNotFoundException,
  TransactionCanceledException, paginateScan, waitUntilTableExists, waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand, BatchWriteCommand, DynamoDBDocumentClient, ExecuteStatementCommand, GetCommand,
  NumberValue, PutCommand, QueryCommand, TransactGetCommand, TransactWriteCommand, UpdateCommand,
  paginateQuery,
} from "@aws-sdk/lib-dynamodb";

const client = new DynamoDBClient({});
const documents = DynamoDBDocumentClient.from(client);
const TableName = process.argv[2];
const wait = { client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 };
await client.send(new CreateTableCommand({
  TableName,
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "N" },
    { AttributeName: "kind", AttributeType: "S" },
  ],
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [{
    IndexName: "by-kind",
    KeySchema: [
      { AttributeName: "kind", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    Projection: { ProjectionType: "KEYS_ONLY" },
  }],
}));
await waitUntilTableExists(wait, { TableName });
const { Table } = await client.send(new DescribeTableCommand({ TableName }));
assert.equal(Table.TableStatus, "ACTIVE");
assert.ok(Table.CreationDateTime instanceof Date);

// Every type, as it is on the wire.
const Item = {
  pk: { S: "raw" }, sk: { N: "-1.5" }, b: { B: new Uint8Array([0, 255]) }, t: { BOOL: true },
  z: { NULL: true }, m: { M: { l: { L: [{ S: "" }, { N: "1" }] } } }, ss: { SS: ["a", "ü"] },
  ns: { NS: ["1", "2.5"] }, bs: { BS: [new Uint8Array([1]), new Uint8Array([2])] },
};
await client.send(new PutItemCommand({ TableName, Item }));
const raw = await client.send(new GetItemCommand({
  TableName, Key: { pk: Item.pk, sk: Item.sk }, ConsistentRead: true,
}));
assert.deepEqual(raw.Item, Item);

// As a document; a number that no double holds.
const digits = "12345678901234567890123456789012345678";
const document = {
  pk: "doc", sk: 1, exact: NumberValue.from(digits), tags: new Set(["a", "b"]),
  wares: [{ what: "pen", count: 3 }], nothing: null, version: 1,
};
await documents.send(new PutCommand({ TableName, Item: document }));
const exact = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  unmarshallOptions: { wrapNumbers: (text) => `n:${text}` },
});
const got = await exact.send(new GetCommand({ TableName, Key: { pk: "doc", sk: 1 } }));
assert.equal(got.Item.exact, `n:${digits}`);
const updated = await documents.send(new UpdateCommand({
  TableName, Key: { pk: "doc", sk: 1 },
  UpdateExpression: "SET wares[0].#c = wares[0].#c + :one, version = version + :one REMOVE exact",
  ConditionExpression: "version = :seen",
  ExpressionAttributeNames: { "#c": "count" },
  ExpressionAttributeValues: { ":one": 1, ":seen": 1 },
  ReturnValues: "ALL_NEW",
}));
const { exact: _, ...kept } = document;
assert.deepEqual(updated.Attributes, { ...kept, version: 2, wares: [{ what: "pen", count: 4 }] });
await assert.rejects(
  documents.send(new UpdateCommand({
    TableName, Key: { pk: "doc", sk: 1 },
    UpdateExpression: "SET version = :seen", ConditionExpression: "version = :seen",
    ExpressionAttributeValues: { ":seen": 1 },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  })),
  (error) => error instanceof ConditionalCheckFailedException && error.Item.version.N === "2"
    && error.$metadata.httpStatusCode === 400,
);

// Batches, and pages of a table and of an index.
const many = Array.from({ length: 25 }, (_, n) => ({ pk: "many", sk: n, kind: n % 2 ? "odd" : "even" }));
const written = await documents.send(new BatchWriteCommand({
  RequestItems: { [TableName]: many.map((Item) => ({ PutRequest: { Item } })) },
}));
assert.deepEqual(written.UnprocessedItems, {});
const query = {
  TableName, KeyConditionExpression: "pk = :p AND sk >= :n",
  ExpressionAttributeValues: { ":p": "many", ":n": 5 }, ScanIndexForward: false, Limit: 7,
};
let read = [];
let pages = 0;
for await (const { Items } of paginateQuery({ client: documents }, query)) {
  read = read.concat(Items);
  pages += 1;
}
assert.equal(pages, 3);
assert.deepEqual(read, many.slice(5).reverse());
const odd = await documents.send(new QueryCommand({
  TableName, IndexName: "by-kind", KeyConditionExpression: "kind = :k",
  ExpressionAttributeValues: { ":k": "odd" }, Select: "COUNT",
}));
assert.equal(odd.Count, 12);
let scanned = 0;
for (const Segment of [0, 1, 2]) {
  const scan = { TableName, Segment, TotalSegments: 3, Limit: 10 };
  for await (const { Count } of paginateScan({ client }, scan)) scanned += Count;
}
assert.equal(scanned, 27);
const batch = await documents.send(new BatchGetCommand({
  RequestItems: { [TableName]: { Keys: [{ pk: "many", sk: 3 }, { pk: "many", sk: 99 }] } },
}));
assert.deepEqual(batch.Responses[TableName], [many[3]]);

// Transactions and statements.
const move = (from, to) => new TransactWriteCommand({
  TransactItems: [
    { Update: {
      TableName, Key: { pk: "many", sk: from }, UpdateExpression: "SET gone = :t",
      ConditionExpression: "attribute_not_exists(gone)", ExpressionAttributeValues: { ":t": true },
    } },
    { Put: { TableName, Item: { pk: "moved", sk: to } } },
  ],
});
await documents.send(move(0, 0));
await assert.rejects(documents.send(move(0, 1)), (error) =>
  error instanceof TransactionCanceledException
  && error.CancellationReasons.map(({ Code }) => Code).join() === "ConditionalCheckFailed,None");
const both = await documents.send(new TransactGetCommand({
  TransactItems: [0, 1].map((sk) => ({ Get: { TableName, Key: { pk: "moved", sk } } })),
}));
assert.deepEqual(both.Responses.map(({ Item }) => Item), [{ pk: "moved", sk: 0 }, undefined]);
const said = await documents.send(new ExecuteStatementCommand({
  Statement: `SELECT sk FROM "${TableName}" WHERE pk = ? AND sk BETWEEN ? AND ?`,
  Parameters: ["many", 1, 2],
}));
assert.deepEqual(said.Items, [{ sk: 1 }, { sk: 2 }]);

await client.send(new DeleteTableCommand({ TableName }));
await waitUntilTableNotExists(wait, { TableName });
await assert.rejects(
  documents.send(new GetCommand({ TableName, Key: { pk: "doc", sk: 1 } })),
  (error) => error instanceof ResourceNotFoundException && error.$metadata.httpStatusCode === 400,
);
