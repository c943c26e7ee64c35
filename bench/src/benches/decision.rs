//! What a decision costs: ten attached policies of twenty statements.

use crate::Options;
use crate::report::{Bar, Figure, Report, Verdict};
use haneul_policy::{
    Context, Policies, Policy, PolicyKind, Principal, PrincipalKind, Question, Source, decide,
};
use serde_json::json;
use std::time::Instant;

/// In microseconds.
const MEDIAN: f64 = 20.0;
const WORST_IN_A_HUNDRED: f64 = 100.0;
/// Over documents written to be slow.
const HOSTILE: f64 = 10_000.0;

/// Characters of a managed policy, and of what it is compared with.
const MANAGED: usize = 6_144;
const LONG: usize = 2_048;

const POLICIES: usize = 10;
const STATEMENTS: usize = 20;
const DECISIONS: usize = 20_000;
const ACCOUNT: &str = "111122223333";

pub fn run(options: &Options) -> Result<Report, String> {
    let attached: Vec<Source> = (0..POLICIES).map(policy).collect::<Result<_, _>>()?;
    let principal = Principal {
        arn: format!("arn:aws:iam::{ACCOUNT}:user/bench"),
        account: ACCOUNT.to_owned(),
        kind: PrincipalKind::User,
        user_id: "AIDAEXAMPLE".to_owned(),
    };
    let mut context = Context::new();
    principal.describe(&mut context);
    context.insert("aws:SecureTransport", "true");
    context.insert("aws:SourceIp", "10.1.2.3");
    context.insert("aws:RequestedRegion", "us-east-1");
    let policies = Policies {
        identity: &attached,
        ..Policies::default()
    };
    let question = Question {
        principal: &principal,
        action: "s3:GetObject",
        resource: "arn:aws:s3:::bucket-9-19/some/longer/key.txt",
        resource_account: ACCOUNT,
        context: &context,
    };
    if !decide(&question, &policies).allowed {
        return Err("the last statement of the last policy allows it".to_owned());
    }
    let mut medians = Vec::new();
    let mut worst = Vec::new();
    let mut hostile = Vec::new();
    for _ in 0..options.rounds.max(1) {
        hostile.push(slowest(&principal)?);
        let mut took: Vec<f64> = (0..DECISIONS).map(|_| once(&question, &policies)).collect();
        took.sort_by(f64::total_cmp);
        medians.push(took[DECISIONS / 2]);
        worst.push(took[DECISIONS * 99 / 100]);
    }
    let mut report = Report::new(
        "decision",
        format!("{POLICIES} attached policies of {STATEMENTS} statements, half with conditions"),
    );
    for (name, rounds, most) in [
        ("median", medians, MEDIAN),
        ("99 % within", worst, WORST_IN_A_HUNDRED),
        ("the slowest hostile policy", hostile, HOSTILE),
    ] {
        let figure = Figure::new(name, "µs", rounds);
        report.verdicts.push(Verdict {
            what: name.to_owned(),
            value: figure.median(),
            unit: "µs",
            bar: Bar::AtMost(most),
        });
        report.figures.push(figure);
    }
    Ok(report)
}

fn once(question: &Question, policies: &Policies) -> f64 {
    let began = Instant::now();
    std::hint::black_box(decide(question, policies));
    began.elapsed().as_secs_f64() * 1e6
}

fn policy(number: usize) -> Result<Source, String> {
    let statement = |nth: usize| {
        let bucket = format!("arn:aws:s3:::bucket-{number}-{nth}");
        let mut statement = json!({
            "Effect": if nth % 5 == 4 && nth != STATEMENTS - 1 { "Deny" } else { "Allow" },
            "Action": ["s3:Get*", "s3:List*", "sqs:SendMessage"],
            "Resource": [bucket, format!("{bucket}/*")],
        });
        if nth.is_multiple_of(2) {
            statement["Condition"] = json!({
                "IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "203.0.113.0/24"]},
                "Bool": {"aws:SecureTransport": "true"},
            });
        }
        statement
    };
    let statements: Vec<_> = (0..STATEMENTS).map(statement).collect();
    let document = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let policy = Policy::parse(&document, PolicyKind::Identity);
    Ok(Source {
        policy: policy.map_err(|error| format!("{error:?}"))?,
        id: format!("policy-{number}"),
    })
}

/// The longest decision over a policy that is full of patterns a naive matcher goes over again and
/// again; the shortest run of each.
fn slowest(principal: &Principal) -> Result<f64, String> {
    let mut slowest = 0.0_f64;
    for pattern in [
        "*a".to_owned(),
        "*a?b*".to_owned(),
        "*a".repeat(500),
        format!("*{}b*", "a".repeat(1_000)),
        format!("*{}b*", "a?".repeat(500)),
        "${aws:k}".repeat(100),
    ] {
        let values = vec![pattern.as_str(); (MANAGED / (pattern.len() + 3)).max(1)];
        let document = json!({"Version": "2012-10-17", "Statement": {"Effect": "Deny",
            "Action": "*", "Resource": "*", "Condition": {"StringLike": {"aws:k": values}}}});
        let policy = Policy::parse(&document.to_string(), PolicyKind::Identity);
        let policy = policy.map_err(|error| format!("{error:?}"))?;
        let id = "hostile".to_owned();
        let attached = [Source { policy, id }];
        for text in ["a".repeat(LONG), "b".repeat(LONG), "ab".repeat(LONG / 2)] {
            let mut context = Context::new();
            context.insert("aws:k", text);
            let question = Question {
                principal,
                action: "s3:GetObject",
                resource: "arn:aws:s3:::bucket/key",
                resource_account: ACCOUNT,
                context: &context,
            };
            let policies = Policies {
                identity: &attached,
                ..Policies::default()
            };
            let runs = (0..5).map(|_| once(&question, &policies));
            slowest = slowest.max(runs.fold(f64::INFINITY, f64::min));
        }
    }
    Ok(slowest)
}
