//! botocore's cases: requests that it writes and responses that it reads.

use crate::response::Expected;
use crate::{Tally, load, request, response};
use haneul_model::{Model, Protocol, from_botocore};
use serde_json::{Map, Value as Json, json};

/// A case's operation as a model of its own.
fn model(suite: &Json, case: &Json, protocol: &str) -> &'static Model {
    let mut model = json!({ "metadata": suite["metadata"], "shapes": suite["shapes"] });
    let mut operations = Map::new();
    let name = case["given"]["name"].as_str().unwrap();
    operations.insert(name.to_owned(), case["given"].clone());
    model["operations"] = operations.into();
    model["metadata"]["signingName"] = json!("test");
    model["metadata"]["protocols"] = json!([protocol]);
    Box::leak(Box::new(from_botocore("test", &model).unwrap()))
}

/// Runs `check` over all cases of a folder; names are `<folder>/<file>/<id>`.
fn run(folder: &str, check: impl Fn(&'static Model, Protocol, &Json) -> Result<(), String>) {
    let mut tally = Tally::default();
    for path in load::folder(folder) {
        let suites = load::json(&path);
        for suite in suites.as_array().unwrap() {
            let name = suite["metadata"]["protocols"][0].as_str().unwrap();
            for case in suite["cases"].as_array().unwrap() {
                let model = model(suite, case, name);
                let protocol = model.metadata.protocols[0];
                let id = case["id"].as_str().unwrap();
                let name = format!("{folder}/{}/{id}", load::stem(&path));
                tally.note(name, check(model, protocol, case));
            }
        }
    }
    tally.settle(folder);
}

#[test]
fn requests() {
    run("protocols/input", |model, protocol, case| {
        request::check(model, protocol, &case["serialized"], &case["params"])
    });
}

#[test]
fn responses() {
    run("protocols/output", |model, protocol, case| {
        let wanted = &case["response"];
        let expected = Expected {
            status: wanted["status_code"].as_u64().map(|s| s as u16),
            headers: &wanted["headers"],
            forbidden: &Json::Null,
            body: wanted["body"].as_str(),
        };
        match case["errorCode"].as_str() {
            Some(code) => {
                let error = model.error(code).ok_or("no such error")?;
                response::check_error(model, protocol, error.name, &case["error"], &expected)
            }
            None => response::check_success(model, protocol, &case["result"], &expected),
        }
    });
}
