//! What GetAccountAuthorizationDetails tells of each user, group, role and policy.

use crate::entity::{self, Held};
use crate::grants::attached_shape;
use crate::group::row::{GROUPS, Group};
use crate::instance_profile::row as profiles;
use crate::policy::managed::Managed;
use crate::policy::row::POLICIES;
use crate::role::row::{self as role, ROLES, Role};
use crate::role::trust;
use crate::shapes::*;
use crate::user::row::{USERS, User};
use crate::{boundary, document, policy, tags, usage};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};

pub enum Detail {
    User(UserDetail),
    Group(GroupDetail),
    Role(RoleDetail),
    Policy(ManagedPolicyDetail),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Users,
    Groups,
    Roles,
    OwnPolicies,
    AwsPolicies,
}

impl Section {
    pub const ALL: [Section; 5] = [
        Section::Users,
        Section::Groups,
        Section::Roles,
        Section::OwnPolicies,
        Section::AwsPolicies,
    ];

    /// What asks for it.
    pub fn filter(self) -> &'static str {
        match self {
            Section::Users => "User",
            Section::Groups => "Group",
            Section::Roles => "Role",
            Section::OwnPolicies => "LocalManagedPolicy",
            Section::AwsPolicies => "AWSManagedPolicy",
        }
    }

    /// Its place among the others, as markers have it.
    pub fn place(self) -> &'static str {
        match self {
            Section::Users => "1",
            Section::Groups => "2",
            Section::Roles => "3",
            Section::OwnPolicies => "4",
            Section::AwsPolicies => "5",
        }
    }

    /// Up to so many behind a key.
    pub fn details(
        self,
        cx: &mut Cx,
        after: Option<String>,
        limit: usize,
    ) -> Result<Vec<(String, Detail)>, AwsError> {
        match self {
            Section::Users => rows(cx, &USERS, after, limit, user),
            Section::Groups => rows(cx, &GROUPS, after, limit, group),
            Section::Roles => rows(cx, &ROLES, after, limit, role),
            Section::OwnPolicies => rows(cx, &POLICIES, after, limit, |cx, policy| {
                managed(cx, Managed::Own(policy))
            }),
            Section::AwsPolicies => of_aws(cx, after, limit),
        }
    }
}

fn rows<V: Stored>(
    cx: &mut Cx,
    table: &Table<String, V>,
    after: Option<String>,
    limit: usize,
    tell: impl Fn(&mut Cx, V) -> Result<Detail, AwsError>,
) -> Result<Vec<(String, Detail)>, AwsError> {
    let span = match &after {
        Some(key) => Span::all().after(key),
        None => Span::all(),
    };
    let scope = cx.account_scope();
    let rows = table.scan(cx.tx, scope, span, limit, false)?;
    let told = rows.into_iter().map(|(key, row)| Ok((key, tell(cx, row)?)));
    told.collect()
}

/// Of AWS's policies those that are in use.
fn of_aws(
    cx: &mut Cx,
    after: Option<String>,
    limit: usize,
) -> Result<Vec<(String, Detail)>, AwsError> {
    let mut arns: Vec<String> = usage::tallies(cx)?.into_keys().collect();
    arns.retain(|arn| arn.contains("::aws:policy/"));
    arns.retain(|arn| after.as_ref().is_none_or(|after| arn > after));
    arns.sort();
    let mut told = Vec::new();
    for arn in arns.into_iter().take(limit) {
        let found = policy::managed::find(cx, &arn)?;
        told.push((arn, managed(cx, found)?));
    }
    Ok(told)
}

fn inline(held: &Held) -> Option<Vec<PolicyDetail>> {
    let policies = held.inline.iter().map(|(name, text)| PolicyDetail {
        policy_name: Some(name.clone()),
        policy_document: Some(document::shown(text)),
    });
    Some(policies.collect())
}

fn attached(held: &Held) -> Option<Vec<AttachedPolicy>> {
    Some(
        held.attached
            .iter()
            .map(|arn| attached_shape(arn))
            .collect(),
    )
}

fn user(cx: &mut Cx, user: User) -> Result<Detail, AwsError> {
    let mut groups = Vec::new();
    for group in &user.groups {
        if let Some(group) = entity::look::<Group>(cx, group)? {
            groups.push(group.name);
        }
    }
    let arn = entity::arn_of(cx, &user);
    Ok(Detail::User(UserDetail {
        user_policy_list: inline(&user.held),
        attached_managed_policies: attached(&user.held),
        permissions_boundary: boundary::shown(&user.boundary),
        tags: Some(tags::all(&user.tags)),
        group_list: Some(groups),
        path: Some(user.path),
        user_name: Some(user.name),
        user_id: Some(user.id),
        arn: Some(arn),
        create_date: Some(user.created),
    }))
}

fn group(cx: &mut Cx, group: Group) -> Result<Detail, AwsError> {
    let arn = entity::arn_of(cx, &group);
    Ok(Detail::Group(GroupDetail {
        group_policy_list: inline(&group.held),
        attached_managed_policies: attached(&group.held),
        path: Some(group.path),
        group_name: Some(group.name),
        group_id: Some(group.id),
        arn: Some(arn),
        create_date: Some(group.created),
    }))
}

fn role(cx: &mut Cx, role: Role) -> Result<Detail, AwsError> {
    let mut held_in = Vec::new();
    for (_, profile) in profiles::with_role(cx, &role.name)? {
        held_in.push(profiles::listed(cx, &profile)?);
    }
    Ok(Detail::Role(RoleDetail {
        role_policy_list: inline(&role.held),
        attached_managed_policies: attached(&role.held),
        permissions_boundary: boundary::shown(&role.boundary),
        tags: Some(tags::all(&role.tags)),
        instance_profile_list: Some(held_in),
        role_last_used: Some(role::last_used(cx, &role)?),
        assume_role_policy_document: Some(trust::shown(cx, &role.trust)?),
        arn: Some(entity::arn_of(cx, &role)),
        path: Some(role.path),
        role_name: Some(role.name),
        role_id: Some(role.id),
        create_date: Some(role.created),
    }))
}

fn managed(cx: &mut Cx, policy: Managed) -> Result<Detail, AwsError> {
    let arn = policy.arn(cx);
    let tally = usage::tally(cx, &arn)?;
    let shown = policy.shown(cx, tally);
    let versions = policy
        .versions(cx)?
        .into_iter()
        .map(|version| PolicyVersion {
            document: Some(document::shown(&version.document)),
            ..version.listed()
        });
    Ok(Detail::Policy(ManagedPolicyDetail {
        policy_version_list: Some(versions.collect()),
        policy_name: shown.policy_name,
        policy_id: shown.policy_id,
        arn: shown.arn,
        path: shown.path,
        default_version_id: shown.default_version_id,
        attachment_count: shown.attachment_count,
        permissions_boundary_usage_count: shown.permissions_boundary_usage_count,
        is_attachable: shown.is_attachable,
        description: shown.description,
        create_date: shown.create_date,
        update_date: shown.update_date,
    }))
}
