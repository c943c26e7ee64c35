//! What names one event of a group: `@ptr`.

use crate::event::chunk::{CHUNKS, Key};
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{AwsError, Cx};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Pointer {
    #[serde(rename = "g")]
    pub group: String,
    #[serde(rename = "s")]
    pub stream: String,
    #[serde(rename = "k")]
    key: Key,
    #[serde(rename = "i")]
    index: u32,
}

impl Pointer {
    pub fn new(group: &str, stream: &str, key: &Key, index: u32) -> Pointer {
        Pointer {
            group: group.to_owned(),
            stream: stream.to_owned(),
            key: *key,
            index,
        }
    }

    pub fn text(&self) -> String {
        BASE64_STANDARD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    pub fn read(text: &str) -> Option<Pointer> {
        let bytes = BASE64_STANDARD.decode(text).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    pub fn ids(&self) -> (u64, u64) {
        self.key.0
    }

    /// Time, arrival and message, if it is still there.
    pub fn event(&self, cx: &Cx) -> Result<Option<(i64, i64, String)>, AwsError> {
        let Some(chunk) = CHUNKS.get_untracked(cx.tx, cx.scope(), &self.key)? else {
            return Ok(None);
        };
        let spots = chunk.spots(self.key.1.0)?;
        let spot = spots.get(self.index as usize);
        Ok(spot.map(|spot| {
            let message = chunk.message(*spot).to_owned();
            (spot.at as i64, chunk.ingested, message)
        }))
    }
}
