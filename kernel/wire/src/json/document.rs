//! Free-form JSON.

use super::scan::{Scanner, malformed};
use crate::bad::{Read, form};
use crate::value::MAX_DEPTH;
use serde_json::{Map, Number, Value as Json};

impl Scanner<'_> {
    pub(super) fn document(&mut self, depth: usize) -> Read<Json> {
        if depth > MAX_DEPTH {
            return form("The JSON is nested too deeply.");
        }
        Ok(match self.peek() {
            b'"' => Json::String(self.string()?.into_owned()),
            b'{' => Json::Object(self.object(depth)?),
            b'[' => Json::Array(self.array(depth)?),
            b't' => self.word("true").map(|()| Json::Bool(true))?,
            b'f' => self.word("false").map(|()| Json::Bool(false))?,
            b'n' => self.word("null").map(|()| Json::Null)?,
            _ => Json::Number(self.any_number()?),
        })
    }

    fn object(&mut self, depth: usize) -> Read<Map<String, Json>> {
        self.expect(b'{')?;
        let mut map = Map::new();
        let mut first = true;
        while self.more(&mut first, b'}')? {
            let key = self.key()?.into_owned();
            map.insert(key, self.document(depth + 1)?);
        }
        Ok(map)
    }

    fn array(&mut self, depth: usize) -> Read<Vec<Json>> {
        self.expect(b'[')?;
        let mut items = Vec::new();
        let mut first = true;
        while self.more(&mut first, b']')? {
            items.push(self.document(depth + 1)?);
        }
        Ok(items)
    }

    fn any_number(&mut self) -> Read<Number> {
        let text = self.number()?;
        if let Ok(small) = text.parse::<i64>() {
            return Ok(small.into());
        }
        if let Ok(large) = text.parse::<u64>() {
            return Ok(large.into());
        }
        let float = text.parse().ok().and_then(Number::from_f64);
        float.map_or_else(malformed, Ok)
    }
}
