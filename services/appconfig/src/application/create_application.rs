//! CreateApplication.

use super::row::{self, APPLICATIONS, Application};
use crate::{errors, id, limits, shapes, tag};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: shapes::CreateApplicationRequest,
) -> Result<shapes::Application, AwsError> {
    let there = APPLICATIONS.count(cx.tx, cx.scope(), Span::all())?;
    if there >= limits::APPLICATIONS {
        return Err(errors::too_many("applications", limits::APPLICATIONS));
    }
    let application = Application {
        id: id::fresh(cx),
        name: input.name,
        description: input.description,
        tags: tag::fresh(input.tags)?,
    };
    row::save(cx, &application)?;
    Ok(application.shown())
}
