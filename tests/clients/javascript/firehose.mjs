// A delivery stream, by the SDK: records, a batch, and the object they become; a refusal.
import assert from "node:assert/strict";
import {
  CreateDeliveryStreamCommand, DescribeDeliveryStreamCommand, FirehoseClient, PutRecordBatchCommand,
  PutRecordCommand, ResourceNotFoundException,
} from "@aws-sdk/client-firehose";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client,
} from "@aws-sdk/client-s3";

const firehose = new FirehoseClient({});
const iam = new IAMClient({});
const s3 = new S3Client({ forcePathStyle: true });
const name = process.argv[2];
const pause = () => new Promise((done) => setTimeout(done, 200));
await s3.send(new CreateBucketCommand({ Bucket: name }));
const policy = (more) => JSON.stringify({
  Version: "2012-10-17", Statement: { Effect: "Allow", ...more },
});
const { Role } = await iam.send(new CreateRoleCommand({
  RoleName: name,
  AssumeRolePolicyDocument: policy({
    Principal: { Service: "firehose.amazonaws.com" }, Action: "sts:AssumeRole",
  }),
}));
await iam.send(new PutRolePolicyCommand({
  RoleName: name, PolicyName: "p",
  PolicyDocument: policy({ Action: "s3:PutObject", Resource: `arn:aws:s3:::${name}/*` }),
}));
await firehose.send(new CreateDeliveryStreamCommand({
  DeliveryStreamName: name,
  ExtendedS3DestinationConfiguration: {
    RoleARN: Role.Arn, BucketARN: `arn:aws:s3:::${name}`,
    BufferingHints: { IntervalInSeconds: 1, SizeInMBs: 1 },
  },
}));
const describe = new DescribeDeliveryStreamCommand({ DeliveryStreamName: name });
const status = async () => (await firehose.send(describe)).DeliveryStreamDescription;
while ((await status()).DeliveryStreamStatus !== "ACTIVE") await pause();
assert.equal((await status()).Destinations[0].ExtendedS3DestinationDescription.RoleARN, Role.Arn);

const data = (text) => ({ Data: new TextEncoder().encode(`${text}\n`) });
await firehose.send(new PutRecordCommand({ DeliveryStreamName: name, Record: data("안녕") }));
const batch = await firehose.send(new PutRecordBatchCommand({
  DeliveryStreamName: name, Records: ["a", "b"].map(data),
}));
assert.equal(batch.FailedPutCount, 0);
assert.equal(batch.RequestResponses.length, 2);

let text = "";
while (text.length < "안녕\na\nb\n".length) {
  await pause();
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: name }));
  const objects = await Promise.all(
    Contents.map(({ Key }) => s3.send(new GetObjectCommand({ Bucket: name, Key }))),
  );
  text = (await Promise.all(objects.map(({ Body }) => Body.transformToString()))).join("");
}
assert.equal(text, "안녕\na\nb\n");

await assert.rejects(
  firehose.send(new PutRecordCommand({ DeliveryStreamName: `${name}-none`, Record: data("x") })),
  (error) => error instanceof ResourceNotFoundException && error.$metadata.httpStatusCode === 400,
);
