//! `cargo xtask where` and `cargo xtask new-op`.

use crate::{Outcome, files, format, root};
use haneul_codegen::snake;
use haneul_model::{Kind, Model, Operation, ShapeId};
use std::fs;
use std::path::Path;

/// Prints the file of an operation, of every service that has it.
pub fn place(operation: &str) -> Outcome {
    let mut known = false;
    for (_, folder) in files::services()? {
        let Some(model) = model_of(&folder)? else {
            continue;
        };
        for found in haneul_codegen::scan(model, &folder.join("src"))? {
            if found.operation.eq_ignore_ascii_case(operation) {
                let file = found.file.strip_prefix(root())?;
                println!("{}:{}  {}", model.id, found.operation, file.display());
                known = true;
            }
        }
    }
    if known {
        return Ok(());
    }
    let has =
        |e: &&haneul_model::IndexEntry| e.operations().any(|o| o.eq_ignore_ascii_case(operation));
    let models: Vec<_> = haneul_model::index()
        .iter()
        .filter(has)
        .map(|e| e.id)
        .collect();
    match models.is_empty() {
        true => Err(format!("no service of AWS has an operation {operation}").into()),
        false => Err(format!("not implemented; an operation of {}", models.join(", ")).into()),
    }
}

/// Writes the file of a new operation, and the folder of its resource if it is the first.
pub fn create(service: &str, operation: &str, resource: &str) -> Outcome {
    let folder = root().join("services").join(service);
    let model = model_of(&folder)?.ok_or_else(|| format!("services/{service} has no model"))?;
    let operation = model
        .operation(operation)
        .ok_or_else(|| format!("{} has no operation {operation}", model.id))?;
    let resource_folder = folder.join("src").join(resource);
    let file = resource_folder.join(format!("{}.rs", snake(operation.name)));
    if file.exists() {
        return Err(format!("{} exists", file.strip_prefix(root())?.display()).into());
    }
    fs::create_dir_all(&resource_folder)?;
    let modules = resource_folder.join("mod.rs");
    if !modules.exists() {
        fs::write(&modules, MODULES.replace("RESOURCE", resource))?;
        println!("declare `pub mod {resource};` in services/{service}/src/lib.rs");
    }
    fs::write(&file, text(model, operation))?;
    format::rustfmt(std::slice::from_ref(&file), false)?;
    println!("{}", file.strip_prefix(root())?.display());
    Ok(())
}

const MODULES: &str = "include!(concat!(env!(\"OUT_DIR\"), \"/RESOURCE.rs\"));\n";

fn text(model: &Model, operation: &Operation) -> String {
    let streams = streams(model, operation.input) || streams(model, operation.output);
    let template = match streams {
        true => include_str!("templates/edge.txt"),
        false => include_str!("templates/state.txt"),
    };
    let name = |shape: Option<ShapeId>, side: &str| match shape {
        Some(id) => model.shape(id).name.to_owned(),
        None => operation.name.to_owned() + side,
    };
    template
        .replace("OPERATION", operation.name)
        .replace("INPUT", &name(operation.input, "Input"))
        .replace("OUTPUT", &name(operation.output, "Output"))
}

fn streams(model: &Model, shape: Option<ShapeId>) -> bool {
    let shape = shape.map(|id| model.shape(id));
    shape.is_some_and(|s| {
        s.members().iter().any(|m| {
            let inner = model.shape(m.shape);
            let events = matches!(
                inner.kind,
                Kind::Structure {
                    eventstream: true,
                    ..
                }
            );
            m.streaming || inner.streaming || events
        })
    })
}

/// The model that a service's `build.rs` names, or else that of the folder's name.
fn model_of(folder: &Path) -> Outcome<Option<&'static Model>> {
    if !folder.join("src").exists() {
        return Ok(None);
    }
    let build = fs::read_to_string(folder.join("build.rs")).unwrap_or_default();
    let named = build.split("haneul_codegen::service(\"").nth(1);
    let named = named.and_then(|rest| rest.split('"').next());
    let own = folder.file_name().and_then(|name| name.to_str());
    Ok(named.or(own).and_then(haneul_model::model))
}
