// ElectroDB, which maps entities onto one table: a shop of customers and orders, two indexes that are
// overloaded, conditions, optimistic locking, transactions, pages in both directions.
import assert from "node:assert/strict";
import {
  CreateTableCommand, DynamoDBClient, ScanCommand, waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { Entity, Service } from "electrodb";

const client = new DynamoDBClient({});
const table = process.argv[2];
const keys = ["pk", "sk", "gsi1pk", "gsi1sk"];
await client.send(new CreateTableCommand({
  TableName: table,
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [{
    IndexName: "gsi1",
    KeySchema: [
      { AttributeName: "gsi1pk", KeyType: "HASH" },
      { AttributeName: "gsi1sk", KeyType: "RANGE" },
    ],
    Projection: { ProjectionType: "ALL" },
  }],
}));
await waitUntilTableExists(
  { client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName: table },
);

const Customer = new Entity({
  model: { entity: "customer", version: "1", service: "shop" },
  attributes: {
    customer: { type: "string", required: true },
    name: { type: "string", required: true },
    credit: { type: "number", default: 0 },
    labels: { type: "set", items: "string" },
    address: { type: "map", properties: { city: { type: "string" }, zip: { type: "string" } } },
    version: { type: "number", default: 1 },
    expires: { type: "number" },
  },
  indexes: {
    primary: {
      collection: "account",
      pk: { field: "pk", composite: ["customer"] },
      sk: { field: "sk", composite: [] },
    },
  },
}, { client, table });
const Order = new Entity({
  model: { entity: "order", version: "1", service: "shop" },
  attributes: {
    customer: { type: "string", required: true },
    order: { type: "string", required: true },
    state: { type: ["open", "paid", "sent"], default: "open" },
    total: { type: "number", required: true },
    lines: { type: "list", items: { type: "map", properties: {
      what: { type: "string" }, count: { type: "number" },
    } } },
    placed: { type: "string", required: true },
  },
  indexes: {
    primary: {
      collection: "account",
      pk: { field: "pk", composite: ["customer"] },
      sk: { field: "sk", composite: ["order"] },
    },
    byState: {
      index: "gsi1",
      pk: { field: "gsi1pk", composite: ["state"] },
      sk: { field: "gsi1sk", composite: ["placed", "order"] },
    },
  },
}, { client, table });
const shop = new Service({ Customer, Order });

// Made once only.
const ann = { customer: "ann", name: "Ann", credit: 100, labels: ["new", "vip"], address: { city: "Bonn" } };
await Customer.create({ ...ann, expires: 4_000_000_000 }).go();
await assert.rejects(Customer.create(ann).go(), /The conditional request failed/);
await Customer.create({ customer: "bob", name: "Bob" }).go();

// Orders in batches of more than one call; what they have in common with a customer is one query.
const orders = Array.from({ length: 60 }, (_, n) => ({
  customer: n % 3 ? "ann" : "bob", order: `o${String(n).padStart(3, "0")}`, total: n,
  placed: `2026-01-${String(1 + (n % 28)).padStart(2, "0")}`, lines: [{ what: "pen", count: n }],
}));
assert.deepEqual((await Order.put(orders).go()).unprocessed, []);
const account = await shop.collections.account({ customer: "bob" }).go({ pages: "all" });
assert.equal(account.data.Customer.length, 1);
assert.deepEqual(
  account.data.Order.map(({ order }) => order),
  orders.filter(({ customer }) => customer === "bob").map(({ order }) => order),
);

// Pages of an index with a cursor, newest first; a range, a filter.
let cursor = null;
let open = [];
let pages = 0;
do {
  const page = await Order.query.byState({ state: "open" }).go({ cursor, limit: 25, order: "desc" });
  open = open.concat(page.data);
  cursor = page.cursor;
  pages += 1;
} while (cursor !== null);
assert.ok(pages >= 3);
const newest = (a, b) => (a.placed + a.order < b.placed + b.order ? 1 : -1);
assert.deepEqual(open.map(({ order }) => order), orders.toSorted(newest).map(({ order }) => order));
const some = await Order.query.byState({ state: "open" })
  .between({ placed: "2026-01-05" }, { placed: "2026-01-09", order: "o999" })
  .where(({ total, lines }, { gt, exists }) => `${gt(total, 30)} AND ${exists(lines[0].what)}`)
  .go({ pages: "all" });
const within = ({ placed, total }) => placed >= "2026-01-05" && placed <= "2026-01-09" && total > 30;
assert.deepEqual(
  some.data.map(({ order }) => order).sort(), orders.filter(within).map(({ order }) => order).sort(),
);

// Optimistic locking: of ten that change the same version, one does.
const change = (n) => Customer.patch({ customer: "ann" })
  .add({ version: 1 })
  .set({ name: `Ann ${n}` })
  .data(({ address }, { set }) => set(address.zip, "53111"))
  .delete({ labels: ["new"] })
  .where(({ version }, { eq }) => eq(version, 1))
  .go({ response: "all_new" });
const races = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(change));
const won = races.filter(({ status }) => status === "fulfilled");
assert.equal(won.length, 1);
const { data: after } = await Customer.get({ customer: "ann" }).go({ consistent: true });
assert.deepEqual(after, won[0].value.data);
assert.equal(after.version, 2);
assert.deepEqual(after.labels, ["vip"]);
assert.deepEqual(after.address, { city: "Bonn", zip: "53111" });

// Paying is a transaction: all of it or nothing; a token makes it one.
const pay = (order, total, token) => shop.transaction.write(({ Customer, Order }) => [
  Customer.patch({ customer: "ann" }).subtract({ credit: total })
    .where(({ credit }, { gte }) => gte(credit, total)).commit(),
  Order.patch({ customer: "ann", order }).set({ state: "paid", placed: "2026-02-01" })
    .where(({ state }, { eq }) => eq(state, "open")).commit(),
]).go({ token });
const paid = await pay("o040", 40, "once");
assert.equal(paid.canceled, false);
assert.equal((await pay("o040", 40, "once")).canceled, false);
const refused = await pay("o041", 61, "never");
assert.equal(refused.canceled, true);
assert.deepEqual(refused.data.map(({ code }) => code), ["ConditionalCheckFailed", "None"]);
const both = await shop.transaction.get(({ Customer, Order }) => [
  Customer.get({ customer: "ann" }).commit(),
  Order.get({ customer: "ann", order: "o041" }).commit(),
]).go();
assert.deepEqual([both.data[0].item.credit, both.data[1].item.state], [60, "open"]);
// The index went with it.
const inState = async (state) => (await Order.query.byState({ state }).go({ pages: "all" })).data;
assert.deepEqual((await inState("paid")).map(({ order }) => order), ["o040"]);
assert.equal((await inState("open")).length, 59);

// Changed and deleted, many at once, and nothing left.
await Order.upsert({ customer: "bob", order: "o000", total: 5, placed: "2026-03-01" }).go();
await assert.rejects(Order.patch({ customer: "bob", order: "none" }).set({ total: 1 }).go());
await Order.delete(orders.map(({ customer, order }) => ({ customer, order }))).go();
await Customer.remove({ customer: "ann" }).go();
await Customer.delete({ customer: "bob" }).go();
assert.equal((await client.send(new ScanCommand({ TableName: table, Select: "COUNT" }))).Count, 0);
