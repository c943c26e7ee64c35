//! Functions in Java.

use crate::support::host;
use crate::{open, start_in};

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
    let (path, told) = function
        .fails("java.lang.IllegalStateException", "no items")
        .await;
    assert_eq!(path, "invocation/request-1/error");
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
