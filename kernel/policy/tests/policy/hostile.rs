//! Documents that somebody wrote to do harm: nothing panics, and no decision is slow.

use haneul_policy::{Context, Policies, Policy, PolicyKind, Question, Source, decide, glob};
use proptest::prelude::*;
use std::time::{Duration, Instant};

use crate::support::{ACCOUNT, caller};

/// Characters of a managed policy, and of a bucket's.
const MANAGED: usize = 6_144;
const OF_BUCKET: usize = 20_480;
/// Of an ARN that a request names, and of a context value.
const LONG: usize = 2_048;
/// What a decision may take where it is measured for real (`bench decision`).
const BOUND: Duration = Duration::from_millis(10);
/// Tests are built without optimisation and run on machines that do other things as well.
const DEBUG_FACTOR: u32 = 100;

/// Texts that a naive matcher goes over again and again.
fn long_texts() -> Vec<String> {
    vec![
        "a".repeat(LONG),
        format!("{}b", "a".repeat(LONG - 1)),
        "ab".repeat(LONG / 2),
        "é".repeat(LONG / 2),
    ]
}

/// Wildcard patterns of about a length.
fn patterns(length: usize) -> Vec<String> {
    let fill = |piece: &str| piece.repeat((length / piece.len()).max(1));
    vec![
        fill("*a"),
        fill("a*"),
        fill("*"),
        fill("?"),
        fill("*?"),
        fill("*é?"),
        format!("*{}b*", fill("a")),
        format!("*{}b*", fill("a?")),
        format!("*{}b*", fill("?")),
        format!("{}b", fill("*a?")),
        format!("{}b", fill("*a")),
        format!("*{}", fill("a")),
        fill("${aws:k}"),
    ]
}

/// As many statements or values with this pattern as fit into a document of a size.
fn documents(pattern: &str, size: usize, principal: &str) -> Vec<String> {
    let pattern = serde_json::to_string(pattern).unwrap();
    let open = r#"{"Version":"2012-10-17","Statement":["#;
    let fit = |one: &str, frame: usize| (size.saturating_sub(frame) / (one.len() + 1)).max(1);
    let list = |one: &str, times: usize| vec![one; times].join(",");
    let values = list(&pattern, fit(&pattern, 150));
    let statement = format!(
        r#"{{"Effect":"Deny",{principal}"Action":"*","Resource":"*","Condition":{{"StringLike":{{"aws:k":{pattern}}}}}}}"#
    );
    let conditions = list(&statement, fit(&statement, open.len() + 2));
    let mut all = vec![
        format!(
            r#"{open}{{"Effect":"Deny",{principal}"Action":"*","Resource":"*","Condition":{{"StringLike":{{"aws:k":[{values}]}}}}}}]}}"#
        ),
        format!(
            r#"{open}{{"Effect":"Deny",{principal}"Action":"*","Resource":"*","Condition":{{"ForAllValues:StringNotLike":{{"aws:k":[{values}]}}}}}}]}}"#
        ),
        format!("{open}{conditions}]}}"),
    ];
    let arn = format!(r#""arn:aws:s3:::{}"#, &pattern[1..]);
    let arns = list(&arn, fit(&arn, 120));
    all.push(format!(
        r#"{open}{{"Effect":"Deny",{principal}"Action":"*","Resource":[{arns}]}}]}}"#
    ));
    all
}

fn question<'a>(resource: &'a str, context: &'a Context) -> impl Fn(&Policies) -> bool + 'a {
    move |policies| {
        let principal = caller("user");
        let question = Question {
            principal: &principal,
            action: "s3:GetObject",
            resource,
            resource_account: ACCOUNT,
            context,
        };
        decide(&question, policies).allowed
    }
}

fn source(text: &str, kind: PolicyKind) -> Option<Source> {
    let policy = Policy::parse(text, kind).ok()?;
    Some(Source {
        policy,
        id: String::new(),
    })
}

/// Refuses work that is longer than the bound in each of some runs: what else the machine does makes
/// one longer, and none shorter.
fn bounded(what: &str, mut work: impl FnMut()) -> Duration {
    let mut least = Duration::MAX;
    for _ in 0..5 {
        let began = Instant::now();
        work();
        least = least.min(began.elapsed());
        if least < BOUND * DEBUG_FACTOR {
            return least;
        }
    }
    panic!("{least:?}: {what}");
}

#[test]
fn decisions_over_documents_at_their_limits_are_bounded() {
    let mut slowest = Duration::ZERO;
    for length in [1, 60, 6_000] {
        for pattern in patterns(length) {
            for text in long_texts() {
                let resource = format!("arn:aws:s3:::{text}");
                let mut context = Context::new();
                context.insert("aws:k", text.as_str());
                let ask = question(&resource, &context);
                let own = documents(&pattern, MANAGED, "");
                let theirs = documents(&pattern, OF_BUCKET, r#""Principal":"*","#);
                for (own, theirs) in own.iter().zip(&theirs) {
                    let Some(own) = source(own, PolicyKind::Identity) else {
                        continue;
                    };
                    let attached = [own];
                    let resource = source(theirs, PolicyKind::Resource);
                    let policies = Policies {
                        identity: &attached,
                        resource: resource.as_ref(),
                        ..Policies::default()
                    };
                    let what = format!("{pattern:.60} of {length} on {text:.20}");
                    slowest = slowest.max(bounded(&what, || assert!(!ask(&policies))));
                }
            }
        }
    }
    println!("the slowest decision took {slowest:?}");
}

#[test]
fn documents_at_their_limits_are_read_in_bounded_time() {
    let deep = |open: &str, close: &str, times: usize| {
        let (open, close) = (open.repeat(times), close.repeat(times));
        format!(r#"{{"Version":"2012-10-17","Statement":{open}{close}}}"#)
    };
    let mut all = vec![
        deep("[", "]", 10_000),
        deep(r#"{"Condition":"#, "}", 2_000),
        deep("[", "", 10_000),
        format!(r#"{{{}}}"#, vec![r#""Statement":[]"#; 1_400].join(",")),
        format!(
            r#"{{"Statement":[{}]}}"#,
            vec![r#"{"Sid":"a"}"#; 1_600].join(",")
        ),
    ];
    for length in [1, 6_000] {
        for pattern in patterns(length) {
            all.extend(documents(&pattern, OF_BUCKET, r#""Principal":"*","#));
        }
    }
    for text in all {
        for kind in [PolicyKind::Identity, PolicyKind::Resource] {
            bounded(&format!("{text:.80}"), || _ = Policy::parse(&text, kind));
        }
    }
}

/// A matcher without any cleverness, but with a memory.
fn matches(pattern: &[char], text: &[char]) -> bool {
    let mut row: Vec<bool> = vec![false; text.len() + 1];
    row[0] = true;
    for wanted in pattern {
        let mut next = vec![false; text.len() + 1];
        next[0] = row[0] && *wanted == '*';
        for at in 1..=text.len() {
            next[at] = match wanted {
                '*' => row[at] || next[at - 1],
                '?' => row[at - 1],
                literal => row[at - 1] && *literal == text[at - 1],
            };
        }
        row = next;
    }
    row[text.len()]
}

/// Statements with everything in them that costs something.
fn statement() -> impl Strategy<Value = String> {
    let effect = prop::sample::select(vec!["Allow", "Deny"]);
    let pattern = "[ab*?é]{1,200}";
    let operator = prop::sample::select(vec![
        "StringLike",
        "StringNotLike",
        "ForAllValues:StringLike",
        "ForAnyValue:StringNotEqualsIfExists",
        "ArnLike",
        "NumericLessThan",
        "DateGreaterThan",
        "NotIpAddress",
        "Bool",
        "Null",
        "BinaryEquals",
    ]);
    let values = prop::collection::vec(prop_oneof![pattern, "\\PC{0,20}"], 0..6);
    let field = prop::sample::select(vec!["Resource", "NotResource"]);
    (effect, operator, values, field, pattern).prop_map(|(effect, operator, values, field, tail)| {
        let values = serde_json::to_string(&values).unwrap_or_default();
        format!(
            r#"{{"Effect":"{effect}","Action":"*","{field}":"arn:aws:s3:::{tail}","Condition":{{"{operator}":{{"aws:k":{values}}}}}}}"#
        )
    })
}

proptest! {
    #[test]
    fn matching_agrees_with_its_definition_at_length(
        pattern in "[ab*?é]{0,160}",
        text in "[abé]{0,160}",
        piece in "[ab?]{60,140}",
    ) {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        for pattern in [pattern.clone(), format!("*{piece}*"), format!("a*{piece}*b")] {
            let wanted = matches(&chars(&pattern), &chars(&text));
            prop_assert_eq!(glob(&pattern, &text), wanted, "{} {}", pattern, text);
        }
        // One that is sure to be found: each letter is one of the text's, or any.
        let inside: String = text
            .chars()
            .zip(piece.chars())
            .map(|(own, other)| if other == '?' { '?' } else { own })
            .collect();
        let around = format!("b{text}a");
        let inside = format!("*{inside}*");
        prop_assert!(glob(&inside, &around));
    }

    #[test]
    fn hostile_documents_never_panic(
        statements in prop::collection::vec(statement(), 1..20),
        nesting in 0_usize..300,
        value in any::<String>(),
        tail in "[abé]{0,300}",
    ) {
        let nested = format!("{}{}", "[".repeat(nesting), "]".repeat(nesting));
        for kind in [PolicyKind::Identity, PolicyKind::ServiceControl, PolicyKind::Session] {
            _ = Policy::parse(&format!(r#"{{"Statement":{nested}}}"#), kind);
        }
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
            statements.join(",")
        );
        let resource = format!("arn:aws:s3:::{tail}");
        let mut context = Context::new();
        context.insert("aws:k", value);
        if let Some(source) = source(&text, PolicyKind::Identity) {
            let all = [source];
            let policies = Policies { identity: &all, ..Policies::default() };
            _ = question(&resource, &context)(&policies);
        }
    }
}
