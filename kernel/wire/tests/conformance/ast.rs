//! Smithy's JSON AST as the JSON that botocore writes, as far as the protocols need it.

use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// All namespaces together.
pub struct Ast {
    pub shapes: Map<String, Json>,
}

pub fn traits<'a>(json: &'a Json, name: &str) -> Option<&'a Json> {
    json.get("traits")?.get(name)
}

pub fn local(id: &str) -> &str {
    id.split_once('#').map_or(id, |(_, name)| name)
}

fn namespace(id: &str) -> &str {
    id.split_once('#').map_or("", |(space, _)| space)
}

fn target(json: &Json) -> &str {
    json.as_str()
        .or_else(|| json.get("target")?.as_str())
        .unwrap_or_default()
}

/// One operation as a model of its own.
pub struct Operation<'a> {
    ast: &'a Ast,
    home: &'a str,
    protocol: &'a str,
    /// Names given to shapes, by their ids.
    names: BTreeMap<String, String>,
    shapes: Map<String, Json>,
}

impl Ast {
    /// `protocol` is botocore's name of it; `errors` are shapes to have in the model as well.
    pub fn model(&self, operation: &str, protocol: &str, errors: &[&str]) -> Json {
        let service = self.service_of(operation, errors);
        let mut one = Operation {
            ast: self,
            home: namespace(operation),
            protocol,
            names: BTreeMap::new(),
            shapes: Map::new(),
        };
        let op = one.operation(operation);
        for error in errors {
            one.shape(error);
        }
        let mut operations = Map::new();
        operations.insert(local(operation).to_owned(), op);
        json!({
            "metadata": metadata(service, protocol),
            "operations": operations,
            "shapes": one.shapes,
        })
    }

    fn service_of(&self, operation: &str, errors: &[&str]) -> Option<(&str, &Json)> {
        let services = self.shapes.iter().filter(|(_, s)| s["type"] == "service");
        let space = namespace(errors.first().unwrap_or(&operation));
        let mut at_home = services.filter(|(id, _)| namespace(id) == space);
        let lists = |s: &Json| {
            let ops = s["operations"].as_array();
            ops.is_some_and(|ops| ops.iter().any(|o| target(o) == operation))
        };
        at_home
            .clone()
            .find(|(_, s)| lists(s))
            .or_else(|| at_home.next())
            .map(|(id, s)| (id.as_str(), s))
    }
}

fn metadata(service: Option<(&str, &Json)>, protocol: &str) -> Json {
    let (id, service) = service.unwrap_or(("#None", &Json::Null));
    let version = if protocol == "json-1.0" { "1.0" } else { "1.1" };
    let mut metadata = json!({
        "protocols": [protocol.split("-1.").next()],
        "jsonVersion": version,
        "targetPrefix": local(id),
        "apiVersion": service["version"],
        "serviceId": traits(service, "aws.api#service").map_or(&Json::Null, |t| &t["sdkId"]),
        "endpointPrefix": "test",
        "signingName": "test",
    });
    if let Some(space) = traits(service, "smithy.api#xmlNamespace") {
        metadata["xmlNamespace"] = space["uri"].clone();
    }
    if traits(service, "aws.protocols#awsQueryCompatible").is_some() {
        metadata["awsQueryCompatible"] = json!({});
    }
    metadata
}

impl Operation<'_> {
    fn operation(&mut self, id: &str) -> Json {
        let op = &self.ast.shapes[id];
        let mut out = json!({ "name": local(id), "http": { "method": "POST", "requestUri": "/" } });
        if let Some(http) =
            traits(op, "smithy.api#http").filter(|_| self.protocol.starts_with("rest"))
        {
            out["http"] = json!({
                "method": http["method"],
                "requestUri": http["uri"],
                "responseCode": http.get("code").unwrap_or(&json!(200)),
            });
        }
        for side in ["input", "output"] {
            let id = op
                .get(side)
                .map(target)
                .filter(|id| *id != "smithy.api#Unit");
            if let Some(id) = id {
                out[side] = json!({ "shape": self.shape(id) });
            }
        }
        let errors = op["errors"].as_array().cloned().unwrap_or_default();
        out["errors"] = errors.iter().map(|e| self.shape(target(e))).collect();
        if let Some(endpoint) = traits(op, "smithy.api#endpoint") {
            out["endpoint"] = endpoint.clone();
        }
        out
    }

    /// Adds a shape and what it refers to; the answer is its name in the model.
    fn shape(&mut self, id: &str) -> String {
        if let Some(name) = self.names.get(id) {
            return name.clone();
        }
        let name = if namespace(id) == self.home || !self.is_taken(id) {
            local(id).to_owned()
        } else {
            id.replace('#', "_")
        };
        self.names.insert(id.to_owned(), name.clone());
        let built = self.build(&self.definition(id));
        self.shapes.insert(name.clone(), built);
        name
    }

    fn definition(&self, id: &str) -> Json {
        let shape = self.ast.shapes.get(id).cloned();
        shape.unwrap_or_else(|| json!({ "type": prelude(local(id)) }))
    }

    fn is_taken(&self, id: &str) -> bool {
        let own = format!("{}#{}", self.home, local(id));
        self.ast.shapes.contains_key(&own) || self.names.values().any(|n| n == local(id))
    }

    /// A member with constraints of its own gets a shape of its own.
    fn target_of(&mut self, member: &Json) -> String {
        let id = target(member);
        let mut bounds = json!({});
        constraints(member, &mut bounds);
        if bounds == json!({}) {
            return self.shape(id);
        }
        let name = format!("{}Bounded{}", local(id), self.shapes.len());
        let mut built = self.build(&self.definition(id));
        constraints(member, &mut built);
        self.shapes.insert(name.clone(), built);
        name
    }

    fn build(&mut self, shape: &Json) -> Json {
        let kind = shape["type"].as_str().unwrap_or_default();
        let mut out = json!({ "type": simple(kind) });
        match kind {
            "structure" | "union" => {
                out["type"] = json!("structure");
                self.structure(shape, &mut out);
            }
            "list" => {
                let member = shape["members"]["member"].clone();
                out["member"] = self.member(&member);
            }
            "map" => {
                for side in ["key", "value"] {
                    let member = shape["members"][side].clone();
                    out[side] = self.member(&member);
                }
            }
            "document" => {
                out = json!({ "type": "structure", "document": true, "members": {} });
            }
            "byte" => (out["min"], out["max"]) = (json!(-128), json!(127)),
            "short" => (out["min"], out["max"]) = (json!(-32768), json!(32767)),
            _ => {}
        }
        self.shape_traits(shape, kind, &mut out);
        out
    }

    fn shape_traits(&self, shape: &Json, kind: &str, out: &mut Json) {
        let has = |name: &str| traits(shape, name).is_some();
        out["sparse"] = json!(has("smithy.api#sparse"));
        out["union"] = json!(kind == "union");
        let streaming = has("smithy.api#streaming");
        out["streaming"] = json!(streaming && kind != "union");
        out["eventstream"] = json!(streaming && kind == "union");
        if let Some(format) = traits(shape, "smithy.api#timestampFormat") {
            out["timestampFormat"] = format.clone();
        }
        if let Some(name) = traits(shape, "smithy.api#xmlName") {
            out["locationName"] = name.clone();
        }
        if let Some(space) = traits(shape, "smithy.api#xmlNamespace") {
            out["xmlNamespace"] = space.clone();
        }
        constraints(shape, out);
        out["enum"] = values(shape, kind).into();
        if let Some(fault) = traits(shape, "smithy.api#error") {
            out["exception"] = json!(true);
            out["fault"] = json!(fault == "server");
            out["error"] = self.error(shape, fault);
        }
    }

    fn error(&self, shape: &Json, fault: &Json) -> Json {
        let mut error = json!({ "senderFault": fault == "client" });
        if let Some(status) = traits(shape, "smithy.api#httpError") {
            error["httpStatusCode"] = status.clone();
        }
        if let Some(query) = traits(shape, "aws.protocols#awsQueryError") {
            let query_speaks = matches!(self.protocol, "query" | "ec2");
            let key = if query_speaks { "code" } else { "queryCode" };
            error[key] = query["code"].clone();
            if query_speaks {
                error["httpStatusCode"] = query["httpResponseCode"].clone();
            }
        }
        error
    }

    fn structure(&mut self, shape: &Json, out: &mut Json) {
        let members = shape["members"].as_object().cloned().unwrap_or_default();
        let mut built = Map::new();
        let mut required = Vec::new();
        for (name, member) in &members {
            built.insert(name.clone(), self.member(member));
            if traits(member, "smithy.api#required").is_some() {
                required.push(name.clone());
            }
            if traits(member, "smithy.api#httpPayload").is_some() {
                out["payload"] = json!(name);
            }
        }
        out["members"] = built.into();
        out["required"] = json!(required);
    }

    fn member(&mut self, member: &Json) -> Json {
        let id = target(member).to_owned();
        let mut out = json!({ "shape": self.target_of(member) });
        let rest = self.protocol.starts_with("rest");
        let wire = if self.protocol == "rest-json" {
            "jsonName"
        } else {
            "xmlName"
        };
        if let Some(name) = traits(member, &format!("smithy.api#{wire}")) {
            out["locationName"] = name.clone();
        }
        if let Some(name) = traits(member, "aws.protocols#ec2QueryName") {
            out["queryName"] = name.clone();
        }
        if let Some(format) = traits(member, "smithy.api#timestampFormat") {
            out["timestampFormat"] = format.clone();
        }
        if let Some(space) = traits(member, "smithy.api#xmlNamespace") {
            out["xmlNamespace"] = space.clone();
        }
        out["flattened"] = json!(traits(member, "smithy.api#xmlFlattened").is_some());
        out["xmlAttribute"] = json!(traits(member, "smithy.api#xmlAttribute").is_some());
        out["eventpayload"] = json!(traits(member, "smithy.api#eventPayload").is_some());
        if rest {
            self.location(member, &id, &mut out);
        }
        out
    }

    fn location(&self, member: &Json, id: &str, out: &mut Json) {
        let bindings = [
            ("httpHeader", "header"),
            ("httpPrefixHeaders", "headers"),
            ("httpQuery", "querystring"),
            ("httpQueryParams", "querystring"),
            ("httpLabel", "uri"),
            ("httpResponseCode", "statusCode"),
        ];
        for (name, location) in bindings {
            let Some(value) = traits(member, &format!("smithy.api#{name}")) else {
                continue;
            };
            out["location"] = json!(location);
            if value.is_string() {
                out["locationName"] = value.clone();
            }
        }
        let shape = self.ast.shapes.get(id).unwrap_or(&Json::Null);
        let media = traits(shape, "smithy.api#mediaType");
        let json_value = media.is_some() && out["location"] == "header";
        out["jsonvalue"] = json!(json_value);
    }
}

fn constraints(shape: &Json, out: &mut Json) {
    for name in ["smithy.api#length", "smithy.api#range"] {
        for side in ["min", "max"] {
            if let Some(bound) = traits(shape, name).and_then(|t| t.get(side)) {
                out[side] = bound.clone();
            }
        }
    }
    if let Some(pattern) = traits(shape, "smithy.api#pattern") {
        out["pattern"] = pattern.clone();
    }
}

/// The values of an enumeration.
fn values(shape: &Json, kind: &str) -> Vec<Json> {
    let members = shape["members"].as_object().filter(|_| kind == "enum");
    let values = members.into_iter().flatten().map(|(name, member)| {
        let value = traits(member, "smithy.api#enumValue");
        value.cloned().unwrap_or_else(|| json!(name))
    });
    let old = traits(shape, "smithy.api#enum").and_then(Json::as_array);
    let old = old.into_iter().flatten().map(|v| v["value"].clone());
    values.chain(old).collect()
}

fn prelude(name: &str) -> &'static str {
    match name {
        "Boolean" | "PrimitiveBoolean" => "boolean",
        "Byte" | "PrimitiveByte" => "byte",
        "Short" | "PrimitiveShort" => "short",
        "Integer" | "PrimitiveInteger" => "integer",
        "Long" | "PrimitiveLong" => "long",
        "Float" | "PrimitiveFloat" => "float",
        "Double" | "PrimitiveDouble" => "double",
        "BigInteger" => "bigInteger",
        "BigDecimal" => "bigDecimal",
        "Timestamp" => "timestamp",
        "Blob" => "blob",
        "Document" => "document",
        "Unit" => "structure",
        _ => "string",
    }
}

fn simple(kind: &str) -> &str {
    match kind {
        "enum" => "string",
        "intEnum" => "integer",
        other => other,
    }
}
