use haneul_policy::{Context, glob};

use crate::support::{asks, document};

const GLOBS: &[(&str, &str, bool)] = &[
    ("", "", true),
    ("", "a", false),
    ("*", "", true),
    ("*", "anything", true),
    ("?", "", false),
    ("?", "é", true),
    ("??", "é", false),
    ("a*b*c", "aXbYc", true),
    ("a*b*c", "abcb", false),
    ("*é?", "xéé漢", true),
    ("**", "", true),
    ("a*", "A", false),
    ("*ab", "aab", true),
];

#[test]
fn globs() {
    for (pattern, text, matches) in GLOBS {
        assert_eq!(glob(pattern, text), *matches, "{pattern} against {text}");
    }
}

#[test]
fn a_hostile_pattern_takes_no_time() {
    let pattern = "a*".repeat(200) + "b";
    assert!(!glob(&pattern, &"a".repeat(20_000)));
}

/// Action and resource elements, the action and resource asked for, and whether they match.
const ELEMENTS: &[(&str, &str, &str, bool)] = &[
    (
        r#""Action":"S3:getobject","Resource":"*""#,
        "s3:GetObject",
        "*",
        true,
    ),
    (
        r#""Action":"s3:Get*","Resource":"*""#,
        "s3:GetObject",
        "*",
        true,
    ),
    (
        r#""Action":"s3:Get?bject","Resource":"*""#,
        "s3:GetObject",
        "*",
        true,
    ),
    (
        r#""Action":"s3:Get*","Resource":"*""#,
        "s3:PutObject",
        "*",
        false,
    ),
    (
        r#""Action":["ec2:*","s3:*"],"Resource":"*""#,
        "s3:PutObject",
        "*",
        true,
    ),
    (
        r#""NotAction":"iam:*","Resource":"*""#,
        "s3:PutObject",
        "*",
        true,
    ),
    (
        r#""NotAction":["s3:*","iam:*"],"Resource":"*""#,
        "s3:PutObject",
        "*",
        false,
    ),
    (
        r#""Action":"*","Resource":"arn:aws:s3:::b/*""#,
        "s3:GetObject",
        "arn:aws:s3:::b/x/y:z",
        true,
    ),
    (
        r#""Action":"*","Resource":"arn:aws:s3:::b/*""#,
        "s3:GetObject",
        "arn:aws:s3:::b",
        false,
    ),
    (
        r#""Action":"*","Resource":"arn:aws:s3:::B""#,
        "s3:GetObject",
        "arn:aws:s3:::b",
        false,
    ),
    (
        r#""Action":"*","Resource":"arn:aws:s3:*""#,
        "s3:GetObject",
        "arn:aws:s3:::b/k",
        true,
    ),
    (
        r#""Action":"*","NotResource":"arn:aws:s3:::b/*""#,
        "s3:GetObject",
        "arn:aws:s3:::b/k",
        false,
    ),
    (
        r#""Action":"*","NotResource":"arn:aws:s3:::b/*""#,
        "s3:GetObject",
        "arn:aws:s3:::c/k",
        true,
    ),
];

#[test]
fn actions_ignore_case_and_resources_do_not() {
    for (elements, action, resource, matches) in ELEMENTS {
        let statement = format!(r#"{{"Effect":"Allow",{elements}}}"#);
        let decision = asks(&document(&statement), action, resource, &Context::new());
        assert_eq!(
            decision.allowed, *matches,
            "{elements}: {action} on {resource}"
        );
    }
}
