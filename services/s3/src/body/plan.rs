//! What a body must turn out to be, by its request's headers.

use super::{Algorithm, decode};
use crate::errors;
use haneul_pipeline::{AwsError, Call};

/// Which checksum is computed, and what it and the MD5 are to be compared with.
#[derive(Clone, Debug)]
pub struct Plan {
    pub algorithm: Algorithm,
    /// The client names the algorithm, by a checksum, a trailer or a header.
    pub named: bool,
    pub md5: Option<String>,
    pub checksum: Option<String>,
    /// The checksum comes behind the body.
    pub trailer: bool,
    /// Up to this size the bytes are kept in a row.
    pub inline: usize,
}

impl Default for Plan {
    fn default() -> Self {
        Plan {
            algorithm: Algorithm::Crc64Nvme,
            named: false,
            md5: None,
            checksum: None,
            trailer: false,
            inline: crate::limits::INLINE_BYTES,
        }
    }
}

impl Plan {
    /// `wanted` is what `x-amz-sdk-checksum-algorithm` says.
    pub fn of(
        call: &Call,
        md5: Option<String>,
        given: Vec<(Algorithm, String)>,
        wanted: Option<&str>,
    ) -> Result<Plan, AwsError> {
        check_md5(md5.as_deref())?;
        let trailer = trailing(call)?;
        if given.len() + usize::from(trailer.is_some()) > 1 {
            return Err(errors::invalid_request(
                "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
            ));
        }
        let plan = Plan {
            md5,
            named: true,
            ..Plan::default()
        };
        if let Some((algorithm, value)) = given.into_iter().next() {
            check(algorithm, &value)?;
            return Ok(Plan {
                algorithm,
                checksum: Some(value),
                ..plan
            });
        }
        if let Some(algorithm) = trailer {
            return Ok(Plan {
                algorithm,
                trailer: true,
                ..plan
            });
        }
        match wanted {
            None => Ok(Plan {
                named: false,
                ..plan
            }),
            Some(name) => {
                let algorithm = parse(name)?;
                // A call from inside has no headers to bring a checksum in.
                if !call.request.headers.is_empty() {
                    return Err(errors::invalid_request(
                        "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
                    ));
                }
                Ok(Plan { algorithm, ..plan })
            }
        }
    }
}

pub fn parse(name: &str) -> Result<Algorithm, AwsError> {
    match Algorithm::parse(name) {
        Some(algorithm) => Ok(algorithm),
        None if name.to_ascii_uppercase().starts_with("XXHASH") => {
            Err(AwsError::not_implemented("XXHash checksums in S3"))
        }
        None => Err(errors::invalid_request(
            "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256, SHA512, MD5]",
        )),
    }
}

/// The algorithm whose checksum is announced as a trailer.
fn trailing(call: &Call) -> Result<Option<Algorithm>, AwsError> {
    let header = call.request.headers.get("x-amz-trailer");
    let Some(names) = header.and_then(|value| value.to_str().ok()) else {
        return Ok(None);
    };
    let name = names
        .split(',')
        .filter_map(|name| name.trim().strip_prefix("x-amz-checksum-"))
        .next();
    name.map(parse).transpose()
}

pub fn check(algorithm: Algorithm, value: &str) -> Result<(), AwsError> {
    match algorithm.fits(value) {
        true => Ok(()),
        false => Err(errors::invalid_request(format!(
            "Value for {} header is invalid.",
            algorithm.header()
        ))),
    }
}

fn check_md5(md5: Option<&str>) -> Result<(), AwsError> {
    match md5 {
        Some(text) if decode(text).is_none_or(|bytes| bytes.len() != 16) => {
            Err(errors::invalid_digest(text))
        }
        _ => Ok(()),
    }
}
