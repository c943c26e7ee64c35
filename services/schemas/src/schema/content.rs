//! What the content of a schema may be.

use crate::errors;
use haneul_pipeline::AwsError;
use serde_json::Value as Json;

pub const OPEN_API: &str = "OpenApi3";

pub fn check(kind: &str, content: &str) -> Result<(), AwsError> {
    let read: Json = serde_json::from_str(content)
        .map_err(|why| errors::bad(format!("The content is not valid JSON: {why}")))?;
    let wrong = match kind {
        OPEN_API => open_api(&read),
        _ => draft_4(&read),
    };
    match wrong {
        Some(why) => Err(errors::bad(format!(
            "The content is no schema of type {kind}: {why}"
        ))),
        None => Ok(()),
    }
}

fn open_api(read: &Json) -> Option<&'static str> {
    let version = read["openapi"].as_str().unwrap_or_default();
    if !version.starts_with("3.0.") {
        return Some("openapi must be 3.0.x.");
    }
    if !read["info"]["title"].is_string() || !read["info"]["version"].is_string() {
        return Some("info must have a title and a version.");
    }
    match read["paths"].is_object() {
        true => None,
        false => Some("paths must be an object."),
    }
}

fn draft_4(read: &Json) -> Option<&'static str> {
    if !read.is_object() {
        return Some("it must be an object.");
    }
    let draft = read["$schema"].as_str().unwrap_or_default();
    match draft.contains("draft-04") {
        true => None,
        false => Some("$schema must be that of draft 4."),
    }
}
