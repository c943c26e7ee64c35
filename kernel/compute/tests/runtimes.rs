//! Functions in the languages that this host has. Where it lacks one, that is said and nothing is tried:
//! a machine without any of them must not fail, and must not seem to have tried either.

#[path = "support/api.rs"]
mod api;
mod support;

use api::{Api, Told, serve};
use haneul_compute::{Host, Listener, Mount, Running, Spec};
use std::path::Path;
use std::time::Duration;
use support::host;
use tokio::io::{AsyncBufReadExt, BufReader};

haneul_compute::launcher_before_main!();

struct Function {
    _folder: Option<tempfile::TempDir>,
    running: Running,
    api: Api,
    lines: tokio::io::Lines<BufReader<haneul_compute::Output>>,
}

impl Function {
    async fn told(&mut self) -> Told {
        match self.api.told.recv_timeout(Duration::from_secs(60)) {
            Ok(told) => told,
            Err(_) => {
                self.running.kill();
                let mut text = String::new();
                let mut err = self.running.stderr.take().unwrap();
                tokio::io::AsyncReadExt::read_to_string(&mut err, &mut text)
                    .await
                    .unwrap();
                panic!("it told nothing; {text}");
            }
        }
    }

    async fn json(&mut self) -> (String, serde_json::Value) {
        let told = self.told().await;
        let value = serde_json::from_str(&told.body);
        (told.path, value.unwrap_or_else(|_| panic!("{}", told.body)))
    }

    async fn line(&mut self) -> String {
        self.lines.next_line().await.unwrap().unwrap()
    }
}

async fn start(
    host: &Host,
    runtime: &str,
    handler: &str,
    code: &[(&str, &str)],
    events: Vec<&str>,
) -> Option<Function> {
    start_with(host, runtime, handler, code, events, &[], "").await
}

async fn start_with(
    host: &Host,
    runtime: &str,
    handler: &str,
    code: &[(&str, &str)],
    events: Vec<&str>,
    env: &[(&str, &str)],
    headers: &str,
) -> Option<Function> {
    if let Err(why) = host.runtimes().await.choose(runtime, true) {
        eprintln!("not tried: {why}");
        return None;
    }
    let task = tempfile::tempdir().unwrap();
    for (name, text) in code {
        let path = task.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    open(task.path());
    let mut function = start_in(host, runtime, handler, task.path(), events, env, headers).await;
    function._folder = Some(task);
    Some(function)
}

async fn start_in(
    host: &Host,
    runtime: &str,
    handler: &str,
    task: &Path,
    events: Vec<&str>,
    env: &[(&str, &str)],
    headers: &str,
) -> Function {
    let choice = host.runtimes().await.choose(runtime, true).unwrap();
    let mut spec = Spec::new("function", [""]);
    spec.memory_bytes = 512 << 20;
    spec.env = vec![
        ("_HANDLER".into(), handler.into()),
        ("AWS_LAMBDA_FUNCTION_NAME".into(), "f".into()),
        ("AWS_LAMBDA_FUNCTION_VERSION".into(), "$LATEST".into()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE".into(), "512".into()),
        ("AWS_LAMBDA_LOG_GROUP_NAME".into(), "/aws/lambda/f".into()),
        ("AWS_LAMBDA_LOG_STREAM_NAME".into(), "stream".into()),
    ];
    spec.env
        .extend(env.iter().map(|(n, v)| (n.to_string(), v.to_string())));
    spec.mounts.push(Mount::read_only(task, "/var/task"));
    let address = "127.0.0.1:9001".parse().unwrap();
    spec.listeners
        .push(Listener::new(address).tell("AWS_LAMBDA_RUNTIME_API", "{}"));
    host.equip(&mut spec, &choice).await.unwrap();
    let mut running = host.start(spec).await.unwrap();
    let api = serve(running.listeners.remove(0), events, headers);
    let lines = BufReader::new(running.stdout.take().unwrap()).lines();
    Function {
        _folder: None,
        running,
        api,
        lines,
    }
}

/// A sandbox is nobody on the host.
fn open(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[tokio::test]
async fn python_answers_and_knows_its_context() {
    let (_folder, host) = host().await;
    let code = r#"
import os, sys
def handler(event, context):
    print("seen", event["key1"])
    return {"key": event["key1"], "id": context.aws_request_id, "left": context.get_remaining_time_in_millis() > 0,
            "memory": context.memory_limit_in_mb, "arn": context.invoked_function_arn,
            "app": context.client_context.client.app_title, "who": context.identity.cognito_identity_id,
            "custom": context.client_context.custom, "trace": os.environ["_X_AMZN_TRACE_ID"],
            "path": sys.path[:3], "group": context.log_group_name, "version": context.function_version}
"#;
    let headers = "Lambda-Runtime-Trace-Id: Root=1\r\nLambda-Runtime-Client-Context: {\"client\":{\"app_title\":\"app\"},\"custom\":{\"a\":1}}\r\n";
    let started = start_with(
        &host,
        "python3.11",
        "main.handler",
        &[("main.py", code)],
        vec![r#"{"key1":"한"}"#],
        &[],
        headers,
    )
    .await;
    let Some(mut function) = started else { return };
    let (path, told) = function.json().await;
    assert_eq!(path, "invocation/request-0/response");
    assert_eq!(told["key"], "한");
    assert_eq!(told["id"], "request-0");
    assert_eq!(told["left"], true);
    assert_eq!(told["memory"], "512");
    assert_eq!(told["arn"], "arn:aws:lambda:us-east-1:1:function:f");
    assert_eq!(
        (&told["app"], &told["custom"]["a"]),
        (&"app".into(), &1.into())
    );
    assert_eq!(told["who"], serde_json::Value::Null);
    assert_eq!(told["trace"], "Root=1");
    assert_eq!(
        (&told["group"], &told["version"]),
        (&"/aws/lambda/f".into(), &"$LATEST".into())
    );
    assert_eq!(told["path"][0], "/var/task");
    assert_eq!(function.line().await, "seen 한");
}

#[tokio::test]
async fn python_errors_have_the_shape_of_awss() {
    let (_folder, host) = host().await;
    let code = "import logging\ndef fails(event, context):\n    logging.warning('about\\nto')\n    raise ValueError('no')\n";
    let Some(mut function) = start(
        &host,
        "python3.11",
        "lib/main.fails",
        &[("lib/main.py", code)],
        vec!["{}", "{"],
    )
    .await
    else {
        return;
    };
    let (path, told) = function.json().await;
    assert_eq!(path, "invocation/request-0/error");
    assert_eq!(told["errorType"], "ValueError");
    assert_eq!(told["errorMessage"], "no");
    assert_eq!(told["requestId"], "request-0");
    let frame = told["stackTrace"][0].as_str().unwrap();
    assert!(
        frame.starts_with(
            "  File \"/var/task/lib/main.py\", line 4, in fails\n    raise ValueError('no')\n"
        ),
        "{frame}"
    );
    let warned = function.line().await;
    assert!(
        warned.starts_with("[WARNING]\t") && warned.ends_with("Z\trequest-0\tabout\rto"),
        "{warned}"
    );
    let logged = function.line().await;
    assert!(
        logged.starts_with("[ERROR] ValueError: no\rTraceback (most recent call last):\r  File"),
        "{logged}"
    );
    let (_, told) = function.json().await;
    assert_eq!(told["errorType"], "Runtime.UnmarshalError");
}

#[tokio::test]
async fn python_that_does_not_begin() {
    let (_folder, host) = host().await;
    let cases = [
        (
            "main.none",
            "",
            "Runtime.HandlerNotFound",
            "Handler 'none' missing on module 'main'",
        ),
        (
            "other.f",
            "",
            "Runtime.ImportModuleError",
            "Unable to import module 'other': No module named 'other'",
        ),
        (
            "main",
            "",
            "Runtime.MalformedHandlerName",
            "Bad handler 'main': not enough values to unpack (expected 2, got 1)",
        ),
        (
            "main.f",
            "def f(:\n",
            "Runtime.UserCodeSyntaxError",
            "Syntax error in module 'main': invalid syntax (main.py, line 1)",
        ),
        ("main.f", "raise KeyError('x')", "KeyError", "'x'"),
    ];
    for (handler, code, kind, message) in cases {
        let Some(mut function) = start(
            &host,
            "python3.11",
            handler,
            &[("main.py", code)],
            vec!["{}"],
        )
        .await
        else {
            return;
        };
        let told = function.told().await;
        assert_eq!(
            (
                told.path.as_str(),
                told.header("lambda-runtime-function-error-type")
            ),
            ("init/error", kind)
        );
        let told: serde_json::Value = serde_json::from_str(&told.body).unwrap();
        assert_eq!(
            (&told["errorType"], &told["errorMessage"]),
            (&kind.into(), &message.into())
        );
        assert_eq!(function.running.wait().await, haneul_compute::Exit::Code(1));
    }
}

#[tokio::test]
async fn python_logs_in_json() {
    let (_folder, host) = host().await;
    let code = "import logging\nlog = logging.getLogger('x')\ndef f(event, context):\n    log.info('one', extra={'a': 1})\n    raise RuntimeError('two')\n";
    let env = [
        ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
        ("AWS_LAMBDA_LOG_LEVEL", "INFO"),
    ];
    let Some(mut function) = start_with(
        &host,
        "python3.11",
        "m.f",
        &[("m.py", code)],
        vec!["{}"],
        &env,
        "",
    )
    .await
    else {
        return;
    };
    let line: serde_json::Value = serde_json::from_str(&function.line().await).unwrap();
    assert_eq!(
        (
            &line["message"],
            &line["level"],
            &line["requestId"],
            &line["a"]
        ),
        (
            &"one".into(),
            &"INFO".into(),
            &"request-0".into(),
            &1.into()
        )
    );
    let line: serde_json::Value = serde_json::from_str(&function.line().await).unwrap();
    assert_eq!(
        (&line["errorType"], &line["log_level"]),
        (&"RuntimeError".into(), &"ERROR".into())
    );
}

#[tokio::test]
async fn node_answers_and_knows_its_context() {
    let (_folder, host) = host().await;
    let common = r#"exports.handler = async (event, context) => {
  console.log("seen %s\nand more", event.key1);
  return { key: event.key1, id: context.awsRequestId, left: context.getRemainingTimeInMillis() > 0, memory: context.memoryLimitInMB,
    arn: context.invokedFunctionArn, app: context.clientContext.client.app_title, stream: context.logStreamName };
};"#;
    let es = common.replace("exports.handler =", "export const handler =");
    let headers = "Lambda-Runtime-Client-Context: {\"client\":{\"app_title\":\"app\"}}\r\n";
    for (name, code) in [
        ("index.js", common),
        ("index.mjs", es.as_str()),
        ("index.cjs", common),
    ] {
        let started = start_with(
            &host,
            "nodejs20.x",
            "index.handler",
            &[(name, code)],
            vec![r#"{"key1":"한"}"#],
            &[],
            headers,
        )
        .await;
        let Some(mut function) = started else { return };
        let (path, told) = function.json().await;
        assert_eq!(path, "invocation/request-0/response");
        assert_eq!(
            (&told["key"], &told["id"], &told["left"]),
            (&"한".into(), &"request-0".into(), &true.into())
        );
        assert_eq!(
            (&told["memory"], &told["app"], &told["stream"]),
            (&"512".into(), &"app".into(), &"stream".into())
        );
        let line = function.line().await;
        assert!(
            line.ends_with("Z\trequest-0\tINFO\tseen 한\rand more"),
            "{line}"
        );
    }
}

#[tokio::test]
async fn node_handlers_of_every_kind() {
    let (_folder, host) = host().await;
    let package = ("package.json", r#"{"type":"module"}"#);
    let kinds: [(&str, &[(&str, &str)], &str); 6] = [
        (
            "index.f",
            &[(
                "index.js",
                "exports.f = (e, c, done) => setTimeout(() => done(null, 1), 5)",
            )],
            "1",
        ),
        (
            "index.f",
            &[(
                "index.js",
                "exports.f = (e, c, done) => { setTimeout(() => {}, 5); done(null, 2) }",
            )],
            "2",
        ),
        ("index.f", &[("index.js", "exports.f = () => {}")], "null"),
        (
            "index.f",
            &[("index.js", "exports.f = (e, c) => c.succeed({ a: 3 })")],
            "{\"a\":3}",
        ),
        (
            "src/index.a.b",
            &[("src/index.js", "exports.a = { b: async () => 4 }")],
            "4",
        ),
        (
            "index.f",
            &[package, ("index.js", "export const f = async () => 5")],
            "5",
        ),
    ];
    for (handler, code, expected) in kinds {
        let Some(mut function) = start(&host, "nodejs20.x", handler, code, vec!["{}", "{}"]).await
        else {
            return;
        };
        for _ in 0..2 {
            let told = function.told().await;
            assert!(told.path.ends_with("/response"), "{handler}: {}", told.body);
            assert_eq!(told.body, expected);
        }
    }
}

#[tokio::test]
async fn node_errors_have_the_shape_of_awss() {
    let (_folder, host) = host().await;
    let code = r#"exports.throws = async () => { throw new TypeError("no") };
exports.text = (e, c, done) => done("text");
exports.lost = async () => { Promise.reject(new Error("lost")); await new Promise((r) => setTimeout(r, 1000)) };"#;
    let Some(mut function) = start(
        &host,
        "nodejs20.x",
        "i.throws",
        &[("i.js", code)],
        vec!["{}"],
    )
    .await
    else {
        return;
    };
    let (path, told) = function.json().await;
    assert_eq!(path, "invocation/request-0/error");
    assert_eq!(
        (&told["errorType"], &told["errorMessage"]),
        (&"TypeError".into(), &"no".into())
    );
    assert_eq!(told["trace"][0], "TypeError: no");
    assert!(
        told["trace"][1]
            .as_str()
            .unwrap()
            .contains("/var/task/i.js:1:"),
        "{told}"
    );
    let line = function.line().await;
    assert!(line.contains("\trequest-0\tERROR\tInvoke Error \t{\"errorType\":\"TypeError\",\"errorMessage\":\"no\",\"stack\":["), "{line}");
    let mut function = start(&host, "nodejs20.x", "i.text", &[("i.js", code)], vec!["{}"])
        .await
        .unwrap();
    let (_, told) = function.json().await;
    assert_eq!(
        (&told["errorType"], &told["errorMessage"]),
        (&"string".into(), &"text".into())
    );
    let mut function = start(&host, "nodejs20.x", "i.lost", &[("i.js", code)], vec!["{}"])
        .await
        .unwrap();
    let (_, told) = function.json().await;
    assert_eq!(
        (&told["errorType"], &told["errorMessage"]),
        (
            &"Runtime.UnhandledPromiseRejection".into(),
            &"Error: lost".into()
        )
    );
    assert_eq!(
        function.running.wait().await,
        haneul_compute::Exit::Code(128)
    );
}

#[tokio::test]
async fn node_that_does_not_begin() {
    let (_folder, host) = host().await;
    let cases = [
        (
            "i.none",
            "",
            "Runtime.HandlerNotFound",
            "i.none is undefined or not exported",
        ),
        (
            "i.f",
            "exports.f = 1",
            "Runtime.HandlerNotFound",
            "i.f is not a function",
        ),
        (
            "other.f",
            "",
            "Runtime.ImportModuleError",
            "Error: Cannot find module 'other'",
        ),
        ("i", "", "Runtime.MalformedHandlerName", "Bad handler"),
        (
            "i.f",
            "exports.f = (",
            "Runtime.UserCodeSyntaxError",
            "SyntaxError: Unexpected end of input",
        ),
        ("i.f", "throw new RangeError('x')", "RangeError", "x"),
    ];
    for (handler, code, kind, message) in cases {
        let Some(mut function) =
            start(&host, "nodejs20.x", handler, &[("i.js", code)], vec!["{}"]).await
        else {
            return;
        };
        let told = function.told().await;
        assert_eq!(
            (
                told.path.as_str(),
                told.header("lambda-runtime-function-error-type")
            ),
            ("init/error", kind),
            "{}",
            told.body
        );
        let told: serde_json::Value = serde_json::from_str(&told.body).unwrap();
        assert!(
            told["errorMessage"].as_str().unwrap().starts_with(message),
            "{told}"
        );
        assert_eq!(function.running.wait().await, haneul_compute::Exit::Code(1));
    }
}

#[tokio::test]
async fn node_streams() {
    let (_folder, host) = host().await;
    let code = r#"exports.f = awslambda.streamifyResponse(async (event, out, context) => {
  out = awslambda.HttpResponseStream.from(out, { statusCode: 201 });
  out.write("one ");
  await new Promise((r) => setTimeout(r, 5));
  if (event.fail) throw new Error("late");
  out.write("two");
  out.end();
});"#;
    let Some(mut function) = start(
        &host,
        "nodejs20.x",
        "i.f",
        &[("i.js", code)],
        vec!["{}", r#"{"fail":1}"#],
    )
    .await
    else {
        return;
    };
    let told = function.told().await;
    assert_eq!(told.path, "invocation/request-0/response");
    assert_eq!(
        told.header("lambda-runtime-function-response-mode"),
        "streaming"
    );
    assert_eq!(
        told.header("content-type"),
        "application/vnd.awslambda.http-integration-response"
    );
    assert_eq!(told.body, "{\"statusCode\":201}\0\0\0\0\0\0\0\0one two");
    let told = function.told().await;
    assert_eq!(told.header("lambda-runtime-function-error-type"), "Error");
    assert!(told.body.ends_with("one "), "{}", told.body);
}

#[tokio::test]
async fn a_program_of_its_own() {
    let (_folder, host) = host().await;
    let script = "#!/bin/bash\nexec 3<>/dev/tcp/127.0.0.1/9001\nprintf 'POST /2018-06-01/runtime/init/error HTTP/1.1\\r\\nContent-Length: 2\\r\\n\\r\\nhi' >&3\ncat <&3\n";
    let task = tempfile::tempdir().unwrap();
    std::fs::write(task.path().join("bootstrap"), script).unwrap();
    open(task.path());
    open(&task.path().join("bootstrap"));
    let mut spec = Spec::new("function", [""]);
    spec.mounts.push(Mount::read_only(task.path(), "/var/task"));
    spec.listeners
        .push(Listener::new("127.0.0.1:9001".parse().unwrap()));
    let choice = host
        .runtimes()
        .await
        .choose("provided.al2023", false)
        .unwrap();
    host.equip(&mut spec, &choice).await.unwrap();
    let mut running = host.start(spec).await.unwrap();
    let api = serve(running.listeners.remove(0), vec![], "");
    let told = api.told.recv_timeout(Duration::from_secs(60)).unwrap();
    assert_eq!(
        (told.path.as_str(), told.body.as_str()),
        ("init/error", "hi")
    );
}

/// AWS's interfaces, as far as the handlers here need them: functions bring them in their own jars.
const CORE: &[(&str, &str)] = &[
    (
        "Context.java",
        "public interface Context { String getAwsRequestId(); int getMemoryLimitInMB(); int getRemainingTimeInMillis(); LambdaLogger getLogger(); ClientContext getClientContext(); }",
    ),
    (
        "LambdaLogger.java",
        "public interface LambdaLogger { void log(String text); void log(byte[] text); }",
    ),
    (
        "ClientContext.java",
        "public interface ClientContext { Client getClient(); java.util.Map<String, String> getCustom(); }",
    ),
    (
        "Client.java",
        "public interface Client { String getAppTitle(); }",
    ),
    (
        "RequestHandler.java",
        "public interface RequestHandler<I, O> { O handleRequest(I input, Context context); }",
    ),
    (
        "RequestStreamHandler.java",
        "public interface RequestStreamHandler { void handleRequest(java.io.InputStream in, java.io.OutputStream out, Context context) throws java.io.IOException; }",
    ),
];

const HANDLERS: &str = r#"package example;
import com.amazonaws.services.lambda.runtime.*;
import java.util.*;
public class Handlers implements RequestHandler<Handlers.Order, Map<String, Object>> {
  public static class Item { private int count; public int getCount() { return count; } public void setCount(int c) { count = c; } }
  public static class Order { private String name; private List<Item> items;
    public void setName(String n) { name = n; } public void setItems(List<Item> i) { items = i; } }
  public Map<String, Object> handleRequest(Order order, Context context) {
    context.getLogger().log("seen " + order.name + "\n");
    if (order.items == null) throw new IllegalStateException("no items");
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", order.name); out.put("first", order.items.get(0)); out.put("id", context.getAwsRequestId());
    out.put("left", context.getRemainingTimeInMillis() > 0); out.put("app", context.getClientContext().getClient().getAppTitle());
    return out;
  }
  public static class Stream implements RequestStreamHandler {
    public void handleRequest(java.io.InputStream in, java.io.OutputStream out, Context context) throws java.io.IOException {
      for (int c = in.read(); c >= 0; c = in.read()) out.write(Character.toUpperCase(c));
    }
  }
  public static String own(String text) { return text + "!"; }
}"#;

#[tokio::test]
async fn java_handlers() {
    let (_folder, host) = host().await;
    let Ok(choice) = host.runtimes().await.choose("java17", true) else {
        return eprintln!("not tried: there is no Java");
    };
    let javac = choice.interpreter.unwrap().home.join("bin/javac");
    if !javac.exists() {
        return eprintln!("not tried: there is no javac");
    }
    let task = tempfile::tempdir().unwrap();
    let core = task.path().join("com/amazonaws/services/lambda/runtime");
    std::fs::create_dir_all(&core).unwrap();
    let mut files = vec![task.path().join("Handlers.java")];
    std::fs::write(&files[0], HANDLERS).unwrap();
    for (name, text) in CORE {
        std::fs::write(
            core.join(name),
            format!("package com.amazonaws.services.lambda.runtime; {text}"),
        )
        .unwrap();
        files.push(core.join(name));
    }
    let compiled = std::process::Command::new(javac)
        .arg("-d")
        .arg(task.path())
        .args(files)
        .status()
        .unwrap();
    assert!(compiled.success());
    open(task.path());
    let headers = "Lambda-Runtime-Client-Context: {\"client\":{\"app_title\":\"app\"}}\r\n";
    let order = r#"{"name":"한","items":[{"count":2}]}"#;
    let mut function = start_in(
        &host,
        "java17",
        "example.Handlers",
        task.path(),
        vec![order, r#"{"name":"x"}"#],
        &[],
        headers,
    )
    .await;
    let (path, told) = function.json().await;
    assert_eq!(path, "invocation/request-0/response");
    assert_eq!(
        told,
        serde_json::json!({"name": "한", "first": {"count": 2}, "id": "request-0", "left": true, "app": "app"})
    );
    assert_eq!(function.line().await, "seen 한");
    let (path, told) = function.json().await;
    assert_eq!(path, "invocation/request-1/error");
    assert_eq!(
        (&told["errorType"], &told["errorMessage"]),
        (
            &"java.lang.IllegalStateException".into(),
            &"no items".into()
        )
    );
    assert!(
        told["stackTrace"][0]
            .as_str()
            .unwrap()
            .starts_with("example.Handlers.handleRequest(Handlers.java:"),
        "{told}"
    );
    for (handler, event, expected) in [
        ("example.Handlers$Stream", "{\"a\":1}", "{\"A\":1}"),
        ("example.Handlers::own", "\"hi\"", "\"hi!\""),
    ] {
        let mut function =
            start_in(&host, "java17", handler, task.path(), vec![event], &[], "").await;
        assert_eq!(function.told().await.body, expected);
    }
    let mut function = start_in(
        &host,
        "java17",
        "example.None",
        task.path(),
        vec![],
        &[],
        "",
    )
    .await;
    let told = function.told().await;
    assert_eq!(
        (
            told.path.as_str(),
            told.header("lambda-runtime-function-error-type")
        ),
        ("init/error", "java.lang.ClassNotFoundException")
    );
}
