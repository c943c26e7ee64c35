//! Pages: the little of JMESPath that models use to say where tokens are.

use serde_json::{Map, Value as Json};

/// `NextMarker || Contents[-1].Key`
pub fn find<'j>(path: &str, json: &'j Json) -> Option<&'j Json> {
    let empty = |found: &&Json| found.is_null() || **found == "" || **found == false;
    path.split("||")
        .filter_map(|way| walk(way.trim(), json))
        .find(|found| !empty(found))
}

fn walk<'j>(path: &str, json: &'j Json) -> Option<&'j Json> {
    path.split('.')
        .try_fold(json, |json, step| match step.strip_suffix("[-1]") {
            Some(name) => json.get(name)?.as_array()?.last(),
            None => json.get(step),
        })
}

/// The tokens for the page after this one, as members of the input.
pub fn next(pages: &haneul_model::Pagination, output: &Json) -> Option<Map<String, Json>> {
    if let Some(more) = pages.more_results {
        find(more, output)?;
    }
    let mut tokens = Map::new();
    for (input, path) in pages.input_token.iter().zip(&pages.output_token) {
        if let Some(token) = find(path, output) {
            tokens.insert((*input).to_owned(), token.clone());
        }
    }
    (!tokens.is_empty()).then_some(tokens)
}

/// Adds the results of one page to those of the pages before it.
pub fn merge(pages: &haneul_model::Pagination, all: &mut Json, page: &Json) {
    for key in &pages.result_key {
        let Some(Json::Array(more)) = walk(key, page) else {
            continue;
        };
        match all.pointer_mut(&pointer(key)) {
            Some(Json::Array(items)) => items.extend(more.iter().cloned()),
            _ => set(all, key, Json::Array(more.clone())),
        }
    }
}

fn set(json: &mut Json, path: &str, value: Json) {
    let place = path.split('.').fold(json, |json, step| &mut json[step]);
    *place = value;
}

fn pointer(path: &str) -> String {
    format!("/{}", path.replace('.', "/"))
}

/// What the client keeps to itself when it has fetched every page.
pub fn forget_tokens(pages: &haneul_model::Pagination, output: &mut Json) {
    let Some(fields) = output.as_object_mut() else {
        return;
    };
    let names = pages.output_token.iter().chain(&pages.more_results);
    for path in names.flat_map(|path| path.split("||")) {
        fields.remove(path.trim());
    }
}
