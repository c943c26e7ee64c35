//! Smithy's own cases.

use crate::ast::{Ast, traits};
use crate::response::Expected;
use crate::{Tally, load, protocol, request, response};
use haneul_model::{Model, from_botocore};
use serde_json::{Map, Value as Json, json};
use std::collections::HashMap;

pub fn ast() -> Ast {
    let mut shapes = Map::new();
    for path in load::folder("smithy") {
        let file = load::json(&path);
        shapes.extend(file["shapes"].as_object().unwrap().clone());
    }
    Ast { shapes }
}

/// botocore's name of a protocol; `None` for the one that AWS does not speak.
pub fn name(trait_id: &str) -> Option<&'static str> {
    Some(match trait_id.rsplit('#').next().unwrap() {
        "awsJson1_0" => "json-1.0",
        "awsJson1_1" => "json-1.1",
        "restJson1" => "rest-json",
        "restXml" => "rest-xml",
        "awsQuery" => "query",
        "ec2Query" => "ec2",
        "rpcv2Cbor" => "smithy-rpc-v2-cbor",
        _ => return None,
    })
}

pub fn leak(model: Json) -> &'static Model {
    Box::leak(Box::new(from_botocore("test", &model).unwrap()))
}

/// All cases of a trait: the shape that carries them, the case, its protocol.
pub fn cases<'a>(ast: &'a Ast, trait_id: &str) -> Vec<(&'a str, &'a Json, &'static str)> {
    let mut found = Vec::new();
    for (id, shape) in &ast.shapes {
        let cases = traits(shape, trait_id).and_then(Json::as_array);
        for case in cases.into_iter().flatten() {
            if let Some(name) = name(case["protocol"].as_str().unwrap()) {
                found.push((id.as_str(), case, name));
            }
        }
    }
    found
}

/// botocore's form of the same cases. It knows traits that the AST has at the wrong shapes.
struct Twins(HashMap<String, (Json, Json)>);

impl Twins {
    fn load() -> Twins {
        let mut twins = HashMap::new();
        for path in ["protocols/input", "protocols/output"]
            .iter()
            .flat_map(|f| load::folder(f))
        {
            for suite in load::json(&path).as_array().unwrap() {
                for case in suite["cases"].as_array().unwrap() {
                    let id = case["id"].as_str().unwrap().to_owned();
                    twins.insert(id, (case["given"]["http"].clone(), suite["shapes"].clone()));
                }
            }
        }
        Twins(twins)
    }

    fn repair(&self, model: &mut Json, case: &Json) {
        let Some((http, shapes)) = self.0.get(case["id"].as_str().unwrap()) else {
            return;
        };
        for op in model["operations"].as_object_mut().unwrap().values_mut() {
            op["http"] = http.clone();
        }
        for (name, shape) in model["shapes"].as_object_mut().unwrap() {
            let twin = &shapes[name];
            if twin.get("exception").is_some() {
                let query_code = shape["error"]["queryCode"].clone();
                shape["error"] = twin["error"].clone();
                shape["fault"] = twin["fault"].clone();
                if !query_code.is_null() {
                    shape["error"]["queryCode"] = query_code;
                }
            }
        }
    }
}

/// An operation that the AST left without a URI: the request's own.
pub fn give_uri(model: &mut Json, request: &Json) {
    let method = request["method"].clone();
    let uri = request["uri"].as_str().unwrap();
    let fits = |op: &Json| {
        let own = op["http"]["requestUri"].as_str().unwrap_or_default();
        own.split('/').nth(1) == uri.split(['/', '?']).nth(1)
    };
    for op in model["operations"].as_object_mut().unwrap().values_mut() {
        if !fits(op) {
            op["http"] = json!({ "method": method, "requestUri": uri, "responseCode": 200 });
        }
    }
}

fn case_name(kind: &str, shape: &str, case: &Json) -> String {
    let space = shape.split('#').next().unwrap();
    format!("smithy-{kind}/{space}/{}", case["id"].as_str().unwrap())
}

#[test]
fn requests() {
    let ast = ast();
    let twins = Twins::load();
    let mut tally = Tally::default();
    for (id, case, name) in cases(&ast, "smithy.test#httpRequestTests") {
        let mut model = ast.model(id, name, &[]);
        twins.repair(&mut model, case);
        if name.starts_with("rest") && !id.contains("amazonaws") {
            give_uri(&mut model, case);
        }
        let model = leak(model);
        let params = case.get("params").cloned().unwrap_or_default();
        let outcome = request::check(model, protocol(name), case, &params);
        tally.note(case_name("request", id, case), outcome);
    }
    tally.settle("smithy-request");
}

#[test]
fn responses() {
    let ast = ast();
    let twins = Twins::load();
    let mut tally = Tally::default();
    for (id, case, name) in cases(&ast, "smithy.test#httpResponseTests") {
        let expected = Expected {
            status: case["code"].as_u64().map(|s| s as u16),
            headers: &case["headers"],
            forbidden: &case["forbidHeaders"],
            body: case["body"].as_str(),
        };
        let params = case.get("params").cloned().unwrap_or_default();
        let outcome = if ast.shapes[id]["type"] == "structure" {
            let mut operations = ast.shapes.iter().filter(|(_, s)| s["type"] == "operation");
            let lists = |s: &Json| {
                let errors = s["errors"].as_array();
                errors.is_some_and(|e| e.iter().any(|e| e == id || e["target"] == id))
            };
            let operation = operations
                .find(|(_, s)| lists(s))
                .map(|(id, _)| id.as_str());
            let mut model = ast.model(operation.unwrap(), name, &[id]);
            twins.repair(&mut model, case);
            let model = leak(model);
            let shape = crate::ast::local(id);
            response::check_error(model, protocol(name), shape, &params, &expected)
        } else {
            let mut model = ast.model(id, name, &[]);
            twins.repair(&mut model, case);
            let model = leak(model);
            response::check_success(model, protocol(name), &params, &expected)
        };
        tally.note(case_name("response", id, case), outcome);
    }
    tally.settle("smithy-response");
}
