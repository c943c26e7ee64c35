//! Lines of files: items, or changes of items, as JSON or Ion.

use crate::export::ion;
use crate::export::row::{Export, Kind};
use crate::item::key;
use crate::item::row::{Packed, damaged};
use crate::wire;
use bytes::Bytes;
use haneul_expression::{Item, Number, Value};
use haneul_pipeline::{AwsError, json};
use ion_rs::Element;

/// What became of an item within a while.
pub struct Increment {
    pub at: i64,
    pub old: Option<Packed>,
    pub new: Option<Packed>,
}

impl Increment {
    /// As it is kept among saved items: time, length of the old one, the old one, the new one.
    pub fn pack(&self) -> Packed {
        let [old, new] = [&self.old, &self.new].map(|side| side.as_ref().map(|p| &p.0[..]));
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        let mut out = Vec::with_capacity(12 + old.len() + new.len());
        out.extend_from_slice(&self.at.to_be_bytes());
        out.extend_from_slice(&(old.len() as u32).to_be_bytes());
        out.extend_from_slice(old);
        out.extend_from_slice(new);
        Packed(out.into())
    }

    pub fn read(packed: &Packed) -> Result<Increment, AwsError> {
        let bytes = &packed.0;
        let (at, rest) = bytes.split_first_chunk::<8>().ok_or_else(damaged)?;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(damaged)?;
        let length = u32::from_be_bytes(*length) as usize;
        let (old, new) = rest.split_at_checked(length).ok_or_else(damaged)?;
        let side = |side: &[u8]| (!side.is_empty()).then(|| Packed(Bytes::copy_from_slice(side)));
        Ok(Increment {
            at: i64::from_be_bytes(*at),
            old: side(old),
            new: side(new),
        })
    }
}

/// A line for what is held; none for an item that came and went within the while.
pub fn line(export: &Export, packed: &Packed) -> Result<Option<String>, AwsError> {
    let parts: Vec<(&str, Item)> = match export.kind {
        Kind::Full { .. } => vec![("Item", packed.item()?)],
        Kind::Incremental { both, .. } => {
            let change = Increment::read(packed)?;
            let old = change.old.as_ref().map(Packed::item).transpose()?;
            let new = change.new.as_ref().map(Packed::item).transpose()?;
            let Some(any) = new.as_ref().or(old.as_ref()) else {
                return Ok(None);
            };
            let at = Number::parse(&change.at.to_string()).map_err(|_| damaged())?;
            let at = Item::from([("WriteTimestampMicros".to_owned(), Value::N(at))]);
            let mut parts = vec![("Metadata", at), ("Keys", key::only(&export.keys, any))];
            parts.extend(old.filter(|_| both).map(|old| ("OldImage", old)));
            parts.extend(new.map(|new| ("NewImage", new)));
            parts
        }
    };
    Ok(Some(match export.is_ion {
        true => ion_line(&parts),
        false => json_line(parts),
    }))
}

fn json_line(parts: Vec<(&str, Item)>) -> String {
    let mut line = serde_json::Map::new();
    for (name, item) in parts {
        line.insert(name.to_owned(), json::write(&wire::shown(item)));
    }
    format!("{}\n", serde_json::Value::Object(line))
}

fn ion_line(parts: &[(&str, Item)]) -> String {
    let mut line = Element::struct_builder();
    for (name, item) in parts {
        line = line.with_field(*name, ion::of_item(item));
    }
    let line: Element = line.build().into();
    format!("$ion_1_0 {line}\n")
}
