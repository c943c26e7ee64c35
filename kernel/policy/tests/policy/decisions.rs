use haneul_policy::{
    Context, Decision, Effect, Policies, PolicyKind, Question, Reason, Source, decide,
};

use crate::support::{ACCOUNT, OTHER, caller, document, source};

use PolicyKind::{Boundary, Identity, Resource, ResourceControl, ServiceControl, Session, Trust};
use Reason::{Allowed, AllowedRoot, ExplicitDeny, ImplicitDeny};

/// What a policy says, from the statements below; empty means the policy is not there.
const ALLOW: &str = "allow";
const DENY: &str = "deny";
const SILENT: &str = "silent";

/// One situation. `resource` may also name a way to grant: everyone, account, user, role, session.
#[derive(Clone, Copy)]
struct Case {
    who: &'static str,
    foreign: bool,
    identity: &'static str,
    boundary: &'static str,
    session: &'static str,
    resource: &'static str,
    service_control: &'static [&'static str],
    resource_control: &'static [&'static str],
    needed: bool,
    outcome: Reason,
}

const PLAIN: Case = Case {
    who: "user",
    foreign: false,
    identity: "",
    boundary: "",
    session: "",
    resource: "",
    service_control: &[],
    resource_control: &[],
    needed: false,
    outcome: ImplicitDeny(Identity),
};

const CASES: &[Case] = &[
    PLAIN,
    Case {
        identity: ALLOW,
        outcome: Allowed(Identity),
        ..PLAIN
    },
    Case {
        identity: SILENT,
        ..PLAIN
    },
    Case {
        identity: DENY,
        outcome: ExplicitDeny(Identity),
        ..PLAIN
    },
    // The resource's policy within one account.
    Case {
        resource: "everyone",
        outcome: Allowed(Resource),
        ..PLAIN
    },
    Case {
        resource: "user",
        outcome: Allowed(Resource),
        ..PLAIN
    },
    Case {
        resource: "account",
        ..PLAIN
    },
    Case {
        resource: "account",
        identity: ALLOW,
        outcome: Allowed(Identity),
        ..PLAIN
    },
    Case {
        resource: DENY,
        identity: ALLOW,
        outcome: ExplicitDeny(Resource),
        ..PLAIN
    },
    Case {
        resource: "user",
        identity: DENY,
        outcome: ExplicitDeny(Identity),
        ..PLAIN
    },
    // Boundaries.
    Case {
        identity: ALLOW,
        boundary: ALLOW,
        outcome: Allowed(Identity),
        ..PLAIN
    },
    Case {
        identity: ALLOW,
        boundary: SILENT,
        outcome: ImplicitDeny(Boundary),
        ..PLAIN
    },
    Case {
        identity: ALLOW,
        boundary: DENY,
        outcome: ExplicitDeny(Boundary),
        ..PLAIN
    },
    Case {
        boundary: ALLOW,
        ..PLAIN
    },
    Case {
        boundary: SILENT,
        resource: "user",
        outcome: Allowed(Resource),
        ..PLAIN
    },
    Case {
        boundary: SILENT,
        resource: "everyone",
        outcome: Allowed(Resource),
        ..PLAIN
    },
    Case {
        boundary: DENY,
        resource: "user",
        outcome: ExplicitDeny(Boundary),
        ..PLAIN
    },
    Case {
        boundary: SILENT,
        identity: ALLOW,
        resource: "account",
        outcome: ImplicitDeny(Boundary),
        ..PLAIN
    },
    // Sessions and roles.
    Case {
        who: "session",
        identity: ALLOW,
        session: ALLOW,
        outcome: Allowed(Identity),
        ..PLAIN
    },
    Case {
        who: "session",
        identity: ALLOW,
        session: SILENT,
        outcome: ImplicitDeny(Session),
        ..PLAIN
    },
    Case {
        who: "session",
        identity: ALLOW,
        session: DENY,
        outcome: ExplicitDeny(Session),
        ..PLAIN
    },
    Case {
        who: "session",
        resource: "role",
        outcome: Allowed(Resource),
        ..PLAIN
    },
    Case {
        who: "session",
        resource: "role",
        session: SILENT,
        outcome: ImplicitDeny(Session),
        ..PLAIN
    },
    Case {
        who: "session",
        resource: "role",
        boundary: SILENT,
        outcome: ImplicitDeny(Boundary),
        ..PLAIN
    },
    Case {
        who: "session",
        resource: "session",
        session: SILENT,
        boundary: SILENT,
        outcome: Allowed(Resource),
        ..PLAIN
    },
    Case {
        who: "federated-user",
        identity: ALLOW,
        session: ALLOW,
        outcome: Allowed(Identity),
        ..PLAIN
    },
    // Root.
    Case {
        who: "root",
        outcome: AllowedRoot,
        ..PLAIN
    },
    Case {
        who: "root",
        resource: DENY,
        outcome: ExplicitDeny(Resource),
        ..PLAIN
    },
    Case {
        who: "root",
        service_control: &[SILENT],
        outcome: ImplicitDeny(ServiceControl),
        ..PLAIN
    },
    Case {
        who: "root",
        service_control: &[ALLOW, DENY],
        outcome: ExplicitDeny(ServiceControl),
        ..PLAIN
    },
    Case {
        who: "root",
        needed: true,
        outcome: ImplicitDeny(Resource),
        ..PLAIN
    },
    Case {
        who: "root",
        needed: true,
        resource: "account",
        outcome: Allowed(Resource),
        ..PLAIN
    },
    Case {
        who: "root",
        foreign: true,
        outcome: ImplicitDeny(Resource),
        ..PLAIN
    },
    Case {
        who: "root",
        foreign: true,
        resource: "account",
        outcome: AllowedRoot,
        ..PLAIN
    },
    // Another account's resource.
    Case {
        foreign: true,
        identity: ALLOW,
        outcome: ImplicitDeny(Resource),
        ..PLAIN
    },
    Case {
        foreign: true,
        resource: "user",
        ..PLAIN
    },
    Case {
        foreign: true,
        resource: "everyone",
        ..PLAIN
    },
    Case {
        foreign: true,
        identity: ALLOW,
        resource: "account",
        outcome: Allowed(Identity),
        ..PLAIN
    },
    Case {
        foreign: true,
        identity: ALLOW,
        resource: "user",
        boundary: SILENT,
        outcome: ImplicitDeny(Boundary),
        ..PLAIN
    },
    Case {
        who: "session",
        foreign: true,
        identity: ALLOW,
        resource: "session",
        session: SILENT,
        outcome: ImplicitDeny(Session),
        ..PLAIN
    },
    // The resource's policy must speak.
    Case {
        needed: true,
        identity: ALLOW,
        outcome: ImplicitDeny(Resource),
        ..PLAIN
    },
    Case {
        needed: true,
        identity: ALLOW,
        resource: SILENT,
        outcome: ImplicitDeny(Resource),
        ..PLAIN
    },
    Case {
        needed: true,
        identity: ALLOW,
        resource: "account",
        outcome: Allowed(Identity),
        ..PLAIN
    },
    Case {
        needed: true,
        resource: "account",
        ..PLAIN
    },
    Case {
        needed: true,
        resource: "user",
        outcome: Allowed(Resource),
        ..PLAIN
    },
    Case {
        needed: true,
        identity: ALLOW,
        resource: "trust:account",
        outcome: Allowed(Identity),
        ..PLAIN
    },
    Case {
        needed: true,
        identity: ALLOW,
        resource: "trust:user",
        outcome: Allowed(Trust),
        ..PLAIN
    },
    Case {
        needed: true,
        identity: ALLOW,
        resource: "trust:silent",
        outcome: ImplicitDeny(Trust),
        ..PLAIN
    },
    Case {
        needed: true,
        identity: ALLOW,
        resource: "trust:deny",
        outcome: ExplicitDeny(Trust),
        ..PLAIN
    },
    // Strangers.
    Case {
        who: "anonymous",
        outcome: ImplicitDeny(Resource),
        ..PLAIN
    },
    Case {
        who: "anonymous",
        resource: "everyone",
        outcome: Allowed(Resource),
        ..PLAIN
    },
    Case {
        who: "anonymous",
        resource: "account",
        outcome: ImplicitDeny(Resource),
        ..PLAIN
    },
    Case {
        who: "sns",
        resource: "everyone",
        service_control: &[DENY],
        outcome: Allowed(Resource),
        ..PLAIN
    },
    Case {
        who: "sns",
        resource: "everyone",
        resource_control: &[DENY],
        outcome: ExplicitDeny(ResourceControl),
        ..PLAIN
    },
    Case {
        who: "sns",
        identity: ALLOW,
        outcome: ImplicitDeny(Resource),
        ..PLAIN
    },
    // Organisations.
    Case {
        identity: ALLOW,
        service_control: &[ALLOW, ALLOW],
        outcome: Allowed(Identity),
        ..PLAIN
    },
    Case {
        identity: ALLOW,
        service_control: &[ALLOW, SILENT],
        outcome: ImplicitDeny(ServiceControl),
        ..PLAIN
    },
    Case {
        identity: ALLOW,
        service_control: &[ALLOW, ""],
        outcome: ImplicitDeny(ServiceControl),
        ..PLAIN
    },
    Case {
        identity: ALLOW,
        service_control: &[DENY, ALLOW],
        outcome: ExplicitDeny(ServiceControl),
        ..PLAIN
    },
    Case {
        resource: "user",
        service_control: &[SILENT],
        outcome: ImplicitDeny(ServiceControl),
        ..PLAIN
    },
    Case {
        identity: ALLOW,
        resource_control: &[ALLOW],
        outcome: Allowed(Identity),
        ..PLAIN
    },
    Case {
        identity: ALLOW,
        resource_control: &[SILENT],
        outcome: ImplicitDeny(ResourceControl),
        ..PLAIN
    },
    Case {
        identity: ALLOW,
        resource_control: &[ALLOW, DENY],
        outcome: ExplicitDeny(ResourceControl),
        ..PLAIN
    },
    Case {
        who: "linked",
        identity: ALLOW,
        service_control: &[DENY],
        resource_control: &[DENY],
        outcome: Allowed(Identity),
        ..PLAIN
    },
];

const ACTION: &str = "sts:AssumeRole";

fn body(what: &str) -> (&'static str, &'static str, &'static str) {
    match what {
        DENY => ("Deny", r#""*""#, ACTION),
        SILENT => ("Allow", r#""*""#, "sts:GetCallerIdentity"),
        "account" => ("Allow", r#"{"AWS":"111122223333"}"#, ACTION),
        "user" => (
            "Allow",
            r#"{"AWS":"arn:aws:iam::111122223333:user/team/ann"}"#,
            ACTION,
        ),
        "role" => (
            "Allow",
            r#"{"AWS":"arn:aws:iam::111122223333:role/app/reader"}"#,
            ACTION,
        ),
        "session" => (
            "Allow",
            r#"{"AWS":"arn:aws:sts::111122223333:assumed-role/reader/s1"}"#,
            ACTION,
        ),
        _ => ("Allow", r#""*""#, ACTION),
    }
}

fn policy(what: &str, kind: PolicyKind) -> Vec<Source> {
    if what.is_empty() {
        return Vec::new();
    }
    let (effect, whom, action) = body(what);
    let mut statement = format!(r#"{{"Effect":"{effect}","Action":"{action}""#);
    if matches!(kind, Resource | Trust | ResourceControl) {
        statement += &format!(r#","Principal":{whom}"#);
    }
    if kind != Trust {
        statement += r#","Resource":"*""#;
    }
    vec![source(&document(&(statement + "}")), kind)]
}

fn levels(whats: &[&str], kind: PolicyKind) -> Vec<Vec<Source>> {
    whats.iter().map(|what| policy(what, kind)).collect()
}

fn run(case: &Case) -> Decision {
    let identity = policy(case.identity, Identity);
    let boundary = policy(case.boundary, Boundary);
    let session = policy(case.session, Session);
    let resource = match case.resource.strip_prefix("trust:") {
        Some(what) => policy(what, Trust),
        None => policy(case.resource, Resource),
    };
    let policies = Policies {
        identity: &identity,
        boundary: boundary.first(),
        session: (!session.is_empty()).then_some(&session),
        resource: resource.first(),
        service_control: &levels(case.service_control, ServiceControl),
        resource_control: &levels(case.resource_control, ResourceControl),
        resource_needed: case.needed,
        ..Policies::default()
    };
    let principal = caller(case.who);
    let question = Question {
        principal: &principal,
        action: ACTION,
        resource: "arn:aws:iam::111122223333:role/target",
        resource_account: if case.foreign { OTHER } else { ACCOUNT },
        context: &Context::new(),
    };
    decide(&question, &policies)
}

#[test]
fn every_path_of_a_decision() {
    for (index, case) in CASES.iter().enumerate() {
        let decision = run(case);
        assert_eq!(decision.reason, case.outcome, "case {index}");
        assert_eq!(decision.allowed, case.outcome.is_allowed(), "case {index}");
    }
}

#[test]
fn an_empty_session_allows_nothing() {
    let identity = policy(ALLOW, Identity);
    let policies = Policies {
        identity: &identity,
        session: Some(&[]),
        ..Policies::default()
    };
    let principal = caller("federated-user");
    let context = Context::new();
    let question = Question {
        principal: &principal,
        action: ACTION,
        resource: "*",
        resource_account: ACCOUNT,
        context: &context,
    };
    assert_eq!(decide(&question, &policies).reason, ImplicitDeny(Session));
}

#[test]
fn a_decision_names_its_statements() {
    let text = document(
        r#"{"Sid":"A","Effect":"Allow","Action":"sts:*","Resource":"*"},
           {"Effect":"Allow","Action":"s3:*","Resource":"*"},
           {"Effect":"Deny","Action":"sts:AssumeRole","Resource":"*"}"#,
    );
    let decision = crate::support::asks(&text, ACTION, "*", &Context::new());
    let found: Vec<_> = decision
        .matched
        .iter()
        .map(|one| {
            (
                one.source.as_str(),
                one.statement,
                one.sid.as_deref(),
                one.effect,
                one.kind,
            )
        })
        .collect();
    let expected = [
        ("Identity", 0, Some("A"), Effect::Allow, Identity),
        ("Identity", 2, None, Effect::Deny, Identity),
    ];
    assert_eq!(found, expected);
}
