//! RemoveTagsFromStream: takes tags off; one that is not there is no error.

use crate::shapes::RemoveTagsFromStreamInput;
use crate::stream::row::{self, named};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: RemoveTagsFromStreamInput) -> Result<Reply, AwsError> {
    let found = row::at(cx, &named!(input))?;
    let mut stream = found.stream.clone();
    stream.tags.retain(|(key, _)| !input.tag_keys.contains(key));
    row::put(cx, &found, &stream)?;
    Ok(Reply::default())
}
