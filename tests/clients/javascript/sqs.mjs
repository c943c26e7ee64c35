// A queue, by the SDK: a message there and back with its attributes, a batch, a refusal.
import assert from "node:assert/strict";
import {
  CreateQueueCommand, DeleteMessageBatchCommand, QueueDoesNotExist, ReceiveMessageCommand,
  SendMessageBatchCommand, SendMessageCommand, SQSClient,
} from "@aws-sdk/client-sqs";

const sqs = new SQSClient({});
const name = process.argv[2];
const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
const bytes = new Uint8Array([0, 1, 255]);
await sqs.send(new SendMessageCommand({
  QueueUrl,
  MessageBody: "안녕",
  MessageAttributes: { raw: { DataType: "Binary", BinaryValue: bytes } },
}));
const first = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["All"] }));
assert.equal(first.Messages[0].Body, "안녕");
assert.deepEqual(first.Messages[0].MessageAttributes.raw.BinaryValue, bytes);

// A poll that waits is woken by what is sent meanwhile.
const waiting = sqs.send(new ReceiveMessageCommand({
  QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10,
}));
const entries = ["a", "b"].map((Id) => ({ Id, MessageBody: Id }));
const sent = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries }));
assert.equal(sent.Successful.length, 2);
let got = (await waiting).Messages;
while (got.length < 2) {
  got = got.concat((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? []);
}
const handles = got.map(({ ReceiptHandle }, nth) => ({ Id: `${nth}`, ReceiptHandle }));
const deleted = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: handles }));
assert.equal(deleted.Successful.length, 2);

await assert.rejects(
  sqs.send(new SendMessageCommand({ QueueUrl: `${QueueUrl}-none`, MessageBody: "x" })),
  (error) => error instanceof QueueDoesNotExist && error.$metadata.httpStatusCode === 400,
);
