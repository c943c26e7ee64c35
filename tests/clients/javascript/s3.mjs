// An object, by the SDK: streams both ways with its default checksums, metadata, a refusal.
import assert from "node:assert/strict";
import {
  CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand, S3Client,
} from "@aws-sdk/client-s3";

const s3 = new S3Client({ forcePathStyle: true });
const Bucket = process.argv[2];
await s3.send(new CreateBucketCommand({ Bucket }));
const Body = new Uint8Array(300_000).map((_, nth) => nth % 251);
const Key = "폴더/a b+c";
const put = await s3.send(new PutObjectCommand({ Bucket, Key, Body, Metadata: { who: "me" } }));
assert.ok(put.ChecksumCRC32, "the SDK sends a checksum unasked");
const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
assert.equal(got.Metadata.who, "me");
assert.deepEqual(await got.Body.transformToByteArray(), Body);
const part = await s3.send(new GetObjectCommand({ Bucket, Key, Range: "bytes=1000-1009" }));
assert.deepEqual(await part.Body.transformToByteArray(), Body.slice(1000, 1010));
const listed = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "폴더/" }));
assert.deepEqual(listed.Contents.map((object) => object.Key), [Key]);
await assert.rejects(
  s3.send(new GetObjectCommand({ Bucket, Key: "none" })),
  (error) => error instanceof NoSuchKey,
);
