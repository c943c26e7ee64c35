//! Requests that a server must refuse, and with which answer.

use crate::ast::local;
use crate::request::{Refused, Request};
use crate::smithy::{ast, cases, give_uri, leak};
use crate::{Tally, protocol};
use haneul_model::{Model, validate};
use serde_json::Value as Json;

#[test]
fn malformed_requests() {
    let ast = ast();
    let mut tally = Tally::default();
    for (id, case, name) in cases(&ast, "smithy.test#httpMalformedRequestTests") {
        let mut model = ast.model(id, name, &[]);
        give_uri(&mut model, &case["request"]);
        let model = leak(model);
        let space = id.split('#').next().unwrap();
        let name = format!("malformed/{space}/{}", case["id"].as_str().unwrap());
        tally.note(name, each(model, case));
    }
    tally.settle("malformed");
}

/// All values of the case's parameters.
fn each(model: &'static Model, case: &Json) -> Result<(), String> {
    let parameters = case["testParameters"].as_object();
    let rounds = parameters.and_then(|p| p.values().next()?.as_array().map(Vec::len));
    for round in 0..rounds.unwrap_or(1) {
        let mut case = case.clone();
        for (name, values) in parameters.into_iter().flatten() {
            fill(&mut case, name, values[round].as_str().unwrap());
        }
        refused(model, &case).map_err(|e| format!("{}: {e}", case["request"]))?;
    }
    Ok(())
}

/// `$name:L` is the text itself, `$name:S` the text in quotes.
fn fill(json: &mut Json, name: &str, value: &str) {
    match json {
        Json::String(text) => {
            *text = text
                .replace(&format!("${name}:L"), value)
                .replace(&format!("${name}:S"), &Json::from(value).to_string());
        }
        Json::Array(items) => items.iter_mut().for_each(|i| fill(i, name, value)),
        Json::Object(map) => map.values_mut().for_each(|v| fill(v, name, value)),
        _ => {}
    }
}

fn refused(model: &'static Model, case: &Json) -> Result<(), String> {
    let spoken = protocol("rest-json");
    let request = Request::new(&case["request"], spoken);
    let status = case["response"]["code"].as_u64().unwrap() as u16;
    let headers = case["response"]["headers"].as_object().unwrap();
    let code = headers
        .get("x-amzn-errortype")
        .and_then(Json::as_str)
        .unwrap();
    match request.read(model) {
        Err(Refused::Wire(error)) if error.status == status && error.code == local(code) => Ok(()),
        Err(error) => Err(format!("refused as {error}, want {status} {code}")),
        Ok((_, value)) => {
            let input = model.operations[0]
                .input
                .ok_or("read, and there is no input")?;
            let found = validate::validate(model, input, &value);
            match code == "ValidationException" && !found.is_empty() {
                true => Ok(()),
                false => Err(format!("read {value:?}, want {status} {code}")),
            }
        }
    }
}
