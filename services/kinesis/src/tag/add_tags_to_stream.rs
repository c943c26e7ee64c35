//! AddTagsToStream: adds tags, or gives those it has another value.

use crate::shapes::AddTagsToStreamInput;
use crate::stream::row::{self, named};
use crate::tag::rules;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: AddTagsToStreamInput) -> Result<Reply, AwsError> {
    let found = row::at(cx, &named!(input))?;
    let mut stream = found.stream.clone();
    rules::add(&mut stream.tags, input.tags);
    rules::check(&found.address, &stream.tags)?;
    row::put(cx, &found, &stream)?;
    Ok(Reply::default())
}
