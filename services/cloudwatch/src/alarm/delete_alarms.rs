//! DeleteAlarms: all of them or none. Names that there are no alarms of are no error.

use super::row::{self, PARENTS, Subject};
use super::{event, history};
use crate::shapes::{DeleteAlarmsInput, DeleteAlarmsOutput};
use crate::{composite, errors};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: DeleteAlarmsInput) -> Result<DeleteAlarmsOutput, AwsError> {
    let mut composites = 0;
    for name in &input.alarm_names {
        let Some(alarm) = row::find(cx, name)? else {
            continue;
        };
        composites += usize::from(matches!(alarm.subject, Subject::Composite(_)));
        let scope = cx.scope();
        let parents = PARENTS.keys(cx.tx, scope, Span::prefix(name), usize::MAX, false)?;
        // Whoever is looked at goes only with those that look.
        let left = parents
            .iter()
            .find(|(_, parent)| !input.alarm_names.contains(parent));
        if let Some((_, parent)) = left {
            return Err(errors::validation(format!(
                "Cannot delete {name} as there are composite alarm(s) depending on it: {parent}"
            )));
        }
        if let Subject::Composite(own) = &alarm.subject {
            composite::untie(cx, name, own)?;
        }
        history::configured(cx, &alarm, "deleted")?;
        event::configuration_change(cx, &alarm, "delete")?;
    }
    if composites > 1 {
        return Err(errors::validation(
            "You can delete only one composite alarm in one operation.",
        ));
    }
    for name in &input.alarm_names {
        row::remove(cx, name)?;
    }
    Ok(DeleteAlarmsOutput::default())
}
