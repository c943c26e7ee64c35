//! Which deployment a client sees: while one is under way, a share of the clients see it already, and
//! who once does goes on to.

use crate::deployment::{self, Deployment};
use haneul_pipeline::{AwsError, Cx};
use sha2::{Digest, Sha256};

/// Where a configuration is read.
pub struct Picked<'a> {
    pub application: &'a str,
    pub environment: &'a str,
    pub profile: &'a str,
    /// Who reads it.
    pub client: &'a str,
}

/// None where nothing has been deployed.
pub fn pick(cx: &mut Cx, asked: &Picked) -> Result<Option<Deployment>, AwsError> {
    let place = (asked.application, asked.environment, asked.profile);
    let live = deployment::live(cx, place)?;
    let (application, environment) = (asked.application, asked.environment);
    if let Some(number) = live.coming {
        let coming = deployment::find(cx, (application, environment, number))?;
        let seen = coming.filter(|coming| lot(asked, number) < coming.share);
        if seen.is_some() {
            return Ok(seen);
        }
    }
    match live.current {
        Some(number) => deployment::find(cx, (application, environment, number)),
        None => Ok(None),
    }
}

/// Somewhere between nothing and a hundred, for a client and a deployment.
fn lot(asked: &Picked, number: i64) -> f64 {
    let text = format!(
        "{}/{}/{number}/{}",
        asked.application, asked.environment, asked.client
    );
    let digest = Sha256::digest(text);
    let first = digest.first_chunk::<4>().copied().unwrap_or_default();
    f64::from(u32::from_be_bytes(first)) / 4_294_967_296.0 * 100.0
}
