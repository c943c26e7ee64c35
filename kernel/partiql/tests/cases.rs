//! The table of cases: conditions and updates within statements, and statements that are refused.

use haneul_expression::{Condition, Error, Item, Number, Value};
use haneul_partiql::Statement;
use serde_json::Value as Json;

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::N(Number::parse(&number.to_string()).unwrap()),
        Json::String(text) => Value::S(text.clone()),
        Json::Array(list) => Value::L(list.iter().map(value).collect()),
        Json::Object(map) => match (map.get("$ss"), map.get("$ns")) {
            (Some(of), _) => {
                Value::Ss(list(of).map(|text| text.as_str().unwrap().into()).collect())
            }
            (_, Some(of)) => {
                let numbers = list(of).map(|number| Number::from(number.as_i64().unwrap()));
                Value::Ns(numbers.collect())
            }
            _ => Value::M(item(json)),
        },
    }
}

fn list(json: &Json) -> impl Iterator<Item = &Json> {
    json.as_array().unwrap().iter()
}

fn item(json: &Json) -> Item {
    let members = json.as_object().unwrap().iter();
    members
        .map(|(name, of)| (name.clone(), value(of)))
        .collect()
}

fn changed(old: &Item, changes: &Json) -> Item {
    let mut out = old.clone();
    for (name, change) in changes.as_object().unwrap() {
        match change.as_str() {
            Some("$gone") => drop(out.remove(name)),
            _ => drop(out.insert(name.clone(), value(change))),
        }
    }
    out
}

fn holds(text: &str, item: &Item) -> Result<bool, Error> {
    let Statement::Select(select) =
        Statement::parse(&format!("SELECT * FROM t WHERE {text}"), &[])?
    else {
        panic!("{text}");
    };
    Condition::new(select.condition.unwrap()).holds(item)
}

fn updated(text: &str, item: &Item) -> Result<Item, Error> {
    let text = format!("UPDATE \"t\" {text} WHERE pk = 'p'");
    let Statement::Update(update) = Statement::parse(&text, &[])? else {
        panic!("{text}");
    };
    update.update.apply(item)
}

#[test]
fn all_cases() {
    let table: Json = serde_json::from_str(include_str!("cases.json")).unwrap();
    let old = item(&table["item"]);
    let cases = |section: &str| table[section].as_array().unwrap().clone();
    let mut wrong = Vec::new();
    let mut compare = |case: &Json, got: String, wanted: String| {
        if got != wanted {
            wrong.push(format!("{case}\n    got    {got}\n    wanted {wanted}"));
        }
    };
    let refused = |json: &Json| json.as_str().map(|text| format!("Err({text:?})"));
    fn told<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
        match result {
            Ok(value) => format!("Ok({value:?})"),
            Err(error) => format!("Err({:?})", error.message),
        }
    }
    for case in cases("conditions") {
        let got = told(holds(case[0].as_str().unwrap(), &old));
        let wanted = refused(&case[1]).unwrap_or_else(|| format!("Ok({})", case[1]));
        compare(&case, got, wanted);
    }
    for case in cases("updates") {
        let got = told(updated(case[0].as_str().unwrap(), &old));
        let wanted = refused(&case[1]).unwrap_or_else(|| told(Ok(changed(&old, &case[1]))));
        compare(&case, got, wanted);
    }
    for case in cases("statements") {
        let got = told(Statement::parse(case[0].as_str().unwrap(), &[]));
        compare(&case, got, refused(&case[1]).unwrap());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
