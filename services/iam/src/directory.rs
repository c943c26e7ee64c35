//! The cloud's directory: which policies speak for whom. Every decision of every service stands
//! on it; what it answers is right for the snapshot it is asked in.

use crate::arn::{self, Parts};
use crate::entity::{Entity, Held, key};
use crate::group::row::GROUPS;
use crate::members;
use crate::mfa_device::second_factor;
use crate::policy::managed;
use crate::policy::row::{POLICIES, VERSIONS};
use crate::role::row::{ROLES, Role};
use crate::user::row::{USERS, User};
use crate::{oidc_provider, organization_features, saml_provider};
use haneul_pipeline::{
    AwsError, Identity, IdentityPolicies, Member, OidcProviderFacts, RoleFacts, RootFeatures,
    SamlProviderFacts, SecondFactor, SecondFactorVerdict,
};
use haneul_policy::{Policy, PolicyKind, Principal, PrincipalKind, Source};
use haneul_store::{Scope, Store, Tx, key_bytes};
use jiff::Timestamp;
use quick_cache::sync::Cache;

/// Managed policies kept compiled.
const COMPILED: usize = 2_048;

pub struct Directory {
    /// By what never changes its meaning: the ARN and version of AWS's policies, the unique id
    /// and version of an account's own.
    compiled: Cache<String, Policy>,
}

impl Default for Directory {
    fn default() -> Directory {
        Directory {
            compiled: Cache::new(COMPILED),
        }
    }
}

impl Identity for Directory {
    fn policies(
        &self,
        tx: &mut Tx,
        partition: &str,
        principal: &Principal,
    ) -> Result<IdentityPolicies, AwsError> {
        let mut look = Look {
            directory: self,
            tx,
            scope: Scope::new(partition, &principal.account, ""),
            found: IdentityPolicies::default(),
        };
        match &principal.kind {
            PrincipalKind::User => look.user(&principal.user_id)?,
            PrincipalKind::AssumedRole { role_arn } => {
                let id = principal.user_id.split(':').next().unwrap_or_default();
                look.role(role_arn, id)?;
            }
            PrincipalKind::FederatedUser { issuer_id, .. } if *issuer_id == principal.account => {
                look.root()?;
            }
            PrincipalKind::FederatedUser { issuer_id, .. } => look.user(issuer_id)?,
            _ => {}
        }
        Ok(look.found)
    }

    fn role(&self, tx: &mut Tx, arn: &str) -> Result<Option<RoleFacts>, AwsError> {
        let Some(parts) = Parts::of(arn).filter(|p| p.service == "iam" && p.kind == "role") else {
            return Ok(None);
        };
        let scope = Scope::new(parts.partition, parts.account, "");
        let found = ROLES.get(tx, scope, &key(parts.name()))?;
        Ok(found
            .map(|role| facts(parts, role))
            .filter(|role| role.arn == arn))
    }

    fn managed_policy(&self, tx: &mut Tx, arn: &str) -> Result<Option<String>, AwsError> {
        let Some(parts) = Parts::of(arn).filter(|p| p.service == "iam" && p.kind == "policy")
        else {
            return Ok(None);
        };
        if parts.account == "aws" {
            return Ok(managed::aws(parts).map(|policy| policy.document().to_owned()));
        }
        let scope = Scope::new(parts.partition, parts.account, "");
        match own_version(tx, scope, parts, arn)? {
            Some((_, number)) => {
                let version = VERSIONS.get(tx, scope, &(key(parts.name()), number))?;
                Ok(version.map(|version| version.document))
            }
            None => Ok(None),
        }
    }

    fn members(
        &self,
        tx: &mut Tx,
        partition: &str,
        account: &str,
    ) -> Result<Vec<Member>, AwsError> {
        members::of(tx, partition, account)
    }

    fn knows(
        &self,
        tx: &mut Tx,
        partition: &str,
        account: &str,
        id: &str,
    ) -> Result<bool, AwsError> {
        let scope = Scope::new(partition, account, "");
        let user = USERS.by_index(tx, scope, "id", &key_bytes(id), 1)?;
        Ok(!user.is_empty()
            || !ROLES
                .by_index(tx, scope, "id", &key_bytes(id), 1)?
                .is_empty())
    }

    fn oidc_provider(
        &self,
        tx: &mut Tx,
        scope: Scope,
        url: &str,
    ) -> Result<Option<OidcProviderFacts>, AwsError> {
        let found = oidc_provider::row::PROVIDERS.get(tx, scope, url)?;
        Ok(found.map(|provider| OidcProviderFacts {
            arn: arn::of(scope.partition, scope.account, "oidc-provider", "/", url),
            url: provider.url,
            clients: provider.clients,
            thumbprints: provider.thumbprints,
        }))
    }

    fn saml_provider(&self, tx: &mut Tx, arn: &str) -> Result<Option<SamlProviderFacts>, AwsError> {
        saml_provider::facts(tx, arn)
    }

    fn root_features(
        &self,
        tx: &mut Tx,
        partition: &str,
        organisation: &str,
    ) -> Result<RootFeatures, AwsError> {
        organization_features::row::root_features(tx, partition, organisation)
    }

    fn second_factor(
        &self,
        tx: &mut Tx,
        partition: &str,
        principal: &Principal,
        shown: &SecondFactor,
        now: Timestamp,
    ) -> Result<SecondFactorVerdict, AwsError> {
        second_factor::judge(tx, partition, principal, shown, now)
    }

    fn version(&self, store: &Store, partition: &str, account: &str) -> u64 {
        let scope = Scope::new(partition, account, "");
        let tables = [
            USERS.name(),
            GROUPS.name(),
            ROLES.name(),
            POLICIES.name(),
            VERSIONS.name(),
        ];
        store.newest(scope, &tables).unwrap_or(u64::MAX)
    }
}

/// The id and default version of an account's own policy.
fn own_version(
    tx: &mut Tx,
    scope: Scope,
    parts: Parts,
    arn: &str,
) -> Result<Option<(String, u32)>, AwsError> {
    let found = POLICIES.get(tx, scope, &key(parts.name()))?;
    let own = found.filter(|p| managed::own_arn(parts.partition, parts.account, p) == arn);
    Ok(own.map(|policy| (policy.id, policy.default_version)))
}

fn facts(parts: Parts, role: Role) -> RoleFacts {
    RoleFacts {
        arn: arn::of(
            parts.partition,
            parts.account,
            "role",
            &role.path,
            &role.name,
        ),
        id: role.id,
        trust_policy: role.trust.deciding().to_owned(),
        max_session_seconds: role.max_session_seconds,
        tags: role.tags,
        name: role.name,
    }
}

/// One answer in the making.
struct Look<'a> {
    directory: &'a Directory,
    tx: &'a mut Tx,
    scope: Scope<'a>,
    found: IdentityPolicies,
}

impl Look<'_> {
    /// A user is known by the unique id: a later user of the same name is somebody else.
    fn user(&mut self, id: &str) -> Result<(), AwsError> {
        let mut found = USERS.by_index(self.tx, self.scope, "id", &key_bytes(id), 1)?;
        let Some((_, user)) = found.pop() else {
            self.found.gone = true;
            return Ok(());
        };
        self.holder::<User>(&user)?;
        for group in &user.groups {
            if let Some(group) = GROUPS.get(self.tx, self.scope, group)? {
                self.held("group", &group.name, &group.held)?;
            }
        }
        Ok(())
    }

    /// Root users need no policy; whom they federate has a part of what one would allow.
    fn root(&mut self) -> Result<(), AwsError> {
        let everything = r#"{"Version":"2012-10-17",
            "Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        let policy = self.compiled("root".to_owned(), |_| Ok(everything.to_owned()))?;
        let id = "root".to_owned();
        self.found.identity.push(Source { policy, id });
        Ok(())
    }

    fn role(&mut self, role_arn: &str, id: &str) -> Result<(), AwsError> {
        let name = Parts::of(role_arn).map_or("", |parts| parts.name());
        let found = ROLES.get(self.tx, self.scope, &key(name))?;
        match found.filter(|role| role.id == id) {
            Some(role) => self.holder::<Role>(&role),
            None => {
                self.found.gone = true;
                Ok(())
            }
        }
    }

    fn holder<E: Entity>(&mut self, entity: &E) -> Result<(), AwsError> {
        self.held(E::KIND.word(), entity.name(), entity.held())?;
        self.found.tags = entity.tags().to_vec();
        if let Some(arn) = entity.bounds() {
            self.found.boundary = Some(self.managed(arn)?);
        }
        Ok(())
    }

    fn held(&mut self, kind: &str, name: &str, held: &Held) -> Result<(), AwsError> {
        for arn in &held.attached {
            let source = self.managed(arn)?;
            self.found.identity.push(source);
        }
        for (policy, text) in &held.inline {
            self.found.identity.push(Source {
                policy: parse(policy, text)?,
                id: format!("inline:{kind}/{name}/{policy}"),
            });
        }
        Ok(())
    }

    /// A managed policy, compiled once for all who hold it.
    fn managed(&mut self, arn: &str) -> Result<Source, AwsError> {
        let missing = || AwsError::internal(format_args!("{arn} is attached and does not exist"));
        let parts = Parts::of(arn).ok_or_else(missing)?;
        let policy = if parts.account == "aws" {
            let aws = managed::aws(parts).ok_or_else(missing)?;
            let compiled_as = format!("{} {}", aws.arn, aws.version);
            self.compiled(compiled_as, |_| Ok(aws.document().to_owned()))?
        } else {
            let scope = self.scope;
            let (id, number) = own_version(self.tx, scope, parts, arn)?.ok_or_else(missing)?;
            self.compiled(format!("{id} {number}"), |tx| {
                let version = VERSIONS.get(tx, scope, &(key(parts.name()), number))?;
                version.map(|v| v.document).ok_or_else(missing)
            })?
        };
        Ok(Source {
            policy,
            id: arn.to_owned(),
        })
    }

    fn compiled(
        &mut self,
        compiled_as: String,
        text: impl FnOnce(&mut Tx) -> Result<String, AwsError>,
    ) -> Result<Policy, AwsError> {
        if let Some(policy) = self.directory.compiled.get(&compiled_as) {
            return Ok(policy);
        }
        let policy = parse(&compiled_as, &text(self.tx)?)?;
        self.directory.compiled.insert(compiled_as, policy.clone());
        Ok(policy)
    }
}

/// A stored policy was checked when it was stored; one that cannot be read may hide a denial, so
/// nothing is decided without it.
fn parse(name: &str, text: &str) -> Result<Policy, AwsError> {
    Policy::parse(text, PolicyKind::Identity)
        .map_err(|e| AwsError::internal(format_args!("stored policy {name}: {e}")))
}
