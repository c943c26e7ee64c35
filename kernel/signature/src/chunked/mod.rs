//! Bodies in `aws-chunked` framing.
//!
//! Each piece is `size-in-hex[;chunk-signature=…]`, CRLF, the bytes, CRLF. A piece of size zero ends the data; after
//! it may come trailer lines, and under signed kinds the trailer's own signature.

mod decoder;
mod kind;
mod line;
mod rolling;
mod signer;
mod trailer;

pub use decoder::ChunkedDecoder;
pub use kind::ChunkedKind;
pub use signer::ChunkSigner;

/// Names in lower case and values of the trailer, without its signature.
pub type Trailers = Vec<(String, String)>;
