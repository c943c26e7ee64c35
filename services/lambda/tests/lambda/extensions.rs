//! Extensions: programs of layers beside the function's own.

use crate::cloud::{World, arn, running};
use crate::testing::zip;
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Value as Json, json};

/// What all of them begin with.
const BEGIN: &str = r#"#!/usr/bin/env python3
import http.server, json, os, socket, threading, time, urllib.error, urllib.request
BASE = 'http://' + os.environ['AWS_LAMBDA_RUNTIME_API']
NAME = os.path.basename(__file__)
def call(method, path, headers, body=None):
    request = urllib.request.Request(BASE + path, body and json.dumps(body).encode(), headers, method=method)
    try:
        answer = urllib.request.urlopen(request)
        return answer.headers, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.headers, [error.code, json.loads(error.read())]
def register(events):
    headers, said = call('POST', '/2020-01-01/extension/register', {'Lambda-Extension-Name': NAME}, {'events': events})
    print('registered for', said['functionName'], said['handler'], flush=True)
    return {'Lambda-Extension-Identifier': headers['Lambda-Extension-Identifier']}
def following(own):
    return call('GET', '/2020-01-01/extension/event/next', own)[1]
"#;

/// Asks for events until the end.
const WATCHER: &str = r#"
own = register(['INVOKE', 'SHUTDOWN'])
while True:
    event = following(own)
    print('heard of', event['eventType'], event.get('requestId', event.get('shutdownReason')), flush=True)
    if event['eventType'] == 'SHUTDOWN':
        break
"#;

/// Subscribes by the newer API and over HTTP, and waits for the function's end before it asks for more.
const LISTENER: &str = r#"
PORT = 4243
done = threading.Event()
reports = threading.Semaphore(0)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        events = json.loads(self.rfile.read(int(self.headers['content-length'])))
        self.send_response(200)
        self.end_headers()
        for event in events:
            print('got', json.dumps(event), flush=True)
            if event['type'] == 'platform.runtimeDone':
                done.set()
            if event['type'] == 'platform.report':
                reports.release()
    def log_message(self, *said):
        pass
server = http.server.ThreadingHTTPServer(('0.0.0.0', PORT), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
own = register(['INVOKE', 'SHUTDOWN'])
asked = {
    'schemaVersion': '2022-12-13', 'types': ['platform', 'function'], 'buffering': {'timeoutMs': 25},
    'destination': {'protocol': 'HTTP', 'URI': f'http://sandbox.localdomain:{PORT}/events'},
}
print('subscribed', call('PUT', '/2022-07-01/telemetry', own, asked)[1], flush=True)
print('refused', json.dumps(call('PUT', '/2022-07-01/telemetry', own, {**asked, 'types': []})[1]), flush=True)
while True:
    event = following(own)
    if event['eventType'] == 'SHUTDOWN':
        # That of the last run waited until now.
        reports.acquire(timeout=1)
        reports.acquire(timeout=1)
        break
    done.wait()
    done.clear()
print('late', json.dumps(call('PUT', '/2022-07-01/telemetry', own, asked)[1]), flush=True)
"#;

/// Subscribes by the older one and over TCP.
const READER: &str = r#"
PORT = 4244
done = threading.Event()
server = socket.create_server(('0.0.0.0', PORT))
def read():
    connection, _ = server.accept()
    for line in connection.makefile():
        print('got', line.strip(), flush=True)
        if json.loads(line)['type'] == 'platform.runtimeDone':
            done.set()
threading.Thread(target=read, daemon=True).start()
own = register(['INVOKE'])
asked = {
    'schemaVersion': '2021-03-18', 'types': ['platform', 'function'], 'buffering': {'timeoutMs': 25},
    'destination': {'protocol': 'TCP', 'port': PORT},
}
print('subscribed', call('PUT', '/2020-08-15/logs', own, asked)[1], flush=True)
while True:
    following(own)
    done.wait()
    done.clear()
"#;

/// Says that it was there before the program.
const WRAPPER: &str = "#!/bin/sh\necho wrapped\nexec \"$@\"\n";

/// A function of this code beside an extension.
async fn beside(world: &World, extension: (&str, &str), code: &str, more: Json) {
    let (name, text) = extension;
    let (path, text) = (format!("extensions/{name}"), format!("{BEGIN}{text}"));
    let package = BASE64_STANDARD.encode(zip(&[
        (path.as_str(), text.as_str(), 0o100_755),
        ("wrapper", WRAPPER, 0o100_755),
    ]));
    let layer = json!({"LayerName": name, "Content": {"ZipFile": package}});
    world.ok("PublishLayerVersion", layer).await;
    let layers = json!({"Layers": [arn(&format!("layer:{name}:1"))]});
    let more = crate::cloud::merged(layers, more);
    world.python("watched", code, more).await;
}

/// What an extension was sent, as far as its function's log shows it.
async fn got(world: &World) -> Vec<Json> {
    let log = world.log("watched").await;
    let events = log.iter().filter_map(|line| line.strip_prefix("got "));
    events
        .map(|event| serde_json::from_str(event).unwrap())
        .collect()
}

fn kinds(events: &[Json]) -> Vec<&str> {
    let kinds = events.iter().map(|event| event["type"].as_str().unwrap());
    kinds.collect()
}

fn of<'e>(events: &'e [Json], kind: &str) -> &'e Json {
    let mut all = events.iter();
    let found = all.find(|event| event["type"] == kind);
    &found.unwrap_or_else(|| panic!("{kind} in {events:?}"))["record"]
}

#[tokio::test]
async fn extensions_of_a_layer_hear_of_each_event() {
    let world = running().await;
    let code = "def handler(e, c):\n    print('runs')\n    return e\n";
    let more = json!({"Environment": {"Variables": {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/wrapper"}}});
    beside(&world, ("watcher", WATCHER), code, more).await;
    let cold = world.invoke("watched", &json!(1), json!({})).await;
    assert_eq!(cold.payload, json!(1), "{}", cold.tail);
    for line in [
        "wrapped\n",
        "registered for watched a.handler\n",
        "EXTENSION\tName: watcher\tState: Ready\tEvents: [INVOKE, SHUTDOWN]\n",
        "heard of INVOKE ",
        "runs\n",
    ] {
        assert!(cold.tail.contains(line), "{line} in {}", cold.tail);
    }
    let warm = world.invoke("watched", &json!(2), json!({})).await;
    assert!(!warm.tail.contains("registered"), "{}", warm.tail);
    assert!(warm.tail.contains("heard of INVOKE "), "{}", warm.tail);
    // It has waited long enough when the next one begins.
    world.seconds(11 * 60).await;
    world.invoke("watched", &json!(3), json!({})).await;
    let log = world.log("watched").await;
    let told = "heard of SHUTDOWN spindown\n".to_owned();
    assert!(log.contains(&told), "{log:?}");
}

#[tokio::test]
async fn extensions_hear_of_the_end_by_a_timeout_and_by_a_failure() {
    let world = running().await;
    let code = "
import os, time
def handler(e, c):
    if e == 'sleep':
        time.sleep(1000)
    os._exit(3)
";
    beside(&world, ("watcher", WATCHER), code, json!({"Timeout": 5})).await;
    for (event, error, reason) in [
        ("sleep", "Sandbox.Timedout", "timeout"),
        ("exit", "Runtime.ExitError", "failure"),
    ] {
        let answer = world.invoke("watched", &json!(event), json!({})).await;
        assert_eq!(answer.payload["errorType"], error, "{}", answer.tail);
        let log = world.log("watched").await;
        let told = format!("heard of SHUTDOWN {reason}\n");
        assert!(log.contains(&told), "{log:?}");
    }
}

#[tokio::test]
async fn telemetry_comes_over_http_as_it_happens() {
    let world = running().await;
    let code = "def handler(e, c):\n    print('runs')\n    return e\n";
    beside(&world, ("listener", LISTENER), code, json!({})).await;
    let answer = world.invoke("watched", &json!("abc"), json!({})).await;
    assert_eq!(answer.payload, json!("abc"), "{}", answer.tail);
    world.invoke("watched", &json!("d"), json!({})).await;
    world.seconds(11 * 60).await;
    world.invoke("watched", &json!("e"), json!({})).await;
    let log = world.log("watched").await;
    for line in [
        "subscribed OK\n",
        "refused [400, {\"errorMessage\": \"types should not be empty\", \"errorType\": \"ValidationError\"}]\n",
        "TELEMETRY\tName: listener\tState: Subscribed\tTypes: [Platform, Function]\n",
        "late [403, {\"errorMessage\": \"Telemetry API subscription is closed already\", \"errorType\": \"Telemetry.SubscriptionClosed\"}]\n",
    ] {
        assert!(log.iter().any(|said| said == line), "{line} in {log:?}");
    }
    let events = got(&world).await;
    let all = kinds(&events);
    let first = [
        "platform.initStart",
        "platform.initRuntimeDone",
        "platform.telemetrySubscription",
        "platform.extension",
        "platform.initReport",
        "platform.start",
        "function",
        "platform.runtimeDone",
        "platform.report",
    ];
    assert_eq!(all[..9], first, "{log:?}");
    assert_eq!(all[9..12], first[5..8], "{log:?}");
    let reports = all.iter().filter(|kind| **kind == "platform.report");
    assert_eq!(reports.count(), 2, "{log:?}");
    assert_eq!(of(&events, "function"), "runs\n");
    let done = of(&events, "platform.runtimeDone");
    assert_eq!(done["status"], "success");
    assert_eq!(done["metrics"]["producedBytes"], 5);
    assert_eq!(
        done["requestId"],
        of(&events, "platform.report")["requestId"]
    );
    assert_eq!(
        of(&events, "platform.telemetrySubscription"),
        &json!({"name": "listener", "state": "Subscribed", "types": ["platform", "function"]})
    );
}

#[tokio::test]
async fn logs_come_over_tcp_as_lines_of_json() {
    let world = running().await;
    let code = "def handler(e, c):\n    print('runs')\n    raise Exception('no')\n";
    beside(&world, ("reader", READER), code, json!({})).await;
    for _ in 0..2 {
        let answer = world.invoke("watched", &json!("abc"), json!({})).await;
        assert_eq!(answer.error, "Unhandled", "{}", answer.tail);
    }
    let log = world.log("watched").await;
    let line = "LOGS\tName: reader\tState: Subscribed\tTypes: [Platform, Function]\n";
    assert!(log.iter().any(|said| said == line), "{log:?}");
    let events = got(&world).await;
    let all = kinds(&events);
    assert_eq!(
        all[..4],
        [
            "platform.logsSubscription",
            "platform.extension",
            "platform.start",
            "function"
        ],
        "{log:?}"
    );
    for kind in ["platform.end", "platform.report", "platform.runtimeDone"] {
        assert!(all.contains(&kind), "{kind} in {all:?}");
    }
    assert_eq!(of(&events, "platform.runtimeDone")["status"], "failure");
    assert!(of(&events, "platform.runtimeDone")["metrics"].is_null());
}
