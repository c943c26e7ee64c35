//! AWS managed policies. Documents stay compressed, a few dozen together, until one is asked for.

use crate::archive::Archive;
use crate::compact::{deflate, inflate};
use crate::packed::{self, packed};
use std::sync::LazyLock;

/// Documents in one compressed chunk.
const CHUNK: usize = 32;

#[derive(Debug)]
pub struct ManagedPolicy {
    pub name: &'static str,
    pub arn: &'static str,
    pub path: &'static str,
    /// The default version, e.g. `v3`.
    pub version: &'static str,
    /// RFC 3339.
    pub created: &'static str,
    pub updated: &'static str,
    place: u16,
}

packed!(struct ManagedPolicy { name, arn, path, version, created, updated, place });

static LIST: LazyLock<Vec<ManagedPolicy>> = LazyLock::new(|| {
    let bytes = include_bytes!(concat!(env!("HANEUL_FACTS"), "/iam/policies.list"));
    let list = inflate(bytes).and_then(|bytes| packed::from_bytes(bytes.leak()));
    list.unwrap_or_else(|e| panic!("managed policies: {e}"))
});

static DOCUMENTS: LazyLock<Archive<Vec<&'static str>>> = LazyLock::new(|| {
    let bytes = include_bytes!(concat!(env!("HANEUL_FACTS"), "/iam/policies.pack"));
    Archive::open(bytes).unwrap_or_else(|e| panic!("managed policies: {e}"))
});

/// Every managed policy by name.
pub fn managed_policies() -> impl ExactSizeIterator<Item = &'static ManagedPolicy> {
    LIST.iter()
}

/// The managed policy with this ARN (of the partition `aws`).
pub fn managed_policy(arn: &str) -> Option<&'static ManagedPolicy> {
    let name = arn.rsplit('/').next()?;
    let place = LIST.binary_search_by(|p| p.name.cmp(name)).ok()?;
    Some(&LIST[place]).filter(|p| p.arn == arn)
}

impl ManagedPolicy {
    /// The policy's JSON text.
    pub fn document(&self) -> &'static str {
        let place = usize::from(self.place);
        let chunk = DOCUMENTS.get(&chunk_name(place / CHUNK));
        chunk
            .and_then(|c| c.get(place % CHUNK))
            .copied()
            .unwrap_or_default()
    }
}

fn chunk_name(number: usize) -> String {
    format!("{number:03}")
}

/// The bytes of `facts/iam/policies.list` and `facts/iam/policies.pack`. Each policy is its
/// name, path, version, time of creation, time of update and document.
pub fn write_policies(mut policies: Vec<[&'static str; 6]>) -> (Vec<u8>, Vec<u8>) {
    policies.sort_unstable();
    let mut list = Vec::new();
    let mut chunks: Vec<(&'static str, Vec<&'static str>)> = Vec::new();
    for (place, [name, path, version, created, updated, document]) in
        policies.into_iter().enumerate()
    {
        if place % CHUNK == 0 {
            chunks.push((chunk_name(place / CHUNK).leak(), Vec::new()));
        }
        if let Some((_, chunk)) = chunks.last_mut() {
            chunk.push(document);
        }
        list.push(ManagedPolicy {
            name,
            arn: format!("arn:aws:iam::aws:policy{path}{name}").leak(),
            path,
            version,
            created,
            updated,
            place: place as u16,
        });
    }
    (deflate(&packed::to_bytes(&list)), Archive::write(chunks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn administrator() {
        let arn = "arn:aws:iam::aws:policy/AdministratorAccess";
        let policy = managed_policy(arn).unwrap();
        let document = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
        assert_eq!(policy.document(), document);
        assert!(managed_policy("arn:aws:iam::aws:policy/x/AdministratorAccess").is_none());
    }

    #[test]
    fn every_document_is_json() {
        assert!(managed_policies().len() > 1000);
        for policy in managed_policies() {
            let json = serde_json::from_str::<serde_json::Value>(policy.document());
            assert!(json.unwrap()["Statement"].is_array(), "{}", policy.name);
        }
    }
}
