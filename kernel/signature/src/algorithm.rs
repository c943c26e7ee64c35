//! The two signature algorithms AWS accepts today.

/// How a request was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// HMAC with a key bound to one region.
    V4,
    /// ECDSA over P-256, valid in a set of regions.
    V4a,
}

impl Algorithm {
    /// The name as it stands in requests.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::V4 => "AWS4-HMAC-SHA256",
            Algorithm::V4a => "AWS4-ECDSA-P256-SHA256",
        }
    }

    /// The algorithm of that name.
    pub fn from_name(name: &str) -> Option<Algorithm> {
        match name {
            "AWS4-HMAC-SHA256" => Some(Algorithm::V4),
            "AWS4-ECDSA-P256-SHA256" => Some(Algorithm::V4a),
            _ => None,
        }
    }
}
