//! DescribeAlarms: by name, prefix, state, action, and who looks at whom.

use super::row::{self, ALARMS, Alarm, PARENTS, Subject};
use super::show::{self, Shown};
use crate::shapes::{DescribeAlarmsInput, DescribeAlarmsOutput};
use crate::{composite, errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::{Scope, Span};

pub fn run(cx: &mut Cx, input: DescribeAlarmsInput) -> Result<DescribeAlarmsOutput, AwsError> {
    // Without a limit there are fifty.
    let many = input.max_records.or(Some(50));
    let page = Page::of(many, input.next_token.as_deref(), limits::ALARMS);
    let page = page.ok_or_else(errors::token)?;
    if input.alarm_names.is_some() && input.alarm_name_prefix.is_some() {
        return Err(errors::combination(
            "The parameters AlarmNames and AlarmNamePrefix are mutually exclusive.",
        ));
    }
    let types = input.alarm_types.clone();
    // Composite alarms are shown only to who asks for them, or for one by its name.
    let wanted = |alarm: &Alarm| match (&types, &input.alarm_names) {
        (Some(types), _) => types.iter().any(|kind| kind == alarm.kind()),
        (None, _) => {
            matches!(alarm.subject, Subject::Metric(_))
                || input.children_of_alarm_name.is_some()
                || input.parents_of_alarm_name.is_some()
        }
    };
    let keep = |alarm: &Alarm| {
        let mut actions = alarm.ok_actions.iter();
        let mut actions = actions
            .by_ref()
            .chain(&alarm.alarm_actions)
            .chain(&alarm.insufficient_actions);
        wanted(alarm)
            && input
                .state_value
                .as_deref()
                .is_none_or(|state| state == alarm.state.value.name())
            && input
                .action_prefix
                .as_ref()
                .is_none_or(|prefix| actions.any(|action| action.starts_with(prefix.as_str())))
    };
    let named = match names(cx, &input)? {
        Some(names) => {
            let mut found = Vec::new();
            for name in names {
                found.extend(row::find(cx, &name)?.map(|alarm| (name, alarm)));
            }
            Some(found)
        }
        None => None,
    };
    let prefix = input.alarm_name_prefix.clone().unwrap_or_default();
    let call = cx.call;
    let scope = Scope::new(&call.partition, &call.account, &call.region);
    let tx = &mut *cx.tx;
    let read = |after: Option<&str>, most: usize| match &named {
        Some(found) => {
            let behind = |name: &str| after.is_none_or(|after| name > after);
            let some = found.iter().filter(|(name, _)| behind(name));
            Ok(some.take(most).cloned().collect())
        }
        None => {
            let span = Span::starts_with(&(), &prefix);
            let span = match after {
                Some(after) => span.after(after),
                None => span,
            };
            Ok(ALARMS.scan(tx, scope, span, most, false)?)
        }
    };
    let (rows, next_token) = page.fill(read, keep)?;
    let (mut metric, mut composites) = (Vec::new(), Vec::new());
    for alarm in rows {
        match show::any(cx, alarm) {
            Shown::Metric(alarm) => metric.push(*alarm),
            Shown::Composite(alarm) => composites.push(*alarm),
        }
    }
    Ok(DescribeAlarmsOutput {
        metric_alarms: Some(metric),
        composite_alarms: Some(composites),
        next_token,
        ..DescribeAlarmsOutput::default()
    })
}

/// The names that are asked for, in order; nothing where it is no question of names.
fn names(cx: &mut Cx, input: &DescribeAlarmsInput) -> Result<Option<Vec<String>>, AwsError> {
    let mut names = match (&input.children_of_alarm_name, &input.parents_of_alarm_name) {
        (Some(_), Some(_)) => {
            return Err(errors::combination(
                "The parameters ChildrenOfAlarmName and ParentsOfAlarmName are mutually exclusive.",
            ));
        }
        (Some(name), None) => match row::find(cx, name)?.map(|alarm| alarm.subject) {
            Some(Subject::Composite(own)) => composite::children(cx, &own)?,
            _ => Vec::new(),
        },
        (None, Some(name)) => {
            let scope = cx.scope();
            let parents = PARENTS.keys(cx.tx, scope, Span::prefix(name), usize::MAX, false)?;
            parents.into_iter().map(|(_, parent)| parent).collect()
        }
        (None, None) => match &input.alarm_names {
            Some(names) if !names.is_empty() => names.clone(),
            _ => return Ok(None),
        },
    };
    names.sort();
    names.dedup();
    Ok(Some(names))
}
