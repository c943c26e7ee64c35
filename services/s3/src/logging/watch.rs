//! The draft of a line, kept by the call until it is answered.

use super::line::{Draft, Size};
use super::{KIND, buffer, names};
use crate::bucket::Bucket;
use haneul_model::Value;
use haneul_pipeline::Call;
use haneul_runtime::host;

/// Has the answer of a call written down, if the bucket it is about keeps logs.
pub fn watch(call: &Call, bucket: &Bucket, operation: &str, input: &Value) {
    if !keeps_logs(bucket) {
        return;
    }
    let model = haneul_model::model("s3").and_then(|model| model.operation(operation));
    let Some(named) = model.map(names::of) else {
        return;
    };
    let named = match call.request.posted {
        true => "REST.POST.OBJECT".to_owned(),
        false => named,
    };
    let key = input.str("Key");
    let mut draft = Draft::new(call, bucket, named);
    draft.key = key.map(str::to_owned);
    draft.version = input.str("VersionId").map(str::to_owned);
    draft.size = match operation {
        "PutObject" | "UploadPart" => Size::Request,
        "GetObject" | "HeadObject" => Size::Answer,
        _ => Size::Unknown,
    };
    listen(call, bucket, "request", vec![draft]);
}

/// The same for what is no operation of the model, by what logs call it.
pub fn watch_by(call: &Call, bucket: &Bucket, operation: String, key: Option<&str>) {
    if !keeps_logs(bucket) {
        return;
    }
    let mut draft = Draft::new(call, bucket, operation);
    draft.key = key.map(str::to_owned);
    draft.size = Size::Answer;
    listen(call, bucket, "request", vec![draft]);
}

/// The bucket that a copy reads has a line of it, too.
pub fn watch_copy(call: &Call, source: &Bucket, key: &str, version: Option<&str>) {
    if !keeps_logs(source) {
        return;
    }
    let named = match call.operation {
        "UploadPartCopy" => "REST.COPY.PART_GET",
        _ => "REST.COPY.OBJECT_GET",
    };
    let mut draft = Draft::new(call, source, named.to_owned());
    draft.key = Some(key.to_owned());
    draft.version = version.map(str::to_owned);
    listen(call, source, "source of a copy", vec![draft]);
}

pub fn keeps_logs(bucket: &Bucket) -> bool {
    bucket.kinds.iter().any(|kind| kind == KIND)
}

/// What came of one key of a deletion of many.
pub struct DeletedKey {
    pub key: String,
    pub version: Option<String>,
    pub error: Option<String>,
}

/// Each key of a deletion of many has a line of its own.
pub fn watch_deletions(call: &Call, bucket: &Bucket, outcomes: impl Iterator<Item = DeletedKey>) {
    if !keeps_logs(bucket) {
        return;
    }
    let draft = |one: DeletedKey| {
        let mut draft = Draft::new(call, bucket, "BATCH.DELETE.OBJECT".to_owned());
        draft.key = Some(one.key);
        draft.version = one.version;
        draft.outcome = Some(one.error);
        draft
    };
    listen(call, bucket, "keys", outcomes.map(draft).collect());
}

fn listen(call: &Call, bucket: &Bucket, about: &'static str, drafts: Vec<Draft>) {
    let began = host::instant();
    let place = buffer::Place {
        partition: call.partition.clone(),
        bucket: bucket.name.clone(),
        bucket_id: bucket.id.clone(),
    };
    call.request.witness.listen(about, move |cloud, answered| {
        let took = began.elapsed();
        for draft in &drafts {
            buffer::push(cloud, &place, draft.at, draft.line(answered, took));
        }
    });
}
