//! The table of cases: what AWS answers, exactly. A text where a result could be is a refusal.

use haneul_expression::legacy::{self, AttributeUpdate, Comparison, Expected};
use haneul_expression::{
    Condition, Error, Item, KeyCondition, Number, Placeholders, Projection, RangeRule, Update,
    Value, Which,
};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// The kinds' short forms: plain JSON, and `{"$ss": …}` for what JSON has not.
fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::N(parsed(&number.to_string())),
        Json::String(text) => Value::S(text.clone()),
        Json::Array(list) => Value::L(list.iter().map(value).collect()),
        Json::Object(map) => match map.iter().next() {
            Some((kind, of)) if kind.starts_with('$') => special(kind, of),
            _ => Value::M(item(json)),
        },
    }
}

fn special(kind: &str, of: &Json) -> Value {
    let bytes = |text: &Json| {
        let encoded = text.as_str().unwrap().as_bytes();
        data_encoding::BASE64.decode(encoded).unwrap()
    };
    let list = || of.as_array().unwrap().iter();
    match kind {
        "$b" => Value::B(bytes(of)),
        "$n" => Value::N(parsed(of.as_str().unwrap())),
        "$ss" => Value::Ss(
            list()
                .map(|text| text.as_str().unwrap().to_owned())
                .collect(),
        ),
        "$ns" => Value::Ns(list().map(|number| parsed(&number.to_string())).collect()),
        "$bs" => Value::Bs(list().map(bytes).collect()),
        other => panic!("{other}"),
    }
}

fn parsed(text: &str) -> Number {
    Number::parse(text).unwrap()
}

fn item(json: &Json) -> Item {
    let members = json.as_object().unwrap().iter();
    members
        .map(|(name, of)| (name.clone(), value(of)))
        .collect()
}

struct Table {
    all: Json,
    item: Item,
    names: BTreeMap<String, String>,
    values: BTreeMap<String, Value>,
}

impl Table {
    fn read() -> Table {
        let all: Json = serde_json::from_str(include_str!("cases.json")).unwrap();
        let names = all["names"].as_object().unwrap().iter();
        Table {
            item: item(&all["item"]),
            names: names
                .map(|(key, name)| (key.clone(), name.as_str().unwrap().into()))
                .collect(),
            values: item(&all["values"]),
            all,
        }
    }

    fn section(&self, name: &str) -> Vec<Vec<Json>> {
        let cases = self.all[name].as_array().unwrap().iter();
        cases.map(|case| case.as_array().unwrap().clone()).collect()
    }

    fn placeholders(&self) -> Placeholders<'_> {
        Placeholders::new(&self.names, &self.values)
    }

    /// The item with what a case says has changed.
    fn changed(&self, changes: &Json) -> Item {
        let mut out = self.item.clone();
        for (name, change) in changes.as_object().unwrap() {
            match change.as_str() {
                Some("$gone") => drop(out.remove(name)),
                _ => drop(out.insert(name.clone(), value(change))),
            }
        }
        out
    }
}

/// Tells all cases that came out otherwise.
#[derive(Default)]
struct Report {
    wrong: Vec<String>,
    count: usize,
}

impl Report {
    fn compare<T: PartialEq + std::fmt::Debug>(&mut self, case: &[Json], got: T, wanted: T) {
        self.count += 1;
        if got != wanted {
            let case = Json::Array(case.to_vec());
            self.wrong
                .push(format!("{case}\n    got    {got:?}\n    wanted {wanted:?}"));
        }
    }

    fn done(self, least: usize) {
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        assert!(self.count >= least, "only {} cases", self.count);
    }
}

fn told<T>(result: Result<T, Error>) -> Result<T, String> {
    result.map_err(|error| error.message)
}

fn wanted<T>(json: &Json, read: impl FnOnce(&Json) -> T) -> Result<T, String> {
    match json.as_str() {
        Some(refusal) => Err(refusal.to_owned()),
        None => Ok(read(json)),
    }
}

#[test]
fn all_cases() {
    let table = Table::read();
    let mut report = Report::default();
    conditions(&table, &mut report);
    updates(&table, &mut report);
    projections(&table, &mut report);
    keys(&table, &mut report);
    numbers(&table, &mut report);
    sizes(&table, &mut report);
    old_conditions(&table, &mut report);
    old_keys_and_updates(&table, &mut report);
    report.done(800);
}

/// As a condition and as a filter: the refusals differ in a word.
fn conditions(table: &Table, report: &mut Report) {
    for case in table.section("conditions") {
        for which in [Which::ConditionExpression, Which::FilterExpression] {
            let text = case[0].as_str().unwrap();
            let read = Condition::parse(text, &mut table.placeholders(), which);
            let got = told(read.and_then(|condition| condition.holds(&table.item)));
            let prefixed = |refusal: String| format!("Invalid {which}: {refusal}");
            let wanted = wanted(&case[1], |json| json.as_bool().unwrap()).map_err(prefixed);
            report.compare(&case, got, wanted);
        }
    }
}

fn updates(table: &Table, report: &mut Report) {
    for case in table.section("updates") {
        let text = case[0].as_str().unwrap();
        let read = Update::parse(text, &mut table.placeholders());
        let got = told(read.and_then(|update| update.apply(&table.item)));
        report.compare(&case, got, wanted(&case[1], |json| table.changed(json)));
    }
}

fn projections(table: &Table, report: &mut Report) {
    for case in table.section("projections") {
        let text = case[0].as_str().unwrap();
        let read = Projection::parse(text, &mut table.placeholders());
        let got = told(read.map(|projection| projection.of(&table.item)));
        report.compare(&case, got, wanted(&case[1], item));
    }
}

fn resolved(json: &Json) -> (Value, Option<RangeRule>) {
    let rule = json[1].as_array().map(|rule| {
        let of = |number: usize| value(&rule[number]);
        match rule[0].as_str().unwrap() {
            "=" => RangeRule::Eq(of(1)),
            "<" => RangeRule::Lt(of(1)),
            "<=" => RangeRule::Le(of(1)),
            ">" => RangeRule::Gt(of(1)),
            ">=" => RangeRule::Ge(of(1)),
            "between" => RangeRule::Between(of(1), of(2)),
            _ => RangeRule::BeginsWith(of(1)),
        }
    });
    (value(&json[0]), rule)
}

fn keys(table: &Table, report: &mut Report) {
    for case in table.section("keys") {
        let text = case[0].as_str().unwrap();
        let read = KeyCondition::parse(text, &mut table.placeholders());
        let got = told(read.and_then(|keys| keys.resolve("h", Some("r"))));
        report.compare(&case, got, wanted(&case[1], resolved));
    }
}

fn numbers(table: &Table, report: &mut Report) {
    let text = |json: &Json| match json.as_str().unwrap() {
        text if text.starts_with('!') => Err(text[1..].to_owned()),
        text => Ok(text.to_owned()),
    };
    for case in table.section("numbers") {
        let got = told(Number::parse(case[0].as_str().unwrap())).map(|n| n.to_string());
        report.compare(&case, got, text(&case[1]));
    }
    for case in table.section("sums") {
        let of = |number: usize| parsed(case[number].as_str().unwrap());
        let got = told(of(0).add(&of(1))).map(|sum| sum.to_string());
        report.compare(&case, got, text(&case[2]));
        let turned = told(of(1).sub(&of(0).negated())).map(|sum| sum.to_string());
        report.compare(&case, turned, text(&case[2]));
    }
}

fn sizes(table: &Table, report: &mut Report) {
    let size = |json: &Json| json.as_u64().unwrap() as usize;
    for case in table.section("number_sizes") {
        report.compare(
            &case,
            parsed(case[0].as_str().unwrap()).size(),
            size(&case[1]),
        );
    }
    for case in table.section("sizes") {
        report.compare(&case, value(&case[0]).size(), size(&case[1]));
    }
}

fn comparisons(json: &Json) -> BTreeMap<String, Comparison> {
    let members = json.as_object().unwrap().iter();
    let comparison = |of: &Json| {
        let list = of.as_array().unwrap();
        Comparison {
            operator: list[0].as_str().unwrap().to_owned(),
            list: list[1..].iter().map(value).collect(),
        }
    };
    members
        .map(|(name, of)| (name.clone(), comparison(of)))
        .collect()
}

fn old_conditions(table: &Table, report: &mut Report) {
    for case in table.section("filters") {
        let read = legacy::filter(&comparisons(&case[0]), case[1].as_str());
        let got = told(read.and_then(|condition| condition.holds(&table.item)));
        report.compare(&case, got, wanted(&case[2], |json| json.as_bool().unwrap()));
    }
    for case in table.section("expected") {
        let members = case[0].as_object().unwrap().iter();
        let expected = |of: &Json| Expected {
            value: of.get("value").map(value),
            exists: of.get("exists").and_then(Json::as_bool),
            operator: of
                .get("operator")
                .map(|text| text.as_str().unwrap().to_owned()),
            list: of
                .get("list")
                .map(|list| list.as_array().unwrap().iter().map(value).collect()),
        };
        let members = members
            .map(|(name, of)| (name.clone(), expected(of)))
            .collect();
        let read = legacy::expected(&members, case[1].as_str());
        let got = told(read.and_then(|condition| condition.holds(&table.item)));
        report.compare(&case, got, wanted(&case[2], |json| json.as_bool().unwrap()));
    }
}

fn old_keys_and_updates(table: &Table, report: &mut Report) {
    for case in table.section("key_conditions") {
        let read = legacy::key_conditions(&comparisons(&case[0]));
        let got = told(read.and_then(|keys| keys.resolve("h", Some("r"))));
        report.compare(&case, got, wanted(&case[1], resolved));
    }
    for case in table.section("attribute_updates") {
        let members = case[0].as_object().unwrap().iter();
        let update = |of: &Json| AttributeUpdate {
            value: of.get("value").map(value),
            action: of
                .get("action")
                .map(|text| text.as_str().unwrap().to_owned()),
        };
        let members = members
            .map(|(name, of)| (name.clone(), update(of)))
            .collect();
        let got = told(legacy::attribute_updates(&members).and_then(|u| u.apply(&table.item)));
        report.compare(&case, got, wanted(&case[1], |json| table.changed(json)));
    }
}
