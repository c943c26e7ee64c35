#![doc = include_str!("../README.md")]

mod access;
mod account;
mod address;
mod background;
mod backup;
mod batch;
mod destination;
mod errors;
mod export;
mod import;
mod index;
mod insights;
mod item;
mod limits;
mod log;
mod measure;
mod partiql;
mod policy;
mod read;
mod recovery;
mod replica;
mod stream;
mod table;
mod tag;
mod transaction;
mod ttl;
mod wire;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

pub use stream::DynamoDbStreams;

use haneul_model::Value;
use haneul_pipeline::{
    AwsError, Call, Check, Cloud, Cx, Done, ErrandHandler, Exposed, Reconciler, Registered, Scaled,
    Service, TimerHandler, Usage,
};
use haneul_store::{Scope, Tx};

/// Amazon DynamoDB.
pub struct DynamoDb;

impl Service for DynamoDb {
    fn model(&self) -> &'static str {
        "dynamodb"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn data_event(&self, operation: &str) -> Option<&'static str> {
        access::IS_ABOUT_ITEMS
            .contains(&operation)
            .then_some("AWS::DynamoDB::Table")
    }

    fn is_read_only(&self, operation: &str) -> Option<bool> {
        match operation {
            "BatchGetItem" | "Query" | "Scan" | "TransactGetItems" => Some(true),
            _ => None,
        }
    }

    fn exposed(&self, tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
        access::exposed(tx, scope)
    }

    fn usage(
        &self,
        cloud: &Cloud,
        tx: &mut Tx,
        scope: Scope<'_>,
        scaled: Scaled<'_>,
    ) -> Result<Option<Usage>, AwsError> {
        table::usage::of(cloud, tx, scope, scaled)
    }

    fn measures(&self) -> bool {
        true
    }

    fn done(&self, cloud: &Cloud, done: &Done<'_>) {
        measure::done(cloud, done);
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        AwsError::new("AccessDeniedException", message).status(400)
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            (background::REMOVE, background::remove),
            (background::EMPTY, background::empty),
            (background::FILL, background::fill_timer),
            (background::DROP, background::drop_timer),
            (backup::capture::CAPTURE, backup::capture::capture_timer),
            (backup::discard::DISCARD, backup::discard::discard_timer),
            (backup::discard::EXPIRE, backup::discard::expire_timer),
            (backup::pour::POUR, backup::pour::pour_timer),
            (recovery::moment::MOMENT, recovery::moment::moment_timer),
            (export::collect::COLLECT, export::collect::collect_timer),
            (export::errand::FORGET, export::errand::forget_timer),
            (replica::fill::FILL, replica::fill::fill_timer),
            (replica::forget::FORGET, replica::forget::forget_timer),
            (ttl::expire::FILL, ttl::expire::fill),
            (ttl::expire::EXPIRE, ttl::expire::expire),
            (ttl::expire::CLEAR, ttl::expire::clear),
        ]
    }

    fn errands(&self) -> Vec<(&'static str, ErrandHandler)> {
        vec![
            (export::errand::EXPORT, export::errand::export),
            (import::errand::IMPORT, import::errand::import),
        ]
    }

    fn reconcilers(&self) -> Vec<Reconciler> {
        vec![
            background::count(),
            background::gauge(),
            log::trim(),
            transaction::token::expire(),
        ]
    }
}
