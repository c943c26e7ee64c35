//! The models inside this binary. Each is inflated on its first use and stays.

use crate::compact;
use crate::model::Model;
use rustc_hash::FxHashMap;
use std::sync::{LazyLock, OnceLock};

// `static MODELS: [(id, deflated bytes); N]`, sorted by id.
include!(concat!(env!("OUT_DIR"), "/models.rs"));

static LOADED: [OnceLock<Model>; MODELS.len()] = [const { OnceLock::new() }; MODELS.len()];

static PLACES: LazyLock<FxHashMap<&'static str, usize>> =
    LazyLock::new(|| model_ids().enumerate().map(|(i, id)| (id, i)).collect());

/// The model of a service, e.g. `model("sqs")`.
pub fn model(id: &str) -> Option<&'static Model> {
    let place = *PLACES.get(id)?;
    let (id, bytes) = MODELS[place];
    let load = || compact::decode(id, bytes).unwrap_or_else(|e| panic!("facts of {id}: {e}"));
    Some(LOADED[place].get_or_init(load))
}

/// Every id that [`model`] knows, in order. Loads nothing.
pub fn model_ids() -> impl ExactSizeIterator<Item = &'static str> {
    MODELS.iter().map(|(id, _)| *id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Protocol;
    use std::time::Instant;

    #[test]
    fn every_model_loads() {
        let operations: usize = model_ids()
            .map(|id| model(id).unwrap().operations.len())
            .sum();
        assert!(model_ids().len() > 400, "{} models", model_ids().len());
        assert!(operations > 19_000, "{operations} operations");
        assert!(model("nosuch").is_none());
    }

    #[test]
    fn sqs_also_speaks_query() {
        let sqs = model("sqs").unwrap();
        assert_eq!(sqs.metadata.protocols, [Protocol::Json10, Protocol::Query]);
        let gone = sqs.shape_named("QueueDoesNotExist").unwrap();
        assert_eq!(gone.error_code(), Some("QueueDoesNotExist"));
        let code = "AWS.SimpleQueueService.NonExistentQueue";
        assert_eq!(gone.query_error_code(), Some(code));
        assert_eq!(sqs.error(code).unwrap().name, gone.name);
        let receive = sqs.operation("ReceiveMessage").unwrap();
        assert_eq!(receive.result_wrapper, Some("ReceiveMessageResult"));
        let invalid = sqs.shape_named("ReceiptHandleIsInvalid").unwrap();
        assert_eq!(invalid.error_status(), 404);
    }

    #[test]
    fn ec2_loads_quickly() {
        let bytes = MODELS.iter().find(|(id, _)| *id == "ec2").unwrap().1;
        let start = Instant::now();
        let ec2 = compact::decode("ec2", bytes).unwrap();
        println!("ec2: {} shapes in {:?}", ec2.shapes.len(), start.elapsed());
        assert!(ec2.shapes.len() > 4000);
    }
}
