//! GetMetricWidgetImage: a graph as a PNG.

use super::{definition, graph};
use crate::data::{Asked, Resolver};
use crate::errors;
use crate::shapes::{GetMetricWidgetImageInput, GetMetricWidgetImageOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetMetricWidgetImageInput,
) -> Result<GetMetricWidgetImageOutput, AwsError> {
    if input
        .output_format
        .as_deref()
        .is_some_and(|format| !["png", "image/png"].contains(&format))
    {
        return Err(errors::validation("OutputFormat must be png or image/png."));
    }
    let read = definition::read(&input.metric_widget, cx.now())?;
    let asked = Asked {
        start: read.start,
        end: read.end,
        exact: false,
    };
    let mut series = Vec::new();
    let resolver = Resolver::new(cx, &read.queries, asked, None);
    for query in read.queries.iter().filter(|query| query.is_returned()) {
        series.extend(resolver.find(query)?.series);
    }
    let image = graph::draw(&read, &series).png()?;
    Ok(GetMetricWidgetImageOutput {
        metric_widget_image: Some(image.into()),
    })
}
