//! Rotation by a function as its users write it: Python, four steps, through boto3.

haneul_testkit::launcher_before_main!();

use haneul_testkit::functions::{self, python};
use haneul_testkit::{TestCloud, World, text};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

/// The database is a parameter, whose value is the password that it lets in.
const ROTATE: &str = r#"
import boto3

def handler(event, context):
    secrets, database = boto3.client('secretsmanager'), boto3.client('ssm')
    arn, token = event['SecretId'], event['ClientRequestToken']
    described = secrets.describe_secret(SecretId=arn)
    if not described['RotationEnabled']:
        raise ValueError('Secret %s is not enabled for rotation' % arn)
    versions = described['VersionIdsToStages']
    if token not in versions:
        raise ValueError('no version for the rotation')
    if 'AWSCURRENT' in versions[token]:
        return
    if 'AWSPENDING' not in versions[token]:
        raise ValueError('not set as AWSPENDING')

    def pending():
        got = secrets.get_secret_value(SecretId=arn, VersionId=token, VersionStage='AWSPENDING')
        return got['SecretString']

    if event['Step'] == 'createSecret':
        secrets.get_secret_value(SecretId=arn, VersionStage='AWSCURRENT')
        try:
            pending()
        except secrets.exceptions.ResourceNotFoundException:
            made = secrets.get_random_password(PasswordLength=24, ExcludePunctuation=True)
            secrets.put_secret_value(SecretId=arn, ClientRequestToken=token,
                SecretString=made['RandomPassword'], VersionStages=['AWSPENDING'])
    elif event['Step'] == 'setSecret':
        database.put_parameter(Name='/database', Value=pending(), Type='String', Overwrite=True)
    elif event['Step'] == 'testSecret':
        lets_in = database.get_parameter(Name='/database')['Parameter']['Value']
        if lets_in != pending():
            raise ValueError('the database does not let the new password in')
    elif event['Step'] == 'finishSecret':
        current = next(v for v, stages in versions.items() if 'AWSCURRENT' in stages)
        secrets.update_secret_version_stage(SecretId=arn, VersionStage='AWSCURRENT',
            MoveToVersionId=token, RemoveFromVersionId=current)
    else:
        raise ValueError('Invalid step parameter')
"#;

const ACTIONS: [&str; 3] = ["logs:*", "secretsmanager:*", "ssm:*"];

/// `None`: the machine's Python has no boto3.
async fn world() -> Option<(World, functions::Running, String)> {
    let (settings, running) = functions::running().await;
    let cloud = TestCloud::with(
        vec![
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_kms::Kms),
            Arc::new(haneul_lambda::Lambda),
            Arc::new(haneul_logs::Logs),
            Arc::new(haneul_secretsmanager::SecretsManager),
            Arc::new(haneul_ssm::Ssm),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
        settings,
    )
    .await;
    let world = World::new(cloud, "secretsmanager");
    functions::role(&world.client, &ACTIONS).await;
    if !functions::have_boto3(&world.cloud, &world.client).await {
        eprintln!("this machine's Python has no boto3");
        return None;
    }
    let function = python(&world.cloud, &world.client, "rotate", ROTATE).await;
    let made = json!({
        "Name": "database", "SecretString": "first", "ClientRequestToken": token(1)
    });
    world.ok("CreateSecret", made).await;
    Some((world, running, function))
}

/// Such a token as clients make, by a number.
fn token(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

async fn password(world: &World, stage: &str) -> String {
    let ask = json!({"SecretId": "database", "VersionStage": stage});
    text(&world.ok("GetSecretValue", ask).await["SecretString"])
}

/// What the database lets in.
async fn lets_in(world: &World) -> String {
    let ask = json!({"Name": "/database"});
    let got = world.client.must("ssm", "GetParameter", ask).await;
    text(&got["Parameter"]["Value"])
}

async fn described(world: &World) -> Json {
    world
        .ok("DescribeSecret", json!({"SecretId": "database"}))
        .await
}

async fn days(world: &World, days: u64) {
    world
        .cloud
        .advance(Duration::from_secs(days * 86_400))
        .await;
}

#[tokio::test]
async fn sec_6_and_lam_3_a_function_rotates_at_once_and_on_schedule() {
    let Some((world, _running, function)) = world().await else {
        return;
    };
    let rotate = json!({
        "SecretId": "database", "RotationLambdaARN": function, "ClientRequestToken": token(2),
        "RotationRules": {"AutomaticallyAfterDays": 30}
    });
    // The function lets nobody in.
    let refused = world.refusal("RotateSecret", rotate.clone()).await;
    assert!(refused.starts_with("AccessDeniedException"), "{refused}");
    let principal = "secretsmanager.amazonaws.com";
    functions::let_in(&world.client, "rotate", principal, json!({})).await;
    let rotated = world.ok("RotateSecret", rotate).await;
    world.seconds(1).await;
    let second = password(&world, "AWSCURRENT").await;
    assert_eq!(second.len(), 24);
    assert_eq!(lets_in(&world).await, second);
    assert_eq!(password(&world, "AWSPREVIOUS").await, "first");
    let shown = described(&world).await;
    let stages = &shown["VersionIdsToStages"][text(&rotated["VersionId"])];
    assert_eq!(*stages, json!(["AWSCURRENT"]));
    // And each thirty days.
    days(&world, 31).await;
    let third = password(&world, "AWSCURRENT").await;
    assert_ne!(third, second);
    assert_eq!(lets_in(&world).await, third);
    assert_eq!(password(&world, "AWSPREVIOUS").await, second);
    days(&world, 30).await;
    assert_eq!(password(&world, "AWSPREVIOUS").await, third);
    assert!(described(&world).await["LastRotatedDate"].is_number());
}

/// A step that fails leaves the current version as it is; the next window goes on where it was.
#[tokio::test]
async fn sec_6_and_lam_3_a_rotation_that_fails_goes_on_later() {
    let Some((world, _running, function)) = world().await else {
        return;
    };
    let principal = "secretsmanager.amazonaws.com";
    functions::let_in(&world.client, "rotate", principal, json!({})).await;
    let allow = async |actions: &[&str]| {
        let policy = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": actions, "Resource": "*"}});
        let put = json!({
            "RoleName": "function", "PolicyName": "p", "PolicyDocument": policy.to_string()
        });
        world.client.must("iam", "PutRolePolicy", put).await;
    };
    // It may make a version, and does not reach the database.
    allow(&["logs:*", "secretsmanager:*"]).await;
    let rotate = json!({
        "SecretId": "database", "RotationLambdaARN": function, "ClientRequestToken": token(2),
        "RotationRules": {"ScheduleExpression": "rate(10 days)"}
    });
    world.ok("RotateSecret", rotate).await;
    days(&world, 1).await;
    assert_eq!(password(&world, "AWSCURRENT").await, "first");
    let pending = password(&world, "AWSPENDING").await;
    assert_eq!(pending.len(), 24);
    allow(&ACTIONS).await;
    days(&world, 10).await;
    assert_eq!(password(&world, "AWSCURRENT").await, pending);
    assert_eq!(lets_in(&world).await, pending);
}
