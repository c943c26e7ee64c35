//! For tests of a service that stands alone: nobody but root users has any policy.

use haneul_pipeline::{AwsError, Identity, IdentityPolicies, RoleFacts};
use haneul_policy::Principal;
use haneul_store::{Store, Tx};

pub struct NoIdentity;

impl Identity for NoIdentity {
    fn policies(&self, _: &mut Tx, _: &str, _: &Principal) -> Result<IdentityPolicies, AwsError> {
        Ok(IdentityPolicies::default())
    }

    fn role(&self, _: &mut Tx, _: &str) -> Result<Option<RoleFacts>, AwsError> {
        Ok(None)
    }

    fn version(&self, _: &Store, _: &str, _: &str) -> u64 {
        0
    }
}
