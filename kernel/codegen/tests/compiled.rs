//! Generates for a small service on disk, compiles the result with stubs, and runs it.

use haneul_model::{Model, from_botocore};
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::Command;

fn fake() -> Model {
    let json = json!({
        "metadata": {"protocol": "json"},
        "operations": {
            "OpenBox": {"input": {"shape": "OpenBoxRequest"}, "output": {"shape": "OpenBoxResult"}},
            "EnableLid": {}, "DisableLid": {},
            "NotWritten": {"input": {"shape": "Unused"}},
        },
        "shapes": {
            "OpenBoxRequest": {"type": "structure", "required": ["Name", "Body"], "members": {
                "Name": {"shape": "Text"}, "Type": {"shape": "Text"}, "Tree": {"shape": "Tree"},
                "fields": {"shape": "Labels"}, "Body": {"shape": "Body"},
            }},
            "OpenBoxResult": {"type": "structure", "required": ["Count"], "members": {
                "Count": {"shape": "Number"}, "Forest": {"shape": "Forest"},
            }},
            "Tree": {"type": "structure", "members": {
                "Left": {"shape": "Tree"}, "All": {"shape": "Forest"},
            }},
            "Forest": {"type": "list", "member": {"shape": "Tree"}},
            "Labels": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Number"}},
            "Text": {"type": "string"}, "Number": {"type": "long"},
            "Body": {"type": "blob", "streaming": true},
            "Unused": {"type": "structure", "members": {}},
        },
    });
    from_botocore("fake", &json).unwrap()
}

const MAIN: &str = r#"
include!("out/service.rs");
pub mod lid { include!("out/lid.rs"); }

use haneul_model::{FromValue, ToValue, Value};
use shapes::{DisableLidOutput, EnableLidInput, OpenBoxRequest, OpenBoxResult, Tree};

fn main() {
    let names: Vec<_> = operations().iter().map(|o| (o.name, o.handler)).collect();
    assert_eq!(names, [("DisableLid", "state"), ("EnableLid", "edge"), ("OpenBox", "state")]);
    let leaf = Tree { left: Some(Box::default()), all: None };
    let request = OpenBoxRequest {
        name: "n".into(),
        r#type: Some("t".into()),
        tree: Some(Tree { left: Some(Box::new(leaf.clone())), all: Some(vec![leaf]) }),
        fields: Some(vec![("a".into(), 1)]),
    };
    assert_eq!(OpenBoxRequest::from_value(request.clone().to_value()), Some(request));
    assert_eq!(OpenBoxRequest::from_value(Value::Struct(vec![])), None);
    assert_eq!(OpenBoxResult::default().count, None);
    assert_eq!(EnableLidInput::from_value(Value::Null), Some(EnableLidInput {}));
    assert_eq!(DisableLidOutput {}.to_value(), Value::Struct(vec![]));
}
"#;

#[test]
fn a_service_compiles_and_runs() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("src/lid")).unwrap();
    fs::create_dir(at("out")).unwrap();
    let open = "use crate::shapes::*;\npub fn run(_: OpenBoxRequest) -> OpenBoxResult { OpenBoxResult::default() }";
    fs::write(at("src/lid/open_box.rs"), open).unwrap();
    let lids = "//! Operations: EnableLid, DisableLid.\nuse crate::shapes::*;\n\
                pub async fn enable_lid(_: EnableLidInput) {}\npub fn disable_lid(_: DisableLidInput) {}";
    fs::write(at("src/lid/lids.rs"), lids).unwrap();
    fs::write(at("src/lid/helper.rs"), "not an operation").unwrap();
    fs::write(at("main.rs"), MAIN).unwrap();
    haneul_codegen::generate(&fake(), &[], &at("src"), &at("out")).unwrap();

    stubs(folder.path());
    rustc(
        folder.path(),
        &["main.rs", "--crate-type=bin", "-o", "main"],
    );
    assert!(Command::new(at("main")).status().unwrap().success());
}

#[test]
fn a_service_may_have_types_of_its_own() {
    let operations: Vec<_> = fake().operations.into_iter().collect();
    let operations: Vec<_> = operations.iter().filter(|o| o.name == "OpenBox").collect();
    let own = [("Tree", "crate::Tree"), ("Labels", "crate::Labels")];
    let text = haneul_codegen::shapes_text(&fake(), &operations, &own);
    assert!(text.contains("pub tree: ::std::option::Option<crate::Tree>"), "{text}");
    assert!(text.contains("pub forest: ::std::option::Option<::std::vec::Vec<crate::Tree>>"));
    assert!(text.contains("crate::Labels>"), "{text}");
    assert!(!text.contains("pub struct Tree"), "{text}");
}

#[test]
fn real_models_compile() {
    let folder = tempfile::tempdir().unwrap();
    stubs(folder.path());
    let mut text = String::from("#![allow(dead_code)]\n");
    for id in ["dynamodb", "rds", "s3", "wafv2"] {
        let model = haneul_model::model(id).unwrap();
        let operations: Vec<_> = model.operations.iter().collect();
        let shapes = haneul_codegen::shapes_text(model, &operations, &[]);
        text += &format!("pub mod {id} {{\n{shapes}}}\n");
    }
    fs::write(folder.path().join("real.rs"), text).unwrap();
    rustc(
        folder.path(),
        &["real.rs", "--crate-type=lib", "--emit=metadata"],
    );
}

#[test]
fn a_missing_function_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("src/lid")).unwrap();
    fs::write(folder.path().join("src/lid/open_box.rs"), "fn run() {}").unwrap();
    let problem = haneul_codegen::scan(&fake(), &folder.path().join("src")).unwrap_err();
    assert!(
        problem.ends_with("open_box.rs: no `pub fn run` for OpenBox"),
        "{problem}"
    );
}

fn stubs(folder: &Path) {
    let stub = |name: &str| {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/stub")
            .join(name)
    };
    for name in ["model", "pipeline"] {
        let source = stub(&format!("{name}.rs"));
        let source = source.to_str().unwrap();
        let name = format!("--crate-name=haneul_{name}");
        rustc(folder, &[source, &name, "--crate-type=rlib"]);
    }
}

fn rustc(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("rustc");
    command.current_dir(folder).args(["--edition=2024", "-L."]);
    for name in ["haneul_model", "haneul_pipeline"] {
        if folder.join(format!("lib{name}.rlib")).exists() {
            command.args(["--extern", &format!("{name}=lib{name}.rlib")]);
        }
    }
    let output = command.args(arguments).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert!(!errors.contains("warning"), "{errors}");
}
