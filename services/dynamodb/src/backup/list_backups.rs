//! ListBackups: of a table, or all of the account's in this Region.

use crate::address::Address;
use crate::backup::arn::Below;
use crate::backup::row::{BACKUPS, Backup};
use crate::backup::show;
use crate::errors;
use crate::shapes::{ListBackupsInput, ListBackupsOutput};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;
use jiff::Timestamp;

const MOST: usize = 100;

pub fn run(cx: &mut Cx, input: ListBackupsInput) -> Result<ListBackupsOutput, AwsError> {
    let limit = input.limit.map_or(MOST, |limit| limit as usize);
    let mut span = Span::all();
    if let Some(name) = &input.table_name {
        let address = Address::of(cx, name)?;
        span = Span::prefix(&(address.name.as_str(),));
    }
    if let Some(arn) = &input.exclusive_start_backup_arn {
        let below = Below::of(cx, "backup", arn).ok_or_else(|| errors::backup_arn(arn))?;
        span = span.after(&(below.table.as_str(), below.id.as_str()));
    }
    let scope = cx.scope();
    let mut found = Vec::new();
    let mut more = false;
    // Those that are left out are few: looked at a page at a time.
    'pages: loop {
        let rows = BACKUPS.scan_untracked(cx.tx, scope, span.clone(), MOST, false)?;
        let last = rows.len() < MOST;
        if let Some((key, _)) = rows.last() {
            span = span.after(key);
        }
        for (_, backup) in rows {
            if !is_asked(&input, &backup) {
                continue;
            }
            if found.len() == limit {
                more = true;
                break 'pages;
            }
            found.push(backup);
        }
        if last {
            break;
        }
    }
    Ok(ListBackupsOutput {
        last_evaluated_backup_arn: found.last().filter(|_| more).map(|backup| backup.arn(cx)),
        backup_summaries: Some(
            found
                .iter()
                .map(|backup| show::summary(cx, backup))
                .collect(),
        ),
    })
}

fn is_asked(input: &ListBackupsInput, backup: &Backup) -> bool {
    let kind = match input.backup_type.as_deref() {
        None | Some("USER") => !backup.is_system(),
        Some("SYSTEM") => backup.is_system(),
        Some("ALL") => true,
        // Nothing here makes backups for AWS Backup.
        Some(_) => false,
    };
    let at = |bound: &Timestamp| bound.as_microsecond();
    kind && input
        .time_range_lower_bound
        .as_ref()
        .is_none_or(|low| backup.created >= at(low))
        && input
            .time_range_upper_bound
            .as_ref()
            .is_none_or(|high| backup.created < at(high))
}
