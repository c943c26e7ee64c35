//! Findings as the API shows them.

use super::row::Finding;
use super::what::{External, UnusedService, What};
use crate::{errors, shapes};
use haneul_pipeline::AwsError;

/// No organization, so no resource control policy either.
const NO_RCP: &str = "NOT_APPLICABLE";

fn principal(external: &External) -> Vec<(String, String)> {
    vec![external.principal.clone()]
}

fn sources(external: &External) -> Option<Vec<shapes::FindingSource>> {
    // Only of buckets is there more than one place that could let somebody in.
    Some(vec![shapes::FindingSource {
        r#type: Some(external.source.clone()),
        detail: None,
    }])
}

pub fn summary(finding: Finding, operation: &str) -> Result<shapes::FindingSummary, AwsError> {
    let external = finding.what.external();
    let external = external.ok_or_else(|| errors::external_only(operation))?;
    Ok(shapes::FindingSummary {
        principal: Some(principal(external)),
        action: Some(external.actions.clone()),
        condition: Some(external.conditions.clone()),
        is_public: Some(external.is_public),
        sources: sources(external),
        resource_control_policy_restriction: Some(NO_RCP.to_owned()),
        id: Some(finding.id),
        resource: Some(finding.resource),
        resource_type: Some(finding.resource_type),
        created_at: Some(finding.created),
        analyzed_at: Some(finding.analyzed),
        updated_at: Some(finding.updated),
        status: Some(finding.status.word().to_owned()),
        resource_owner_account: Some(finding.owner),
        error: None,
    })
}

pub fn whole(finding: Finding, operation: &str) -> Result<shapes::Finding, AwsError> {
    let shown = summary(finding, operation)?;
    Ok(shapes::Finding {
        id: shown.id,
        principal: shown.principal,
        action: shown.action,
        resource: shown.resource,
        is_public: shown.is_public,
        resource_type: shown.resource_type,
        condition: shown.condition,
        created_at: shown.created_at,
        analyzed_at: shown.analyzed_at,
        updated_at: shown.updated_at,
        status: shown.status,
        resource_owner_account: shown.resource_owner_account,
        error: shown.error,
        sources: shown.sources,
        resource_control_policy_restriction: shown.resource_control_policy_restriction,
    })
}

pub fn summary_v2(finding: Finding) -> shapes::FindingSummaryV2 {
    shapes::FindingSummaryV2 {
        finding_type: Some(finding.what.kind().to_owned()),
        analyzed_at: Some(finding.analyzed),
        created_at: Some(finding.created),
        updated_at: Some(finding.updated),
        id: Some(finding.id),
        resource: Some(finding.resource),
        resource_type: Some(finding.resource_type),
        resource_owner_account: Some(finding.owner),
        status: Some(finding.status.word().to_owned()),
        error: None,
    }
}

pub fn details(what: What) -> Vec<shapes::FindingDetails> {
    let none = shapes::FindingDetails::default;
    match what {
        What::External(external) => vec![shapes::FindingDetails {
            external_access_details: Some(shapes::ExternalAccessDetails {
                principal: Some(principal(&external)),
                sources: sources(&external),
                action: Some(external.actions),
                condition: Some(external.conditions),
                is_public: Some(external.is_public),
                resource_control_policy_restriction: Some(NO_RCP.to_owned()),
            }),
            ..none()
        }],
        What::UnusedRole { last } => vec![shapes::FindingDetails {
            unused_iam_role_details: Some(shapes::UnusedIamRoleDetails {
                last_accessed: last,
            }),
            ..none()
        }],
        What::UnusedKey { id, last } => vec![shapes::FindingDetails {
            unused_iam_user_access_key_details: Some(shapes::UnusedIamUserAccessKeyDetails {
                access_key_id: Some(id),
                last_accessed: last,
            }),
            ..none()
        }],
        What::UnusedPassword { last } => vec![shapes::FindingDetails {
            unused_iam_user_password_details: Some(shapes::UnusedIamUserPasswordDetails {
                last_accessed: last,
            }),
            ..none()
        }],
        What::UnusedPermissions(services) => services
            .into_iter()
            .map(|service| shapes::FindingDetails {
                unused_permission_details: Some(permission(service)),
                ..none()
            })
            .collect(),
    }
}

fn permission(service: UnusedService) -> shapes::UnusedPermissionDetails {
    let actions = service.actions.into_iter();
    let actions = actions.map(|(action, last_accessed)| shapes::UnusedAction {
        action: Some(action),
        last_accessed,
    });
    let actions: Vec<_> = actions.collect();
    shapes::UnusedPermissionDetails {
        service_namespace: Some(service.namespace),
        last_accessed: service.last,
        actions: (!actions.is_empty()).then_some(actions),
    }
}
