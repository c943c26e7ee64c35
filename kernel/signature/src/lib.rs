//! AWS request signatures: reading, checking and making them.
//!
//! The crate is pure. It opens nothing, asks no clock and keeps no global state; whoever calls it looks up
//! secrets, judges the age of a request and decides which error document to write.
//!
//! A request is checked in two steps, because the secret can only be looked up once the access key is known:
//!
//! 1. [`claim`] reads what the request says about itself.
//! 2. [`verify`] recomputes the signature with the secret and hands back a [`Seed`], from which
//!    [`ChunkedDecoder`] can go on to check an `aws-chunked` body.

mod algorithm;
mod body;
mod cache;
mod canonical;
mod chunked;
mod claim;
mod credential;
mod date;
mod derived;
mod digest;
mod error;
pub mod headers;
mod hoisted;
mod key;
mod payload;
pub mod post_policy;
mod presign;
mod region;
mod seed;
mod sign;
pub mod v2;
mod v4a;
mod verify;

pub use algorithm::Algorithm;
pub use body::Sha256Check;
pub use cache::KeyCache;
pub use canonical::{PathStyle, RequestParts};
pub use chunked::{ChunkSigner, ChunkedDecoder, ChunkedKind, Trailers};
pub use claim::{Claim, Place, claim};
pub use credential::CredentialScope;
pub use date::{format_amz_date, parse_amz_date};
pub use digest::{EMPTY_SHA256, sha256_hex};
pub use error::{BadExpiry, ErrorStyle, SignatureError};
pub use hoisted::hoisted;
pub use key::SigningKey;
pub use payload::PayloadHash;
pub use presign::presign;
pub use region::region_allowed;
pub use seed::Seed;
pub use sign::{Signer, sign_headers};
pub use v4a::KeyPair;
pub use verify::verify;
