// A bus, by the SDK: a rule with a queue as its target, events that match and that do not, a refusal.
import assert from "node:assert/strict";
import {
  CreateEventBusCommand, DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand,
  PutEventsCommand, PutRuleCommand, PutTargetsCommand, ResourceNotFoundException,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const events = new EventBridgeClient({});
const sqs = new SQSClient({});
const name = process.argv[2];
const { EventBusArn } = await events.send(new CreateEventBusCommand({ Name: name }));
const EventPattern = JSON.stringify({ source: ["shop"], detail: { total: [{ numeric: [">", 9] }] } });
const { RuleArn } = await events.send(new PutRuleCommand({
  Name: name, EventBusName: name, EventPattern,
}));
const Arn = EventBusArn.replace(":events:", ":sqs:").replace("event-bus/", "");
const Policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage",
    Resource: Arn, Condition: { ArnEquals: { "aws:SourceArn": RuleArn } },
  },
});
const { QueueUrl } = await sqs.send(new CreateQueueCommand({
  QueueName: name, Attributes: { Policy },
}));
const put = await events.send(new PutTargetsCommand({
  Rule: name, EventBusName: name, Targets: [{ Id: "queue", Arn, InputPath: "$.detail" }],
}));
assert.equal(put.FailedEntryCount, 0);
const listed = await events.send(new ListTargetsByRuleCommand({ Rule: name, EventBusName: name }));
assert.deepEqual(listed.Targets, [{ Id: "queue", Arn, InputPath: "$.detail" }]);

const event = (total) => ({
  Source: "shop", DetailType: "order", EventBusName: name, Time: new Date(),
  Detail: JSON.stringify({ total }),
});
const sent = await events.send(new PutEventsCommand({ Entries: [event(1), event(10)] }));
assert.equal(sent.FailedEntryCount, 0);
assert.equal(sent.Entries.length, 2);
const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
assert.deepEqual(JSON.parse(Messages[0].Body), { total: 10 });

const tested = await events.send(new TestEventPatternCommand({
  EventPattern,
  Event: JSON.stringify({
    id: "1", source: "shop", "detail-type": "order", account: "111122223333",
    time: "2026-01-01T00:00:00Z", region: "us-east-1", resources: [], detail: { total: 10 },
  }),
}));
assert.equal(tested.Result, true);
await assert.rejects(
  events.send(new DescribeRuleCommand({ Name: `${name}-none`, EventBusName: name })),
  (error) => error instanceof ResourceNotFoundException && error.$metadata.httpStatusCode === 400,
);
