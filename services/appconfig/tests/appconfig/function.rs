//! Functions that AppConfig asks: one that likes everything, one that does not, one that changes
//! content, one that nobody may invoke.

use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx, Edge, Registered, Reply, Service, edge};
use serde_json::{Value as Json, json};

pub fn arn(name: &str) -> String {
    format!("arn:aws:lambda:us-east-1:111122223333:function:{name}")
}

pub struct Lambda;

impl Service for Lambda {
    fn model(&self) -> &'static str {
        "lambda"
    }

    fn operations(&self) -> Vec<Registered> {
        vec![Registered {
            name: "Invoke",
            handler: edge(run),
        }]
    }

    /// AppConfig is let in by the functions' policies, but for one of them.
    fn checks(&self, _: &mut Cx, _: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        let function = input.str("FunctionName").unwrap_or_default();
        let policy = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": {"Service": "appconfig.amazonaws.com"},
            "Action": "lambda:InvokeFunction", "Resource": function}});
        let policy = (!function.ends_with("shut")).then(|| policy.to_string());
        Ok(vec![
            Check::new(function)
                .action("lambda:InvokeFunction")
                .owner("111122223333")
                .policy(policy),
        ])
    }
}

async fn run(_: Edge, input: Value) -> Result<Reply, AwsError> {
    let name = input.str("FunctionName").unwrap_or_default().to_owned();
    let Some(Value::Blob(payload)) = input.get("Payload") else {
        return Err(AwsError::new("InvalidRequestContentException", ""));
    };
    let told: Json = serde_json::from_slice(payload).expect("JSON");
    let answer = match name.rsplit(':').next() {
        Some("dislikes") => Err(json!({"errorMessage": "I do not like it"})),
        Some("refuses") => Ok(json!({"Error": "BadRequestError", "Message": "not today"})),
        Some("changes") => Ok(json!({"Content": BASE64_STANDARD.encode(format!(
            "{{\"changed\": \"{}\"}}", told["Parameters"]["how"].as_str().unwrap_or("?")
        ))})),
        _ => Ok(json!({})),
    };
    let failed = answer.is_err();
    let (Ok(answer) | Err(answer)) = answer;
    let mut fields = vec![("Payload", Value::Blob(Bytes::from(answer.to_string())))];
    if failed {
        fields.push(("FunctionError", Value::Str("Unhandled".to_owned())));
    }
    Ok(Reply {
        value: Value::Struct(fields),
        ..Reply::default()
    })
}
