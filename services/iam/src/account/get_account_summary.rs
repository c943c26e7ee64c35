//! GetAccountSummary: what the account has of each kind, and how much it may have.

use crate::access_key::row::Owner;
use crate::account::row::PREFERENCES;
use crate::mfa_device::row as devices;
use crate::policy::row::VERSIONS;
use crate::shapes::{GetAccountSummaryInput, GetAccountSummaryResponse};
use crate::signing_certificate::row as signing;
use crate::{count, limits};
use haneul_pipeline::credentials::Status;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

const QUOTAS: [(&str, i64); 19] = [
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
    (
        "ServerCertificatesQuota",
        limits::SERVER_CERTIFICATES_PER_ACCOUNT,
    ),
    (
        "SigningCertificatesPerUserQuota",
        limits::SIGNING_CERTIFICATES_PER_USER as i64,
    ),
];

const COUNTED: [(&str, &str); 7] = [
    ("Users", "user"),
    ("Groups", "group"),
    ("Roles", "role"),
    ("Policies", "policy"),
    ("InstanceProfiles", "instance-profile"),
    ("MFADevices", "mfa"),
    ("ServerCertificates", "server-certificate"),
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
    let in_use = devices::in_use(cx)?;
    let of_root = in_use
        .iter()
        .any(|device| device.holder.as_deref() == Some(cx.account()));
    let preferences = PREFERENCES.get(cx.tx, scope, &())?;
    let version = preferences.map_or(1, |preferences| preferences.token_version);
    map.push(("GlobalEndpointTokenVersion".to_owned(), version));
    map.push(("MFADevicesInUse".to_owned(), in_use.len() as i64));
    map.push(("AccountMFAEnabled".to_owned(), i64::from(of_root)));
    let providers = count::of(cx, "saml-provider")? + count::of(cx, "oidc-provider")?;
    map.push(("Providers".to_owned(), providers));
    let account = cx.account();
    let signing = !signing::of(cx, account)?.is_empty();
    map.push((
        "AccountSigningCertificatesPresent".to_owned(),
        i64::from(signing),
    ));
    // The root user signs in with keys alone.
    map.push(("AccountPasswordPresent".to_owned(), 0));
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
