//! Functions in JavaScript.

use crate::{do_not_begin, support::host};
use crate::{start, start_with};

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
    let (path, told) = function.fails("TypeError", "no").await;
    assert_eq!(path, "invocation/request-0/error");
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
    function.fails("string", "text").await;
    let mut function = start(&host, "nodejs20.x", "i.lost", &[("i.js", code)], vec!["{}"])
        .await
        .unwrap();
    function
        .fails("Runtime.UnhandledPromiseRejection", "Error: lost")
        .await;
    assert_eq!(
        function.running.wait().await,
        haneul_compute::Exit::Code(128)
    );
}

#[tokio::test]
async fn node_that_does_not_begin() {
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
    do_not_begin("nodejs20.x", "i.js", &cases).await;
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
