//! Functions in Ruby.

use crate::{do_not_begin, support::host};
use crate::{start, start_with};
use haneul_compute::Exit;

#[tokio::test]
async fn ruby_answers_and_knows_its_context() {
    let (_folder, host) = host().await;
    let code = r#"
require "other"
def handler(event:, context:)
  puts "seen #{event["key1"]}", ["and", 2]
  { key: event["key1"], id: context.aws_request_id, left: context.get_remaining_time_in_millis > 0,
    until: context.deadline_ms, memory: context.memory_limit_in_mb, arn: context.invoked_function_arn,
    app: context.client_context["client"]["app_title"], who: context.identity, name: context.function_name,
    trace: ENV["_X_AMZN_TRACE_ID"], group: context.log_group_name, stream: context.log_stream_name,
    version: context.function_version, other: OTHER }
end
"#;
    let headers = "Lambda-Runtime-Trace-Id: Root=1\r\nLambda-Runtime-Client-Context: {\"client\":{\"app_title\":\"app\"}}\r\n";
    let started = start_with(
        &host,
        "ruby3.3",
        "lib/main.handler",
        &[("lib/main.rb", code), ("other.rb", "OTHER = 7\n")],
        vec![r#"{"key1":"한"}"#],
        &[],
        headers,
    )
    .await;
    let Some(mut function) = started else { return };
    let (path, told) = function.json().await;
    assert_eq!(path, "invocation/request-0/response", "{told}");
    assert_eq!(
        told,
        serde_json::json!({
            "key": "한", "id": "request-0", "left": true, "until": 4_102_444_800_000_u64,
            "memory": "512", "arn": "arn:aws:lambda:us-east-1:1:function:f", "app": "app",
            "who": null, "name": "f", "trace": "Root=1", "group": "/aws/lambda/f",
            "stream": "stream", "version": "$LATEST", "other": 7,
        })
    );
    // One call is one event of the log.
    assert_eq!(function.line().await, "seen 한\rand\r2");
}

#[tokio::test]
async fn ruby_calls_methods_of_classes() {
    let (_folder, host) = host().await;
    let code = r#"
require "stringio"
module Functions
  class Handler
    def self.process(event:, context:) = event ? [event, nil, 1.5] : StringIO.new("as it is")
  end
end
"#;
    let handler = "source.Functions::Handler.process";
    let code = [("source.rb", code)];
    let events = vec!["[1]", "false"];
    let Some(mut function) = start(&host, "ruby3.2", handler, &code, events).await else {
        return;
    };
    assert_eq!(function.told().await.body, "[[1],null,1.5]");
    let told = function.told().await;
    assert_eq!(
        (told.body.as_str(), told.header("content-type")),
        ("as it is", "application/unknown")
    );
}

#[tokio::test]
async fn ruby_errors_have_the_shape_of_awss() {
    let (_folder, host) = host().await;
    let code = r#"
require "logger"
def inner = raise(TypeError, "about\nthis")
def handler(event:, context:)
  Logger.new($stdout).info("begins")
  event["ends"] ? none : inner
end
"#;
    let events = vec!["{}", "{}", r#"{"ends":1}"#];
    let code = [("main.rb", code)];
    let Some(mut function) = start(&host, "ruby3.4", "main.handler", &code, events).await else {
        return;
    };
    let (path, told) = function.fails("Function<TypeError>", "about\nthis").await;
    assert_eq!(path, "invocation/request-0/error");
    let trace = told["stackTrace"].as_array().unwrap();
    assert_eq!(trace.len(), 2, "{told}");
    assert!(
        trace[0]
            .as_str()
            .unwrap()
            .starts_with("/var/task/main.rb:3:in ")
    );
    assert!(
        trace[1]
            .as_str()
            .unwrap()
            .starts_with("/var/task/main.rb:6:in ")
    );
    let line = function.line().await;
    let begins = line.starts_with("I, [20") && line.ends_with("]  INFO request-0 -- : begins");
    assert!(begins, "{line}");
    let line = function.line().await;
    let begin = "Error raised from handler method\r{\r  \"errorMessage\": \"about\\nthis\",\r  \"errorType\": \"Function<TypeError>\"";
    assert!(line.starts_with(begin), "{line}");
    // The same process goes on, until a name is not known.
    let told = function.told().await;
    assert_eq!(
        (
            told.path.as_str(),
            told.header("lambda-runtime-function-error-type")
        ),
        ("invocation/request-1/error", "Function<UserException>")
    );
    let told = function.told().await;
    assert_eq!(
        (
            told.path.as_str(),
            told.header("lambda-runtime-function-error-type")
        ),
        ("invocation/request-2/error", "Function<NameError>")
    );
    assert_eq!(function.running.wait().await, Exit::Code(1));
}

#[tokio::test]
async fn ruby_that_does_not_begin() {
    let cases = [
        (
            "other.handler",
            "",
            "Init<LoadError>",
            "cannot load such file -- other",
        ),
        (
            "main",
            "",
            "Init<ArgumentError>",
            "Invalid handler [\"main\"], must be of form FILENAME.METHOD or FILENAME.CLASS.METHOD",
        ),
        (
            "main.handler",
            "raise NameError, 'no'",
            "Init<NameError>",
            "no",
        ),
    ];
    do_not_begin("ruby3.3", "main.rb", &cases).await;
}

#[tokio::test]
async fn ruby_logs_in_json() {
    let (_folder, host) = host().await;
    let code = r#"
require "logger"
def handler(event:, context:)
  log = Logger.new($stdout, progname: "own")
  log.info("left out")
  log.warn("kept")
  raise "two"
end
"#;
    let env = [
        ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
        ("AWS_LAMBDA_LOG_LEVEL", "WARN"),
    ];
    let code = [("m.rb", code)];
    let started = start_with(&host, "ruby3.3", "m.handler", &code, vec!["{}"], &env, "").await;
    let Some(mut function) = started else { return };
    let mut lines = Vec::new();
    for _ in 0..2 {
        let line: serde_json::Value = serde_json::from_str(&function.line().await).unwrap();
        lines.push((line["level"].clone(), line["requestId"].clone(), line));
    }
    assert_eq!(
        (&lines[0].0, &lines[0].2["message"]),
        (&"WARN".into(), &"kept".into())
    );
    assert_eq!(
        (&lines[0].1, &lines[0].2["logger"]),
        (&"request-0".into(), &"own".into())
    );
    let error = &lines[1].2;
    assert_eq!(
        (&error["errorType"], &error["errorMessage"]),
        (&"Function<RuntimeError>".into(), &"two".into())
    );
}
