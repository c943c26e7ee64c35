// A schedule, by the SDK: what it says comes back, and it tells a queue; a refusal.
import assert from "node:assert/strict";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateScheduleCommand, CreateScheduleGroupCommand, DeleteScheduleCommand, GetScheduleCommand,
  ListSchedulesCommand, ResourceNotFoundException, SchedulerClient,
} from "@aws-sdk/client-scheduler";
import {
  CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient,
} from "@aws-sdk/client-sqs";

const scheduler = new SchedulerClient({});
const sqs = new SQSClient({});
const iam = new IAMClient({});
const name = process.argv[2];
const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
const { Attributes } = await sqs.send(new GetQueueAttributesCommand({
  QueueUrl, AttributeNames: ["QueueArn"],
}));
const policy = (more) => JSON.stringify({
  Version: "2012-10-17", Statement: { Effect: "Allow", ...more },
});
const { Role } = await iam.send(new CreateRoleCommand({
  RoleName: name,
  AssumeRolePolicyDocument: policy({
    Principal: { Service: "scheduler.amazonaws.com" }, Action: "sts:AssumeRole",
  }),
}));
await iam.send(new PutRolePolicyCommand({
  RoleName: name, PolicyName: "p",
  PolicyDocument: policy({ Action: "sqs:SendMessage", Resource: Attributes.QueueArn }),
}));

await scheduler.send(new CreateScheduleGroupCommand({ Name: name }));
const StartDate = new Date(Math.floor(Date.now() / 1000) * 1000 - 3600_000);
await scheduler.send(new CreateScheduleCommand({
  Name: name, GroupName: name, ScheduleExpression: "rate(1 day)",
  FlexibleTimeWindow: { Mode: "OFF" },
  Target: { Arn: Attributes.QueueArn, RoleArn: Role.Arn, Input: "안녕" },
}));
const got = await scheduler.send(new GetScheduleCommand({ Name: name, GroupName: name }));
assert.equal(got.ScheduleExpression, "rate(1 day)");
assert.equal(got.Target.Input, "안녕");
assert.ok(got.CreationDate > StartDate);
const listed = await scheduler.send(new ListSchedulesCommand({ GroupName: name }));
assert.deepEqual(listed.Schedules.map((one) => one.Name), [name]);
const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
assert.equal(Messages[0].Body, "안녕");

await scheduler.send(new DeleteScheduleCommand({ Name: name, GroupName: name }));
await assert.rejects(
  scheduler.send(new GetScheduleCommand({ Name: name, GroupName: name })),
  (error) => error instanceof ResourceNotFoundException && error.$metadata.httpStatusCode === 404,
);
