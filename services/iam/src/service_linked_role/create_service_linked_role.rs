//! CreateServiceLinkedRole: the role by which a service acts in the account.

use super::known;
use crate::entity::{self, Entity, Held};
use crate::errors::invalid_input;
use crate::role::row::{self, Role};
use crate::role::trust;
use crate::shapes::{CreateServiceLinkedRoleRequest, CreateServiceLinkedRoleResponse};
use crate::usage::{self, Usage};
use crate::{count, limits};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use serde_json::json;

pub fn run(
    cx: &mut Cx,
    input: CreateServiceLinkedRoleRequest,
) -> Result<CreateServiceLinkedRoleResponse, AwsError> {
    let service = &input.aws_service_name;
    let known = known::find(service).ok_or_else(|| {
        AwsError::not_implemented(format_args!("the service-linked role of {service}"))
    })?;
    if input.custom_suffix.is_some() && !known.takes_suffix {
        let message = format!("Custom suffix is not allowed for {service}");
        return Err(invalid_input(message));
    }
    let name = name(&known, input.custom_suffix.as_deref());
    if entity::look::<Role>(cx, &name)?.is_some() {
        return Err(invalid_input(format!(
            "Service role name {name} has been taken in this account, please try a different \
             suffix."
        )));
    }
    let (quota, limit) = Role::QUOTA;
    count::add(cx, Role::KIND.word(), quota, limit)?;
    let document = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Action": ["sts:AssumeRole"],
            "Effect": "Allow",
            "Principal": {"Service": [service]},
        }],
    });
    let policy = known.policy_arn(cx.partition());
    let role = Role {
        path: format!("/aws-service-role/{service}/"),
        id: ids::unique_id(cx.random(), "AROA"),
        created: entity::now(cx),
        trust: trust::bind(cx, document.to_string())?,
        description: input.description,
        max_session_seconds: limits::SESSION_SECONDS_DEFAULT,
        tags: Vec::new(),
        boundary: None,
        held: Held {
            attached: vec![policy.clone()],
            inline: Vec::new(),
        },
        name,
    };
    usage::link(cx, &policy, Usage::Attached, Role::KIND, &role.name)?;
    entity::save(cx, &role)?;
    Ok(CreateServiceLinkedRoleResponse {
        role: Some(row::shown(cx, &role)?),
    })
}

pub fn name(known: &known::Known, suffix: Option<&str>) -> String {
    let suffix = suffix.map(|suffix| format!("_{suffix}"));
    format!(
        "AWSServiceRoleFor{}{}",
        known.role,
        suffix.unwrap_or_default()
    )
}
