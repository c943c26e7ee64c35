//! PutEventSelectors: of one kind or the other, in place of what was there.

use super::{Selectors, advanced, basic, shape};
use crate::errors;
use crate::shapes::{PutEventSelectorsRequest, PutEventSelectorsResponse};
use crate::trail;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: PutEventSelectorsRequest,
) -> Result<PutEventSelectorsResponse, AwsError> {
    let mut row = trail::find_at_home(cx, &input.trail_name)?;
    let given = |any: bool| any.then_some(());
    let basics = input.event_selectors.unwrap_or_default();
    let advanceds = input.advanced_event_selectors.unwrap_or_default();
    row.selectors = match (given(!basics.is_empty()), given(!advanceds.is_empty())) {
        (Some(()), None) => {
            let list = shape::basic(basics);
            basic::check(&list)?;
            Selectors::Basic(list)
        }
        (None, Some(())) => {
            let list = shape::advanced(advanceds);
            advanced::check(&list)?;
            Selectors::Advanced(list)
        }
        _ => {
            return Err(errors::invalid_selectors(
                "Specify either EventSelectors or AdvancedEventSelectors.",
            ));
        }
    };
    trail::save(cx, &row)?;
    let mut output = PutEventSelectorsResponse {
        trail_arn: Some(row.arn(cx.partition())),
        ..PutEventSelectorsResponse::default()
    };
    match &row.selectors {
        Selectors::Basic(list) => output.event_selectors = Some(shape::show_basic(list)),
        Selectors::Advanced(list) => {
            output.advanced_event_selectors = Some(shape::show_advanced(list));
        }
    }
    Ok(output)
}
