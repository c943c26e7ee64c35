//! A cloud with Secrets Manager, and a function that rotates its secrets.

use haneul_model::Value;
use haneul_pipeline::{
    AwsError, Caller, Check, Cx, Edge, Invocation, Registered, Reply, Service, edge, invoke,
};
use haneul_testkit::{ACCOUNT, TestCloud, World};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

pub const FUNCTION: &str = "arn:aws:lambda:us-east-1:111122223333:function:rotate";
/// One that fails each time.
pub const BROKEN: &str = "arn:aws:lambda:us-east-1:111122223333:function:broken";

pub async fn world() -> World {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_cloudwatch::CloudWatch),
            Arc::new(haneul_kms::Kms),
            Arc::new(haneul_secretsmanager::SecretsManager),
            Arc::new(Lambda),
        ],
        Arc::new(haneul_testkit::NoIdentity),
    )
    .await;
    World::new(cloud, "secretsmanager")
}

/// Such a token as clients make, by a number.
pub fn token(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// Makes a secret with a text; its ARN.
pub async fn made(world: &World, name: &str, value: &str) -> String {
    let input = json!({"Name": name, "SecretString": value, "ClientRequestToken": token(1)});
    haneul_testkit::text(&world.ok("CreateSecret", input).await["ARN"])
}

pub async fn days(world: &World, days: u64) {
    world
        .cloud
        .advance(Duration::from_secs(days * 86_400))
        .await;
}

/// Of each version its labels.
pub async fn stages(world: &World, id: &str) -> Json {
    let shown = world.ok("DescribeSecret", json!({"SecretId": id})).await;
    shown["VersionIdsToStages"].clone()
}

pub async fn value(world: &World, id: &str) -> String {
    let got = world.ok("GetSecretValue", json!({"SecretId": id})).await;
    haneul_testkit::text(&got["SecretString"])
}

/// What Secrets Manager calls: it makes a value, and moves the label at the end.
struct Lambda;

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

    fn checks(&self, _: &mut Cx, _: &str, _: &Value) -> Result<Vec<Check>, AwsError> {
        Ok(Vec::new())
    }
}

async fn run(edge: Edge, input: Value) -> Result<Reply, AwsError> {
    let name = input.str("FunctionName").unwrap_or_default().to_owned();
    if name != FUNCTION && name != BROKEN {
        return Err(AwsError::new("ResourceNotFoundException", "Function not found").status(404));
    }
    let answered = |error: Option<&str>| {
        let error = error.map(|error| ("FunctionError", Value::Str(error.to_owned())));
        let value = Value::Struct(error.into_iter().collect());
        Ok(Reply {
            value,
            ..Reply::default()
        })
    };
    if input.str("InvocationType") == Some("DryRun") {
        return answered(None);
    }
    if name == BROKEN {
        return answered(Some("Unhandled"));
    }
    let Some(Value::Blob(payload)) = input.get("Payload") else {
        return answered(Some("Unhandled"));
    };
    let told: Json = serde_json::from_slice(payload).expect("JSON");
    match step(&edge, &told).await {
        Ok(()) => answered(None),
        Err(_) => answered(Some("Unhandled")),
    }
}

async fn step(edge: &Edge, told: &Json) -> Result<(), AwsError> {
    let (id, token) = (&told["SecretId"], &told["ClientRequestToken"]);
    match told["Step"].as_str() {
        Some("createSecret") => {
            let input = json!({
                "SecretId": id, "ClientRequestToken": token, "VersionStages": ["AWSPENDING"],
                "SecretString": format!("made for {}", token.as_str().unwrap_or_default()),
            });
            ask(edge, "PutSecretValue", input).await.map(drop)
        }
        Some("testSecret") => {
            let input = json!({"SecretId": id});
            ask(edge, "DescribeSecret", input).await.map(drop)
        }
        Some("finishSecret") => {
            let described = ask(edge, "DescribeSecret", json!({"SecretId": id})).await?;
            let versions = described["VersionIdsToStages"]
                .as_object()
                .expect("versions");
            let current = |stages: &Json| {
                stages
                    .as_array()
                    .is_some_and(|s| s.contains(&json!("AWSCURRENT")))
            };
            let from = versions.iter().find(|(_, stages)| current(stages));
            let input = json!({
                "SecretId": id, "VersionStage": "AWSCURRENT", "MoveToVersionId": token,
                "RemoveFromVersionId": from.map(|(id, _)| id),
            });
            ask(edge, "UpdateSecretVersionStage", input).await.map(drop)
        }
        _ => Ok(()),
    }
}

async fn ask(edge: &Edge, operation: &str, input: Json) -> Result<Json, AwsError> {
    let invocation = Invocation {
        caller: Caller::root("aws", ACCOUNT, ""),
        account: ACCOUNT.to_owned(),
        region: edge.call.region.clone(),
        service: "secretsmanager",
        operation,
        input,
        body: None,
        delivers: None,
    };
    Ok(invoke(&edge.cloud, invocation).await?.output)
}
