//! Real requests, of every protocol and of the operations with the richest inputs.

use crate::Outcome;
use crate::client::{Call, Client};
use serde_json::json;

pub fn all(client: &mut Client, account: &str) -> Outcome<Vec<Call>> {
    table(client)?;
    client.expect(&Call::new("s3", "PUT", "/fuzz"))?;
    client.expect(&Call::new("s3", "PUT", "/fuzz/k").body("content"))?;
    let url = client.sqs("CreateQueue", json!({ "QueueName": "fuzz" }))?["QueueUrl"].clone();
    client.expect(&Call::iam("CreateUser", &[("UserName", "fuzz")]))?;
    let mut calls = sqs(&url);
    calls.extend(query(url.as_str().unwrap_or_default()));
    calls.extend(iam(account));
    calls.extend(s3());
    calls.extend(other_protocols());
    Ok(calls)
}

fn sqs(url: &serde_json::Value) -> Vec<Call> {
    let attributes = json!({ "n": { "DataType": "Number", "StringValue": "1" }, "b": { "DataType": "Binary", "BinaryValue": "AAEC" } });
    [
        ("SendMessage", json!({ "QueueUrl": url, "MessageBody": "text \u{fc} \u{1f600}", "DelaySeconds": 1, "MessageAttributes": attributes })),
        ("SendMessageBatch", json!({ "QueueUrl": url, "Entries": [{ "Id": "a", "MessageBody": "x" }, { "Id": "b", "MessageBody": "y", "MessageAttributes": attributes }] })),
        ("ReceiveMessage", json!({ "QueueUrl": url, "MaxNumberOfMessages": 10, "MessageAttributeNames": ["All", "n.*"], "AttributeNames": ["All"] })),
        ("CreateQueue", json!({ "QueueName": "fuzz2", "Attributes": { "VisibilityTimeout": "30" }, "tags": { "a": "b" } })),
        ("SetQueueAttributes", json!({ "QueueUrl": url, "Attributes": { "DelaySeconds": "0", "Policy": "" } })),
        ("GetQueueAttributes", json!({ "QueueUrl": url, "AttributeNames": ["All"] })),
        ("ListQueues", json!({ "QueueNamePrefix": "f", "MaxResults": 10 })),
        ("TagQueue", json!({ "QueueUrl": url, "Tags": { "k": "v" } })),
        ("DeleteMessage", json!({ "QueueUrl": url, "ReceiptHandle": "AQEB" })),
    ]
    .iter()
    .map(|(operation, input)| Call::sqs(operation, input))
    // A handle made up is refused, as it should be; it is no good seed to begin with.
    .filter(|call| !call.headers.iter().any(|(_, value)| value.ends_with("DeleteMessage")))
    .collect()
}

fn query(url: &str) -> Vec<Call> {
    let form = |action, input: &[(&str, &str)]| Call::form("sqs", "2012-11-05", action, input);
    vec![
        form(
            "SendMessage",
            &[
                ("QueueUrl", url),
                ("MessageBody", "x & y"),
                ("MessageAttribute.1.Name", "a"),
                ("MessageAttribute.1.Value.DataType", "String"),
                ("MessageAttribute.1.Value.StringValue", "v"),
            ],
        ),
        form(
            "ReceiveMessage",
            &[
                ("QueueUrl", url),
                ("MaxNumberOfMessages", "3"),
                ("AttributeName.1", "All"),
            ],
        ),
        form("ListQueues", &[]),
        Call::form("sts", "2011-06-15", "GetCallerIdentity", &[]),
    ]
}

fn iam(account: &str) -> Vec<Call> {
    let document = r#"{"Version":"2012-10-17","Statement":[{"Sid":"s","Effect":"Allow","Action":["s3:*","sqs:Send*"],"Resource":"arn:aws:s3:::*","Condition":{"StringLike":{"aws:username":["a*","b"]},"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}]}"#;
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{account}","Service":"ec2.amazonaws.com"}},"Action":"sts:AssumeRole"}}}}"#
    );
    vec![
        Call::iam("ListUsers", &[("PathPrefix", "/"), ("MaxItems", "5")]),
        Call::iam(
            "PutUserPolicy",
            &[
                ("UserName", "fuzz"),
                ("PolicyName", "p"),
                ("PolicyDocument", document),
            ],
        ),
        Call::iam(
            "CreateRole",
            &[
                ("RoleName", "fuzz"),
                ("AssumeRolePolicyDocument", &trust),
                ("Tags.member.1.Key", "a"),
                ("Tags.member.1.Value", "b"),
            ],
        ),
        Call::iam(
            "TagUser",
            &[
                ("UserName", "fuzz"),
                ("Tags.member.1.Key", "k"),
                ("Tags.member.1.Value", "v"),
            ],
        ),
        Call::iam("GetUser", &[("UserName", "fuzz")]),
        Call::iam(
            "CreatePolicy",
            &[
                ("PolicyName", "fuzz"),
                ("PolicyDocument", document),
                ("Path", "/a/"),
            ],
        ),
    ]
}

fn s3() -> Vec<Call> {
    let put = |path: &str| Call::new("s3", "PUT", path);
    let get = |query: &str| Call::new("s3", "GET", "/fuzz").query(query);
    vec![
        put("/fuzz/k").header("x-amz-meta-a", "b").header("content-type", "a/b").header("x-amz-tagging", "a=1&b=2").body("content"),
        put("/fuzz/k%20%C3%BC/x").header("x-amz-checksum-crc32", "DUoRhQ==").header("if-none-match", "*").body("hello world"),
        put("/fuzz/copy").header("x-amz-copy-source", "/fuzz/k").header("x-amz-metadata-directive", "REPLACE"),
        put("/fuzz").query("tagging=").body("<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"),
        put("/fuzz").query("policy=").body(r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:DeleteBucket","Resource":"arn:aws:s3:::fuzz"}]}"#),
        put("/fuzz").query("publicAccessBlock=").body("<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>"),
        put("/fuzz2").body("<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"></CreateBucketConfiguration>"),
        Call::new("s3", "POST", "/fuzz").query("delete=").body("<Delete><Quiet>true</Quiet><Object><Key>nothing</Key></Object></Delete>"),
        Call::new("s3", "POST", "/fuzz/parts").query("uploads="),
        Call::new("s3", "POST", "/fuzz/parts").query("uploadId=none").body("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"x\"</ETag></Part></CompleteMultipartUpload>"),
        get("list-type=2&prefix=k&delimiter=%2F&max-keys=10&start-after=a&encoding-type=url&fetch-owner=true"),
        get("marker=a&max-keys=3"),
        get("uploads=&max-uploads=5"),
        get("location="),
        get("tagging="),
        Call::new("s3", "GET", "/fuzz/k").header("range", "bytes=1-3").header("if-none-match", "\"x\""),
        Call::new("s3", "GET", "/fuzz/k").query("attributes=").header("x-amz-object-attributes", "ETag,ObjectSize"),
        Call::new("s3", "HEAD", "/fuzz/k").header("if-modified-since", "Wed, 21 Oct 2015 07:28:00 GMT"),
        Call::new("s3", "GET", "/"),
    ]
    .into_iter()
    .map(|call| {
        // What S3 wants for configurations and lists.
        match ["tagging=", "policy=", "publicAccessBlock=", "delete="].contains(&&*call.query) && !call.body.is_empty() {
            true => {
                let crc = crc32(&call.body);
                call.header(CHECKSUM, crc)
            }
            false => call,
        }
    })
    .collect()
}

pub const CHECKSUM: &str = "x-amz-checksum-crc32";

/// One to put items into; it is described when it is there.
fn table(client: &mut Client) -> Outcome<()> {
    let made = json!({
        "TableName": "things", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"}]
    });
    client.dynamodb("CreateTable", &made)?;
    client.dynamodb("DescribeTable", &json!({"TableName": "things"}))?;
    Ok(())
}

/// The protocols that remain: services that have nothing yet have one to be refused in.
fn other_protocols() -> Vec<Call> {
    vec![
        Call::new("dynamodb", "POST", "/")
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", "DynamoDB_20120810.PutItem")
            .body(r#"{"TableName":"things","Item":{"a":{"S":"x"},"b":{"N":"1"},"c":{"M":{"d":{"L":[{"BOOL":true}]}}}}}"#),
        Call::form("ec2", "2016-11-15", "RunInstances", &[("ImageId", "ami-1"), ("MinCount", "1"), ("MaxCount", "1"), ("BlockDeviceMapping.1.Ebs.VolumeSize", "8"), ("NetworkInterface.1.PrivateIpAddresses.1.Primary", "true")]),
        Call::new("lambda", "POST", "/2015-03-31/functions/f/invocations").header("content-type", "application/json").body(r#"{"a":1}"#),
        Call::new("lambda", "PUT", "/2015-03-31/functions/f/configuration")
            .header("content-type", "application/json")
            .body(r#"{"Description":"d","Environment":{"Variables":{"KEY":"b"}},"Layers":[],"Timeout":3}"#),
        Call::new("cloudwatch", "POST", "/service/GraniteServiceVersion20100801/operation/PutMetricData")
            .header("smithy-protocol", "rpc-v2-cbor")
            .header("content-type", "application/cbor")
            .body(cbor()),
        Call::new("route53", "POST", "/2013-04-01/hostedzone")
            .body("<CreateHostedZoneRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><Name>a.example</Name><CallerReference>r</CallerReference></CreateHostedZoneRequest>"),
    ]
}

/// `{"Namespace": "n", "MetricData": [{"MetricName": "m", "Value": 1.5}]}`
fn cbor() -> Vec<u8> {
    let mut out = vec![0xa2, 0x69];
    out.extend(b"Namespace");
    out.extend([0x61, b'n', 0x6a]);
    out.extend(b"MetricData");
    out.extend([0x81, 0xa2, 0x6a]);
    out.extend(b"MetricName");
    out.extend([0x61, b'm', 0x65]);
    out.extend(b"Value");
    out.extend([0xfb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0]);
    out
}

/// In base64, as the header wants it.
pub fn crc32(bytes: &[u8]) -> String {
    let mut crc = !0u32;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    let [a, b, c, d] = (!crc).to_be_bytes().map(u32::from);
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (first, last) = ((a << 16) | (b << 8) | c, d << 16);
    let letter = |group: u32, at: u32| letters[(group >> (18 - 6 * at) & 63) as usize] as char;
    let text: String = (0..4)
        .map(|at| letter(first, at))
        .chain((0..2).map(|at| letter(last, at)))
        .collect();
    text + "=="
}
