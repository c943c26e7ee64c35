//! ListPoliciesGrantingServiceAccess: which policies of somebody's reach a service.

use super::grants;
use crate::errors::invalid_input;
use crate::page::Paging;
use crate::shapes::{
    ListPoliciesGrantingServiceAccessEntry, ListPoliciesGrantingServiceAccessRequest,
    ListPoliciesGrantingServiceAccessResponse, PolicyGrantingServiceAccess,
};
use crate::whose::{self, Granted, Origin, Whose};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListPoliciesGrantingServiceAccessRequest,
) -> Result<ListPoliciesGrantingServiceAccessResponse, AwsError> {
    let whose = whose::find(cx, &input.arn)?;
    if matches!(whose, Whose::Policy(_)) {
        let message = "The ARN must be that of a user, a group or a role.";
        return Err(invalid_input(message));
    }
    let shape: Vec<&str> = input
        .service_namespaces
        .iter()
        .map(String::as_str)
        .collect();
    let paging = Paging::read(cx, input.marker.as_deref(), None, &shape)?;
    let mut policies = Vec::new();
    for granted in whose.granted(cx)? {
        policies.push((grants::parse(&granted)?, granted));
    }
    let entries = input
        .service_namespaces
        .iter()
        .enumerate()
        .map(|(place, namespace)| {
            let lower = namespace.to_ascii_lowercase();
            let reaching = policies
                .iter()
                .filter(|(policy, _)| grants::grants(policy, &lower));
            let entry = ListPoliciesGrantingServiceAccessEntry {
                service_namespace: Some(namespace.clone()),
                policies: Some(reaching.map(|(_, granted)| shown(granted)).collect()),
            };
            (format!("{place:06}"), entry)
        });
    let page = paging.of(entries);
    Ok(ListPoliciesGrantingServiceAccessResponse {
        policies_granting_service_access: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}

fn shown(granted: &Granted) -> PolicyGrantingServiceAccess {
    let name = Some(granted.name.clone());
    match &granted.origin {
        Origin::Managed(arn) => PolicyGrantingServiceAccess {
            policy_name: name,
            policy_type: Some("MANAGED".to_owned()),
            policy_arn: Some(arn.clone()),
            ..PolicyGrantingServiceAccess::default()
        },
        Origin::Inline(kind, holder) => PolicyGrantingServiceAccess {
            policy_name: name,
            policy_type: Some("INLINE".to_owned()),
            entity_type: Some(kind.word().to_ascii_uppercase()),
            entity_name: Some(holder.clone()),
            ..PolicyGrantingServiceAccess::default()
        },
    }
}
