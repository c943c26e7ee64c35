//! What IAM tells the path of principals.

use crate::error::AwsError;
use crate::exposed::Member;
use haneul_policy::{Principal, Source};
use haneul_store::{Scope, Store, Tx};
use jiff::Timestamp;

/// The policies that speak for a principal: IAM's part in every decision.
pub trait Identity: Send + Sync + 'static {
    fn policies(
        &self,
        tx: &mut Tx,
        partition: &str,
        principal: &Principal,
    ) -> Result<IdentityPolicies, AwsError>;

    /// A role by its ARN, for whoever lets it be assumed.
    fn role(&self, tx: &mut Tx, arn: &str) -> Result<Option<RoleFacts>, AwsError>;

    /// The text of a managed policy's version in force, by the policy's ARN.
    fn managed_policy(&self, _tx: &mut Tx, _arn: &str) -> Result<Option<String>, AwsError> {
        Ok(None)
    }

    /// The users and roles of an account.
    fn members(
        &self,
        _tx: &mut Tx,
        _partition: &str,
        _account: &str,
    ) -> Result<Vec<Member>, AwsError> {
        Ok(Vec::new())
    }

    /// Whether there still is a user or role with this unique id.
    fn knows(
        &self,
        _tx: &mut Tx,
        _partition: &str,
        _account: &str,
        _id: &str,
    ) -> Result<bool, AwsError> {
        Ok(true)
    }

    /// An OpenID Connect provider of an account, by its URL without the scheme.
    fn oidc_provider(
        &self,
        _tx: &mut Tx,
        _scope: Scope,
        _url: &str,
    ) -> Result<Option<OidcProviderFacts>, AwsError> {
        Ok(None)
    }

    /// The metadata document of a SAML provider, by the provider's ARN.
    fn saml_provider(
        &self,
        _tx: &mut Tx,
        _arn: &str,
    ) -> Result<Option<SamlProviderFacts>, AwsError> {
        Ok(None)
    }

    /// What an organisation lets be done as the root users of its members.
    fn root_features(
        &self,
        _tx: &mut Tx,
        _partition: &str,
        _organisation: &str,
    ) -> Result<RootFeatures, AwsError> {
        Ok(RootFeatures::default())
    }

    /// Judges a code of a second factor, and uses it up if asked to.
    fn second_factor(
        &self,
        _tx: &mut Tx,
        _partition: &str,
        _principal: &Principal,
        _shown: &SecondFactor,
        _now: Timestamp,
    ) -> Result<SecondFactorVerdict, AwsError> {
        Ok(SecondFactorVerdict::NotTheirs)
    }

    /// Rises with every change that could alter an answer of `policies` in this account.
    fn version(&self, store: &Store, partition: &str, account: &str) -> u64;
}

/// Central access to the root users of an organisation's members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RootFeatures {
    /// Their credentials are managed centrally.
    pub credentials: bool,
    /// Tasks are done as them.
    pub sessions: bool,
}

/// A code that somebody shows beside a key or a password.
#[derive(Clone, Copy, Debug)]
pub struct SecondFactor<'a> {
    pub serial: &'a str,
    pub code: &'a str,
    /// Each code is good once; whoever only looks leaves it good.
    pub spend: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactorVerdict {
    Good,
    WrongCode,
    /// There is no such device, or it is not the caller's.
    NotTheirs,
}

#[derive(Debug, Default)]
pub struct IdentityPolicies {
    pub identity: Vec<Source>,
    pub boundary: Option<Source>,
    /// Tags of the user or role (`aws:PrincipalTag/*`).
    pub tags: Vec<(String, String)>,
    /// The user or role is gone: its credentials no longer stand for anyone.
    pub gone: bool,
}

/// Who issues tokens that an account believes in.
#[derive(Clone, Debug, PartialEq)]
pub struct OidcProviderFacts {
    pub arn: String,
    /// Without `https://`.
    pub url: String,
    pub clients: Vec<String>,
    /// SHA-1 digests of certificates in hexadecimal digits.
    pub thumbprints: Vec<String>,
}

/// Who signs assertions that an account believes in.
#[derive(Clone, Debug, PartialEq)]
pub struct SamlProviderFacts {
    pub arn: String,
    pub name: String,
    pub entity: String,
    /// Those that assertions are signed with, in base 64.
    pub certificates: Vec<String>,
    pub valid_until: Timestamp,
    /// Assertions that are not encrypted are refused.
    pub needs_encryption: bool,
}

/// What assuming a role needs to know of it.
#[derive(Clone, Debug)]
pub struct RoleFacts {
    pub arn: String,
    pub id: String,
    pub name: String,
    pub trust_policy: String,
    pub max_session_seconds: i64,
    pub tags: Vec<(String, String)>,
}
