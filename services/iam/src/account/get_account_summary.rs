//! GetAccountSummary: what the account has of each kind, and how much it may have.

use crate::access_key::row::Owner;
use crate::policy::row::VERSIONS;
use crate::shapes::{GetAccountSummaryInput, GetAccountSummaryResponse};
use crate::{count, limits};
use haneul_pipeline::credentials::Status;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

/// Of what IAM has and Haneul does not make, there is none.
const NONE: [&str; 7] = [
    "MFADevices",
    "MFADevicesInUse",
    "AccountMFAEnabled",
    "AccountPasswordPresent",
    "AccountSigningCertificatesPresent",
    "ServerCertificates",
    "Providers",
];

const QUOTAS: [(&str, i64); 20] = [
    ("UsersQuota", limits::USERS_PER_ACCOUNT),
    ("GroupsQuota", limits::GROUPS_PER_ACCOUNT),
    ("RolesQuota", limits::ROLES_PER_ACCOUNT),
    ("PoliciesQuota", limits::POLICIES_PER_ACCOUNT),
    (
        "InstanceProfilesQuota",
        limits::INSTANCE_PROFILES_PER_ACCOUNT,
    ),
    ("PolicySizeQuota", limits::MANAGED_POLICY_SIZE as i64),
    ("UserPolicySizeQuota", limits::USER_POLICIES_SIZE as i64),
    ("GroupPolicySizeQuota", limits::GROUP_POLICIES_SIZE as i64),
    ("RolePolicySizeQuota", limits::ROLE_POLICIES_SIZE as i64),
    (
        "AssumeRolePolicySizeQuota",
        limits::TRUST_POLICY_SIZE as i64,
    ),
    ("VersionsPerPolicyQuota", limits::VERSIONS_PER_POLICY as i64),
    ("PolicyVersionsInUseQuota", 10_000),
    ("GroupsPerUserQuota", limits::GROUPS_PER_USER as i64),
    (
        "AccessKeysPerUserQuota",
        limits::ACCESS_KEYS_PER_USER as i64,
    ),
    (
        "AttachedPoliciesPerUserQuota",
        limits::POLICIES_PER_ENTITY as i64,
    ),
    (
        "AttachedPoliciesPerGroupQuota",
        limits::POLICIES_PER_ENTITY as i64,
    ),
    (
        "AttachedPoliciesPerRoleQuota",
        limits::POLICIES_PER_ENTITY as i64,
    ),
    ("ServerCertificatesQuota", 20),
    ("SigningCertificatesPerUserQuota", 2),
    ("GlobalEndpointTokenVersion", 1),
];

const COUNTED: [(&str, &str); 5] = [
    ("Users", "user"),
    ("Groups", "group"),
    ("Roles", "role"),
    ("Policies", "policy"),
    ("InstanceProfiles", "instance-profile"),
];

pub fn run(cx: &mut Cx, _: GetAccountSummaryInput) -> Result<GetAccountSummaryResponse, AwsError> {
    let mut map: Vec<(String, i64)> = Vec::new();
    for (name, kind) in COUNTED {
        map.push((name.to_owned(), count::of(cx, kind)?));
    }
    let scope = cx.account_scope();
    let versions = VERSIONS.scan(cx.tx, scope, Span::all(), usize::MAX, false)?;
    map.push(("PolicyVersionsInUse".to_owned(), versions.len() as i64));
    map.push(("AccountAccessKeysPresent".to_owned(), root_has_key(cx)?));
    map.extend(NONE.map(|name| (name.to_owned(), 0)));
    map.extend(QUOTAS.map(|(name, quota)| (name.to_owned(), quota)));
    Ok(GetAccountSummaryResponse {
        summary_map: Some(map),
    })
}

fn root_has_key(cx: &mut Cx) -> Result<i64, AwsError> {
    let root = Owner {
        id: cx.account().to_owned(),
        user: None,
    };
    let keys = root.keys(cx)?;
    Ok(i64::from(keys.iter().any(|k| k.status == Status::Active)))
}
