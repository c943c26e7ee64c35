//! DeleteArchive.

use super::kept;
use super::row::{self, ARCHIVES};
use crate::shapes::{DeleteArchiveRequest, DeleteArchiveResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteArchiveRequest) -> Result<DeleteArchiveResponse, AwsError> {
    let archive = row::open(cx, &input.archive_name)?;
    ARCHIVES.delete(cx.tx, cx.scope(), &archive.name)?;
    kept::drop_all(cx, &archive)?;
    Ok(DeleteArchiveResponse {})
}
