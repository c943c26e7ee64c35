//! Generates, when a service is built, what its model already says: typed shapes for the
//! operations that exist, the list of those operations, and the module of each.
//!
//! A service has a `build.rs` of one line, `fn main() { haneul_codegen::service("sqs") }`, a
//! `lib.rs` with `include!(concat!(env!("OUT_DIR"), "/service.rs"));`, and in each resource's
//! folder a `mod.rs` with `include!(concat!(env!("OUT_DIR"), "/queue.rs"));`. An operation is then
//! one file, such as `src/queue/create_queue.rs`, with `pub fn run` or `pub async fn run` in it.
//! Twins may share a file that says `//! Operations: EnableAlarm, DisableAlarm`; their functions
//! are `enable_alarm` and `disable_alarm`.

mod names;
mod reach;
mod scan;
mod shapes;

use haneul_model::{Model, Operation};
use std::path::{Path, PathBuf};
use std::{env, fs};

pub use names::snake;
pub use scan::{Found, scan};
pub use shapes::text as shapes_text;

/// Writes `service.rs` and a file of modules for each resource into `OUT_DIR`.
pub fn service(model_id: &str) {
    service_with(model_id, &[]);
}

/// The same for a service that has types of its own for some shapes, which need not be written
/// then: the shape's name and the type's path. The types are read from values and written as such.
pub fn service_with(model_id: &str, own: &[(&str, &str)]) {
    let root = folder("CARGO_MANIFEST_DIR");
    println!("cargo::rerun-if-changed={}", root.join("src").display());
    println!("cargo::rerun-if-changed=build.rs");
    let outcome = generate(model(model_id), own, &root.join("src"), &folder("OUT_DIR"));
    report(model_id, outcome);
}

/// Writes the shapes of some operations of another service into `OUT_DIR/<out_file>`, for
/// `mod events { include!(…); }`.
pub fn shapes_of(model_id: &str, operations: &[&str], out_file: &str) {
    shapes_of_with(model_id, operations, &[], out_file);
}

/// The same with types of the service's own for some shapes, as in [`service_with`].
pub fn shapes_of_with(model_id: &str, operations: &[&str], own: &[(&str, &str)], out_file: &str) {
    println!("cargo::rerun-if-changed=build.rs");
    let model = model(model_id);
    let find = |name: &&str| {
        let found = model.operation(name);
        found.unwrap_or_else(|| panic!("{model_id} has no operation {name}"))
    };
    let operations: Vec<_> = operations.iter().map(find).collect();
    let outcome = write(
        &folder("OUT_DIR").join(out_file),
        &shapes::text(model, &operations, own),
    );
    report(out_file, outcome);
}

/// What [`service`] does, for any folders.
pub fn generate(model: &Model, own: &[(&str, &str)], src: &Path, out: &Path) -> Result<(), String> {
    let found = scan(model, src)?;
    for resource in scan::resources(src)? {
        let own = found.iter().filter(|f| f.resource == resource);
        write(&out.join(format!("{resource}.rs")), &modules(own))?;
    }
    write(&out.join("service.rs"), &service_text(model, &found, own))
}

/// Shapes and the list of operations.
pub fn service_text(model: &Model, found: &[Found], own: &[(&str, &str)]) -> String {
    let operations: Vec<&Operation> = found
        .iter()
        .filter_map(|f| model.operation(f.operation))
        .collect();
    let shapes = shapes::text(model, &operations, own);
    let mut text = format!(
        "/// Inputs and outputs of the operations in this crate.\n\
         #[allow(clippy::all, dead_code)]\n\
         pub mod shapes {{\n{shapes}}}\n\n\
         /// The operations in this crate.\n\
         pub fn operations() -> ::std::vec::Vec<::haneul_pipeline::Registered> {{\n    ::std::vec![\n"
    );
    for one in found {
        let Found {
            operation,
            resource,
            module,
            function,
            asynchronous,
            ..
        } = one;
        let kind = if *asynchronous { "edge" } else { "state" };
        text += &format!(
            "        ::haneul_pipeline::Registered {{ name: {operation:?}, \
             handler: ::haneul_pipeline::{kind}(crate::{resource}::{module}::{function}) }},\n"
        );
    }
    text + "    ]\n}\n"
}

fn modules<'a>(found: impl Iterator<Item = &'a Found>) -> String {
    let mut files: Vec<_> = found.map(|f| (&f.module, &f.file)).collect();
    files.dedup();
    let line =
        |(module, file): (&String, &PathBuf)| format!("#[path = {file:?}]\npub mod {module};\n");
    files.into_iter().map(line).collect()
}

/// A fault stops the build with one plain line.
fn report(what: &str, outcome: Result<(), String>) {
    if let Err(fault) = outcome {
        println!("cargo::error={what}: {fault}");
    }
}

fn model(id: &str) -> &'static Model {
    haneul_model::model(id).unwrap_or_else(|| panic!("no model {id}"))
}

fn folder(variable: &str) -> PathBuf {
    let value = env::var_os(variable);
    value
        .map(PathBuf::from)
        .unwrap_or_else(|| panic!("{variable} is not set: run by cargo"))
}

/// Leaves a file alone that already says the same.
fn write(path: &Path, text: &str) -> Result<(), String> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}
