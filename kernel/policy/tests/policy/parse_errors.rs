use haneul_policy::{Policy, PolicyKind};

use PolicyKind::{Boundary, Identity, Resource, ResourceControl, ServiceControl, Session, Trust};

const SYNTAX: &str = "Syntax errors in policy.";
const OLD: &str = "Policy document must be version 2012-10-17 or greater.";
const VENDOR: &str = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
const SID: &str = "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the \
                   regular expression [0-9A-Za-z]*";

/// A document, its kind, and the complaint; an empty complaint means it is fine.
const DOCUMENTS: &[(PolicyKind, &str, &str)] = &[
    (Identity, "", SYNTAX),
    (Identity, "null", SYNTAX),
    (Identity, "[]", SYNTAX),
    (Identity, "{}", SYNTAX),
    (Identity, " {}", "JSON strings must not have leading spaces"),
    (
        Identity,
        r#"{"Version":"2012-10-17","Statement":[]}"#,
        SYNTAX,
    ),
    (
        Identity,
        r#"{"Version":"2012-10-17","Extra":1,"Statement":[]}"#,
        SYNTAX,
    ),
    (
        Identity,
        r#"{"Version":"2020-01-01","Statement":[]}"#,
        "The policy must contain a valid version string",
    ),
    (Trust, "{", "This policy contains invalid Json"),
    (
        Resource,
        "{",
        "Policies must be valid JSON and the first byte must be '{'",
    ),
    (
        Resource,
        r#"{"Statement":[]}"#,
        "Could not parse the policy: Statement is empty!",
    ),
    (
        Resource,
        r#"{"Version":"2012-10-17"}"#,
        "Missing required field Statement",
    ),
    (
        Resource,
        r#"{"Version":"2012-10-17","Extra":1}"#,
        "Unknown field Extra",
    ),
    (
        Identity,
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
        "",
    ),
    (
        Session,
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
        "",
    ),
    (
        Boundary,
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
        OLD,
    ),
    (
        ServiceControl,
        r#"{"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
        OLD,
    ),
    (
        Identity,
        r#"{"Version":"2012-10-17","Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
        SYNTAX,
    ),
    (
        Identity,
        r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"A","Effect":"Allow","Action":"*","Resource":"*"}]}"#,
        "Statement IDs (SID) in a single policy must be unique.",
    ),
];

/// One statement of a current document, its kind, and the complaint.
const STATEMENTS: &[(PolicyKind, &str, &str)] = &[
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#,
        "",
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Principal":"*"}"#,
        "Policy document should not specify a principal.",
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","NotPrincipal":"*"}"#,
        "Policy document should not specify a principal.",
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Resource":"*"}"#,
        "Policy statement must contain actions.",
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":[],"Resource":"*"}"#,
        "Policy statement must contain actions.",
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*"}"#,
        "Policy statement must contain resources.",
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":[]}"#,
        "Policy statement must contain resources.",
    ),
    (Identity, r#"{"Action":"s3:*","Resource":"*"}"#, SYNTAX),
    (
        Identity,
        r#"{"Effect":"allow","Action":"s3:*","Resource":"*"}"#,
        SYNTAX,
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","NotAction":"s3:*","Resource":"*"}"#,
        SYNTAX,
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","NotResource":"*"}"#,
        SYNTAX,
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":7,"Resource":"*"}"#,
        SYNTAX,
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Sidd":"x"}"#,
        SYNTAX,
    ),
    (
        Identity,
        r#"{"Sid":"a b","Effect":"Allow","Action":"s3:*","Resource":"*"}"#,
        SID,
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"GetObject","Resource":"*"}"#,
        VENDOR,
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:a:b","Resource":"*"}"#,
        "Actions/Condition can contain only one colon.",
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3*:Get","Resource":"*"}"#,
        "Vendor s3* is not valid",
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:","Resource":"*"}"#,
        SYNTAX,
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"bucket"}"#,
        "Resource bucket must be in ARN format or \"*\".",
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3"}"#,
        "Resource arn:aws:s3 must be in ARN format or \"*\".",
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:*"}"#,
        "",
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s*:::b"}"#,
        "Resource vendor must be fully qualified and cannot contain regexes.",
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:azure:s3:::b"}"#,
        "Partition \"azure\" is not valid for resource \"arn:azure:s3:::b\".",
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEqual":{"aws:x":"1"}}}"#,
        SYNTAX,
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"x":"1"}}}"#,
        VENDOR,
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:x":{}}}}"#,
        SYNTAX,
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":[]}"#,
        SYNTAX,
    ),
    (
        Identity,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"NullIfExists":{"aws:x":"true"}}}"#,
        SYNTAX,
    ),
    (
        Trust,
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"111122223333"}}"#,
        "",
    ),
    (
        Trust,
        r#"{"Effect":"Allow","Action":"sts:AssumeRole"}"#,
        "Missing required field Principal",
    ),
    (
        Trust,
        r#"{"Effect":"Allow","Principal":"*"}"#,
        "Missing required field Action",
    ),
    (
        Trust,
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*","Resource":"*"}"#,
        "Has prohibited field Resource",
    ),
    (
        Trust,
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","NotPrincipal":"*"}"#,
        "Has prohibited field NotPrincipal",
    ),
    (
        Trust,
        r#"{"Effect":"Allow","Action":"s3:Get","Principal":"*"}"#,
        "AssumeRole policy may only specify STS AssumeRole actions.",
    ),
    (
        Trust,
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"ann"}}"#,
        "Invalid principal in policy: \"AWS\":\"ann\"",
    ),
    (
        Trust,
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2"}}"#,
        "Invalid principal in policy: \"Service\":\"ec2\"",
    ),
    (
        Trust,
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{}}"#,
        SYNTAX,
    ),
    (
        Resource,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#,
        "Missing required field Principal",
    ),
    (
        Resource,
        r#"{"Effect":"Allow","Action":"s3:*","Principal":"*"}"#,
        "Missing required field Resource",
    ),
    (
        Resource,
        r#"{"Effect":"Allow","Resource":"*","Principal":"*"}"#,
        "Missing required field Action",
    ),
    (
        Resource,
        r#"{"Action":"s3:*","Resource":"*","Principal":"*"}"#,
        "Missing required field Effect",
    ),
    (
        Resource,
        r#"{"Effect":"Yes","Action":"s3:*","Resource":"*","Principal":"*"}"#,
        "Invalid effect: Yes",
    ),
    (
        Resource,
        r#"{"Effect":"Allow","Action":"Get","Resource":"*","Principal":"*"}"#,
        "Policy has invalid action",
    ),
    (
        Resource,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Principal":"ann"}"#,
        "Invalid principal in policy",
    ),
    (
        Resource,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Principal":{"AWS":"arn:aws:iam::111122223333:role/*"}}"#,
        "Invalid principal in policy",
    ),
    (
        Resource,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Principal":{"AWS":[]}}"#,
        "Missing required field Principal",
    ),
    (
        Resource,
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Principal":"*","Condition":{"StringEqual":{"aws:x":"1"}}}"#,
        "Invalid Condition type : StringEqual",
    ),
    (
        Resource,
        r#"{"Sid":"with a space","Effect":"Deny","Action":"s3:*","Resource":"x","NotPrincipal":{"AWS":"*"}}"#,
        "",
    ),
    (
        ResourceControl,
        r#"{"Effect":"Deny","Action":"s3:*","Resource":"*","Principal":"*"}"#,
        "",
    ),
    (
        ResourceControl,
        r#"{"Effect":"Deny","Action":"s3:*","Resource":"*","Principal":{"AWS":"111122223333"}}"#,
        SYNTAX,
    ),
    (
        ServiceControl,
        r#"{"Effect":"Deny","Action":"s3:*","Resource":"*","Principal":"*"}"#,
        "Policy document should not specify a principal.",
    ),
];

fn check(kind: PolicyKind, text: &str, complaint: &str) {
    let found = Policy::parse(text, kind)
        .err()
        .map(|error| error.message)
        .unwrap_or_default();
    assert_eq!(found, complaint, "{kind:?} {text}");
}

#[test]
fn documents_are_refused_in_aws_words() {
    for (kind, text, complaint) in DOCUMENTS {
        check(*kind, text, complaint);
    }
}

#[test]
fn statements_are_refused_in_aws_words() {
    for (kind, statement, complaint) in STATEMENTS {
        check(*kind, &crate::support::document(statement), complaint);
    }
}

#[test]
fn managed_policies_need_the_current_version() {
    let old = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let error = Policy::parse_managed(old, Identity).expect_err("the old version");
    assert_eq!(error.message, OLD);
    let policy = Policy::parse(old, Identity).expect("inline policies may be old");
    assert_eq!((policy.text(), policy.kind()), (old, Identity));
}
