//! What queues and streams give to services that read them for others, as EventBridge Pipes and Lambda's
//! event source mappings do: the shapes of their events, and shards page by page. Sources are asked over
//! the path like anybody's ([`Ask`], [`Listen`]); nothing here knows whose rows they are.

pub mod event;
mod filter;
mod page;
mod shards;
mod subscription;
mod table;

pub use event::Event;
pub use filter::Filter;
pub use page::{Page, arrival, is_before, number};
pub use shards::{Place, Stream};
pub use subscription::{Pushed, Subscription, is_of_consumer, stream_of};
pub use table::is_of_table;

use haneul_pipeline::{AwsError, ByteStream};
use serde_json::Value as Json;

/// Whoever asks a source, as whom the source lets in.
pub trait Ask: Sync {
    fn ask(
        &self,
        service: &str,
        operation: &str,
        input: Json,
    ) -> impl Future<Output = Result<Json, AwsError>> + Send;
}

/// Whoever has sources tell him what comes.
pub trait Listen: Ask {
    fn listen(
        &self,
        service: &str,
        operation: &str,
        input: Json,
    ) -> impl Future<Output = Result<ByteStream, AwsError>> + Send;
}
