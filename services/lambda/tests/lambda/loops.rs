//! Functions that call themselves by way of others.

use crate::cloud::{World, arn, merged, running};
use serde_json::{Value as Json, json};

/// Sends as AWS's SDKs do: signed, and with the header of the chain.
const SENDER: &str = r#"
import datetime, hashlib, hmac, json, os, urllib.parse, urllib.request
def send(service, method, path, body, **headers):
    base = os.environ['AWS_ENDPOINT_URL']
    now = datetime.datetime.now(datetime.timezone.utc).strftime('%Y%m%dT%H%M%SZ')
    digest = hashlib.sha256(body.encode()).hexdigest()
    signed = {'host': base.split('//')[1], 'x-amz-content-sha256': digest, 'x-amz-date': now,
              'x-amz-security-token': os.environ['AWS_SESSION_TOKEN'], **headers}
    names = ';'.join(sorted(signed))
    request = '\n'.join([method, path, '', *(f'{name}:{signed[name]}' for name in sorted(signed)), '', names, digest])
    scope = [now[:8], 'us-east-1', service, 'aws4_request']
    text = '\n'.join(['AWS4-HMAC-SHA256', now, '/'.join(scope), hashlib.sha256(request.encode()).hexdigest()])
    key = ('AWS4' + os.environ['AWS_SECRET_ACCESS_KEY']).encode()
    for part in [*scope, text]:
        key = hmac.new(key, part.encode(), 'sha256').digest()
    signed['authorization'] = (f"AWS4-HMAC-SHA256 Credential={os.environ['AWS_ACCESS_KEY_ID']}/{'/'.join(scope)}, "
                               f"SignedHeaders={names}, Signature={key.hex()}")
    signed['x-amzn-trace-id'] = os.environ['_X_AMZN_TRACE_ID']
    call = urllib.request.Request(base + path, body.encode(), signed, method=method)
    urllib.request.urlopen(call).read()
FORM = {'content-type': 'application/x-www-form-urlencoded'}
def handler(event, context):
    print('round', flush=True)
"#;

async fn rounds(world: &World, name: &str) -> usize {
    let log = world.log(name).await;
    log.iter().filter(|line| *line == "round\n").count()
}

async fn dropped(world: &World, name: &str) -> f64 {
    world.counted("RecursiveInvocationsDropped", name).await
}

async fn until_it_stands(world: &World, name: &str) -> usize {
    let mut before = 0;
    for _ in 0..40 {
        world.seconds(2).await;
        let now = rounds(world, name).await;
        if now == before && now > 1 {
            break;
        }
        before = now;
    }
    before
}

async fn queue(world: &World, name: &str, more: Json) -> String {
    let made = merged(json!({"QueueName": name}), more);
    world.of("sqs", "CreateQueue", made).await;
    format!("arn:aws:sqs:us-east-1:111122223333:{name}")
}

#[tokio::test]
async fn a_loop_through_a_queue_ends_after_sixteen_rounds_unless_it_is_allowed() {
    let world = running().await;
    let url = "http://localhost:4566/111122223333/round";
    let code = format!(
        "{SENDER}    round = int(event['Records'][0]['body'])\n    if round < 20:\n        \
         send('sqs', 'POST', '/', json.dumps({{'QueueUrl': '{url}', 'MessageBody': str(round + 1)}}), \
         **{{'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage'}})\n"
    );
    world.python("loop", &code, json!({})).await;
    let dead = queue(&world, "dead", json!({})).await;
    let redrive = json!({"deadLetterTargetArn": dead, "maxReceiveCount": 1}).to_string();
    let attributes = json!({"Attributes": {"VisibilityTimeout": "20", "RedrivePolicy": redrive}});
    let source = queue(&world, "round", attributes).await;
    let made = json!({"EventSourceArn": source, "FunctionName": "loop"});
    world.ok("CreateEventSourceMapping", made).await;
    world.seconds(2).await;
    let first = json!({"QueueUrl": url, "MessageBody": "0"});
    world.of("sqs", "SendMessage", first.clone()).await;
    assert_eq!(until_it_stands(&world, "loop").await, 16);
    assert!(dropped(&world, "loop").await >= 1.0);
    // What went round lies with the dead letters.
    let url = "http://localhost:4566/111122223333/dead";
    let asked = json!({"QueueUrl": url, "MessageSystemAttributeNames": ["AWSTraceHeader"]});
    let got = world.of("sqs", "ReceiveMessage", asked).await;
    let trace = got["Messages"][0]["Attributes"]["AWSTraceHeader"].as_str();
    assert!(trace.unwrap().contains(";Lineage=16:"), "{got}");
    let allowed = json!({"FunctionName": "loop", "RecursiveLoop": "Allow"});
    world.ok("PutFunctionRecursionConfig", allowed).await;
    world.of("sqs", "SendMessage", first).await;
    // What would have ended goes round once a second.
    world.seconds(2).await;
    let early = rounds(&world, "loop").await;
    assert!((16 + 16..16 + 21).contains(&early), "{early}");
    world.seconds(10).await;
    assert_eq!(rounds(&world, "loop").await, 16 + 21);
}

#[tokio::test]
async fn a_loop_without_an_end_lets_the_clock_be_moved() {
    let world = running().await;
    let code = format!(
        "{SENDER}    send('lambda', 'POST', '/2015-03-31/functions/again/invocations', '{{}}', \
         **{{'x-amz-invocation-type': 'Event'}})\n"
    );
    world.python("again", &code, json!({})).await;
    let allowed = json!({"FunctionName": "again", "RecursiveLoop": "Allow"});
    world.ok("PutFunctionRecursionConfig", allowed).await;
    let event = json!({"InvocationType": "Event"});
    world.invoke("again", &json!({}), event).await;
    world.seconds(5).await;
    let before = rounds(&world, "again").await;
    assert!((16..24).contains(&before), "{before}");
    world.seconds(5).await;
    assert_eq!(rounds(&world, "again").await, before + 5);
}

#[tokio::test]
async fn loops_through_a_topic_and_a_bucket_end_with_the_dead_letters() {
    let world = running().await;
    let dead = queue(&world, "dead", json!({})).await;
    let bad = queue(&world, "bad", json!({})).await;
    let topic = world.of("sns", "CreateTopic", json!({"Name": "t"})).await;
    let topic = topic["TopicArn"].as_str().unwrap().to_owned();
    world
        .of("s3", "CreateBucket", json!({"Bucket": "round"}))
        .await;
    let publish = format!(
        "send('sns', 'POST', '/', urllib.parse.urlencode({{'Action': 'Publish', 'Version': '2010-03-31', \
         'TopicArn': '{topic}', 'Message': 'again'}}), **FORM)"
    );
    let put = "send('s3', 'PUT', '/round/key', 'again')".to_owned();
    for (name, sends, principal) in [
        ("topical", publish, "sns.amazonaws.com"),
        ("stored", put, "s3.amazonaws.com"),
    ] {
        let code = format!("{SENDER}    {sends}\n");
        let more = json!({"DeadLetterConfig": {"TargetArn": dead}});
        world.python(name, &code, more).await;
        let config = json!({"FunctionName": name,
            "DestinationConfig": {"OnFailure": {"Destination": bad}}});
        world.ok("PutFunctionEventInvokeConfig", config).await;
        let add = json!({"FunctionName": name, "StatementId": "s", "Principal": principal,
            "Action": "lambda:InvokeFunction"});
        world.ok("AddPermission", add).await;
    }
    let subscribe = json!({"TopicArn": topic, "Protocol": "lambda",
        "Endpoint": arn("function:topical")});
    world.of("sns", "Subscribe", subscribe).await;
    let told = json!({"Bucket": "round", "NotificationConfiguration": {
        "LambdaFunctionConfigurations": [{
            "LambdaFunctionArn": arn("function:stored"), "Events": ["s3:ObjectCreated:*"]}]}});
    world
        .of("s3", "PutBucketNotificationConfiguration", told)
        .await;
    for name in ["topical", "stored"] {
        let event = json!({"InvocationType": "Event"});
        world.invoke(name, &json!({}), event).await;
        assert_eq!(until_it_stands(&world, name).await, 16, "{name}");
        assert_eq!(dropped(&world, name).await, 1.0, "{name}");
    }
    let mut received = Vec::new();
    for name in ["bad", "dead"] {
        let url = format!("http://localhost:4566/111122223333/{name}");
        let asked = json!({"QueueUrl": url, "MaxNumberOfMessages": 10});
        let got = world.of("sqs", "ReceiveMessage", asked).await;
        received.push(got["Messages"].as_array().unwrap().clone());
    }
    assert_eq!((received[0].len(), received[1].len()), (2, 2));
    let record: Json = serde_json::from_str(received[0][0]["Body"].as_str().unwrap()).unwrap();
    assert_eq!(
        record["responsePayload"]["errorType"],
        "RecursiveInvocationException"
    );
}

#[tokio::test]
async fn who_waits_for_a_function_in_a_loop_is_refused() {
    let world = running().await;
    let code = format!(
        "{SENDER}    try:\n        send('lambda', 'POST', '/2015-03-31/functions/nested/invocations', '{{}}')\n    \
         except urllib.error.HTTPError as error:\n        \
         print('refused', error.code, error.headers['x-amzn-errortype'], flush=True)\n"
    );
    world.python("nested", &code, json!({"Timeout": 60})).await;
    let answer = world.invoke("nested", &json!({}), json!({})).await;
    assert_eq!(answer.error, Json::Null, "{}", answer.tail);
    assert_eq!(rounds(&world, "nested").await, 16);
    let log = world.log("nested").await;
    let refused = log.iter().filter(|line| line.starts_with("refused"));
    let refused: Vec<&String> = refused.collect();
    assert_eq!(refused, ["refused 400 RecursiveInvocationException\n"]);
}
