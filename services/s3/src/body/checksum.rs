//! S3's additional checksums.

use super::{decode, encode};
use crc_fast::{CrcAlgorithm, checksum_combine};
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    Crc32,
    Crc32c,
    Crc64Nvme,
    Sha1,
    Sha256,
    Sha512,
    Md5,
}

/// Over the whole object, or over the checksums of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    FullObject,
    Composite,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksum {
    pub algorithm: Algorithm,
    pub kind: Kind,
    /// In base64, with the number of parts behind it if it is composite.
    pub value: String,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::FullObject => "FULL_OBJECT",
            Kind::Composite => "COMPOSITE",
        }
    }

    pub fn parse(name: &str) -> Option<Kind> {
        match name {
            "FULL_OBJECT" => Some(Kind::FullObject),
            "COMPOSITE" => Some(Kind::Composite),
            _ => None,
        }
    }
}

impl Algorithm {
    pub const ALL: [Algorithm; 7] = [
        Algorithm::Crc32,
        Algorithm::Crc32c,
        Algorithm::Crc64Nvme,
        Algorithm::Sha1,
        Algorithm::Sha256,
        Algorithm::Sha512,
        Algorithm::Md5,
    ];

    /// As parameters and messages write it.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Crc32 => "CRC32",
            Algorithm::Crc32c => "CRC32C",
            Algorithm::Crc64Nvme => "CRC64NVME",
            Algorithm::Sha1 => "SHA1",
            Algorithm::Sha256 => "SHA256",
            Algorithm::Sha512 => "SHA512",
            Algorithm::Md5 => "MD5",
        }
    }

    pub fn parse(name: &str) -> Option<Algorithm> {
        Self::ALL
            .into_iter()
            .find(|a| a.name().eq_ignore_ascii_case(name))
    }

    /// The header a checksum comes in.
    pub fn header(self) -> &'static str {
        match self {
            Algorithm::Crc32 => "x-amz-checksum-crc32",
            Algorithm::Crc32c => "x-amz-checksum-crc32c",
            Algorithm::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Algorithm::Sha1 => "x-amz-checksum-sha1",
            Algorithm::Sha256 => "x-amz-checksum-sha256",
            Algorithm::Sha512 => "x-amz-checksum-sha512",
            Algorithm::Md5 => "x-amz-checksum-md5",
        }
    }

    pub fn bytes(self) -> usize {
        match self {
            Algorithm::Crc32 | Algorithm::Crc32c => 4,
            Algorithm::Crc64Nvme => 8,
            Algorithm::Md5 => 16,
            Algorithm::Sha1 => 20,
            Algorithm::Sha256 => 32,
            Algorithm::Sha512 => 64,
        }
    }

    pub fn crc(self) -> Option<CrcAlgorithm> {
        match self {
            Algorithm::Crc32 => Some(CrcAlgorithm::Crc32IsoHdlc),
            Algorithm::Crc32c => Some(CrcAlgorithm::Crc32Iscsi),
            Algorithm::Crc64Nvme => Some(CrcAlgorithm::Crc64Nvme),
            _ => None,
        }
    }

    /// What a multipart upload computes if it does not say.
    pub fn usual_kind(self) -> Kind {
        match self {
            Algorithm::Crc64Nvme => Kind::FullObject,
            _ => Kind::Composite,
        }
    }

    pub fn allows(self, kind: Kind) -> bool {
        match kind {
            Kind::FullObject => self.crc().is_some(),
            Kind::Composite => self != Algorithm::Crc64Nvme,
        }
    }

    /// Whether a checksum in base64 has this algorithm's length.
    pub fn fits(self, value: &str) -> bool {
        decode(value).is_some_and(|bytes| bytes.len() == self.bytes())
    }

    pub fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Algorithm::Sha1 => Sha1::digest(bytes).to_vec(),
            Algorithm::Sha256 => Sha256::digest(bytes).to_vec(),
            Algorithm::Sha512 => Sha512::digest(bytes).to_vec(),
            Algorithm::Md5 => Md5::digest(bytes).to_vec(),
            Algorithm::Crc32 | Algorithm::Crc32c | Algorithm::Crc64Nvme => self
                .crc()
                .map(|crc| self.crc_bytes(crc_fast::checksum(crc, bytes)))
                .unwrap_or_default(),
        }
    }

    /// A sum as the bytes that base64 is made of.
    pub fn crc_bytes(self, sum: u64) -> Vec<u8> {
        sum.to_be_bytes()[8 - self.bytes()..].to_vec()
    }
}

/// The checksum of the parts' checksums.
pub fn composite<'t>(
    algorithm: Algorithm,
    parts: impl ExactSizeIterator<Item = &'t str>,
) -> Checksum {
    let count = parts.len();
    let all: Vec<u8> = parts.flat_map(|p| decode(p).unwrap_or_default()).collect();
    Checksum {
        algorithm,
        kind: Kind::Composite,
        value: format!("{}-{count}", encode(algorithm.digest(&all))),
    }
}

/// The checksum of a whole object from those of its parts and their lengths; only CRCs allow it.
pub fn whole_of_parts<'t>(
    algorithm: Algorithm,
    parts: impl Iterator<Item = (&'t str, u64)>,
) -> Option<Checksum> {
    let crc = algorithm.crc()?;
    let mut sum = crc_fast::checksum(crc, b"");
    for (value, length) in parts {
        let bytes = decode(value)?;
        let part = bytes
            .iter()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        sum = checksum_combine(crc, sum, part, length);
    }
    Some(Checksum {
        algorithm,
        kind: Kind::FullObject,
        value: encode(algorithm.crc_bytes(sum)),
    })
}

/// The checksums that an input brings, with their algorithms.
macro_rules! given_checksums {
    ($input:expr) => {{
        let xx = [
            &$input.checksum_xxhash64,
            &$input.checksum_xxhash3,
            &$input.checksum_xxhash128,
        ];
        if xx.iter().any(|value| value.is_some()) {
            Err(::haneul_pipeline::AwsError::not_implemented(
                "XXHash checksums in S3",
            ))
        } else {
            let all = [
                ($crate::body::Algorithm::Crc32, $input.checksum_crc32.take()),
                (
                    $crate::body::Algorithm::Crc32c,
                    $input.checksum_crc32_c.take(),
                ),
                (
                    $crate::body::Algorithm::Crc64Nvme,
                    $input.checksum_crc64_nvme.take(),
                ),
                ($crate::body::Algorithm::Sha1, $input.checksum_sha1.take()),
                (
                    $crate::body::Algorithm::Sha256,
                    $input.checksum_sha256.take(),
                ),
                (
                    $crate::body::Algorithm::Sha512,
                    $input.checksum_sha512.take(),
                ),
                ($crate::body::Algorithm::Md5, $input.checksum_md5.take()),
            ];
            let given = |(algorithm, value): ($crate::body::Algorithm, Option<String>)| {
                value.map(|value| (algorithm, value))
            };
            Ok(all.into_iter().filter_map(given).collect::<Vec<_>>())
        }
    }};
}

/// Puts a checksum's value into the member of its algorithm.
macro_rules! show_checksum {
    ($output:expr, $algorithm:expr, $value:expr) => {
        match $algorithm {
            $crate::body::Algorithm::Crc32 => $output.checksum_crc32 = Some($value),
            $crate::body::Algorithm::Crc32c => $output.checksum_crc32_c = Some($value),
            $crate::body::Algorithm::Crc64Nvme => $output.checksum_crc64_nvme = Some($value),
            $crate::body::Algorithm::Sha1 => $output.checksum_sha1 = Some($value),
            $crate::body::Algorithm::Sha256 => $output.checksum_sha256 = Some($value),
            $crate::body::Algorithm::Sha512 => $output.checksum_sha512 = Some($value),
            $crate::body::Algorithm::Md5 => $output.checksum_md5 = Some($value),
        }
    };
}

pub(crate) use {given_checksums, show_checksum};

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(algorithm: Algorithm, bytes: &[u8]) -> String {
        encode(algorithm.digest(bytes))
    }

    #[test]
    fn known_sums() {
        let check = b"123456789";
        for (algorithm, expected) in [
            (Algorithm::Crc32, "cbf43926"),
            (Algorithm::Crc32c, "e3069283"),
            (Algorithm::Crc64Nvme, "ae8b14860a799888"),
            (Algorithm::Sha1, "f7c3bc1d808e04732adf679965ccc34ca7ae3441"),
            (Algorithm::Md5, "25f9e794323b453885f5181f1b624d0b"),
        ] {
            assert_eq!(hex::encode(algorithm.digest(check)), expected);
            assert!(algorithm.fits(&sum(algorithm, check)));
            assert!(!algorithm.fits("AAAA") && !algorithm.fits("***"));
        }
    }

    #[test]
    fn parts_make_the_whole() {
        for algorithm in [Algorithm::Crc32, Algorithm::Crc32c, Algorithm::Crc64Nvme] {
            let pieces: [&[u8]; 4] = [b"hello ", b"", b"wide", b" world"];
            let sums: Vec<(String, u64)> = pieces
                .iter()
                .map(|p| (sum(algorithm, p), p.len() as u64))
                .collect();
            let whole = whole_of_parts(algorithm, sums.iter().map(|(s, n)| (s.as_str(), *n)));
            let value = whole.map(|checksum| checksum.value);
            assert_eq!(value, Some(sum(algorithm, b"hello wide world")));
        }
        assert_eq!(whole_of_parts(Algorithm::Sha1, [].into_iter()), None);
    }

    #[test]
    fn composites_name_the_number_of_parts() {
        let parts = [sum(Algorithm::Sha256, b"a"), sum(Algorithm::Sha256, b"b")];
        let checksum = composite(Algorithm::Sha256, parts.iter().map(String::as_str));
        let inner = [Sha256::digest(b"a"), Sha256::digest(b"b")].concat();
        assert_eq!(
            checksum.value,
            format!("{}-2", encode(Sha256::digest(inner)))
        );
    }
}
