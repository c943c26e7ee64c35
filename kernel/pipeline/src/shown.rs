//! Certificates that the listeners show to clients who ask for a name, where some service keeps any.

use crate::error::AwsError;
use haneul_store::{Store, Tx};
use jiff::Timestamp;

/// Who keeps certificates, and knows which names they cover.
pub trait Certificates: Send + Sync + 'static {
    /// Rises with every change that could alter an answer of the other.
    fn version(&self, store: &Store) -> u64;

    /// The one to show for a name (in lower case) at a moment. Where `exact`, one whose wildcard
    /// covers the name does not count.
    fn covering(
        &self,
        tx: &mut Tx,
        name: &str,
        exact: bool,
        now: Timestamp,
    ) -> Result<Option<Shown>, AwsError>;
}

/// A certificate with its key, which stays in this process.
pub struct Shown {
    /// As DER: the certificate, and those above it.
    pub chain: Vec<Vec<u8>>,
    /// PKCS #8.
    pub private: Vec<u8>,
    /// From when on it is no longer shown.
    pub until: Timestamp,
}
