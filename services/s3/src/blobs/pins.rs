//! Bytes that someone is reading stay, whatever becomes of their object.

use haneul_pipeline::Cloud;
use parking_lot::Mutex;
use std::collections::HashMap;

/// By cloud and content; how many readers there are.
static PINS: Mutex<Option<HashMap<Place, usize>>> = Mutex::new(None);

type Place = (usize, String);

/// Held while content is read piece by piece.
pub struct Pin(Place);

fn place(cloud: &Cloud, content: &str) -> Place {
    let address = std::ptr::from_ref::<haneul_pipeline::Inner>(cloud) as usize;
    (address, content.to_owned())
}

/// From now on this content's blobs are not removed. Whoever pins must then look once more
/// whether the object still has this content.
pub fn pin(cloud: &Cloud, content: &str) -> Pin {
    let place = place(cloud, content);
    let mut pins = PINS.lock();
    *pins
        .get_or_insert_default()
        .entry(place.clone())
        .or_default() += 1;
    Pin(place)
}

pub fn is_pinned(cloud: &Cloud, content: &str) -> bool {
    let pins = PINS.lock();
    let held = pins.as_ref();
    held.is_some_and(|pins| pins.contains_key(&place(cloud, content)))
}

impl Drop for Pin {
    fn drop(&mut self) {
        let mut pins = PINS.lock();
        let Some(pins) = pins.as_mut() else { return };
        if let Some(count) = pins.get_mut(&self.0) {
            *count -= 1;
            if *count == 0 {
                pins.remove(&self.0);
            }
        }
    }
}
