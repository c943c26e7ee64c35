//! What access control lists beside policies do.

use crate::support::{ACCOUNT, OTHER, caller, document, source};
use haneul_policy::{Context, Policies, PolicyKind, Question, Source, decide};

#[test]
fn an_access_control_list_counts_as_a_policy_of_the_resource() {
    use haneul_policy::ListGrant::{Account as Theirs, Everyone};
    let text = document(r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}"#);
    let allow = [source(&text, PolicyKind::Identity)];
    let text = text.replace(r#""Action""#, r#""Principal":"*","Action""#);
    let resource = source(&text, PolicyKind::Resource);
    let run = |who: &str, owner: &str, listed, identity: &[Source]| {
        let policies = Policies {
            identity,
            listed,
            resource: Some(&resource),
            // Of the policy itself only denials count.
            resource_only_denies: true,
            ..Policies::default()
        };
        let principal = caller(who);
        let context = Context::new();
        let question = Question {
            principal: &principal,
            action: "s3:GetObject",
            resource: "*",
            resource_account: owner,
            context: &context,
        };
        decide(&question, &policies).allowed
    };
    for (who, owner, listed, identity, allowed) in [
        ("anonymous", ACCOUNT, Some(Everyone), false, true),
        ("anonymous", ACCOUNT, None, false, false),
        ("user", OTHER, Some(Theirs), true, true),
        ("user", OTHER, Some(Theirs), false, false),
        ("user", OTHER, None, true, false),
        ("root", OTHER, Some(Theirs), false, true),
        ("root", OTHER, None, false, false),
        ("user", ACCOUNT, Some(Theirs), false, false),
        ("user", ACCOUNT, Some(Everyone), false, true),
    ] {
        let identity: &[Source] = if identity { &allow } else { &[] };
        assert_eq!(
            run(who, owner, listed, identity),
            allowed,
            "{who} {owner} {listed:?}"
        );
    }
}
