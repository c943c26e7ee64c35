//! Clouds whose functions run.

use crate::packages::zip;
use crate::{Client, TestCloud};
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{Sandboxes, Settings, background};
use serde_json::{Value as Json, json};
use std::time::Duration;
use tokio::sync::{Mutex, MutexGuard};

/// What a test holds as long as its functions run. The test's process has to be a launcher, too:
/// `haneul_testkit::launcher_before_main!()`.
pub struct Running {
    /// Of sandboxes.
    _folder: tempfile::TempDir,
    /// Hosts of one process would tidy up after one another.
    _turn: MutexGuard<'static, ()>,
}

static TURN: Mutex<()> = Mutex::const_new(());

/// For a cloud with functions: one of a process at a time.
pub async fn running() -> (Settings, Running) {
    let turn = TURN.lock().await;
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Settings {
        sandboxes: Sandboxes {
            folder: Some(folder.path().to_owned()),
            plain: true,
            ..Sandboxes::default()
        },
        ..Settings::default()
    };
    let running = Running {
        _folder: folder,
        _turn: turn,
    };
    (settings, running)
}

pub const FUNCTION_ROLE: &str = "arn:aws:iam::111122223333:role/function";

/// A role for functions, which may do these things.
pub async fn role(root: &Client, actions: &[&str]) {
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole"}});
    let made = json!({"RoleName": "function", "AssumeRolePolicyDocument": trust.to_string()});
    root.must("iam", "CreateRole", made).await;
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": actions, "Resource": "*"}});
    let put = json!({
        "RoleName": "function", "PolicyName": "p", "PolicyDocument": policy.to_string()
    });
    root.must("iam", "PutRolePolicy", put).await;
}

/// A function whose `handler` stands in this text, ready to be called; its ARN.
pub async fn python(cloud: &TestCloud, root: &Client, name: &str, code: &str) -> String {
    let package = BASE64_STANDARD.encode(zip(&[("a.py", code, 0o100_644)]));
    let made = json!({
        "FunctionName": name, "Runtime": "python3.11", "Handler": "a.handler", "Timeout": 20,
        "Role": FUNCTION_ROLE, "Code": {"ZipFile": package}
    });
    let made = root.must("lambda", "CreateFunction", made).await;
    cloud.advance(Duration::from_secs(1)).await;
    crate::text(&made["FunctionArn"])
}

/// The function's policy lets a service in.
pub async fn let_in(root: &Client, name: &str, principal: &str, more: Json) {
    let mut add = json!({
        "FunctionName": name, "StatementId": principal.replace('.', "-"),
        "Action": "lambda:InvokeFunction", "Principal": principal
    });
    if let (Some(all), Json::Object(more)) = (add.as_object_mut(), more) {
        all.extend(more);
    }
    root.must("lambda", "AddPermission", add).await;
}

/// What a function has printed so far in lines that begin so, without that: the oldest first.
pub async fn printed(cloud: &TestCloud, root: &Client, name: &str, begins: &str) -> Vec<String> {
    background::flush(&cloud.cloud).await;
    let mut input = json!({"logGroupName": format!("/aws/lambda/{name}")});
    let mut lines = Vec::new();
    loop {
        let Ok(page) = root.call("logs", "FilterLogEvents", input.clone()).await else {
            // It has not run.
            return lines;
        };
        let events = page["events"].as_array().into_iter().flatten();
        let messages = events.filter_map(|event| event["message"].as_str());
        let found = messages.filter_map(|message| message.trim_end().strip_prefix(begins));
        lines.extend(found.map(str::to_owned));
        match &page["nextToken"] {
            Json::Null => return lines,
            token => input["nextToken"] = token.clone(),
        }
    }
}

/// Whether functions find AWS's SDK: not every machine's Python has it.
pub async fn have_boto3(cloud: &TestCloud, root: &Client) -> bool {
    let code = "import importlib.util\ndef handler(event, context):\n    \
                return importlib.util.find_spec('boto3') is not None\n";
    python(cloud, root, "probe", code).await;
    let answer = root
        .must("lambda", "Invoke", json!({"FunctionName": "probe"}))
        .await;
    answer["Payload"] == json!(BASE64_STANDARD.encode("true"))
}
