use haneul_policy::{Context, Policies, Policy, PolicyKind, Question, Reason, decide, glob};
use proptest::prelude::*;

use crate::support::{ACCOUNT, caller, document, source};

const KINDS: [PolicyKind; 7] = [
    PolicyKind::Identity,
    PolicyKind::Resource,
    PolicyKind::Trust,
    PolicyKind::Boundary,
    PolicyKind::Session,
    PolicyKind::ServiceControl,
    PolicyKind::ResourceControl,
];

/// The definition of a glob, without any cleverness.
fn naive(pattern: &[char], text: &[char]) -> bool {
    match (pattern, text) {
        ([], rest) => rest.is_empty(),
        (['*', tail @ ..], rest) => (0..=rest.len()).any(|skip| naive(tail, &rest[skip..])),
        (['?', tail @ ..], [_, rest @ ..]) => naive(tail, rest),
        ([wanted, tail @ ..], [found, rest @ ..]) => wanted == found && naive(tail, rest),
        _ => false,
    }
}

/// Text made of the words policies are made of, so that it gets deep into the grammar.
fn policy_like() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"Version\":\"2012-10-17\"",
        "\"Statement\":",
        "\"Effect\"",
        "\"Allow\"",
        "\"Action\":\"*\"",
        "\"Resource\":",
        "\"Principal\":",
        "\"Condition\":",
        "\"StringLike\":",
        "\"aws:k\"",
        "\"${aws:x, 'y'}\"",
        "\"${\"",
        "\"arn:aws:s3:::*\"",
        "\"é\"",
        "1",
        "null",
        "true",
    ]);
    prop::collection::vec(words, 0..24).prop_map(|words| words.concat())
}

fn statement() -> impl Strategy<Value = String> {
    let effect = prop::sample::select(vec!["Allow", "Deny"]);
    let action = prop::sample::select(vec!["*", "s3:*", "s3:Get*", "s3:Put*", "ec2:*"]);
    let resource = prop::sample::select(vec![
        "*",
        "arn:aws:s3:::b/*",
        "arn:aws:s3:::b/k",
        "arn:aws:s3:::c",
    ]);
    let not = prop::sample::select(vec!["", "Not"]);
    (effect, action, resource, not).prop_map(|(effect, action, resource, not)| {
        format!(r#"{{"Effect":"{effect}","{not}Action":"{action}","Resource":"{resource}"}}"#)
    })
}

fn statements() -> impl Strategy<Value = String> {
    prop::collection::vec(statement(), 1..5).prop_map(|list| list.join(","))
}

proptest! {
    #[test]
    fn parsing_never_panics(text in any::<String>(), like in policy_like()) {
        for kind in KINDS {
            let _ = Policy::parse(&text, kind);
            let _ = Policy::parse(&like, kind);
        }
    }

    #[test]
    fn values_never_panic(value in any::<String>(), found in any::<String>()) {
        let quoted = serde_json::to_string(&value).unwrap_or_default();
        let mut context = Context::new();
        context.insert("aws:k", found);
        for operator in ["StringEqualsIgnoreCase", "StringLike", "ArnLike", "NumericEquals",
            "DateLessThan", "IpAddress", "BinaryEquals", "Bool"] {
            let statement = format!(
                r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"{operator}":{{"aws:k":{quoted}}}}}}}"#
            );
            let _ = crate::support::asks(&document(&statement), "s3:X", "*", &context);
        }
    }

    #[test]
    fn glob_agrees_with_its_definition(pattern in "[ab*?é]{0,8}", text in "[abé]{0,10}") {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        prop_assert_eq!(glob(&pattern, &text), naive(&chars(&pattern), &chars(&text)));
    }

    #[test]
    fn an_explicit_deny_always_wins(
        identity in statements(),
        boundary in statements(),
        session in statements(),
        control in statements(),
        place in 0usize..4,
        who in prop::sample::select(vec!["root", "user", "session"]),
        foreign in any::<bool>(),
    ) {
        let deny = r#"{"Effect":"Deny","Action":"s3:GetObject","Resource":"*"}"#;
        let with = |at: usize, text: &str, kind| {
            let text = if at == place { format!("{text},{deny}") } else { text.to_owned() };
            vec![source(&document(&text), kind)]
        };
        let everyone = source(
            &document(r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#),
            PolicyKind::Resource,
        );
        let identity = with(0, &identity, PolicyKind::Identity);
        let boundary = with(1, &boundary, PolicyKind::Boundary);
        let session = with(2, &session, PolicyKind::Session);
        let control = [with(3, &control, PolicyKind::ServiceControl)];
        let policies = Policies {
            identity: &identity,
            boundary: boundary.first(),
            session: Some(&session),
            resource: Some(&everyone),
            service_control: &control,
            ..Policies::default()
        };
        let principal = caller(who);
        let context = Context::new();
        let question = Question {
            principal: &principal,
            action: "s3:GetObject",
            resource: "arn:aws:s3:::b/k",
            resource_account: if foreign { crate::support::OTHER } else { ACCOUNT },
            context: &context,
        };
        let decision = decide(&question, &policies);
        prop_assert!(!decision.allowed);
        prop_assert!(matches!(decision.reason, Reason::ExplicitDeny(_)));
    }
}
