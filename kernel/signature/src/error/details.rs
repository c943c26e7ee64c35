//! What S3's error document carries beside code and message.

use super::SignatureError;

impl SignatureError {
    /// Further elements that S3's error document carries beside code and message.
    pub fn s3_details(&self) -> Vec<(&'static str, String)> {
        use SignatureError as E;
        match self {
            E::InQuery(inner) => inner.s3_details(),
            E::Mismatch {
                canonical_request,
                string_to_sign,
                access_key,
                signature,
            } => vec![
                ("AWSAccessKeyId", access_key.clone()),
                ("StringToSign", string_to_sign.clone()),
                ("SignatureProvided", signature.clone()),
                ("StringToSignBytes", spaced_hex(string_to_sign)),
                ("CanonicalRequest", canonical_request.clone()),
                ("CanonicalRequestBytes", spaced_hex(canonical_request)),
            ],
            E::ChunkMismatch {
                string_to_sign,
                signature,
            } => vec![
                ("StringToSign", string_to_sign.clone()),
                ("SignatureProvided", signature.clone()),
                ("StringToSignBytes", spaced_hex(string_to_sign)),
            ],
            E::BodyHashMismatch { client, computed } => vec![
                ("ClientComputedContentSHA256", client.clone()),
                ("S3ComputedContentSHA256", computed.clone()),
            ],
            E::HeadersNotSigned(names) => vec![("HeadersNotSigned", names.join(", "))],
            E::HostNotSigned => vec![("HeadersNotSigned", "host".into())],
            E::WrongRegion { expected, .. } => vec![("Region", expected.clone())],
            E::UnknownAccessKey(key) => vec![("AWSAccessKeyId", key.clone())],
            E::ChunkTooSmall { chunk, size } => vec![
                ("Chunk", chunk.to_string()),
                ("BadChunkSize", size.to_string()),
            ],
            E::InvalidContentSha256(value) => {
                vec![
                    ("ArgumentName", "x-amz-content-sha256".into()),
                    ("ArgumentValue", value.clone()),
                ]
            }
            E::UnsupportedScheme { scheme, .. } => vec![
                ("ArgumentName", "Authorization".into()),
                ("ArgumentValue", scheme.clone()),
            ],
            _ => Vec::new(),
        }
    }
}

fn spaced_hex(text: &str) -> String {
    let bytes: Vec<String> = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    bytes.join(" ")
}
