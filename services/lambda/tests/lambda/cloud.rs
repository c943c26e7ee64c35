//! A cloud with Lambda, and a role for functions.

use crate::testing::zip;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{Invoked, Sandboxes, Settings, background};
use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

pub const ROLE: &str = "arn:aws:iam::111122223333:role/function";

pub struct World {
    pub cloud: TestCloud,
    pub root: Client,
    /// Of sandboxes.
    _folder: tempfile::TempDir,
    /// Hosts of one process would tidy up after one another.
    _turn: Option<tokio::sync::MutexGuard<'static, ()>>,
}

static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// For functions that run.
pub async fn running() -> World {
    let turn = Some(TURN.lock().await);
    let world = world().await;
    World {
        _turn: turn,
        ..world
    }
}

pub async fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings {
        sandboxes: Sandboxes {
            folder: Some(folder.path().to_owned()),
            plain: true,
            debug: false,
        },
        ..Settings::default()
    };
    let cloud = TestCloud::with(
        vec![
            Arc::new(haneul_cloudwatch::CloudWatch),
            Arc::new(haneul_dynamodb::DynamoDb),
            Arc::new(haneul_dynamodb::DynamoDbStreams),
            Arc::new(haneul_events::Events),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_kinesis::Kinesis),
            Arc::new(haneul_lambda::Lambda),
            Arc::new(haneul_logs::Logs),
            Arc::new(haneul_s3::S3),
            Arc::new(haneul_sns::Sns),
            Arc::new(haneul_sqs::Sqs),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
        settings,
    )
    .await;
    let root = cloud.root();
    let world = World {
        cloud,
        root,
        _folder: folder,
        _turn: None,
    };
    world.role("function", "lambda.amazonaws.com").await;
    world
}

pub fn arn(rest: &str) -> String {
    format!("arn:aws:lambda:us-east-1:111122223333:{rest}")
}

/// A package of one file, in base64.
pub fn package(name: &str, text: &str) -> String {
    BASE64_STANDARD.encode(zip(&[(name, text, 0o100_644)]))
}

pub fn function(name: &str) -> Json {
    json!({
        "FunctionName": name, "Runtime": "python3.12", "Handler": "a.handler", "Role": ROLE,
        "Code": {"ZipFile": package("a.py", "def handler(e, c): return e")},
    })
}

pub fn merged(mut input: Json, more: Json) -> Json {
    let all = input.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    input
}

impl World {
    pub async fn of(&self, service: &str, operation: &str, input: Json) -> Json {
        self.root.must(service, operation, input).await
    }

    pub async fn ok(&self, operation: &str, input: Json) -> Json {
        self.of("lambda", operation, input).await
    }

    /// The code and the message.
    pub async fn no(&self, operation: &str, input: Json) -> (String, String) {
        match self.root.call("lambda", operation, input.clone()).await {
            Ok(answer) => panic!("{operation} {input} answered {answer}"),
            Err(error) => (error.code.into_owned(), error.message),
        }
    }

    pub async fn seconds(&self, seconds: u64) {
        self.cloud.advance(Duration::from_secs(seconds)).await;
    }

    pub async fn role(&self, name: &str, service: &str) {
        let trust = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}});
        let made = json!({"RoleName": name, "AssumeRolePolicyDocument": trust.to_string()});
        self.of("iam", "CreateRole", made).await;
    }

    /// A function that can be called.
    pub async fn function(&self, name: &str, more: Json) -> Json {
        let made = self
            .ok("CreateFunction", merged(function(name), more))
            .await;
        self.seconds(1).await;
        made
    }

    /// A function of this code that can be called, and whose role may write logs.
    pub async fn code(&self, name: &str, runtime: &str, file: (&str, &str, u32), more: Json) {
        let code = json!({"ZipFile": BASE64_STANDARD.encode(zip(&[file]))});
        let input = json!({"Runtime": runtime, "Code": code, "Timeout": 20});
        self.function(name, merged(input, more)).await;
        let policy = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": ["lambda:*", "logs:*", "sqs:*", "sns:*", "s3:*", "kinesis:*", "dynamodb:*"], "Resource": "*"}});
        let put = json!({
            "RoleName": "function", "PolicyName": "p", "PolicyDocument": policy.to_string()
        });
        self.of("iam", "PutRolePolicy", put).await;
    }

    pub async fn python(&self, name: &str, code: &str, more: Json) {
        self.code(name, "python3.11", ("a.py", code, 0o100_644), more)
            .await;
    }

    pub async fn invoke(&self, name: &str, payload: &Json, more: Json) -> Answer {
        let input = json!({
            "FunctionName": name, "Payload": BASE64_STANDARD.encode(payload.to_string()),
            "LogType": "Tail"
        });
        let sent = self
            .root
            .send("lambda", "Invoke", merged(input, more), None)
            .await;
        Answer::of(sent.unwrap_or_else(|error| panic!("Invoke {name}: {error}")))
    }

    /// What a metric of a function comes to in a day.
    pub async fn counted(&self, metric: &str, function: &str) -> f64 {
        self.measured(metric, ("FunctionName", function), "Sum")
            .await
            .unwrap_or_default()
    }

    /// A statistic of a day, if anything was measured.
    pub async fn measured(
        &self,
        metric: &str,
        (dimension, value): (&str, &str),
        statistic: &str,
    ) -> Option<f64> {
        background::flush(&self.cloud.cloud).await;
        self.seconds(120).await;
        let now = self.cloud.cloud.clock.now().as_second();
        let asked = json!({
            "Namespace": "AWS/Lambda", "MetricName": metric,
            "Dimensions": [{"Name": dimension, "Value": value}],
            "StartTime": now - 86_400, "EndTime": now + 60, "Period": 86_400,
            "Statistics": [statistic],
        });
        let got = self.of("cloudwatch", "GetMetricStatistics", asked).await;
        let points = got["Datapoints"].as_array().unwrap().iter();
        points
            .map(|point| point[statistic].as_f64().unwrap())
            .reduce(|one, other| match statistic {
                "Sum" => one + other,
                _ => one.max(other),
            })
    }

    /// The messages of a function's log.
    pub async fn log(&self, name: &str) -> Vec<String> {
        background::flush(&self.cloud.cloud).await;
        let mut input = json!({"logGroupName": format!("/aws/lambda/{name}")});
        let mut lines = Vec::new();
        loop {
            let page = match self
                .root
                .call("logs", "FilterLogEvents", input.clone())
                .await
            {
                // It has not run.
                Err(error) if error.code == "ResourceNotFoundException" => return lines,
                page => page.unwrap_or_else(|error| panic!("the log of {name}: {error}")),
            };
            let events = page["events"].as_array().unwrap().iter();
            lines.extend(events.map(|event| event["message"].as_str().unwrap().to_owned()));
            match &page["nextToken"] {
                Json::Null => return lines,
                token => input["nextToken"] = token.clone(),
            }
        }
    }
}

pub struct Answer {
    pub status: Json,
    pub error: Json,
    pub version: Json,
    pub payload: Json,
    pub tail: String,
}

impl Answer {
    fn of(sent: Invoked) -> Answer {
        let output = sent.output;
        let bytes = |name: &str| {
            let text = output[name].as_str().unwrap_or_default();
            BASE64_STANDARD.decode(text).unwrap()
        };
        Answer {
            status: output["StatusCode"].clone(),
            error: output["FunctionError"].clone(),
            version: output["ExecutedVersion"].clone(),
            payload: serde_json::from_slice(&bytes("Payload")).unwrap_or_default(),
            tail: String::from_utf8(bytes("LogResult")).unwrap(),
        }
    }
}
