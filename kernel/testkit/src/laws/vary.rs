//! One input many times over, each time with one value in it exchanged.

use super::sample::Sampler;
use haneul_model::{Kind, Member, Shape, ShapeId};
use serde_json::{Map, Value as Json, json};

/// What is exchanged, and by what.
pub type Variant = (String, Json);

/// Values to put where a shape stands.
pub type Exchange = fn(&Sampler, &Shape) -> Vec<Variant>;

/// How deep values are looked for.
const DEPTH: usize = 4;

/// Every variant of the operation's input; `missing` also leaves out required members.
pub fn inputs(sampler: &Sampler, exchange: Exchange, missing: bool) -> Vec<Variant> {
    let Some(shape) = sampler.operation.input else {
        return Vec::new();
    };
    let vary = Vary {
        sampler,
        exchange,
        missing,
    };
    vary.structure(sampler.model.shape(shape), DEPTH)
}

struct Vary<'s> {
    sampler: &'s Sampler<'s>,
    exchange: Exchange,
    missing: bool,
}

impl Vary<'_> {
    fn value(&self, id: ShapeId, depth: usize) -> Vec<Variant> {
        let shape = self.sampler.model.shape(id);
        let mut all = (self.exchange)(self.sampler, shape);
        let Some(depth) = depth.checked_sub(1) else {
            return all;
        };
        all.extend(match &shape.kind {
            Kind::Structure { .. } => self.structure(shape, depth),
            Kind::List { member, .. } => self.list(shape, member, depth),
            Kind::Map { key, value, .. } => self.map(key, value, depth),
            _ => Vec::new(),
        });
        all
    }

    fn structure(&self, shape: &Shape, depth: usize) -> Vec<Variant> {
        let sampler = self.sampler;
        let streams = |m: &&Member| m.streaming || sampler.model.shape(m.shape).streaming;
        let whole = self.whole(shape);
        let mut all = Vec::new();
        for member in shape.members().iter().filter(|m| !streams(m)) {
            if member.required && self.missing {
                let mut less = whole.clone();
                less.remove(member.name);
                all.push((format!("{} missing", member.name), Json::Object(less)));
            }
            for (what, value) in self.value(member.shape, depth) {
                let mut changed = whole.clone();
                changed.insert(member.name.to_owned(), value);
                all.push((format!("{}: {what}", member.name), Json::Object(changed)));
            }
        }
        all
    }

    /// The structure with what it needs.
    fn whole(&self, shape: &Shape) -> Map<String, Json> {
        let sampler = self.sampler;
        let id = sampler.model.shape_id(shape.name);
        let whole = id.map(|id| sampler.value(id, DEPTH + 1));
        whole
            .and_then(|w| w.as_object().cloned())
            .unwrap_or_default()
    }

    /// The list with one wrong element, as long as it must be.
    fn list(&self, shape: &Shape, member: &Member, depth: usize) -> Vec<Variant> {
        let count = shape.min.unwrap_or(1.0).max(1.0) as usize;
        let inside = self.value(member.shape, depth).into_iter();
        let wrap = |(what, item): Variant| (format!("element: {what}"), json!(vec![item; count]));
        inside.map(wrap).collect()
    }

    fn map(&self, key: &Member, value: &Member, depth: usize) -> Vec<Variant> {
        let sampler = self.sampler;
        let sound = super::sample::text(sampler.model.shape(key.shape));
        let sound_value = sampler.value(value.shape, DEPTH);
        let mut all = Vec::new();
        for (what, wrong) in self.value(key.shape, depth) {
            if let Json::String(wrong) = wrong {
                let map = Map::from_iter([(wrong, sound_value.clone())]);
                all.push((format!("key: {what}"), Json::Object(map)));
            }
        }
        for (what, wrong) in self.value(value.shape, depth) {
            let map = Map::from_iter([(sound.clone(), wrong)]);
            all.push((format!("value: {what}"), Json::Object(map)));
        }
        all
    }
}
