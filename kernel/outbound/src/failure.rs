//! Why nothing came back.

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0} is no URL of HTTP over TLS")]
    Url(String),
    #[error("{host} cannot be reached: {why}")]
    Unreachable { host: String, why: String },
    #[error("{host} shows a certificate that nobody vouches for: {why}")]
    Untrusted { host: String, why: String },
    #[error("{host} broke off: {why}")]
    Broken { host: String, why: String },
    #[error("{0} takes too long")]
    Slow(String),
    #[error("{0} sends too much")]
    Large(String),
}
