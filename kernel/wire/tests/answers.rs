//! Answers of real models, as their clients expect them.

use haneul_model::{Protocol, Value, model};
use haneul_wire::{Encoded, ErrorReply, encode, encode_error};

fn text(value: &str) -> Value {
    Value::Str(value.to_owned())
}

fn write(
    id: &str,
    operation: &str,
    protocol: Protocol,
    fields: Vec<(&'static str, Value)>,
) -> (Encoded, String) {
    let model = model(id).unwrap();
    let op = model.operation(operation).unwrap();
    let encoded = encode(model, op, protocol, &Value::Struct(fields), "REQUEST");
    let body = String::from_utf8(encoded.body.to_vec()).unwrap();
    (encoded, body)
}

fn refuse(
    id: &str,
    operation: &str,
    protocol: Protocol,
    error: &ErrorReply<'_>,
) -> (Encoded, String) {
    let model = model(id).unwrap();
    let encoded = encode_error(
        Some(model),
        protocol,
        model.operation(operation),
        error,
        "REQUEST",
    );
    let body = String::from_utf8(encoded.body.to_vec()).unwrap();
    (encoded, body)
}

const S3: &str = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

#[test]
fn s3_names_its_roots() {
    let time = Value::Time("2009-10-12T17:50:30Z".parse().unwrap());
    let object = Value::Struct(vec![("Key", text("a&b")), ("LastModified", time.clone())]);
    let contents = Value::List(vec![object]);
    let (encoded, body) = write(
        "s3",
        "ListObjectsV2",
        Protocol::RestXml,
        vec![("Contents", contents)],
    );
    let wanted = format!(
        "{XML}<ListBucketResult {S3}><Contents><Key>a&amp;b</Key>\
         <LastModified>2009-10-12T17:50:30.000Z</LastModified></Contents></ListBucketResult>"
    );
    assert_eq!(body, wanted);
    assert_eq!(encoded.headers["x-amz-request-id"], "REQUEST");
    let (_, body) = write(
        "s3",
        "GetBucketLocation",
        Protocol::RestXml,
        vec![("LocationConstraint", text("eu-west-1"))],
    );
    assert_eq!(
        body,
        format!("{XML}<LocationConstraint {S3}>eu-west-1</LocationConstraint>")
    );
    let (_, body) = write("s3", "GetBucketLocation", Protocol::RestXml, vec![]);
    assert_eq!(
        body,
        format!("{XML}<LocationConstraint {S3}></LocationConstraint>")
    );
    let copy = Value::Struct(vec![("ETag", text("\"e\""))]);
    let (_, body) = write(
        "s3",
        "CopyObject",
        Protocol::RestXml,
        vec![("CopyObjectResult", copy)],
    );
    assert_eq!(
        body,
        format!("{XML}<CopyObjectResult {S3}><ETag>\"e\"</ETag></CopyObjectResult>")
    );
    let hold = Value::Struct(vec![("Status", text("ON"))]);
    let (_, body) = write(
        "s3",
        "GetObjectLegalHold",
        Protocol::RestXml,
        vec![("LegalHold", hold)],
    );
    assert_eq!(
        body,
        format!("{XML}<LegalHold {S3}><Status>ON</Status></LegalHold>")
    );
}

#[test]
fn s3_grantees_have_a_type() {
    let grantee = Value::Struct(vec![("ID", text("id")), ("Type", text("CanonicalUser"))]);
    let grant = Value::Struct(vec![("Grantee", grantee)]);
    let (_, body) = write(
        "s3",
        "GetBucketAcl",
        Protocol::RestXml,
        vec![("Grants", Value::List(vec![grant]))],
    );
    let wanted = "<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
                  xsi:type=\"CanonicalUser\"><ID>id</ID></Grantee>";
    assert!(body.contains(wanted), "{body}");
}

#[test]
fn s3_metadata_travels_in_headers() {
    let metadata = Value::Map(vec![("color".to_owned(), text("blue"))]);
    let fields = vec![
        ("ETag", text("\"e\"")),
        (
            "LastModified",
            Value::Time("2009-10-12T17:50:30.5Z".parse().unwrap()),
        ),
        ("ContentLength", Value::Int(3)),
        ("ContentType", text("image/png")),
        ("Metadata", metadata),
        ("Body", Value::Blob(b"abc".as_slice().into())),
    ];
    let (encoded, body) = write("s3", "GetObject", Protocol::RestXml, fields);
    let header = |name: &str| encoded.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("last-modified"), "Mon, 12 Oct 2009 17:50:30 GMT");
    assert_eq!(header("content-type"), "image/png");
    assert_eq!(header("x-amz-meta-color"), "blue");
    assert_eq!(body, "abc");
}

#[test]
fn s3_errors_stand_alone() {
    let mut error = ErrorReply::new("NoSuchBucket", 404, "The specified bucket does not exist");
    error.extra = vec![("BucketName", "b")];
    error.resource = Some("/b");
    error.host_id = Some("HOST");
    let (encoded, body) = refuse("s3", "ListObjectsV2", Protocol::RestXml, &error);
    let wanted = format!(
        "{XML}<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message>\
         <BucketName>b</BucketName><Resource>/b</Resource><RequestId>REQUEST</RequestId>\
         <HostId>HOST</HostId></Error>"
    );
    assert_eq!((encoded.status, body), (404, wanted));
    assert_eq!(encoded.headers["x-amz-id-2"], "HOST");
    let (encoded, body) = refuse("s3", "HeadBucket", Protocol::RestXml, &error);
    assert_eq!((encoded.status, body.as_str()), (404, ""));
}

#[test]
fn sqs_errors_have_two_names() {
    let error = ErrorReply::new(
        "QueueDoesNotExist",
        400,
        "The specified queue does not exist.",
    );
    let (encoded, body) = refuse("sqs", "GetQueueUrl", Protocol::Json10, &error);
    let wanted = "{\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\",\
                  \"message\":\"The specified queue does not exist.\"}";
    assert_eq!(body, wanted);
    let header = &encoded.headers["x-amzn-query-error"];
    assert_eq!(header, "AWS.SimpleQueueService.NonExistentQueue;Sender");
    let (_, body) = refuse("sqs", "GetQueueUrl", Protocol::Query, &error);
    let code = "<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>";
    assert!(body.contains(code), "{body}");
}

#[test]
fn ec2_errors() {
    let error = ErrorReply::new("InvalidInstanceID.NotFound", 400, "No <such> instance");
    let (encoded, body) = refuse("ec2", "DescribeInstances", Protocol::Ec2, &error);
    let wanted = format!(
        "{XML}<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code>\
         <Message>No &lt;such&gt; instance</Message></Error></Errors>\
         <RequestID>REQUEST</RequestID></Response>"
    );
    assert_eq!(body, wanted);
    assert_eq!(encoded.headers["content-type"], "text/xml;charset=UTF-8");
}

#[test]
fn query_wraps_results() {
    let (_, body) = write(
        "sns",
        "CreateTopic",
        Protocol::Query,
        vec![("TopicArn", text("arn"))],
    );
    let wanted = "<CreateTopicResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">\
                  <CreateTopicResult><TopicArn>arn</TopicArn></CreateTopicResult>\
                  <ResponseMetadata><RequestId>REQUEST</RequestId></ResponseMetadata>\
                  </CreateTopicResponse>";
    assert_eq!(body, wanted);
    let queues = Value::List(vec![text("one"), text("two")]);
    let (_, body) = write(
        "sqs",
        "ListQueues",
        Protocol::Query,
        vec![("QueueUrls", queues)],
    );
    assert!(
        body.contains("<QueueUrl>one</QueueUrl><QueueUrl>two</QueueUrl>"),
        "{body}"
    );
}

#[test]
fn an_unknown_service_still_gets_an_answer() {
    let error = ErrorReply::new("UnknownOperationException", 404, "");
    for protocol in [Protocol::Json10, Protocol::Json11, Protocol::RestJson] {
        let encoded = encode_error(None, protocol, None, &error, "REQUEST");
        assert_eq!(
            encoded.headers["x-amzn-errortype"],
            "UnknownOperationException"
        );
        assert_eq!(encoded.headers["x-amzn-requestid"], "REQUEST");
    }
}
