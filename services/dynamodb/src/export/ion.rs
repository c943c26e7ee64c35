//! Items in Amazon Ion: numbers are decimals, sets are lists with a word before them.

use haneul_expression::{Item, Number, Value};
use ion_rs::{Decimal, Element, Int, IonType, Sequence, Struct};
use std::collections::BTreeSet;

pub const SS: &str = "$dynamodb_SS";
pub const NS: &str = "$dynamodb_NS";
pub const BS: &str = "$dynamodb_BS";

pub fn of_item(item: &Item) -> Element {
    let fields = item
        .iter()
        .map(|(name, value)| (name.as_str(), of_value(value)));
    let mut all = Element::struct_builder();
    for (name, value) in fields {
        all = all.with_field(name, value);
    }
    all.build().into()
}

fn of_value(value: &Value) -> Element {
    match value {
        Value::S(text) => Element::string(text.as_str()),
        Value::N(number) => of_number(number),
        Value::B(bytes) => Element::blob(bytes),
        Value::Bool(is) => Element::boolean(*is),
        Value::Null => Element::null(IonType::Null),
        Value::M(map) => of_item(map),
        Value::L(list) => of_list(list.iter().map(of_value)),
        Value::Ss(set) => {
            of_list(set.iter().map(|text| Element::string(text.as_str()))).with_annotations([SS])
        }
        Value::Ns(set) => of_list(set.iter().map(of_number)).with_annotations([NS]),
        Value::Bs(set) => of_list(set.iter().map(Element::blob)).with_annotations([BS]),
    }
}

fn of_list(values: impl Iterator<Item = Element>) -> Element {
    let mut list = Element::sequence_builder();
    for value in values {
        list = list.push(value);
    }
    list.build_list().into()
}

fn of_number(number: &Number) -> Element {
    let (digits, exponent) = parts(&number.to_string());
    Element::decimal(Decimal::new(Int::from(digits), exponent))
}

/// Up to 38 digits, and where the point is.
fn parts(text: &str) -> (i128, i64) {
    let (mantissa, power) = match text.split_once(['e', 'E']) {
        Some((mantissa, power)) => (mantissa, power.parse().unwrap_or(0)),
        None => (text, 0i64),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let kept = digits.trim_end_matches('0');
    let dropped = (digits.len() - kept.len()) as i64;
    match kept.parse() {
        Ok(number) => (number, power - fraction.len() as i64 + dropped),
        Err(_) => (0, 0),
    }
}

/// An item of an import: a struct, alone or as the only field `Item` of one.
pub fn item(element: &Element) -> Result<Item, String> {
    let outer = element.as_struct().ok_or("not a struct")?;
    match outer.get("Item") {
        Some(inner) => to_item(inner.as_struct().ok_or("Item is not a struct")?),
        None => Err("there is no Item".to_owned()),
    }
}

fn to_item(fields: &Struct) -> Result<Item, String> {
    let mut item = Item::new();
    for (name, value) in fields {
        let name = name.text().ok_or("a name without a text")?;
        item.insert(name.to_owned(), to_value(value, 1)?);
    }
    Ok(item)
}

fn to_value(element: &Element, level: usize) -> Result<Value, String> {
    if level > 32 {
        return Err("Nesting Levels have exceeded supported limits".to_owned());
    }
    if element.is_null() {
        return Ok(Value::Null);
    }
    Ok(match element.ion_type() {
        IonType::Bool => Value::Bool(element.as_bool().unwrap_or_default()),
        IonType::Int | IonType::Decimal | IonType::Float => Value::N(to_number(element)?),
        IonType::String | IonType::Symbol => Value::S(text(element)?),
        IonType::Blob | IonType::Clob => Value::B(bytes(element)),
        IonType::List => return to_list(element, level),
        IonType::Struct => {
            let fields = element.as_struct().ok_or("not a struct")?;
            let mut map = Item::new();
            for (name, value) in fields {
                let name = name.text().ok_or("a name without a text")?;
                map.insert(name.to_owned(), to_value(value, level + 1)?);
            }
            Value::M(map)
        }
        other => return Err(format!("{other} is no type of DynamoDB")),
    })
}

fn text(element: &Element) -> Result<String, String> {
    Ok(element.as_text().ok_or("not a text")?.to_owned())
}

fn bytes(element: &Element) -> Vec<u8> {
    element.as_lob().unwrap_or_default().to_vec()
}

fn to_number(element: &Element) -> Result<Number, String> {
    let text = match (element.as_decimal(), element.as_float()) {
        (Some(decimal), _) => {
            format!("{}e{}", decimal.coefficient(), decimal.exponent())
        }
        (None, Some(float)) => format!("{float:e}"),
        (None, None) => element.as_int().ok_or("not a number")?.to_string(),
    };
    Number::parse(&text).map_err(|error| error.message)
}

fn to_list(element: &Element, level: usize) -> Result<Value, String> {
    let list: &Sequence = element.as_list().ok_or("not a list")?;
    let word = element.annotations().first();
    Ok(match word {
        Some(SS) => Value::Ss(set(list, text)?),
        Some(NS) => Value::Ns(set(list, to_number)?),
        Some(BS) => Value::Bs(set(list, |element| Ok(bytes(element)))?),
        _ => {
            let values = list.elements().map(|value| to_value(value, level + 1));
            Value::L(values.collect::<Result<_, _>>()?)
        }
    })
}

fn set<T: Ord>(
    list: &Sequence,
    one: impl Fn(&Element) -> Result<T, String>,
) -> Result<BTreeSet<T>, String> {
    let set = list
        .elements()
        .map(one)
        .collect::<Result<BTreeSet<T>, String>>()?;
    match set.is_empty() {
        true => Err("a set may not be empty".to_owned()),
        false => Ok(set),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Value {
        Value::N(Number::parse(text).expect("a number"))
    }

    #[test]
    fn what_is_written_is_read() {
        let numbers = [
            "0",
            "-1",
            "1e125",
            "-9.99e-100",
            "0.5",
            "12345678901234567890123456789012345678",
        ];
        let set = |text: &str| BTreeSet::from([text.to_owned()]);
        let item = Item::from([
            ("text".to_owned(), Value::S("a \"b\"\n".to_owned())),
            ("list".to_owned(), Value::L(numbers.map(number).to_vec())),
            ("set".to_owned(), Value::Ss(set("x"))),
            ("bytes".to_owned(), Value::B(vec![0, 255])),
            ("nothing".to_owned(), Value::Null),
            (
                "map".to_owned(),
                Value::M(Item::from([("is".to_owned(), Value::Bool(true))])),
            ),
        ]);
        let wrapped: Element = Element::struct_builder()
            .with_field("Item", of_item(&item))
            .build()
            .into();
        let line = wrapped.to_string();
        let read = Element::read_one(line.as_bytes()).expect("Ion");
        assert_eq!(super::item(&read), Ok(item));
    }
}
