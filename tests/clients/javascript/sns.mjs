// A topic, by the SDK: a queue behind it, a batch, attributes, a refusal.
import assert from "node:assert/strict";
import {
  CreateTopicCommand, GetSubscriptionAttributesCommand, ListSubscriptionsByTopicCommand,
  NotFoundException, PublishBatchCommand, PublishCommand, SNSClient, SubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient,
} from "@aws-sdk/client-sqs";

const sns = new SNSClient({});
const sqs = new SQSClient({});
const name = process.argv[2];
const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }));
const queue = TopicArn.replace(":sns:", ":sqs:");
const Policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage",
    Resource: queue, Condition: { ArnEquals: { "aws:SourceArn": TopicArn } },
  },
});
const { QueueUrl } = await sqs.send(new CreateQueueCommand({
  QueueName: name, Attributes: { Policy },
}));
const { SubscriptionArn } = await sns.send(new SubscribeCommand({
  TopicArn, Protocol: "sqs", Endpoint: queue, Attributes: { RawMessageDelivery: "true" },
}));
const listed = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
assert.deepEqual(listed.Subscriptions.map((one) => one.SubscriptionArn), [SubscriptionArn]);
const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
assert.equal(Attributes.RawMessageDelivery, "true");

async function receive() {
  const { Messages } = await sqs.send(new ReceiveMessageCommand({
    QueueUrl, WaitTimeSeconds: 20, MessageAttributeNames: ["All"],
  }));
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle }));
  return Messages[0];
}

const bytes = new Uint8Array([0, 1, 255]);
await sns.send(new PublishCommand({
  TopicArn,
  Message: "안녕",
  MessageAttributes: { raw: { DataType: "Binary", BinaryValue: bytes } },
}));
const first = await receive();
assert.equal(first.Body, "안녕");
assert.deepEqual(first.MessageAttributes.raw.BinaryValue, bytes);

const entries = ["a", "b"].map((Id) => ({ Id, Message: Id }));
const sent = await sns.send(new PublishBatchCommand({
  TopicArn, PublishBatchRequestEntries: entries,
}));
assert.equal(sent.Successful.length, 2);
assert.deepEqual([(await receive()).Body, (await receive()).Body].sort(), ["a", "b"]);

await assert.rejects(
  sns.send(new PublishCommand({ TopicArn: `${TopicArn}-none`, Message: "x" })),
  (error) => error instanceof NotFoundException && error.$metadata.httpStatusCode === 404,
);
