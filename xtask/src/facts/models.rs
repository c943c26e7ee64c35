//! `facts/models`: botocore's models with error facts and patches applied, in compact form.

use super::{fresh, patch, read_json};
use crate::Outcome;
use haneul_model::{encode, from_botocore, index_line};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};

pub fn build(botocore: &Path, facts: &Path) -> Outcome {
    let errors = read_json(&facts.join("sources/smithy-errors.json"))?;
    let out = facts.join("models");
    fresh(&out)?;
    let mut index = String::new();
    for (id, folder) in newest(&botocore.join("botocore/data"))? {
        let Some(mut json) = load(&folder, "service-2")? else {
            continue;
        };
        if let Some(paginators) = load(&folder, "paginators-1")? {
            json["pagination"] = paginators["pagination"].clone();
        }
        let service_id = json["metadata"]["serviceId"].as_str().unwrap_or_default();
        let known = errors.get(service_id).cloned().unwrap_or_default();
        if json["metadata"].get("awsQueryCompatible").is_some() {
            move_query_codes(&mut json["shapes"]);
        }
        add_error_facts(&mut json["shapes"], &known);
        apply_patch(&id, &mut json, &facts.join("patches"))?;
        let model = from_botocore(&id, &json).map_err(|e| format!("{id}: {e}"))?;
        fs::write(out.join(format!("{id}.model")), encode(&model))?;
        index += &index_line(&model);
        index.push('\n');
    }
    println!("{} models", index.lines().count());
    Ok(fs::write(out.join("index"), index)?)
}

/// Each service's folder of its newest API version, by name.
fn newest(data: &Path) -> Outcome<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for service in folders(data)? {
        let id = service.file_name().unwrap_or_default().to_string_lossy();
        if let Some(version) = folders(&service)?.pop() {
            found.push((id.into_owned(), version));
        }
    }
    Ok(found)
}

fn folders(parent: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(parent)?.collect::<Result<Vec<_>, _>>()?;
    let mut found: Vec<_> = entries
        .into_iter()
        .map(|e| e.path())
        .filter(|p| p.is_dir())
        .collect();
    found.sort();
    Ok(found)
}

/// A file of a model, gzipped or not, with botocore's own additions merged into it.
fn load(folder: &Path, stem: &str) -> Outcome<Option<Value>> {
    let Some(mut json) = load_one(folder, stem)? else {
        return Ok(None);
    };
    if let Some(extras) = load_one(folder, &format!("{stem}.sdk-extras"))? {
        patch::merge(&mut json, &extras["merge"]);
    }
    Ok(Some(json))
}

fn load_one(folder: &Path, stem: &str) -> Outcome<Option<Value>> {
    let plain = folder.join(format!("{stem}.json"));
    if plain.exists() {
        return read_json(&plain).map(Some);
    }
    let zipped = folder.join(format!("{stem}.json.gz"));
    if !zipped.exists() {
        return Ok(None);
    }
    let text = gunzip(&fs::read(&zipped)?).map_err(|e| format!("{}: {e}", zipped.display()))?;
    Ok(Some(serde_json::from_slice(&text)?))
}

/// Inflates a gzip file of one member; its only optional header field here is a file name.
fn gunzip(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let [0x1f, 0x8b, 8, flags, ..] = bytes else {
        return Err("not a gzip file".into());
    };
    let body = bytes.get(10..).ok_or("a gzip file cut short")?;
    let start = match flags {
        0 => 0,
        8 => {
            body.iter()
                .position(|b| *b == 0)
                .ok_or("a file name without end")?
                + 1
        }
        other => return Err(format!("gzip flags {other} are not understood").into()),
    };
    Ok(miniz_oxide::inflate::decompress_to_vec(&body[start..]).map_err(|e| e.to_string())?)
}

/// Where JSON or CBOR is preferred but query clients are still served, `error.code` is what only
/// the latter see.
fn move_query_codes(shapes: &mut Value) {
    for (_, shape) in shapes.as_object_mut().into_iter().flatten() {
        if let Some(error) = shape.get_mut("error").and_then(Value::as_object_mut) {
            if let Some(code) = error.shift_remove("code") {
                error.insert("queryCode".into(), code);
            }
        }
    }
}

/// Fills in statuses and query codes that botocore does not carry.
fn add_error_facts(shapes: &mut Value, known: &Value) {
    for (name, facts) in known.as_object().into_iter().flatten() {
        let Some(shape) = shapes.get_mut(name).and_then(Value::as_object_mut) else {
            continue;
        };
        if !shape.contains_key("exception") && !shape.contains_key("error") {
            continue;
        }
        if facts["fault"] == json!(true) {
            shape.entry("fault").or_insert(json!(true));
        }
        if facts["retryable"] == json!(true) {
            shape.entry("retryable").or_insert(json!({}));
        }
        let error = shape.entry("error").or_insert_with(|| json!({}));
        if let Some(error) = error.as_object_mut() {
            add_to_error(error, facts);
        }
    }
}

fn add_to_error(error: &mut Map<String, Value>, facts: &Value) {
    if let Some(status) = facts.get("status") {
        error.entry("httpStatusCode").or_insert(status.clone());
    }
    if let Some(code) = facts.get("queryCode") {
        if error.get("code") != Some(code) {
            error.entry("queryCode").or_insert(code.clone());
        }
    }
}

fn apply_patch(id: &str, json: &mut Value, patches: &Path) -> Outcome {
    let path = patches.join(format!("{id}.json"));
    if !path.exists() {
        return Ok(());
    }
    let changes = read_json(&path)?;
    let missing = patch::misses(json, &changes);
    if !missing.is_empty() {
        return Err(format!("patch of {id}: no {}", missing.join(", ")).into());
    }
    patch::merge(json, &changes);
    Ok(())
}
