//! Whom a policy lets in from outside.

use haneul_policy::{Named, Owner, Policy, PolicyKind};

use crate::support::{ACCOUNT, OTHER, document};

/// Statements, and whom they let in: principal, actions, whether it is public.
const CASES: &[(&str, &[(&str, &str, bool)])] = &[
    (
        r#"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}"#,
        &[("*", "s3:GetObject", true)],
    ),
    (
        r#"{"Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:role/a"]},
            "Action":"s3:*","Resource":"*"}"#,
        &[],
    ),
    (
        r#"{"Effect":"Allow","Principal":{"AWS":["111122223333","444455556666"]},"Action":["s3:a","s3:b"],"Resource":"*"}"#,
        &[("444455556666", "s3:a s3:b", false)],
    ),
    (
        r#"{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"s3:*","Resource":"*"}"#,
        &[],
    ),
    (
        r#"{"Effect":"Allow","Principal":{"CanonicalUser":["0a0a","0b0b"]},"Action":"s3:*","Resource":"*"}"#,
        &[("0b0b", "s3:*", false)],
    ),
    (
        r#"{"Effect":"Allow","NotPrincipal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"}"#,
        &[("*", "s3:*", true)],
    ),
    // Pinned to the owner's account, and to another's.
    (
        r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*",
            "Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}}"#,
        &[],
    ),
    (
        r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*",
            "Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:111122223333:*"}}}"#,
        &[],
    ),
    (
        r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*",
            "Condition":{"StringEquals":{"aws:PrincipalAccount":["111122223333","444455556666"]}}}"#,
        &[("*", "s3:*", false)],
    ),
    (
        r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*",
            "Condition":{"StringEqualsIfExists":{"aws:PrincipalAccount":"111122223333"}}}"#,
        &[("*", "s3:*", true)],
    ),
    // What is denied in any case is not let in.
    (
        r#"{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"},
           {"Effect":"Deny","Principal":"*","Action":"s3:put*","Resource":"arn:aws:s3:::b/*"}"#,
        &[("*", "s3:GetObject", true)],
    ),
    (
        r#"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"},
           {"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/secret/*"}"#,
        &[("*", "s3:GetObject", true)],
    ),
    (
        r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"},
           {"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"Action":"*","Resource":"*"}"#,
        &[],
    ),
    (
        r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"},
           {"Effect":"Deny","Principal":"*","Action":"*","Resource":"*",
            "Condition":{"StringNotEquals":{"aws:PrincipalAccount":"111122223333"}}}"#,
        &[],
    ),
    (
        r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"},
           {"Effect":"Deny","Principal":"*","Action":"*","Resource":"*",
            "Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#,
        &[("*", "s3:*", true)],
    ),
    (
        r#"{"Effect":"Allow","Principal":{"AWS":"444455556666"},"NotAction":"s3:Put*","Resource":"*"},
           {"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#,
        &[("444455556666", "s3:Put*", false)],
    ),
];

fn name(who: &Named) -> String {
    match who {
        Named::Everyone => "*".to_owned(),
        Named::Account(id) | Named::CanonicalUser(id) => id.to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn iaa_1_whom_a_policy_lets_in_from_outside() {
    let owner = Owner {
        account: ACCOUNT,
        canonical_id: Some("0a0a"),
    };
    for (statements, expected) in CASES {
        let policy = Policy::parse(&document(statements), PolicyKind::Resource).expect("a policy");
        let openings = policy.openings(owner);
        let found: Vec<_> = openings
            .iter()
            .map(|o| (name(&o.who), o.actions.join(" "), o.is_public))
            .collect();
        let found: Vec<_> = found
            .iter()
            .map(|(who, actions, public)| (who.as_str(), actions.as_str(), *public))
            .collect();
        assert_eq!(&found, expected, "{statements}");
    }
}

#[test]
fn conditions_are_told_as_they_are_written() {
    let text = document(
        r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:role/a"},"Action":"sts:AssumeRole",
            "Condition":{"StringEquals":{"sts:ExternalId":["x","y"]},"Bool":{"aws:MultiFactorAuthPresent":true}}}"#,
    );
    let policy = Policy::parse(&text, PolicyKind::Trust).expect("a trust policy");
    let owner = Owner {
        account: ACCOUNT,
        canonical_id: None,
    };
    let [opening] = &policy.openings(owner)[..] else {
        panic!("one opening");
    };
    assert!(matches!(&opening.who, Named::Arn(arn) if arn.contains(OTHER)));
    let told = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let expected = [
        told("aws:MultiFactorAuthPresent", "true"),
        told("sts:ExternalId", "x,y"),
    ];
    assert_eq!(opening.conditions, expected);
}

#[test]
fn a_key_under_several_operators_is_told_of_once() {
    let text = document(
        r#"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*",
            "Condition":{"StringEquals":{"aws:PrincipalTag/team":"a"},
                         "StringLike":{"aws:principaltag/team":"b*"}}}"#,
    );
    let policy = Policy::parse(&text, PolicyKind::Resource).unwrap();
    let owner = Owner {
        account: ACCOUNT,
        canonical_id: None,
    };
    let openings = policy.openings(owner);
    let expected = ("aws:PrincipalTag/team".to_owned(), "a,b*".to_owned());
    assert_eq!(openings[0].conditions, [expected]);
}
