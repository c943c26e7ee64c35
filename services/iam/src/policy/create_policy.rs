//! CreatePolicy: a managed policy with its first version.

use super::managed::Managed;
use super::row::{self, POLICIES, Policy};
use crate::entity::{self, key};
use crate::shapes::{self, CreatePolicyRequest, CreatePolicyResponse};
use crate::usage::Tally;
use crate::{count, document, errors, limits, tags};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

pub fn run(cx: &mut Cx, input: CreatePolicyRequest) -> Result<CreatePolicyResponse, AwsError> {
    document::check_managed(&input.policy_document)?;
    let tags = tags::first(input.tags, "TagsPerPolicy")?;
    let scope = cx.account_scope();
    if POLICIES.exists(cx.tx, scope, &key(&input.policy_name))? {
        return Err(errors::policy_exists(&input.policy_name));
    }
    count::add(
        cx,
        "policy",
        "PoliciesPerAccount",
        limits::POLICIES_PER_ACCOUNT,
    )?;
    let now = entity::now(cx);
    let policy = Policy {
        name: input.policy_name,
        path: input.path.unwrap_or_else(|| "/".to_owned()),
        id: ids::unique_id(cx.random(), "ANPA"),
        description: input.description,
        created: now,
        updated: now,
        tags,
        default_version: 1,
        last_version: 1,
    };
    row::save(cx, &policy)?;
    row::save_version(cx, &policy, 1, input.policy_document, now)?;
    let shown = Managed::Own(policy).shown(cx, Tally::default());
    Ok(CreatePolicyResponse {
        policy: Some(shapes::Policy {
            description: None,
            ..shown
        }),
    })
}
