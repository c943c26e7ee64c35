//! A bucket with versions beside a model of it that anybody can read: made, overwritten, copied,
//! deleted, with versioning switched on and off in between.

use super::{Load, acknowledged};
use crate::Outcome;
use crate::chance::Chance;
use crate::client::{Call, Client};
use std::collections::{BTreeMap, BTreeSet};

pub const BUCKET: &str = "kill-versions";

const KEYS: usize = 6;
/// Beyond so many, versions are deleted more often than they are made.
const MANY: usize = 150;
/// Around what lies beside the rows instead of in them.
const SIZES: [usize; 3] = [0, 10, 40_000];
/// An id that nobody was told.
const UNTOLD: &str = "?";

#[derive(Clone, Debug, PartialEq)]
struct Version {
    id: String,
    /// What its bytes follow from; none are a delete marker's.
    body: Option<u64>,
}

/// Each key's versions, the newest first.
#[derive(Clone, Debug, Default)]
struct Model {
    versioning: Option<bool>,
    keys: BTreeMap<usize, Vec<Version>>,
}

/// Key, id and whether it is the newest.
type Row = (String, String, bool);

impl Model {
    fn add(&mut self, key: usize, id: &str, body: Option<u64>) {
        let versions = self.keys.entry(key).or_default();
        if id == "null" {
            versions.retain(|version| version.id != "null");
        }
        let id = id.to_owned();
        versions.insert(0, Version { id, body });
    }

    /// The id of what comes next, as far as it is known before.
    fn next_id(&self) -> &'static str {
        match self.versioning {
            Some(true) => UNTOLD,
            Some(false) | None => "null",
        }
    }

    fn count(&self) -> usize {
        self.keys.values().map(Vec::len).sum()
    }

    fn rows(&self, objects: bool) -> Vec<Row> {
        let mut rows = Vec::new();
        for (key, versions) in &self.keys {
            for (at, version) in versions.iter().enumerate() {
                if version.body.is_some() == objects {
                    rows.push((key.to_string(), version.id.clone(), at == 0));
                }
            }
        }
        rows
    }

    /// Whether this is what is shown, where ids that nobody was told may be any.
    fn fits(&self, shown: &Shown) -> bool {
        let same = |mine: Vec<Row>, shown: &[Row]| {
            mine.len() == shown.len()
                && mine.iter().zip(shown).all(|(mine, shown)| {
                    let id = mine.1 == shown.1 || mine.1 == UNTOLD && shown.1 != "null";
                    id && (&mine.0, mine.2) == (&shown.0, shown.2)
                })
        };
        self.versioning == shown.versioning
            && same(self.rows(true), &shown.objects)
            && same(self.rows(false), &shown.markers)
    }

    /// Takes the ids over that were not told. There is one at most, and it is its key's newest.
    fn learn(&mut self, shown: &Shown) {
        for (key, versions) in &mut self.keys {
            let Some(newest) = versions.first_mut().filter(|v| v.id == UNTOLD) else {
                continue;
            };
            let all = shown.objects.iter().chain(&shown.markers);
            let mut own = all.filter(|(name, _, latest)| *latest && *name == key.to_string());
            if let Some((_, id, _)) = own.next() {
                newest.id.clone_from(id);
            }
        }
    }
}

/// The bucket as it shows itself.
struct Shown {
    versioning: Option<bool>,
    objects: Vec<Row>,
    markers: Vec<Row>,
}

#[derive(Default)]
pub struct Versions {
    known: Model,
    /// What it is, if the change under way when the cloud was killed was made.
    doubt: Option<Model>,
    /// Keys changed since the last check.
    touched: BTreeSet<usize>,
    count: usize,
}

/// A change on its way.
struct Change {
    call: Call,
    after: Model,
    /// The key that gets a new version.
    made: Option<usize>,
}

fn path(key: usize) -> String {
    format!("/{BUCKET}/{key}")
}

fn bytes(seed: u64) -> Vec<u8> {
    let mut chance = Chance::new(seed);
    let length = *chance.pick(&SIZES);
    let mut bytes = seed.to_be_bytes().to_vec();
    bytes.extend(chance.bytes(length));
    bytes
}

fn element(text: &str, name: &str) -> String {
    let inner = text.split(&format!("<{name}>")).nth(1).unwrap_or_default();
    inner.split('<').next().unwrap_or_default().to_owned()
}

fn rows(text: &str, kind: &str) -> Vec<Row> {
    let row = |part: &str| {
        let row = part.split(&format!("</{kind}>")).next().unwrap_or_default();
        let latest = element(row, "IsLatest") == "true";
        (element(row, "Key"), element(row, "VersionId"), latest)
    };
    text.split(&format!("<{kind}>")).skip(1).map(row).collect()
}

fn shown(client: &mut Client) -> Outcome<Shown> {
    let bucket = format!("/{BUCKET}");
    let listed = client.expect(&Call::new("s3", "GET", &*bucket).query("versions="))?;
    let listed = listed.text();
    let status = client.expect(&Call::new("s3", "GET", &*bucket).query("versioning="))?;
    Ok(Shown {
        versioning: status.element("Status").map(|status| status == "Enabled"),
        objects: rows(&listed, "Version"),
        markers: rows(&listed, "DeleteMarker"),
    })
}

impl Versions {
    fn change(&self, chance: &mut Chance) -> Change {
        let key = chance.below(KEYS);
        let many = self.known.count() > MANY;
        match chance.below(20) {
            0..8 if !many => self.put(key, chance.number()),
            8..10 if !many => self.delete(key),
            10..13 if !many => self.copy(key, chance),
            13 => self.switch(!chance.one_in(3)),
            _ => self.delete_version(key, chance),
        }
    }

    fn put(&self, key: usize, seed: u64) -> Change {
        let mut after = self.known.clone();
        after.add(key, self.known.next_id(), Some(seed));
        Change {
            call: Call::new("s3", "PUT", path(key)).body(bytes(seed)),
            after,
            made: Some(key),
        }
    }

    fn delete(&self, key: usize) -> Change {
        let mut after = self.known.clone();
        match self.known.versioning {
            None => drop(after.keys.remove(&key)),
            Some(_) => after.add(key, self.known.next_id(), None),
        }
        Change {
            call: Call::new("s3", "DELETE", path(key)),
            after,
            made: self.known.versioning.map(|_| key),
        }
    }

    fn copy(&self, key: usize, chance: &mut Chance) -> Change {
        let sources = self.known.keys.iter().flat_map(|(from, versions)| {
            let bodies = versions.iter().filter(|version| version.body.is_some());
            bodies.map(move |version| (*from, version))
        });
        let sources: Vec<(usize, &Version)> = sources.collect();
        if sources.is_empty() {
            return self.put(key, chance.number());
        }
        let (from, version) = *chance.pick(&sources);
        let mut after = self.known.clone();
        after.add(key, self.known.next_id(), version.body);
        let source = format!("{BUCKET}/{from}?versionId={}", version.id);
        Change {
            call: Call::new("s3", "PUT", path(key))
                .header("x-amz-copy-source", source)
                .header("x-amz-metadata-directive", "REPLACE"),
            after,
            made: Some(key),
        }
    }

    fn delete_version(&self, key: usize, chance: &mut Chance) -> Change {
        let mut after = self.known.clone();
        let versions = after.keys.entry(key).or_default();
        if versions.is_empty() {
            return self.put(key, chance.number());
        }
        let version = versions.remove(chance.below(versions.len()));
        Change {
            call: Call::new("s3", "DELETE", path(key)).query(format!("versionId={}", version.id)),
            after,
            made: None,
        }
    }

    fn switch(&self, on: bool) -> Change {
        // With the sums that S3 insists on.
        let (status, sum) = match on {
            true => ("Enabled", "QQFYoy/mRYV9PGZUfFi0Bw=="),
            false => ("Suspended", "orZUUp7E9srl53Od8p1glA=="),
        };
        let body = format!(
            "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <Status>{status}</Status></VersioningConfiguration>"
        );
        Change {
            call: Call::new("s3", "PUT", format!("/{BUCKET}"))
                .query("versioning=")
                .header("content-md5", sum)
                .body(body),
            after: Model {
                versioning: Some(on),
                ..self.known.clone()
            },
            made: None,
        }
    }

    /// Every version of a key has the bytes that it was given.
    fn check_bytes(&self, client: &mut Client, key: usize) -> Outcome<()> {
        for version in self.known.keys.get(&key).into_iter().flatten() {
            let Some(seed) = version.body else { continue };
            let call = Call::new("s3", "GET", path(key)).query(format!("versionId={}", version.id));
            if client.expect(&call)?.body != bytes(seed) {
                let id = &version.id;
                return Err(format!("version {id} of {key} has other bytes").into());
            }
        }
        Ok(())
    }
}

impl Load for Versions {
    fn name(&self) -> &'static str {
        "changes of versions"
    }

    fn prepare(&mut self, client: &mut Client) -> Outcome<()> {
        client.expect(&Call::new("s3", "PUT", format!("/{BUCKET}")))?;
        Ok(())
    }

    fn write(&mut self, client: &mut Client, chance: &mut Chance) -> Outcome<()> {
        let change = self.change(chance);
        let before = &self.known.keys;
        let differs = |key: &usize| before.get(key) != change.after.keys.get(key);
        self.touched.extend((0..KEYS).filter(differs));
        self.doubt = Some(change.after);
        let answer = acknowledged(client.send(&change.call)?)?;
        let mut after = self.doubt.take().unwrap_or_default();
        let told = answer.header("x-amz-version-id");
        let newest = change
            .made
            .and_then(|key| after.keys.get_mut(&key)?.first_mut());
        if let Some(newest) = newest.filter(|newest| newest.id == UNTOLD) {
            newest.id = told.ok_or("a version without an id")?.to_owned();
        }
        self.known = after;
        self.count += 1;
        Ok(())
    }

    fn check(&mut self, client: &mut Client) -> Outcome<()> {
        let shown = shown(client)?;
        // An overwritten null version shows itself the same before and after.
        let ways = [Some(self.known.clone()), self.doubt.take()];
        let mut problem =
            "the bucket shows neither what was acknowledged nor what was tried".into();
        for mut way in ways.into_iter().flatten().filter(|way| way.fits(&shown)) {
            way.learn(&shown);
            self.known = way;
            let keys = self.touched.iter();
            let mut checked = keys.map(|key| self.check_bytes(client, *key));
            match checked.find_map(Result::err) {
                Some(error) => problem = error,
                None => {
                    self.touched.clear();
                    return Ok(());
                }
            }
        }
        Err(problem)
    }

    fn acknowledged(&self) -> usize {
        self.count
    }
}
