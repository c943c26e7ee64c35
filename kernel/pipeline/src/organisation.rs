//! What the organisation of an account says to the path: whether the account is in one, where, and
//! which policies cap it.

use crate::caller::Caller;
use crate::cloud::Cloud;
use crate::error::AwsError;
use crate::tag_policy::TagRule;
use haneul_policy::Source;
use haneul_store::{KeyRange, Store, Tx};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The organisations' part in every decision.
pub trait Organisations: Send + Sync + 'static {
    /// Rises with every change that could alter an answer of the others.
    fn version(&self, store: &Store) -> u64;

    /// The rows that rise with it.
    fn place(&self) -> Result<KeyRange, AwsError>;

    /// Whether there was ever an organisation here. While not, nobody is asked about anybody.
    fn any(&self, tx: &mut Tx) -> Result<bool, AwsError>;

    fn membership(
        &self,
        tx: &mut Tx,
        partition: &str,
        account: &str,
    ) -> Result<Option<Membership>, AwsError>;

    /// Whether resource control policies have a say in the actions of this prefix, such as `s3`.
    fn guards(&self, prefix: &str) -> bool;
}

/// What an account is in its organisation.
#[derive(Debug, Default)]
pub struct Membership {
    /// `o-…`; empty for an account that was closed for good.
    pub organisation: String,
    /// `o-…/r-…/ou-…/`, as `aws:PrincipalOrgPaths` has it.
    pub path: String,
    pub is_management: bool,
    /// The account that manages the organisation.
    pub management: String,
    /// Not for billing alone.
    pub has_all_features: bool,
    /// Services that are trusted with the organisation (`cloudtrail.amazonaws.com`).
    pub trusted: Vec<String>,
    /// Services that this account administers for the organisation.
    pub delegated: Vec<String>,
    /// The tag policy in force.
    pub tag_rules: Vec<TagRule>,
    /// The account was closed: nobody acts in it or on what it owns.
    pub is_suspended: bool,
    /// By level: root, units, account. Empty where none bind the account.
    pub service_control: Vec<Vec<Source>>,
    pub resource_control: Vec<Vec<Source>>,
}

impl Membership {
    pub fn trusts(&self, service: &str) -> bool {
        self.trusted.iter().any(|own| own == service)
    }

    /// Whether the account may do for the organisation what this service does.
    pub fn administers(&self, service: &str) -> bool {
        self.is_management || self.delegated.iter().any(|own| own == service)
    }
}

type Known = Option<Arc<Membership>>;

/// Memberships, checked by the version of the organisations' rows.
pub(crate) struct OrganisationCache {
    /// The version, plus one, at which there was no organisation at all.
    none_at: AtomicU64,
    members: quick_cache::sync::Cache<String, (u64, Known)>,
}

impl Default for OrganisationCache {
    fn default() -> Self {
        Self {
            none_at: AtomicU64::new(0),
            members: quick_cache::sync::Cache::new(4_096),
        }
    }
}

impl OrganisationCache {
    /// The membership of whoever calls; services and strangers have none.
    pub fn of_caller(
        &self,
        cloud: &Cloud,
        tx: &mut Tx,
        caller: &Caller,
    ) -> Result<Known, AwsError> {
        self.of(cloud, tx, &caller.partition, &caller.principal.account)
    }

    pub fn of(
        &self,
        cloud: &Cloud,
        tx: &mut Tx,
        partition: &str,
        account: &str,
    ) -> Result<Known, AwsError> {
        let Some(organisations) = cloud.organisations.as_deref() else {
            return Ok(None);
        };
        if account.is_empty() {
            return Ok(None);
        }
        let version = organisations.version(&cloud.store);
        if self.none_at.load(Ordering::Relaxed) == version.wrapping_add(1) {
            return Ok(None);
        }
        let key = format!("{partition} {account}");
        if let Some((cached, known)) = self.members.get(&key) {
            if cached == version {
                return Ok(known);
            }
        }
        // Only what a snapshot at this version or later showed may be kept under it.
        let lasting = tx.version() >= version;
        if !organisations.any(tx)? {
            if lasting {
                let none_at = version.wrapping_add(1);
                self.none_at.store(none_at, Ordering::Relaxed);
            }
            return Ok(None);
        }
        let found = organisations.membership(tx, partition, account)?;
        let known = found.map(Arc::new);
        if lasting {
            self.members.insert(key, (version, known.clone()));
        }
        Ok(known)
    }
}
