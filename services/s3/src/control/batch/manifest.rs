//! The objects of a manifest, a stretch at a time.

use super::csv;
use super::row::Cursor;
use super::work::Actor;
use crate::control::shapes::JobManifest;
use bytes::Bytes;
use flate2::read::GzDecoder;
use haneul_pipeline::AwsError;
use percent_encoding::percent_decode_str;
use serde_json::{Value as Json, json};
use std::io::Read;

/// Of a list, read together.
const STRETCH: u64 = 1 << 20;
/// What a file of an inventory may be when it is unzipped.
const FILE: u64 = 256 << 20;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub bucket: String,
    pub key: String,
    pub version: Option<String>,
}

/// The next objects, each with what has been done when it has been.
pub struct Stretch {
    pub targets: Vec<(Target, Cursor)>,
    pub is_last: bool,
}

pub struct Manifest {
    bucket: String,
    key: String,
    version: Option<String>,
    etag: String,
    source: Source,
}

enum Source {
    List {
        columns: Vec<String>,
        size: u64,
    },
    Inventory {
        columns: Vec<String>,
        files: Vec<String>,
    },
}

fn wrong(words: impl Into<String>) -> AwsError {
    AwsError::new("InvalidManifest", words.into()).status(400)
}

impl Manifest {
    pub async fn open(actor: &Actor<'_>, said: &JobManifest) -> Result<Manifest, AwsError> {
        let place = said.location.object_arn.split_once(":::");
        let place = place.and_then(|(_, place)| place.split_once('/'));
        let (bucket, key) = place.ok_or_else(|| wrong("The manifest's ARN is not an object's."))?;
        let mut manifest = Manifest {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            version: said.location.object_version_id.clone(),
            etag: said.location.e_tag.trim_matches('"').to_owned(),
            source: Source::List {
                columns: said.spec.fields.clone().unwrap_or_default(),
                size: 0,
            },
        };
        let head = actor.call("HeadObject", manifest.input()).await?;
        let length = head.output["ContentLength"].as_u64().unwrap_or_default();
        match &mut manifest.source {
            Source::List { size, .. } if said.spec.fields.is_some() => *size = length,
            _ => manifest.source = manifest.inventory(actor, length).await?,
        }
        Ok(manifest)
    }

    fn input(&self) -> Json {
        let mut input = json!({"Bucket": self.bucket, "Key": self.key, "IfMatch": self.etag});
        if let Some(version) = &self.version {
            input["VersionId"] = json!(version);
        }
        input
    }

    async fn inventory(&self, actor: &Actor<'_>, length: u64) -> Result<Source, AwsError> {
        if length > FILE {
            return Err(wrong("The manifest is too large."));
        }
        let body = actor.call("GetObject", self.input()).await?.body;
        let document: Json = serde_json::from_slice(&body)
            .map_err(|_| wrong("The manifest is not that of an inventory."))?;
        if document["fileFormat"] != "CSV" {
            return Err(AwsError::not_implemented(
                "S3 batch operations on inventories that are not CSV",
            ));
        }
        let columns = document["fileSchema"].as_str().unwrap_or_default();
        let columns = columns.split(',').map(|c| c.trim().to_owned()).collect();
        let files = document["files"].as_array().cloned().unwrap_or_default();
        let key = |file: &Json| file["key"].as_str().map(str::to_owned);
        Ok(Source::Inventory {
            columns,
            files: files.iter().filter_map(key).collect(),
        })
    }

    pub async fn next(&self, actor: &Actor<'_>, from: Cursor) -> Result<Stretch, AwsError> {
        match &self.source {
            Source::List { columns, size } => self.listed(actor, columns, *size, from).await,
            Source::Inventory { columns, files } => self.of_file(actor, columns, files, from).await,
        }
    }

    async fn listed(
        &self,
        actor: &Actor<'_>,
        columns: &[String],
        size: u64,
        from: Cursor,
    ) -> Result<Stretch, AwsError> {
        let mut begin = from.offset;
        loop {
            let (targets, end) = self.lines(actor, columns, size, begin).await?;
            // Empty lines are passed over, however many there are.
            if !targets.is_empty() || end == size {
                return Ok(Stretch {
                    targets,
                    is_last: end == size,
                });
            }
            begin = end;
        }
    }

    /// The whole lines of a stretch of a list, and where they end.
    async fn lines(
        &self,
        actor: &Actor<'_>,
        columns: &[String],
        size: u64,
        begin: u64,
    ) -> Result<(Vec<(Target, Cursor)>, u64), AwsError> {
        if begin >= size {
            return Ok((Vec::new(), size));
        }
        let end = size.min(begin + STRETCH);
        let mut input = self.input();
        input["Range"] = json!(format!("bytes={begin}-{}", end - 1));
        let body = actor.call("GetObject", input).await?.body;
        let is_last = end == size;
        // What is behind the last end of a line belongs to the next stretch.
        let whole = match is_last {
            true => body.len(),
            false => body
                .iter()
                .rposition(|b| *b == b'\n')
                .map_or(0, |at| at + 1),
        };
        if whole == 0 {
            return Err(wrong("A line of the manifest is too long."));
        }
        let mut targets = Vec::new();
        let mut offset = begin;
        for line in body[..whole].split_inclusive(|b| *b == b'\n') {
            offset += line.len() as u64;
            let cursor = Cursor { file: 0, offset };
            if let Some(target) = target(columns, line)? {
                targets.push((target, cursor));
            }
        }
        let end = if is_last { size } else { offset };
        Ok((targets, end))
    }

    async fn of_file(
        &self,
        actor: &Actor<'_>,
        columns: &[String],
        files: &[String],
        from: Cursor,
    ) -> Result<Stretch, AwsError> {
        let index = usize::try_from(from.file).unwrap_or(usize::MAX);
        let Some(file) = files.get(index) else {
            return Ok(Stretch {
                targets: Vec::new(),
                is_last: true,
            });
        };
        let input = json!({"Bucket": self.bucket, "Key": file});
        let text = unzip(&actor.call("GetObject", input).await?.body)?;
        let mut targets = Vec::new();
        for (row, line) in text.split_inclusive(|b| *b == b'\n').enumerate() {
            let cursor = Cursor {
                file: from.file,
                offset: row as u64 + 1,
            };
            if cursor.offset <= from.offset {
                continue;
            }
            if let Some(target) = target(columns, line)? {
                targets.push((target, cursor));
            }
        }
        if let Some((_, last)) = targets.last_mut() {
            *last = Cursor {
                file: from.file + 1,
                offset: 0,
            };
        }
        let is_last = index + 1 == files.len();
        // An empty file is passed over with the next look.
        match targets.is_empty() && !is_last {
            true => {
                let next = Cursor {
                    file: from.file + 1,
                    offset: 0,
                };
                Box::pin(self.of_file(actor, columns, files, next)).await
            }
            false => Ok(Stretch { targets, is_last }),
        }
    }
}

fn unzip(body: &Bytes) -> Result<Vec<u8>, AwsError> {
    let mut text = Vec::new();
    let mut reader = GzDecoder::new(&body[..]).take(FILE);
    let read = reader.read_to_end(&mut text);
    read.map_err(|_| wrong("A file of the inventory cannot be read."))?;
    match text.len() as u64 >= FILE {
        true => Err(wrong("A file of the inventory is too large.")),
        false => Ok(text),
    }
}

/// The object of a line; none for lines that are empty, and delete markers of an inventory.
fn target(columns: &[String], line: &[u8]) -> Result<Option<Target>, AwsError> {
    let line = std::str::from_utf8(line).map_err(|_| wrong("The manifest is not UTF-8."))?;
    let line = line.strip_suffix('\n').unwrap_or(line);
    if line.trim().is_empty() {
        return Ok(None);
    }
    let values = csv::read(line).ok_or_else(|| wrong("A line of the manifest is malformed."))?;
    if values.len() < columns.len() {
        return Err(wrong("A line of the manifest has too few fields."));
    }
    let value = |name: &str| {
        let at = columns.iter().position(|column| column == name)?;
        values.get(at).map(String::as_str)
    };
    if value("IsDeleteMarker") == Some("true") {
        return Ok(None);
    }
    let decoded = |text: &str| {
        let decoded = percent_decode_str(text).decode_utf8();
        decoded.map(|text| text.into_owned())
    };
    let bucket = value("Bucket").unwrap_or_default().to_owned();
    let key = decoded(value("Key").unwrap_or_default());
    let key = key.map_err(|_| wrong("A key of the manifest is not UTF-8."))?;
    if bucket.is_empty() || key.is_empty() {
        return Err(wrong("A line of the manifest names no object."));
    }
    let version = value("VersionId").filter(|version| !version.is_empty());
    Ok(Some(Target {
        bucket,
        key,
        version: version.map(str::to_owned),
    }))
}
