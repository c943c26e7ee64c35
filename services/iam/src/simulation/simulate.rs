//! The simulators.
//!
//! Operations: SimulateCustomPolicy, SimulatePrincipalPolicy

use super::exclusion::Exclusions;
use super::input::{self, Given};
use super::judge::{self, Judge, Trial};
use crate::entity::{self, Entity};
use crate::errors::invalid_input;
use crate::limits;
use crate::page::Paging;
use crate::shapes::*;
use crate::whose::{self, Whose};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::{PolicyKind, Principal, PrincipalKind};

pub fn simulate_custom_policy(
    cx: &mut Cx,
    input: SimulateCustomPolicyRequest,
) -> Result<SimulatePolicyResponse, AwsError> {
    let given = Given {
        actions: input.action_names,
        resources: input.resource_arns,
        resource_policy: input.resource_policy,
        resource_owner: input.resource_owner,
        caller: input.caller_arn,
        context: input.context_entries,
        handling: input.resource_handling_option,
        boundary: input.permissions_boundary_policy_input_list,
        organisation: input.ordered_organization_policy_input_list,
    };
    let mut trial = given.trial(cx, None)?;
    let list = &input.policy_input_list;
    trial.identity = input::listed(list, "PolicyInputList", PolicyKind::Identity)?;
    answer(cx, &trial, "", input.marker.as_deref(), input.max_items)
}

pub fn simulate_principal_policy(
    cx: &mut Cx,
    input: SimulatePrincipalPolicyRequest,
) -> Result<SimulatePolicyResponse, AwsError> {
    let excluded = Exclusions::read(input.policy_exclusion_list)?;
    let source = input.policy_source_arn;
    let whose = whose::find(cx, &source)?;
    let principal = principal(cx, &whose)?;
    let bounded = input.permissions_boundary_policy_input_list.is_some();
    let given = Given {
        actions: input.action_names,
        resources: input.resource_arns,
        resource_policy: input.resource_policy,
        resource_owner: input.resource_owner,
        caller: input.caller_arn,
        context: input.context_entries,
        handling: input.resource_handling_option,
        boundary: input.permissions_boundary_policy_input_list,
        organisation: None,
    };
    let mut trial = given.trial(cx, principal)?;
    let granted = whose.granted(cx)?.into_iter();
    for granted in granted.filter(|granted| !excluded.has(granted)) {
        let (label, origin) = judge::label(&granted);
        trial.identity.push(input::labelled(
            &granted.text,
            label,
            origin,
            PolicyKind::Identity,
        )?);
    }
    let more = input.policy_input_list.unwrap_or_default();
    trial.identity.extend(input::listed(
        &more,
        "PolicyInputList",
        PolicyKind::Identity,
    )?);
    if let Some(granted) = whose
        .boundary(cx)?
        .filter(|_| !bounded && !excluded.has_boundary())
    {
        let (label, origin) = judge::label(&granted);
        let boundary = input::labelled(&granted.text, label, origin, PolicyKind::Boundary)?;
        trial.boundary = Some(boundary);
    }
    for (key, value) in tags(&whose) {
        let key = format!("aws:PrincipalTag/{key}");
        // What the request says of a tag counts, not what is stored.
        if trial.context.get(&key).is_none() {
            trial.context.insert(&key, value);
        }
    }
    if let Some(membership) = cx.membership(cx.account())? {
        trial.levels = membership.service_control.clone();
    }
    answer(
        cx,
        &trial,
        &source,
        input.marker.as_deref(),
        input.max_items,
    )
}

fn tags(whose: &Whose) -> &[(String, String)] {
    match whose {
        Whose::User(user) => &user.tags,
        Whose::Role(role) => &role.tags,
        _ => &[],
    }
}

/// Who calls, if the policies are somebody's: groups are nobody.
fn principal(cx: &Cx, whose: &Whose) -> Result<Option<Principal>, AwsError> {
    let account = cx.account().to_owned();
    Ok(match whose {
        Whose::User(user) => Some(Principal {
            arn: entity::arn_of(cx, user),
            account,
            kind: PrincipalKind::User,
            user_id: user.id.clone(),
        }),
        Whose::Role(role) => {
            let role_arn = entity::arn_of(cx, role);
            let (partition, name) = (cx.partition(), role.name());
            Some(Principal {
                arn: format!("arn:{partition}:sts::{account}:assumed-role/{name}/simulated"),
                account,
                kind: PrincipalKind::AssumedRole { role_arn },
                user_id: format!("{}:simulated", role.id),
            })
        }
        Whose::Group(_) => None,
        Whose::Policy(_) => {
            let message = "PolicySourceArn must be the ARN of a user, a group or a role.";
            return Err(invalid_input(message));
        }
    })
}

fn answer(
    cx: &Cx,
    trial: &Trial,
    source: &str,
    marker: Option<&str>,
    max_items: Option<i64>,
) -> Result<SimulatePolicyResponse, AwsError> {
    let actions = trial.actions.join(" ");
    let resources = trial.resources.join(" ");
    let paging = Paging::read(cx, marker, max_items, &[source, &actions, &resources])?
        .at_most(limits::SIMULATED_DECISIONS / trial.resources.len().max(1));
    let actions = trial.actions.iter().enumerate();
    let page = paging.of(actions.map(|(place, action)| (format!("{place:08}"), action)));
    // Only what the page shows is decided.
    let judge = Judge::new(trial);
    let page = page.map(|action| judge.result(action));
    Ok(SimulatePolicyResponse {
        evaluation_results: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
