//! What services remember only while the process lives: hints and caches, one value of a type.
//! Nothing may depend on it but speed.

use parking_lot::RwLock;
use rustc_hash::FxHashMap;
use std::any::{Any, TypeId};
use std::sync::Arc;

#[derive(Default)]
pub struct Locals(RwLock<FxHashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Locals {
    /// The one value of this type, made when first asked for.
    pub fn get<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let known = self.0.read().get(&TypeId::of::<T>()).cloned();
        let value = known.unwrap_or_else(|| {
            let mut values = self.0.write();
            let entry = values.entry(TypeId::of::<T>());
            entry.or_insert_with(|| Arc::new(T::default())).clone()
        });
        // An entry is always of the type it is filed under.
        value.downcast().unwrap_or_default()
    }
}
