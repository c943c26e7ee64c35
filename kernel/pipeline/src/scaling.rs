//! Capacity that is scaled by use: what services tell of it to the one that scales, since there is no
//! CloudWatch, and what that one tells to them.

use crate::cloud::Cloud;
use crate::error::AwsError;
use haneul_store::{Scope, Tx};

/// Something that can be scaled, by its names in Application Auto Scaling.
#[derive(Clone, Copy, Debug)]
pub struct Scaled<'s> {
    /// The service's model id.
    pub service: &'s str,
    /// `table/orders`
    pub resource: &'s str,
    /// `dynamodb:table:ReadCapacityUnits`
    pub dimension: &'s str,
}

/// How much there is of it, and how much of that was used.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Usage {
    /// Zero where it is not provisioned.
    pub capacity: i64,
    /// Units a second in each of the last full minutes, the latest first; none where nothing was.
    pub minutes: Vec<Option<f64>>,
}

/// Minutes that a service remembers.
pub const MINUTES: usize = 15;

impl Cloud {
    /// Nothing where there is no such resource.
    pub fn usage(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        scaled: Scaled<'_>,
    ) -> Result<Option<Usage>, AwsError> {
        match self.services.get(scaled.service) {
            Some(entry) => entry.service.usage(self, tx, scope, scaled),
            None => Ok(None),
        }
    }

    /// Whether a policy of whoever scales follows its use.
    pub fn is_scaled(
        &self,
        tx: &mut Tx,
        scope: Scope<'_>,
        scaled: Scaled<'_>,
    ) -> Result<bool, AwsError> {
        for entry in self.services.values() {
            if entry.service.scales(tx, scope, scaled)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
