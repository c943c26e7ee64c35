//! What the path asks: where an account is, and which policies cap it and what it owns.

use crate::account::{profile, row as accounts};
use crate::organization::row::{self, Organization};
use crate::policy::kind::{self, RESOURCE_CONTROL, SERVICE_CONTROL, TAG};
use crate::policy::{attachment, effective, managed, row as policies};
use crate::{mark, tree};
use haneul_pipeline::{AwsError, Membership, Organisations};
use haneul_policy::{Policy, Source};
use haneul_store::{KeyRange, Scope, Store, Tx};
use jiff::Timestamp;
use quick_cache::sync::Cache;

/// Prefixes of actions over which resource control policies have a say, from AWS's service
/// authorization reference.
const GUARDED: &[&str] = &[
    "aoss",
    "appconfig",
    "appstream",
    "autoscaling",
    "autoscaling-plans",
    "budgets",
    "clouddirectory",
    "cloudfront",
    "cloudsearch",
    "cloudtrail-data",
    "codeartifact",
    "codebuild",
    "codecommit",
    "codepipeline",
    "cognito-identity",
    "cognito-idp",
    "comprehend",
    "comprehendmedical",
    "compute-optimizer",
    "cost-optimization-hub",
    "dax",
    "dsql",
    "dynamodb",
    "ecr",
    "ecr-public",
    "events",
    "firehose",
    "fis",
    "fms",
    "gamelift",
    "health",
    "inspector-scan",
    "kendra",
    "kinesisvideo",
    "kms",
    "logs",
    "memorydb",
    "networkmonitor",
    "notifications",
    "opensearch",
    "pca-connector-ad",
    "personalize",
    "polly",
    "pricing",
    "resource-groups",
    "rolesanywhere",
    "s3",
    "secretsmanager",
    "servicediscovery",
    "signin",
    "sqs",
    "sts",
    "support",
    "swf",
    "textract",
    "timestream-influxdb",
    "transcribe",
    "transfer",
    "translate",
    "wafv2",
    "workspaces",
    "xray",
];

/// Policies kept compiled.
const COMPILED: usize = 1_024;

pub fn guarded(prefix: &str) -> bool {
    GUARDED.binary_search(&prefix).is_ok()
}

pub struct Directory {
    /// By id and text.
    compiled: Cache<String, Policy>,
}

impl Default for Directory {
    fn default() -> Directory {
        Directory {
            compiled: Cache::new(COMPILED),
        }
    }
}

impl Organisations for Directory {
    fn version(&self, store: &Store) -> u64 {
        mark::version(store)
    }

    fn place(&self) -> Result<KeyRange, AwsError> {
        mark::place()
    }

    fn any(&self, tx: &mut Tx) -> Result<bool, AwsError> {
        mark::any(tx)
    }

    fn membership(
        &self,
        tx: &mut Tx,
        partition: &str,
        account: &str,
    ) -> Result<Option<Membership>, AwsError> {
        let scope = Scope::new(partition, "", "");
        let Some(member) = accounts::find(tx, scope, account)? else {
            let profile = profile::look(tx, scope, account)?;
            let is_suspended = profile.is_some_and(|profile| profile.is_closed);
            return Ok(is_suspended.then(|| Membership {
                is_suspended,
                ..Membership::default()
            }));
        };
        let Some(organization) = row::find(tx, scope, &member.organization)? else {
            return Ok(None);
        };
        let is_management = organization.management == account;
        let mut membership = Membership {
            path: tree::path(tx, scope, &organization, &member.parent)?,
            is_management,
            management: organization.management.clone(),
            has_all_features: organization.all_features,
            trusted: names(&organization.services),
            delegated: names(&member.delegated),
            is_suspended: member.closing.is_some(),
            ..Membership::default()
        };
        // Unlike the others it binds the management account, too.
        if organization.has(TAG) {
            let policy = effective::of(tx, scope, &organization, account, TAG)?;
            let rules = policy.map(|(policy, _)| effective::tag_rules(&policy));
            membership.tag_rules = rules.unwrap_or_default();
        }
        if !is_management {
            let levels = tree::levels(tx, scope, &organization, account)?;
            let mut caps = |kind: &str| self.caps(tx, scope, &organization, &levels, kind);
            membership.service_control = caps(SERVICE_CONTROL)?;
            membership.resource_control = caps(RESOURCE_CONTROL)?;
        }
        membership.organisation = organization.id;
        Ok(Some(membership))
    }

    fn guards(&self, prefix: &str) -> bool {
        guarded(prefix)
    }
}

fn names(since: &[(String, Timestamp)]) -> Vec<String> {
    since.iter().map(|(name, _)| name.clone()).collect()
}

impl Directory {
    /// The policies of one kind by level; none where the kind is not switched on.
    fn caps(
        &self,
        tx: &mut Tx,
        scope: Scope,
        organization: &Organization,
        levels: &[String],
        kind: &str,
    ) -> Result<Vec<Vec<Source>>, AwsError> {
        if !organization.has(kind) {
            return Ok(Vec::new());
        }
        let mut caps = Vec::with_capacity(levels.len());
        for level in levels {
            let attached = attachment::of_target(tx, scope, &organization.id, level)?;
            let mut sources = Vec::new();
            for attachment in attached.iter().filter(|a| a.kind == kind) {
                let found = policies::look(tx, scope, &organization.id, &attachment.policy)?;
                let policy = found.ok_or_else(|| {
                    let id = &attachment.policy;
                    AwsError::internal(format_args!("{id} is attached and does not exist"))
                })?;
                sources.push(self.compiled(organization, &policy)?);
            }
            caps.push(sources);
        }
        Ok(caps)
    }

    /// A stored policy was checked when it was stored; one that cannot be read may hide a denial,
    /// so nothing is decided without it.
    fn compiled(
        &self,
        organization: &Organization,
        policy: &policies::Policy,
    ) -> Result<Source, AwsError> {
        let id = policy.id.clone();
        let key = match managed::is_managed(&id) {
            true => id.clone(),
            false => format!("{} {id} {}", organization.id, policy.text),
        };
        if let Some(policy) = self.compiled.get(&key) {
            return Ok(Source { policy, id });
        }
        let grammar = kind::of(&policy.kind)?.grammar;
        let grammar = grammar.ok_or_else(|| AwsError::internal("a policy without a grammar"))?;
        let compiled = Policy::parse(&policy.text, grammar)
            .map_err(|e| AwsError::internal(format_args!("stored policy {id}: {e}")))?;
        self.compiled.insert(key, compiled.clone());
        Ok(Source {
            policy: compiled,
            id,
        })
    }
}
