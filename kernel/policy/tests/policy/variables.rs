use crate::support::{asks, context, document};

/// A resource, the one asked for, and whether they match; `aws:username` is `a*n`.
const RESOURCES: &[(&str, &str, bool)] = &[
    (
        "arn:aws:s3:::b/${aws:username}/*",
        "arn:aws:s3:::b/a*n/x",
        true,
    ),
    (
        "arn:aws:s3:::b/${AWS:UserName}/*",
        "arn:aws:s3:::b/a*n/x",
        true,
    ),
    (
        "arn:aws:s3:::b/${aws:username}",
        "arn:aws:s3:::b/axn",
        false,
    ),
    (
        "arn:aws:s3:::b/${aws:username, 'nobody'}",
        "arn:aws:s3:::b/a*n",
        true,
    ),
    (
        "arn:aws:s3:::b/${aws:missing, 'nobody'}",
        "arn:aws:s3:::b/nobody",
        true,
    ),
    (
        "arn:aws:s3:::b/${aws:missing,'no, body'}",
        "arn:aws:s3:::b/no, body",
        true,
    ),
    ("arn:aws:s3:::b/${aws:missing}", "arn:aws:s3:::b/", false),
    ("arn:aws:s3:::b/${aws:many}", "arn:aws:s3:::b/one", false),
    ("arn:aws:s3:::b/${*}", "arn:aws:s3:::b/*", true),
    ("arn:aws:s3:::b/${*}", "arn:aws:s3:::b/x", false),
    ("arn:aws:s3:::b/${?}", "arn:aws:s3:::b/?", true),
    ("arn:aws:s3:::b/${?}", "arn:aws:s3:::b/x", false),
    ("arn:aws:s3:::b/${$}{x}", "arn:aws:s3:::b/${x}", true),
    ("arn:aws:s3:::b/${open", "arn:aws:s3:::b/${open", true),
];

#[test]
fn variables_stand_for_themselves_in_resources() {
    let context = context(&[("aws:username", &["a*n"]), ("aws:many", &["one", "two"])]);
    for (pattern, resource, matches) in RESOURCES {
        let statement = format!(r#"{{"Effect":"Allow","Action":"*","Resource":"{pattern}"}}"#);
        let decision = asks(&document(&statement), "s3:GetObject", resource, &context);
        assert_eq!(decision.allowed, *matches, "{pattern} against {resource}");
    }
}

/// A condition over `s3:prefix`, its value, and whether it holds.
const CONDITIONS: &[(&str, &str, bool)] = &[
    (
        r#"{"StringLike":{"s3:prefix":"home/${aws:username}/*"}}"#,
        "home/a*n/x",
        true,
    ),
    (
        r#"{"StringLike":{"s3:prefix":"home/${aws:username}/*"}}"#,
        "home/abn/x",
        false,
    ),
    (
        r#"{"StringEquals":{"s3:prefix":"${aws:username}"}}"#,
        "a*n",
        true,
    ),
    (r#"{"StringEquals":{"s3:prefix":"${*}"}}"#, "*", true),
    (
        r#"{"StringNotEquals":{"s3:prefix":"${aws:missing}"}}"#,
        "x",
        true,
    ),
    (
        r#"{"ArnEquals":{"s3:prefix":"arn:aws:s3:::${aws:username}"}}"#,
        "arn:aws:s3:::a*n",
        true,
    ),
];

#[test]
fn variables_stand_for_themselves_in_conditions() {
    for (condition, prefix, holds) in CONDITIONS {
        let context = context(&[("aws:username", &["a*n"]), ("s3:prefix", &[prefix])]);
        let statement =
            format!(r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{condition}}}"#);
        let decision = asks(&document(&statement), "s3:ListBucket", "*", &context);
        assert_eq!(decision.allowed, *holds, "{condition} with {prefix}");
    }
}

#[test]
fn the_old_version_has_no_variables() {
    let statement = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${aws:username}"}}"#;
    let context = context(&[("aws:username", &["ann"])]);
    for (resource, matches) in [
        ("arn:aws:s3:::ann", false),
        ("arn:aws:s3:::${aws:username}", true),
    ] {
        let decision = asks(statement, "s3:ListBucket", resource, &context);
        assert_eq!(decision.allowed, matches, "{resource}");
    }
}
