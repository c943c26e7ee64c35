//! Functions in Python.

use crate::{do_not_begin, support::host};
use crate::{start, start_with};

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
    do_not_begin("python3.11", "main.py", &cases).await;
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

/// AWS's runtime has read these before the function's path is set.
#[tokio::test]
async fn python_has_its_own_modules_before_the_functions() {
    let (_folder, host) = host().await;
    let code = "import decimal, logging, sys, traceback\n\
        def f(event, context):\n    \
            logging.getLogger('x').error('seen')\n    \
            names = [decimal, logging, traceback]\n    \
            return {'own': [m.__name__ for m in names if '/var/task' in m.__file__], \
                    'handlers': len(logging.getLogger().handlers), 'sum': decimal.Decimal('1.5') + 1}\n";
    let own = "raise ImportError('not meant')\n";
    let files = [
        ("m.py", code),
        ("decimal.py", own),
        ("logging.py", own),
        ("traceback.py", own),
    ];
    let started = start(&host, "python3.11", "m.f", &files, vec!["{}"]).await;
    let Some(mut function) = started else { return };
    let (_, told) = function.json().await;
    assert_eq!(
        told,
        serde_json::json!({"own": [], "handlers": 1, "sum": 2.5})
    );
    let line = function.line().await;
    assert!(line.starts_with("[ERROR]\t") && line.ends_with("\trequest-0\tseen"));
}

/// What reads and writes events is not Python's `json`, and must say the same.
#[tokio::test]
async fn python_reads_and_writes_json_as_json_does() {
    let (_folder, host) = host().await;
    let code = "def f(event, context):\n    \
            import json\n    \
            event = [event, {1: (True, None, float('inf')), 2.5: '\\ud55c\\u2028\"\\\\\\x00'}]\n    \
            ascii = __import__('sys').version_info < (3, 12)\n    \
            print(json.dumps(event, ensure_ascii=ascii, separators=(', ', ': ')))\n    \
            return event\n";
    let event = " {\"a\":[1,-0.5,1e400,123456789012345678901234567890,\"\\ud83d\\ude00\\n\"],\"a\":{},\"b\":[]}\n";
    let wrong = "{\"a\":1}}";
    let started = start(
        &host,
        "python3.11",
        "m.f",
        &[("m.py", code)],
        vec![event, wrong],
    )
    .await;
    let Some(mut function) = started else { return };
    let told = function.told().await;
    assert_eq!(told.body, function.line().await);
    let message = "Unable to unmarshal input: Extra data: line 1 column 8 (char 7)";
    function.fails("Runtime.UnmarshalError", message).await;
}

/// The name of an error goes into a header of the Runtime API, whatever its letters.
#[tokio::test]
async fn python_errors_have_names_in_any_letters() {
    let (_folder, host) = host().await;
    let code = "class 오류(Exception):\n    pass\ndef f(event, context):\n    if event:\n        raise 오류('아니요')\n    return 1\n";
    let files = [("m.py", code)];
    let started = start(&host, "python3.11", "m.f", &files, vec!["1", "0"]).await;
    let Some(mut function) = started else { return };
    function.fails("오류", "아니요").await;
    // It goes on with the next event.
    assert_eq!(function.json().await.1, 1);
}
