//! Records as they are kept: those of one call for one shard together, in as few rows as hold them.
//!
//! A row is a byte for the form, the time of arrival, whether they lie under a key of KMS, the number
//! of further rows that belong to it, the number of records, and of each the partition key and the
//! data with their lengths. A record too large for a row goes on in further ones.

use bytes::Bytes;
use haneul_pipeline::AwsError;
use haneul_store::limits::MAX_VALUE;

const FORM: u8 = 1;
const HEAD: usize = 1 + 8 + 1 + 2 + 2;
const OF_RECORD: usize = 2 + 4;

#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub key: String,
    pub data: Bytes,
}

impl Record {
    fn size(&self) -> usize {
        OF_RECORD + self.key.len() + self.data.len()
    }
}

/// Whether records lie under a key of KMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Plain,
    /// Said to, from when there was no KMS.
    Said,
    Sealed,
}

impl Form {
    fn byte(self) -> u8 {
        match self {
            Form::Plain => 0,
            Form::Said => 1,
            Form::Sealed => 2,
        }
    }

    fn of(byte: u8) -> Option<Form> {
        [Form::Plain, Form::Said, Form::Sealed]
            .into_iter()
            .find(|form| form.byte() == byte)
    }

    pub fn is_encrypted(self) -> bool {
        self != Form::Plain
    }
}

/// What all rows of a call say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Head {
    pub at: i64,
    pub form: Form,
}

/// The rows of one pack: the first, and what it goes on in.
pub struct Pack {
    pub pieces: Vec<Bytes>,
    pub records: usize,
}

pub fn packs(head: Head, records: &[&Record]) -> Vec<Pack> {
    let mut packs = Vec::new();
    let mut rest = records;
    while !rest.is_empty() {
        let mut size = HEAD;
        let fits = rest.iter().take(usize::from(u16::MAX)).take_while(|r| {
            size += r.size();
            size <= MAX_VALUE
        });
        // One that is too large for a row has rows of its own.
        let count = fits.count().max(1);
        let (now, later) = rest.split_at(count);
        packs.push(pack(head, now));
        rest = later;
    }
    packs
}

fn pack(head: Head, records: &[&Record]) -> Pack {
    let size = HEAD + records.iter().map(|r| r.size()).sum::<usize>();
    let mut row = Vec::with_capacity(size);
    row.push(FORM);
    row.extend_from_slice(&head.at.to_be_bytes());
    row.push(head.form.byte());
    let further = size.div_ceil(MAX_VALUE) - 1;
    row.extend_from_slice(&(further as u16).to_be_bytes());
    row.extend_from_slice(&(records.len() as u16).to_be_bytes());
    for record in records {
        row.extend_from_slice(&(record.key.len() as u16).to_be_bytes());
        row.extend_from_slice(&(record.data.len() as u32).to_be_bytes());
        row.extend_from_slice(record.key.as_bytes());
        row.extend_from_slice(&record.data);
    }
    let row = Bytes::from(row);
    let starts = (0..row.len()).step_by(MAX_VALUE);
    Pack {
        pieces: starts
            .map(|start| row.slice(start..row.len().min(start + MAX_VALUE)))
            .collect(),
        records: records.len(),
    }
}

/// What the first row of a pack says, and how many rows go on with it.
pub fn head(row: &[u8]) -> Result<(Head, u16), AwsError> {
    let damaged = || AwsError::internal("a row of records of an unknown form");
    let (head, _) = row.split_first_chunk::<HEAD>().ok_or_else(damaged)?;
    let [form, rest @ ..] = head;
    if *form != FORM {
        return Err(damaged());
    }
    let (at, rest) = rest.split_first_chunk::<8>().ok_or_else(damaged)?;
    let head = Head {
        at: i64::from_be_bytes(*at),
        form: Form::of(rest[0]).ok_or_else(damaged)?,
    };
    Ok((head, u16::from_be_bytes([rest[1], rest[2]])))
}

/// The records of a whole pack.
pub fn records(row: &Bytes) -> Result<Vec<Record>, AwsError> {
    let damaged = || AwsError::internal("a row of records that is cut off");
    let count = row.get(HEAD - 2..HEAD).ok_or_else(damaged)?;
    let count = u16::from_be_bytes([count[0], count[1]]);
    let mut at = HEAD;
    let mut records = Vec::with_capacity(count.into());
    for _ in 0..count {
        let lengths = row.get(at..at + OF_RECORD).ok_or_else(damaged)?;
        let key = usize::from(u16::from_be_bytes([lengths[0], lengths[1]]));
        let data = u32::from_be_bytes([lengths[2], lengths[3], lengths[4], lengths[5]]) as usize;
        at += OF_RECORD;
        let end = at + key + data;
        let bytes = row.get(at..end).ok_or_else(damaged)?;
        let key = std::str::from_utf8(&bytes[..key]).map_err(AwsError::internal)?;
        records.push(Record {
            key: key.to_owned(),
            data: row.slice(end - data..end),
        });
        at = end;
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEAD_OF: Head = Head {
        at: 17,
        form: Form::Sealed,
    };

    fn read(packs: &[Pack]) -> Vec<Record> {
        let whole = packs.iter().map(|pack| {
            let (head, further) = head(&pack.pieces[0]).unwrap();
            assert_eq!(
                (head, usize::from(further) + 1),
                (HEAD_OF, pack.pieces.len())
            );
            records(&pack.pieces.concat().into()).unwrap()
        });
        whole.flatten().collect()
    }

    proptest! {
        #[test]
        fn what_is_packed_is_read(sizes in prop::collection::vec(0usize..200_000, 1..12)) {
            let given: Vec<Record> = sizes
                .iter()
                .map(|size| Record { key: format!("k{size}"), data: vec![7; *size].into() })
                .collect();
            let packs = packs(HEAD_OF, &given.iter().collect::<Vec<_>>());
            prop_assert!(packs.iter().flat_map(|p| &p.pieces).all(|p| p.len() <= MAX_VALUE));
            prop_assert_eq!(read(&packs), given);
        }

        #[test]
        fn anything_may_be_read(bytes: Vec<u8>) {
            _ = head(&bytes);
            _ = records(&bytes.into());
        }
    }
}
