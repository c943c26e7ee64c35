use std::time::Instant;

use haneul_policy::{Context, Policies, PolicyKind, Question, decide};

use crate::support::{ACCOUNT, caller, document, source};

/// Prints what a typical decision costs: `cargo test --release -- --ignored --nocapture speed`.
#[test]
#[ignore = "a measurement"]
fn a_typical_decision() {
    let identity = [source(
        &document(
            r#"{"Effect":"Allow","Action":["s3:Get*","s3:List*","s3:PutObject"],
                "Resource":["arn:aws:s3:::bucket","arn:aws:s3:::bucket/*"]},
               {"Effect":"Deny","Action":"s3:*","Resource":"*",
                "Condition":{"Bool":{"aws:SecureTransport":"false"}}},
               {"Effect":"Allow","Action":"sqs:*","Resource":"*",
                "Condition":{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","203.0.113.0/24"]}}}"#,
        ),
        PolicyKind::Identity,
    )];
    let principal = caller("user");
    let mut context = Context::new();
    principal.describe(&mut context);
    context.insert("aws:SecureTransport", "true");
    context.insert("aws:SourceIp", "10.1.2.3");
    let question = Question {
        principal: &principal,
        action: "s3:GetObject",
        resource: "arn:aws:s3:::bucket/some/longer/key.txt",
        resource_account: ACCOUNT,
        context: &context,
    };
    let policies = Policies {
        identity: &identity,
        ..Policies::default()
    };
    let rounds: u32 = 100_000;
    let start = Instant::now();
    let allowed = (0..rounds)
        .filter(|_| decide(&question, &policies).allowed)
        .count();
    println!(
        "{:?} a decision, {allowed} allowed",
        start.elapsed() / rounds
    );
}
