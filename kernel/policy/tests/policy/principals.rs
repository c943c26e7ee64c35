use haneul_policy::{Context, Policies, PolicyKind, Question, decide};

use crate::support::{ACCOUNT, caller, document, source};

/// An element naming callers, and who gets in by it alone (no other policy allows anything).
const GRANTS: &[(&str, &[&str])] = &[
    (
        r#""Principal":"*""#,
        &[
            "root",
            "user",
            "session",
            "federated-user",
            "sns",
            "web",
            "anonymous",
        ],
    ),
    (
        r#""Principal":{"AWS":"*"}"#,
        &[
            "root",
            "user",
            "session",
            "federated-user",
            "sns",
            "web",
            "anonymous",
        ],
    ),
    (r#""Principal":{"AWS":"111122223333"}"#, &["root"]),
    (
        r#""Principal":{"AWS":"arn:aws:iam::111122223333:root"}"#,
        &["root"],
    ),
    (r#""Principal":{"AWS":"444455556666"}"#, &["root"]),
    (
        r#""Principal":{"AWS":"arn:aws:iam::111122223333:user/team/ann"}"#,
        &["root", "user"],
    ),
    (
        r#""Principal":{"AWS":"AIDAANNANNANNANNANNA1"}"#,
        &["root", "user"],
    ),
    (
        r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/app/reader"}"#,
        &["root", "session"],
    ),
    (
        r#""Principal":{"AWS":"AROAREADERREADERREAD1"}"#,
        &["root", "session"],
    ),
    (
        r#""Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/reader/s1"}"#,
        &["root", "session"],
    ),
    (
        r#""Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/reader/s2"}"#,
        &["root"],
    ),
    (
        r#""Principal":{"AWS":"arn:aws:sts::111122223333:federated-user/bob"}"#,
        &["root", "federated-user"],
    ),
    (
        r#""Principal":{"Service":["sqs.amazonaws.com","sns.amazonaws.com"]}"#,
        &["root", "sns"],
    ),
    (r#""Principal":{"Service":"sqs.amazonaws.com"}"#, &["root"]),
    (
        r#""Principal":{"Federated":"accounts.google.com"}"#,
        &["root", "web"],
    ),
    (r#""Principal":{"CanonicalUser":"abc123"}"#, &["root"]),
    (
        r#""NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/team/ann"}"#,
        &[
            "root",
            "session",
            "federated-user",
            "sns",
            "web",
            "anonymous",
        ],
    ),
    (
        r#""NotPrincipal":{"AWS":"111122223333"}"#,
        &["root", "sns", "web", "anonymous"],
    ),
];

/// An element naming callers in a denial, and whom it spares (everyone is allowed otherwise).
const DENIALS: &[(&str, &[&str])] = &[
    (r#""Principal":"*""#, &[]),
    (
        r#""Principal":{"AWS":"111122223333"}"#,
        &["sns", "web", "anonymous"],
    ),
    (
        r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/app/reader"}"#,
        &["root", "user", "federated-user", "sns", "web", "anonymous"],
    ),
    (
        r#""NotPrincipal":{"AWS":["111122223333","arn:aws:iam::111122223333:user/team/ann"]}"#,
        &["root", "user"],
    ),
    (
        r#""NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/team/ann"}"#,
        &[],
    ),
    (
        r#""NotPrincipal":{"AWS":["111122223333","arn:aws:iam::111122223333:role/app/reader"]}"#,
        &["root"],
    ),
    (
        r#""NotPrincipal":{"AWS":["111122223333","arn:aws:iam::111122223333:role/app/reader","arn:aws:sts::111122223333:assumed-role/reader/s1"]}"#,
        &["root", "session"],
    ),
    (
        r#""NotPrincipal":{"Service":"sns.amazonaws.com"}"#,
        &["sns"],
    ),
];

const CAST: [&str; 7] = [
    "root",
    "user",
    "session",
    "federated-user",
    "sns",
    "web",
    "anonymous",
];

fn let_in(statements: &str) -> Vec<&'static str> {
    let policy = source(&document(statements), PolicyKind::Resource);
    let policies = Policies {
        resource: Some(&policy),
        ..Policies::default()
    };
    let context = Context::new();
    let allowed = |name: &&str| {
        let principal = caller(name);
        let question = Question {
            principal: &principal,
            action: "sqs:SendMessage",
            resource: "arn:aws:sqs:r:111122223333:q",
            resource_account: ACCOUNT,
            context: &context,
        };
        decide(&question, &policies).allowed
    };
    CAST.into_iter().filter(allowed).collect()
}

#[test]
fn allowances_name_callers() {
    for (element, expected) in GRANTS {
        let statement = format!(r#"{{"Effect":"Allow",{element},"Action":"*","Resource":"*"}}"#);
        assert_eq!(let_in(&statement), *expected, "{element}");
    }
}

#[test]
fn denials_name_callers() {
    let all = r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#;
    for (element, spared) in DENIALS {
        let statements =
            format!(r#"{all},{{"Effect":"Deny",{element},"Action":"*","Resource":"*"}}"#);
        assert_eq!(let_in(&statements), *spared, "{element}");
    }
}

/// Keys that follow from the caller.
const DESCRIPTIONS: &[(&str, &str, Option<&str>)] = &[
    ("user", "aws:username", Some("ann")),
    ("user", "aws:PrincipalType", Some("User")),
    ("root", "aws:PrincipalType", Some("Account")),
    ("root", "aws:username", None),
    ("session", "aws:PrincipalArn", Some(crate::support::ROLE)),
    ("session", "aws:userid", Some("AROAREADERREADERREAD1:s1")),
    ("session", "aws:username", None),
    ("sns", "aws:PrincipalIsAWSService", Some("true")),
    ("sns", "aws:PrincipalServiceName", Some("sns.amazonaws.com")),
    ("sns", "aws:PrincipalArn", None),
    ("anonymous", "aws:PrincipalType", Some("Anonymous")),
];

#[test]
fn callers_describe_themselves() {
    for (name, key, expected) in DESCRIPTIONS {
        let mut context = Context::new();
        caller(name).describe(&mut context);
        let found = context.get(key).map(|values| values[0].as_str());
        assert_eq!(found, *expected, "{key} of {name}");
    }
}
