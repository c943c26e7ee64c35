use crate::{Az, Placement, Region, Zone};
use std::fmt;
use std::str::FromStr;

/// 128 bits, chosen by whoever makes the blob. In ids made by [`BlobId::new`] all but the last four
/// bytes are random, and those say where the blob's copies lie and whose it is; so that is known
/// of every copy, wherever it is found. What was placed before there were zones has ids that do
/// not say it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobId(pub [u8; 16]);

/// Set in the first byte of the mark where the two before it say where the copies lie.
const PLACED: u8 = 0x80;

impl BlobId {
    /// `mark` is the service's, two bytes of ASCII: services keep blobs in the same place.
    pub fn new(mut random: [u8; 16], mark: [u8; 2], placement: Placement) -> Self {
        random[12] = match placement {
            Placement::Regional(_) => 0,
            Placement::OneZone(az) => az.zone as u8 + 1,
        };
        random[13] = placement.region().code();
        random[14] = mark[0] | PLACED;
        random[15] = mark[1];
        Self(random)
    }

    /// Whose it is.
    pub fn mark(self) -> [u8; 2] {
        [self.0[14] & !PLACED, self.0[15]]
    }

    pub fn placement(self) -> Placement {
        if self.0[14] & PLACED == 0 {
            return Placement::ANYWHERE;
        }
        let region = Region::from_code(self.0[13]);
        let zone = Zone::ALL.get(usize::from(self.0[12]).wrapping_sub(1));
        match zone {
            Some(zone) => Placement::OneZone(Az {
                region,
                zone: *zone,
            }),
            None => Placement::Regional(region),
        }
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("not a blob id")]
pub struct NotABlobId;

impl FromStr for BlobId {
    type Err = NotABlobId;

    fn from_str(text: &str) -> Result<Self, NotABlobId> {
        let mut id = [0; 16];
        hex::decode_to_slice(text, &mut id).map_err(|_| NotABlobId)?;
        // One spelling for each id.
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Err(NotABlobId)
        } else {
            Ok(Self(id))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_where_the_copies_lie() {
        let here = Az::parse("eu-west-1b").unwrap();
        for placement in [
            Placement::ANYWHERE,
            Placement::Regional(here.region),
            Placement::OneZone(here),
        ] {
            let id = BlobId::new([0xab; 16], *b"s3", placement);
            assert_eq!((id.placement(), id.mark()), (placement, *b"s3"));
            assert_eq!(id.0[..12], [0xab; 12]);
        }
        let mut old = [2; 16];
        old[14..].copy_from_slice(b"s3");
        assert_eq!(BlobId(old).placement(), Placement::ANYWHERE);
        assert_eq!(BlobId(old).mark(), *b"s3");
    }
}
