//! Random operations on a bucket, beside a model of it that anybody can read.

use crate::disk::open;
use crate::help::{Bucket, bucket, bytes, make};
use bytes::Bytes;
use haneul_runtime::Random;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// More is for the night: `HANEUL_MODEL_STEPS=1000000`.
const STEPS: u64 = 3_000;
const KEYS: &[&str] = &["a", "a/", "a/b", "b", "하"];

#[derive(Clone, Debug, PartialEq)]
struct Version {
    id: String,
    /// None is a delete marker.
    body: Option<Bytes>,
}

/// Each key's versions, the newest first.
#[derive(Debug, Default)]
struct Model {
    versioning: Option<bool>,
    keys: BTreeMap<&'static str, Vec<Version>>,
}

impl Model {
    fn add(&mut self, key: &'static str, version: Version) {
        let versions = self.keys.entry(key).or_default();
        if version.id == "null" {
            versions.retain(|version| version.id != "null");
        }
        versions.insert(0, version);
    }

    fn current(&self, key: &str) -> Option<&Bytes> {
        self.keys.get(key)?.first()?.body.as_ref()
    }

    fn objects(&self) -> Vec<&str> {
        let keys = self.keys.keys().copied();
        keys.filter(|key| self.current(key).is_some()).collect()
    }
}

struct Run {
    bucket: Bucket,
    model: Model,
    random: Random,
}

impl Run {
    async fn step(&mut self) {
        let key = KEYS[self.random.below(KEYS.len() as u64) as usize];
        match self.random.below(20) {
            0..8 => self.put(key).await,
            8..11 => self.delete(key).await,
            11..14 => self.delete_version(key).await,
            14..16 => self.copy(key).await,
            16 => self.switch().await,
            _ => self.read(key).await,
        }
    }

    fn id(&self, answer: &Json) -> String {
        let id = answer["VersionId"].as_str().map(str::to_owned);
        match self.model.versioning {
            Some(true) => assert_ne!(id.as_deref(), Some("null")),
            Some(false) => assert_eq!(id.as_deref(), Some("null")),
            None => assert_eq!(id, None),
        }
        id.unwrap_or_else(|| "null".to_owned())
    }

    async fn put(&mut self, key: &'static str) {
        let size = [0, 10, 40_000][self.random.below(3) as usize];
        let mut body = bytes(size).to_vec();
        body.extend(self.random.bytes::<4>());
        let body = Bytes::from(body);
        let answer = self.bucket.put(key, body.clone()).await;
        let id = self.id(&answer);
        self.model.add(
            key,
            Version {
                id,
                body: Some(body),
            },
        );
    }

    async fn delete(&mut self, key: &'static str) {
        let answer = self.bucket.ok("DeleteObject", json!({"Key": key})).await;
        let id = self.id(&answer);
        match self.model.versioning {
            None => drop(self.model.keys.remove(key)),
            Some(_) => self.model.add(key, Version { id, body: None }),
        }
    }

    async fn delete_version(&mut self, key: &'static str) {
        let versions = self.model.keys.entry(key).or_default();
        if versions.is_empty() {
            return;
        }
        let at = self.random.below(versions.len() as u64) as usize;
        let version = versions.remove(at);
        let input = json!({"Key": key, "VersionId": version.id});
        let answer = self.bucket.ok("DeleteObject", input).await;
        assert_eq!(answer["DeleteMarker"] == true, version.body.is_none());
    }

    async fn copy(&mut self, key: &'static str) {
        let from = KEYS[self.random.below(KEYS.len() as u64) as usize];
        let versions = self.model.keys.get(from).cloned().unwrap_or_default();
        let chosen = self.random.below(versions.len().max(1) as u64) as usize;
        let Some(source) = versions.get(chosen) else {
            return;
        };
        let text = format!("{}/{from}?versionId={}", self.bucket.name, source.id);
        let input = json!({"Key": key, "CopySource": text, "MetadataDirective": "REPLACE"});
        match &source.body {
            Some(body) => {
                let answer = self.bucket.ok("CopyObject", input).await;
                let id = self.id(&answer);
                self.model.add(
                    key,
                    Version {
                        id,
                        body: Some(body.clone()),
                    },
                );
            }
            None => assert_eq!(
                self.bucket.code("CopyObject", input).await,
                "InvalidRequest"
            ),
        }
    }

    async fn switch(&mut self) {
        let on = self.random.below(3) > 0;
        let status = if on { "Enabled" } else { "Suspended" };
        let input = json!({"VersioningConfiguration": {"Status": status}});
        self.bucket.ok("PutBucketVersioning", input).await;
        self.model.versioning = Some(on);
    }

    async fn read(&self, key: &str) {
        match self.model.current(key) {
            Some(body) => assert_eq!(self.bucket.get(key).await, body),
            None => assert_eq!(
                self.bucket.code("GetObject", json!({"Key": key})).await,
                "NoSuchKey"
            ),
        }
    }

    /// Everything the bucket shows is everything the model has.
    async fn compare(&self) {
        let list = self.bucket.ok("ListObjectsV2", json!({})).await;
        let rows = |list: &Json, name: &str| list[name].as_array().cloned().unwrap_or_default();
        let keys: Vec<_> = rows(&list, "Contents");
        let keys: Vec<_> = keys
            .iter()
            .map(|row| row["Key"].as_str().unwrap())
            .collect();
        assert_eq!(keys, self.model.objects());
        let list = self.bucket.ok("ListObjectVersions", json!({})).await;
        for (name, is_object) in [("Versions", true), ("DeleteMarkers", false)] {
            let shown: Vec<_> = rows(&list, name)
                .iter()
                .map(|row| {
                    let text = |name: &str| row[name].as_str().unwrap().to_owned();
                    (text("Key"), text("VersionId"), row["IsLatest"] == true)
                })
                .collect();
            let mut expected = Vec::new();
            for (key, versions) in &self.model.keys {
                for (at, version) in versions.iter().enumerate() {
                    if version.body.is_some() == is_object {
                        expected.push((key.to_string(), version.id.clone(), at == 0));
                    }
                }
            }
            assert_eq!(shown, expected);
        }
        for (key, versions) in &self.model.keys {
            for version in versions {
                let input = json!({"Key": key, "VersionId": version.id});
                match &version.body {
                    Some(body) => assert_eq!(self.bucket.get_as(input).await.body, body),
                    None => assert_eq!(
                        self.bucket.code("GetObject", input).await,
                        "MethodNotAllowed"
                    ),
                }
            }
        }
        let large = |version: &&Version| {
            version
                .body
                .as_ref()
                .is_some_and(|body| body.len() > 32_768)
        };
        let blobs = self.model.keys.values().flatten().filter(large).count();
        assert_eq!(
            self.bucket.blobs().await,
            blobs,
            "blobs that nobody needs, or missing ones"
        );
    }
}

fn chance() -> Random {
    let seed = std::env::var("HANEUL_MODEL_SEED").ok();
    let seed = seed.map_or_else(|| Random::from_host().u64(), |seed| seed.parse().unwrap());
    println!("HANEUL_MODEL_SEED={seed}");
    Random::seeded(seed)
}

/// Over files, and between them the cloud is closed and opened again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_outlives_the_process() {
    let dir = tempfile::tempdir().unwrap();
    let mut run = Run {
        bucket: make(&open(dir.path()).await, "first").await,
        model: Model::default(),
        random: chance(),
    };
    for _ in 0..6 {
        for _ in 0..40 {
            run.step().await;
        }
        run.compare().await;
        let Run {
            bucket,
            model,
            random,
        } = run;
        drop(bucket);
        run = Run {
            bucket: Bucket {
                client: open(dir.path()).await,
                name: "first".to_owned(),
            },
            model,
            random,
        };
        run.compare().await;
    }
}

#[tokio::test]
async fn a_bucket_is_what_the_model_says() {
    let steps = std::env::var("HANEUL_MODEL_STEPS").ok();
    let steps = steps.map_or(STEPS, |steps| steps.parse().unwrap());
    let random = chance();
    let mut done = 0;
    while done < steps {
        let (_cloud, bucket) = bucket().await;
        let model = Model::default();
        let mut run = Run {
            bucket,
            model,
            random: random.clone(),
        };
        // Keys with very many versions would make the comparison the whole test.
        for step in 0..300 {
            run.step().await;
            if step % 50 == 49 {
                run.compare().await;
            }
        }
        done += 300;
    }
}
