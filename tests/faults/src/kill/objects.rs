//! Objects: made, overwritten, deleted.

use super::{Load, acknowledged};
use crate::Outcome;
use crate::chance::Chance;
use crate::client::{Call, Client};
use std::collections::BTreeMap;

/// An object's content, from which its bytes follow; `None` is its absence.
type Content = Option<u64>;

const KEYS: usize = 40;

pub struct Objects {
    bucket: &'static str,
    largest: usize,
    /// What each key holds by the last acknowledged write.
    known: BTreeMap<usize, Content>,
    /// The write under way when the cloud was killed.
    doubt: Option<(usize, Content)>,
    /// Keys written since the last check.
    touched: Vec<usize>,
    count: usize,
}

impl Objects {
    pub fn new(bucket: &'static str, largest: usize) -> Objects {
        Objects {
            bucket,
            largest,
            known: BTreeMap::new(),
            doubt: None,
            touched: Vec::new(),
            count: 0,
        }
    }

    fn path(&self, key: usize) -> String {
        format!("/{}/{key:02}", self.bucket)
    }

    fn bytes(&self, seed: u64) -> Vec<u8> {
        let mut chance = Chance::new(seed);
        let length = chance.below(self.largest);
        chance.bytes(length)
    }

    fn found(&self, client: &mut Client, key: usize) -> Outcome<Option<Vec<u8>>> {
        let answer = client.send(&Call::new("s3", "GET", self.path(key)))?;
        match answer.status {
            200 => Ok(Some(answer.body)),
            404 => Ok(None),
            status => Err(format!("object {key}: {status} {}", answer.text()).into()),
        }
    }
}

impl Load for Objects {
    fn name(&self) -> &'static str {
        "changes of objects"
    }

    fn prepare(&mut self, client: &mut Client) -> Outcome<()> {
        client.expect(&Call::new("s3", "PUT", format!("/{}", self.bucket)))?;
        Ok(())
    }

    fn write(&mut self, client: &mut Client, chance: &mut Chance) -> Outcome<()> {
        let key = chance.below(KEYS);
        let content = (!chance.one_in(5)).then(|| chance.number());
        let call = match content {
            Some(seed) => Call::new("s3", "PUT", self.path(key)).body(self.bytes(seed)),
            None => Call::new("s3", "DELETE", self.path(key)),
        };
        self.doubt = Some((key, content));
        self.touched.push(key);
        acknowledged(client.send(&call)?)?;
        self.known.insert(key, content);
        self.doubt = None;
        self.count += 1;
        Ok(())
    }

    fn check(&mut self, client: &mut Client) -> Outcome<()> {
        let mut keys = std::mem::take(&mut self.touched);
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            let found = self.found(client, key)?;
            let is = |content: Content| content.map(|seed| self.bytes(seed)) == found;
            let known = self.known.get(&key).copied().flatten();
            match self.doubt {
                _ if is(known) => {}
                Some((doubted, content)) if doubted == key && is(content) => {
                    self.known.insert(key, content);
                }
                _ => {
                    let length = found.map(|bytes| bytes.len());
                    return Err(format!(
                        "object {key} of {} has {length:?} bytes, and they are neither those acknowledged nor those tried",
                        self.bucket
                    )
                    .into());
                }
            }
        }
        self.doubt = None;
        let listed = client
            .expect(&Call::new("s3", "GET", format!("/{}", self.bucket)))?
            .text();
        let listed: Vec<&str> = listed
            .split("<Key>")
            .skip(1)
            .map(|rest| &rest[..2])
            .collect();
        let known: Vec<String> = self
            .known
            .iter()
            .filter(|(_, content)| content.is_some())
            .map(|(key, _)| format!("{key:02}"))
            .collect();
        match listed == known {
            true => Ok(()),
            false => Err(format!("listed are {listed:?}, there should be {known:?}").into()),
        }
    }

    fn acknowledged(&self) -> usize {
        self.count
    }
}
