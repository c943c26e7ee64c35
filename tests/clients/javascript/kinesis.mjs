// A stream, by the SDK: records in their order, by reading and by a subscription; a refusal.
import assert from "node:assert/strict";
import {
  CreateStreamCommand, DescribeStreamSummaryCommand, GetRecordsCommand, GetShardIteratorCommand,
  KinesisClient, ListShardsCommand, PutRecordCommand, PutRecordsCommand,
  RegisterStreamConsumerCommand, DescribeStreamConsumerCommand, ResourceNotFoundException,
  SubscribeToShardCommand, waitUntilStreamExists,
} from "@aws-sdk/client-kinesis";

const kinesis = new KinesisClient({});
const StreamName = process.argv[2];
await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
await waitUntilStreamExists(
  { client: kinesis, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { StreamName },
);
const bytes = new Uint8Array([0, 1, 255]);
await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: "k", Data: bytes }));
const put = await kinesis.send(new PutRecordsCommand({
  StreamName,
  Records: ["a", "b"].map((text) => ({ PartitionKey: "k", Data: new TextEncoder().encode(text) })),
}));
assert.equal(put.FailedRecordCount, 0);
const { Shards } = await kinesis.send(new ListShardsCommand({ StreamName }));
const { ShardId } = Shards[0];
const { ShardIterator } = await kinesis.send(new GetShardIteratorCommand({
  StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON",
}));
const { Records } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
const texts = (records) => records.map(({ Data }) => new TextDecoder().decode(Data));
assert.deepEqual(Records[0].Data, bytes);
assert.deepEqual(texts(Records.slice(1)), ["a", "b"]);

// A consumer of its own is told what is there, by an event stream over HTTP/2.
const { StreamDescriptionSummary: { StreamARN } } = await kinesis.send(
  new DescribeStreamSummaryCommand({ StreamName }),
);
let { Consumer: { ConsumerARN } } = await kinesis.send(
  new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: "c" }),
);
const described = new DescribeStreamConsumerCommand({ ConsumerARN });
while ((await kinesis.send(described)).ConsumerDescription.ConsumerStatus !== "ACTIVE") {
  await new Promise((done) => setTimeout(done, 200));
}
const { EventStream } = await kinesis.send(new SubscribeToShardCommand({
  ConsumerARN, ShardId, StartingPosition: { Type: "TRIM_HORIZON" },
}));
let told = [];
for await (const { SubscribeToShardEvent } of EventStream) {
  told = told.concat(SubscribeToShardEvent.Records);
  if (told.length === 3) break;
}
assert.deepEqual(texts(told.slice(1)), ["a", "b"]);

await assert.rejects(
  kinesis.send(new DescribeStreamSummaryCommand({ StreamName: `${StreamName}-none` })),
  (error) => error instanceof ResourceNotFoundException && error.$metadata.httpStatusCode === 400,
);
// The client keeps the subscription open for its five minutes.
process.exit(0);
