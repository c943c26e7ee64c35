//! What lies in an object, taken apart into items.

use crate::export::ion;
use crate::import::row::Format;
use crate::table::row::{Kind, Table};
use crate::wire::Attributes;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_expression::{Item, Number, Value, item_size};
use haneul_model::FromValue;
use haneul_pipeline::json;
use ion_rs::Element;
use std::io::{BufRead, BufReader, Read};

/// A line longer than this is no item.
const LINE: u64 = 4 << 20;

/// Items of one piece, and bytes of them.
const PIECE: (usize, usize) = (100, 1 << 20);

/// An item, or why it is none.
pub type Parsed = Result<Item, String>;

/// Gives away pieces of what it reads; false when nobody wants more. What cannot be read on ends it
/// with an error.
pub fn parse(
    format: &Format,
    table: &Table,
    input: impl Read,
    mut give: impl FnMut(Vec<Parsed>) -> bool,
) {
    // Each item may be written once more for each index.
    let most = PIECE.1 / (1 + table.indexes.len());
    let (mut piece, mut bytes) = (Vec::new(), 0);
    let mut take = |parsed: Parsed| {
        bytes += parsed.as_ref().map_or(0, item_size);
        piece.push(parsed);
        if piece.len() < PIECE.0 && bytes < most {
            return true;
        }
        bytes = 0;
        give(std::mem::take(&mut piece))
    };
    match format {
        Format::Json => lines(input, &mut take),
        Format::Ion => elements(input, &mut take),
        Format::Csv { delimiter, header } => {
            rows(input, *delimiter, header.as_deref(), table, &mut take);
        }
    }
    if !piece.is_empty() {
        give(piece);
    }
}

fn lines(input: impl Read, take: &mut impl FnMut(Parsed) -> bool) {
    let mut input = BufReader::new(input);
    loop {
        let mut line = Vec::new();
        match input.by_ref().take(LINE).read_until(b'\n', &mut line) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => {
                take(Err(error.to_string()));
                return;
            }
        }
        let line = line.trim_ascii();
        if !line.is_empty() && !take(of_json(line)) {
            return;
        }
    }
}

fn of_json(line: &[u8]) -> Parsed {
    let line: serde_json::Value = serde_json::from_slice(line).map_err(|e| e.to_string())?;
    let item = line.get("Item").ok_or("there is no Item")?;
    let put = serde_json::json!({"TableName": "any", "Item": item});
    let model = haneul_model::model("dynamodb").ok_or("no model")?;
    let operation = model.operation("PutItem").ok_or("no operation")?;
    let shape = operation.input.ok_or("no input")?;
    let put = json::read(model, shape, &put)?;
    let item = put.get("Item").cloned().and_then(Attributes::from_value);
    let item = item.ok_or("Item is no item")?;
    item.get().map_err(|error| error.message)
}

fn elements(input: impl Read, take: &mut impl FnMut(Parsed) -> bool) {
    let elements = match Element::iter(BufReader::new(input)) {
        Ok(elements) => elements,
        Err(error) => {
            take(Err(error.to_string()));
            return;
        }
    };
    for element in elements {
        match element {
            Ok(element) => {
                if !take(ion::item(&element)) {
                    return;
                }
            }
            Err(error) => {
                take(Err(error.to_string()));
                return;
            }
        }
    }
}

fn rows(
    input: impl Read,
    delimiter: u8,
    header: Option<&[String]>,
    table: &Table,
    take: &mut impl FnMut(Parsed) -> bool,
) {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(header.is_none())
        .flexible(true)
        .from_reader(input);
    let names: Vec<String> = match header {
        Some(names) => names.to_vec(),
        None => match reader.headers() {
            Ok(names) => names.iter().map(str::to_owned).collect(),
            Err(error) => {
                take(Err(error.to_string()));
                return;
            }
        },
    };
    for row in reader.records() {
        let parsed = match &row {
            Ok(row) => of_row(&names, row, table),
            Err(error) => Err(error.to_string()),
        };
        let ended = matches!(&row, Err(error) if error.is_io_error());
        if !take(parsed) || ended {
            return;
        }
    }
}

/// Keys have the kind that the table says, everything else is text.
fn of_row(names: &[String], row: &csv::StringRecord, table: &Table) -> Parsed {
    if row.len() > names.len() {
        return Err("a row has more values than the header".to_owned());
    }
    let mut item = Item::new();
    for (name, text) in names.iter().zip(row) {
        let value = match table.kind_of(name) {
            Some(Kind::N) => Value::N(Number::parse(text).map_err(|error| error.message)?),
            Some(Kind::B) => Value::B(
                BASE64_STANDARD
                    .decode(text)
                    .map_err(|error| error.to_string())?,
            ),
            Some(Kind::S) | None => Value::S(text.to_owned()),
        };
        item.insert(name.clone(), value);
    }
    Ok(item)
}
