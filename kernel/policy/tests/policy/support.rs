use haneul_policy::{
    Context, Decision, Policies, Policy, PolicyKind, Principal, PrincipalKind, Question, Source,
    decide,
};

pub const ACCOUNT: &str = "111122223333";
pub const OTHER: &str = "444455556666";
pub const USER: &str = "arn:aws:iam::111122223333:user/team/ann";
pub const ROLE: &str = "arn:aws:iam::111122223333:role/app/reader";
pub const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/reader/s1";

fn principal(arn: &str, kind: PrincipalKind, user_id: &str) -> Principal {
    Principal {
        arn: arn.to_owned(),
        account: ACCOUNT.to_owned(),
        kind,
        user_id: user_id.to_owned(),
    }
}

/// The cast of the tables, by a short name.
pub fn caller(name: &str) -> Principal {
    let role = |arn: &str| PrincipalKind::AssumedRole {
        role_arn: arn.to_owned(),
    };
    match name {
        "root" => principal(
            "arn:aws:iam::111122223333:root",
            PrincipalKind::Root,
            ACCOUNT,
        ),
        "user" => principal(USER, PrincipalKind::User, "AIDAANNANNANNANNANNA1"),
        "session" => principal(SESSION, role(ROLE), "AROAREADERREADERREAD1:s1"),
        "linked" => principal(
            "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/s",
            role(
                "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
            ),
            "AROALINKEDLINKEDLINK1:s",
        ),
        "federated-user" => principal(
            "arn:aws:sts::111122223333:federated-user/bob",
            PrincipalKind::FederatedUser {
                issuer_arn: "arn:aws:iam::111122223333:user/issuer".to_owned(),
                issuer_id: "AIDAISSUERISSUERISSU1".to_owned(),
            },
            "111122223333:bob",
        ),
        "sns" => Principal::service("sns.amazonaws.com"),
        "web" => principal(
            "",
            PrincipalKind::Federated {
                provider: "accounts.google.com".to_owned(),
                subject: "113774264463038321964".to_owned(),
            },
            "",
        ),
        "anonymous" => Principal::anonymous(),
        other => panic!("nobody is called {other}"),
    }
}

pub fn source(text: &str, kind: PolicyKind) -> Source {
    let policy = Policy::parse(text, kind).unwrap_or_else(|error| panic!("{error}: {text}"));
    Source {
        policy,
        id: format!("{kind:?}"),
    }
}

/// One statement wrapped into a document of the current version.
pub fn document(statements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

pub fn context(pairs: &[(&str, &[&str])]) -> Context {
    let mut context = Context::new();
    for (key, values) in pairs {
        context.insert_many(key, values.iter().copied());
    }
    context
}

/// Asks whether one identity policy lets the user do something.
pub fn asks(document: &str, action: &str, resource: &str, context: &Context) -> Decision {
    let sources = [source(document, PolicyKind::Identity)];
    let principal = caller("user");
    let question = Question {
        principal: &principal,
        action,
        resource,
        resource_account: ACCOUNT,
        context,
    };
    decide(
        &question,
        &Policies {
            identity: &sources,
            ..Policies::default()
        },
    )
}
