//! Functions that run.

use crate::cloud::{World, running};
use serde_json::{Value as Json, json};

const ECHO: &str = "
def handler(event, context):
    for key in ('key1', 'key2', 'key3'):
        print(key, '=', event[key])
    return event['key1']
";

#[tokio::test]
async fn lam_1_and_lam_10_the_blueprint_returns_key1() {
    let world = running().await;
    world.python("hello", ECHO, json!({})).await;
    let event = json!({"key1": "value1", "key2": "value2", "key3": "value3"});
    let answer = world.invoke("hello", &event, json!({})).await;
    assert_eq!(
        (&answer.payload, &answer.status),
        (&json!("value1"), &json!(200)),
        "{}",
        answer.tail
    );
    assert_eq!(
        (&answer.error, &answer.version),
        (&Json::Null, &json!("$LATEST"))
    );
    let lines: Vec<&str> = answer.tail.lines().collect();
    assert!(
        lines[0].starts_with("INIT_START Runtime Version: "),
        "{lines:?}"
    );
    assert!(lines[1].starts_with("START RequestId: ") && lines[1].ends_with(" Version: $LATEST"));
    assert_eq!(
        lines[2..5],
        ["key1 = value1", "key2 = value2", "key3 = value3"]
    );
    assert!(lines[5].starts_with("END RequestId: "));
    let report = lines[6];
    for part in [
        "REPORT RequestId: ",
        "\tDuration: ",
        " ms\tBilled Duration: ",
        " ms\tMemory Size: 128 MB\tMax Memory Used: ",
        " MB\tInit Duration: ",
    ] {
        assert!(report.contains(part), "{report}");
    }
    let log = world.log("hello").await;
    assert!(log.contains(&"key1 = value1\n".to_owned()), "{log:?}");
    assert!(
        log.iter()
            .any(|line| line.starts_with("REPORT RequestId: ")),
        "{log:?}"
    );
    // The second run finds the sandbox warm.
    let again = world.invoke("hello", &event, json!({})).await;
    assert!(!again.tail.contains("Init Duration"), "{}", again.tail);
}

#[tokio::test]
async fn lam_7_a_run_that_takes_too_long_is_killed() {
    let world = running().await;
    let code = "import time\ndef handler(e, c):\n    time.sleep(1000)\n";
    world.python("slow", code, json!({"Timeout": 1})).await;
    let answer = world.invoke("slow", &json!({}), json!({})).await;
    assert_eq!(answer.error, "Unhandled");
    assert_eq!(
        answer.payload["errorType"], "Sandbox.Timedout",
        "{}",
        answer.tail
    );
    let message = answer.payload["errorMessage"].as_str().unwrap();
    assert!(
        message.ends_with(" Error: Task timed out after 1.00 seconds"),
        "{message}"
    );
    assert!(answer.tail.contains("Status: timeout"), "{}", answer.tail);
}

#[tokio::test]
async fn an_init_that_fails_is_tried_once_more_within_the_call() {
    let world = running().await;
    let code = "print('tried', flush=True)\nraise Exception('not today')\n";
    world.python("broken", code, json!({})).await;
    let answer = world.invoke("broken", &json!({}), json!({})).await;
    assert_eq!(answer.error, "Unhandled");
    assert_eq!(answer.payload["errorMessage"], "not today");
    let log = world.log("broken").await;
    let tried = log.iter().filter(|line| line.as_str() == "tried\n").count();
    assert_eq!(tried, 2, "{log:?}");
    let at = |text: &str| log.iter().position(|line| line.contains(text)).unwrap();
    assert!(
        at("Phase: init\tStatus: error") < at("START RequestId"),
        "{log:?}"
    );
    assert!(
        at("START RequestId") < at("Phase: invoke\tStatus: error"),
        "{log:?}"
    );
}

#[tokio::test]
async fn a_program_that_ends_is_said_to_have_ended() {
    let world = running().await;
    let code = "import os\ndef handler(e, c):\n    os._exit(e['code'])\n";
    world.python("exit", code, json!({})).await;
    for (code, end) in [
        (3, "Error: Runtime exited with error: exit status 3"),
        (0, "Error: Runtime exited without providing a reason"),
    ] {
        let answer = world
            .invoke("exit", &json!({"code": code}), json!({}))
            .await;
        assert_eq!(answer.payload["errorType"], "Runtime.ExitError");
        let message = answer.payload["errorMessage"].as_str().unwrap();
        assert!(message.ends_with(end), "{message}");
        assert!(
            answer
                .tail
                .contains("Status: error\tError Type: Runtime.ExitError")
        );
    }
}

#[tokio::test]
async fn lam_5_lam_12_and_svl_6_nothing_is_kept_between_sandboxes() {
    let world = running().await;
    let code =
        "count = 0\ndef handler(e, c):\n    global count\n    count += 1\n    return count\n";
    world.python("count", code, json!({})).await;
    for expected in [1, 2] {
        assert_eq!(
            world.invoke("count", &json!({}), json!({})).await.payload,
            expected
        );
    }
    let update = json!({"FunctionName": "count", "MemorySize": 256});
    world.ok("UpdateFunctionConfiguration", update).await;
    world.seconds(1).await;
    assert_eq!(
        world.invoke("count", &json!({}), json!({})).await.payload,
        1
    );
}

#[tokio::test]
async fn lam_6_nothing_runs_between_two_runs() {
    let world = running().await;
    let code = "
import threading, time
count = 0
def work():
    global count
    while True:
        count += 1
        time.sleep(0.001)
threading.Thread(target=work, daemon=True).start()
def handler(e, c):
    time.sleep(e['seconds'])
    return count
";
    for name in ["rests", "runs"] {
        world.python(name, code, json!({})).await;
    }
    let count = async |name: &str, seconds: f64| {
        let event = json!({"seconds": seconds});
        let answer = world.invoke(name, &event, json!({})).await;
        answer.payload.as_i64().unwrap()
    };
    let (rested, ran) = (count("rests", 0.0).await, count("runs", 0.0).await);
    // While one of them runs for a second, the other would work as much.
    let ran = count("runs", 1.0).await - ran;
    let rested = count("rests", 0.0).await - rested;
    assert!(rested * 2 < ran, "{rested} between runs, {ran} in one");
}

#[tokio::test]
async fn output_without_end_is_bounded_and_pipes_may_be_closed() {
    let world = running().await;
    let code = "
import os, sys
def handler(e, c):
    if e['close']:
        os.close(1)
        os.close(2)
    else:
        for n in range(2000):
            sys.stdout.write('x' * 1000 + '\\n')
        sys.stdout.flush()
    return 'done'
";
    world.python("loud", code, json!({})).await;
    let answer = world
        .invoke("loud", &json!({"close": false}), json!({}))
        .await;
    assert_eq!(answer.payload, "done");
    assert_eq!(answer.tail.len(), 4096);
    assert_eq!(
        world
            .log("loud")
            .await
            .iter()
            .filter(|line| line.starts_with('x'))
            .count(),
        2000
    );
    let answer = world
        .invoke("loud", &json!({"close": true}), json!({}))
        .await;
    assert_eq!(answer.payload, "done");
}

#[tokio::test]
async fn a_provided_runtime_brings_its_own_program() {
    let world = running().await;
    let code = "#!/bin/bash
set -eu
API=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime
while true; do
  HEAD=$(mktemp)
  EVENT=$(curl -sS -D $HEAD $API/invocation/next)
  ID=$(grep -i lambda-runtime-aws-request-id $HEAD | tr -d '\\r' | cut -d' ' -f2)
  curl -sS -X POST $API/invocation/$ID/response -d \"{\\\"got\\\": $EVENT, \\\"handler\\\": \\\"$_HANDLER\\\"}\" >/dev/null
done
";
    world
        .code(
            "sh",
            "provided.al2023",
            ("bootstrap", code, 0o100_755),
            json!({}),
        )
        .await;
    let answer = world.invoke("sh", &json!({"a": 1}), json!({})).await;
    assert_eq!(
        answer.payload,
        json!({"got": {"a": 1}, "handler": "a.handler"}),
        "{}",
        answer.tail
    );
}

#[tokio::test]
async fn lam_13_a_function_acts_as_its_role_on_this_cloud() {
    let world = running().await;
    let code = "
import json, os, urllib.request
def handler(e, c):
    seen = [name for name in ('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN')
            if os.environ.get(name)]
    try:
        urllib.request.urlopen(os.environ['AWS_ENDPOINT_URL'] + '/bucket/key')
    except urllib.error.HTTPError as error:
        return [seen, error.code, error.read().decode()[:200], os.environ['AWS_LAMBDA_FUNCTION_NAME']]
";
    world.python("role", code, json!({})).await;
    let answer = world.invoke("role", &json!({}), json!({})).await;
    assert_eq!(
        answer.payload[0].as_array().map(Vec::len),
        Some(3),
        "{}",
        answer.tail
    );
    assert_eq!(
        (&answer.payload[1], &answer.payload[3]),
        (&json!(404), &json!("role")),
        "{:?}",
        answer.payload
    );
}

#[tokio::test]
async fn lam_8_no_room_is_said_with_a_reason() {
    let world = running().await;
    world.python("none", ECHO, json!({})).await;
    let put = json!({"FunctionName": "none", "ReservedConcurrentExecutions": 0});
    world.ok("PutFunctionConcurrency", put).await;
    let input = json!({"FunctionName": "none"});
    let error = world
        .root
        .call("lambda", "Invoke", input)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code.as_ref(), error.message.as_str()),
        ("TooManyRequestsException", "Rate Exceeded.")
    );
    assert!(
        format!("{:?}", error.fields).contains("ReservedFunctionConcurrentInvocationLimitExceeded")
    );
}

#[tokio::test]
async fn payloads_are_json_and_not_too_large() {
    let world = running().await;
    world.python("f", ECHO, json!({})).await;
    let refused = async |payload: &[u8], kind: &str| {
        use base64::prelude::{BASE64_STANDARD, Engine};
        let input = json!({
            "FunctionName": "f", "InvocationType": kind, "Payload": BASE64_STANDARD.encode(payload)
        });
        world.no("Invoke", input).await.0
    };
    assert_eq!(
        refused(b"{no", "RequestResponse").await,
        "InvalidRequestContentException"
    );
    let large = vec![b'1'; 6_291_457];
    assert_eq!(
        refused(&large, "RequestResponse").await,
        "RequestTooLargeException"
    );
    assert_eq!(
        refused(&large[..1_048_577], "Event").await,
        "RequestTooLargeException"
    );
    let dry = json!({"FunctionName": "f", "InvocationType": "DryRun"});
    assert_eq!(world.ok("Invoke", dry).await["StatusCode"], 204);
    let gone = json!({"FunctionName": "g", "InvocationType": "Event"});
    assert_eq!(
        world.no("Invoke", gone).await.0,
        "ResourceNotFoundException"
    );
}

#[tokio::test]
async fn a_function_has_its_memorys_share_of_a_processor() {
    let world = running().await;
    let code = "
import time
def handler(e, c):
    used, begun = time.process_time(), time.monotonic()
    while time.process_time() - used < 0.1:
        pass
    return time.monotonic() - begun
";
    let folder = tempfile::tempdir().unwrap();
    let settings = haneul_compute::Settings::new(folder.path());
    let host = haneul_compute::Host::open(settings).await.unwrap();
    let limits = host.report().works(haneul_compute::Part::CpuLimit);
    world.python("works", code, json!({})).await;
    let small = world.invoke("works", &json!({}), json!({})).await;
    let small = small.payload.as_f64().unwrap();
    // 128 MB have a fourteenth.
    assert!(!limits || small > 0.7, "{small}");
    let update = json!({"FunctionName": "works", "MemorySize": 1_769});
    world.ok("UpdateFunctionConfiguration", update).await;
    world.seconds(1).await;
    let large = world.invoke("works", &json!({}), json!({})).await;
    assert!(!limits || large.payload.as_f64().unwrap() < small);
}

async fn queue(world: &World, name: &str) -> String {
    world
        .of("sqs", "CreateQueue", json!({"QueueName": name}))
        .await;
    format!("arn:aws:sqs:us-east-1:111122223333:{name}")
}

async fn received(world: &World, name: &str) -> Vec<Json> {
    let url = format!("http://localhost:4566/111122223333/{name}");
    let input = json!({
        "QueueUrl": url, "MaxNumberOfMessages": 10, "MessageAttributeNames": ["All"]
    });
    let got = world.of("sqs", "ReceiveMessage", input).await;
    got["Messages"].as_array().cloned().unwrap_or_default()
}

#[tokio::test]
async fn nobody_waits_for_an_event_and_its_outcome_is_told() {
    let world = running().await;
    let code = "
def handler(e, c):
    if 'fail' in e:
        raise SystemExit(7)
    return {'ok': e}
";
    let dead = queue(&world, "dead").await;
    world
        .python(
            "later",
            code,
            json!({"DeadLetterConfig": {"TargetArn": dead}}),
        )
        .await;
    let (good, bad) = (queue(&world, "good").await, queue(&world, "bad").await);
    let put = json!({
        "FunctionName": "later",
        "DestinationConfig": {"OnSuccess": {"Destination": good}, "OnFailure": {"Destination": bad}}
    });
    world.ok("PutFunctionEventInvokeConfig", put).await;
    let answer = world
        .invoke(
            "later",
            &json!({"n": 1}),
            json!({"InvocationType": "Event"}),
        )
        .await;
    assert_eq!(answer.status, 202);
    world.seconds(1).await;
    let told = received(&world, "good").await;
    let record: Json = serde_json::from_str(told[0]["Body"].as_str().unwrap()).unwrap();
    assert_eq!(record["requestContext"]["condition"], "Success");
    assert_eq!(
        (&record["requestPayload"], &record["responsePayload"]),
        (&json!({"n": 1}), &json!({"ok": {"n": 1}}))
    );
    world
        .invoke(
            "later",
            &json!({"fail": 1}),
            json!({"InvocationType": "Event"}),
        )
        .await;
    world.seconds(70).await;
    assert!(received(&world, "bad").await.is_empty());
    world.seconds(130).await;
    let told = received(&world, "bad").await;
    let record: Json = serde_json::from_str(told[0]["Body"].as_str().unwrap()).unwrap();
    assert_eq!(record["requestContext"]["condition"], "RetriesExhausted");
    assert_eq!(record["requestContext"]["approximateInvokeCount"], 3);
    assert_eq!(record["responsePayload"]["errorType"], "Runtime.ExitError");
    let buried = received(&world, "dead").await;
    assert_eq!(buried[0]["Body"], json!({"fail": 1}).to_string());
    assert_eq!(
        buried[0]["MessageAttributes"]["ErrorCode"]["StringValue"],
        "200"
    );
}
